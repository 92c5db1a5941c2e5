import StetColumns

/// The numbers of several keys in one whole number, the first key highest.
struct PackedKeys: Sendable {
  /// Where one key's number is in the packed ones.
  struct Digit: Sendable {
    fileprivate let factor: UInt64
    fileprivate let width: UInt64
    /// If both are powers of two.
    private let shift: (by: UInt64, mask: UInt64)?

    fileprivate init(factor: UInt64, width: UInt64) {
      (self.factor, self.width) = (factor, width)
      let isPower = factor.nonzeroBitCount == 1 && width.nonzeroBitCount <= 1
      shift = isPower ? (UInt64(truncatingIfNeeded: factor.trailingZeroBitCount), width &- 1) : nil
    }

    @inline(__always)
    func of(_ number: UInt64) -> UInt64 {
      if let shift { return number &>> shift.by & shift.mask }
      return number / factor % width
    }
  }

  let keys: [RankedKey]
  private let digits: [Digit]
  /// Bits that distinguish all packed numbers.
  let bits: Int

  private init(_ keys: [RankedKey], _ digits: [Digit], bits: Int) {
    (self.keys, self.digits, self.bits) = (keys, digits, bits)
  }

  /// As many of the keys, from the first on, as fit in 64 bits together; at least one does.
  static func longestPrefix(of keys: some Collection<RankedKey>) -> PackedKeys {
    var packed: PackedKeys?
    for count in 1...max(1, keys.count) {
      guard let more = PackedKeys(Array(keys.prefix(count))) else { break }
      packed = more
    }
    guard let packed else { preconditionFailure("the numbers of one key have room in 64 bits") }
    return packed
  }

  /// Nil if the keys need more than 64 bits together. Each has bits of its own if those are enough, which are extracted
  /// faster than by division.
  init?(_ keys: [RankedKey]) {
    let bits = keys.map { 64 - ($0.width &- 1).leadingZeroBitCount }
    let total = bits.reduce(0, +)
    if total <= 64 {
      var used = 0
      var digits: [Digit] = []
      for width in bits.reversed() {
        // A key that has one number only has no bits, and may be the last of 64.
        digits.append(Digit(factor: width == 0 ? 1 : 1 << UInt64(used), width: width == 64 ? 0 : 1 << UInt64(width)))
        used += width
      }
      self.init(keys, digits.reversed(), bits: total)
    } else {
      guard let (digits, width) = Self.dense(keys) else { return nil }
      self.init(keys, digits, bits: 64 - (width - 1).leadingZeroBitCount)
    }
  }

  /// Without gaps, for arrays with an element for each number; nil if there are more than `most` of them.
  static func dense(_ keys: [RankedKey], most: UInt64) -> (packed: PackedKeys, width: Int)? {
    guard let (digits, width) = dense(keys), width <= most else { return nil }
    return (PackedKeys(keys, digits, bits: 64 - (width - 1).leadingZeroBitCount), Int(width))
  }

  private static func dense(_ keys: [RankedKey]) -> (digits: [Digit], width: UInt64)? {
    var digits: [Digit] = []
    var factor: UInt64 = 1
    for key in keys.reversed() {
      digits.append(Digit(factor: factor, width: key.width))
      let (product, overflow) = factor.multipliedReportingOverflow(by: key.width)
      guard !overflow else { return nil }
      factor = product
    }
    return (digits.reversed(), factor)
  }

  /// One packed number for each row.
  func numbers<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(of rows: Int) -> [Number] {
    parallelFill(rows) { range, target in
      unsafe target.withUnsafeMutableBufferPointer { target in
        guard let out = target.baseAddress else { return }
        unsafe withScratch(of: Number.self, capacity: Self.block) { digit in
          for start in stride(from: range.lowerBound, to: range.upperBound, by: Self.block) {
            let part = start..<min(start + Self.block, range.upperBound)
            unsafe write(part, to: out + (start - range.lowerBound), digit)
          }
        }
      }
    }
  }

  private func write<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ rows: Range<Int>, to target: UnsafeMutablePointer<Number>, _ digit: UnsafeMutablePointer<Number>
  ) {
    for (index, key) in keys.enumerated() {
      let factor = Number(truncatingIfNeeded: digits[index].factor)
      if index == 0 {
        unsafe key.write(rows, to: target)
        if factor != 1 { for place in 0..<rows.count { unsafe target[place] &*= factor } }
      } else {
        unsafe key.write(rows, to: digit)
        for place in 0..<rows.count { unsafe target[place] &+= digit[place] &* factor }
      }
    }
  }

  /// The packed numbers of some rows, `noKey` if the value of a key is missing or has no number.
  func writeKeys(_ rows: Range<Int>, to target: UnsafeMutablePointer<UInt64>, _ digit: UnsafeMutablePointer<UInt64>) {
    for (index, key) in keys.enumerated() {
      let (factor, missing) = (digits[index].factor, key.width &- 1)
      if index == 0 {
        unsafe key.write(rows, to: target)
        for place in 0..<rows.count {
          unsafe target[place] = target[place] == missing ? noKey : target[place] &* factor
        }
      } else {
        unsafe key.write(rows, to: digit)
        for place in 0..<rows.count {
          if unsafe target[place] == noKey || digit[place] == missing {
            unsafe target[place] = noKey
          } else {
            unsafe target[place] &+= digit[place] &* factor
          }
        }
      }
    }
  }

  /// The key columns of some packed numbers.
  func values<Number: FixedWidthInteger & UnsignedInteger & Sendable>(of numbers: [Number]) -> [Column] {
    zip(keys, digits).map { $0.values(of: numbers, $1) }
  }

  /// Keys of another table in the same numbers; nil if one cannot have them.
  func matching(_ others: [Column]) -> PackedKeys? {
    var matched: [RankedKey] = []
    for (key, other) in zip(keys, others) {
      guard let key = key.matching(other) else { return nil }
      matched.append(key)
    }
    return PackedKeys(matched, digits, bits: bits)
  }

  /// This many rows at a time stay in the innermost cache.
  static let block = 1024
}

/// The number of a row that matches nothing.
let noKey = UInt64.max

extension PackedKeys {
  /// Whether the rows are in the order of these keys, and so many that it is worth asking.
  func isAscending(_ rowCount: Int) -> Bool {
    guard rowCount >= Parallelism.fewRows, ascends(0..<Self.block) else { return false }
    return parallelChunks(rowCount) {
      AscentState()
    } _: { state, _, rows in
      // The last row before is compared with the first of these.
      if state.ascends { state.ascends = ascends(max(0, rows.lowerBound - 1)..<rows.upperBound) }
    } result: {
      $0.ascends
    }.allSatisfy { $0 }
  }

  private func ascends(_ rows: Range<Int>) -> Bool {
    var last: UInt64 = 0
    var descents = 0
    unsafe eachOrderedBlock(rows) { part, numbers in
      guard descents == 0 else { return }
      descents = unsafe last > numbers[0] ? 1 : 0
      for place in 1..<part.count { unsafe descents &+= numbers[place] < numbers[place &- 1] ? 1 : 0 }
      last = unsafe numbers[part.count - 1]
    }
    return descents == 0
  }

  private final class AscentState {
    var ascends = true
  }

  /// Calls `body` with some rows at a time and their numbers, in the order of the keys.
  @inline(__always)
  func eachOrderedBlock(_ rows: Range<Int>, _ body: (Range<Int>, UnsafeMutablePointer<UInt64>) -> Void) {
    unsafe withScratch(of: UInt64.self, capacity: 2 * Self.block) { numbers in
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block) {
        let part = start..<min(start + Self.block, rows.upperBound)
        unsafe write(part, to: numbers, numbers + Self.block)
        unsafe body(part, numbers)
      }
    }
  }

  /// Calls `body` with some rows at a time and their numbers; `noKey` where a key is missing.
  func eachBlock(_ rows: Range<Int>, _ body: (Range<Int>, UnsafeMutablePointer<UInt64>) -> Void) {
    unsafe withScratch(of: UInt64.self, capacity: 2 * Self.block) { numbers in
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.block) {
        let part = start..<min(start + Self.block, rows.upperBound)
        unsafe writeKeys(part, to: numbers, numbers + Self.block)
        unsafe body(part, numbers)
      }
    }
  }
}
