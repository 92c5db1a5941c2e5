import StetColumns

/// The rows of a join's second table by their keys, for keys that are whole numbers within a range: a bit for each number says
/// whether a row has it, and how many bits are set before it is the place of that row.
final class KeyIndex: Sendable {
  /// One of the keys.
  struct KeyRange: Sendable {
    let type: ValueType
    let pool: TextPool?
    /// The number of the smallest value, and how many there may be.
    let least: Int64
    let width: Int
    /// The places of decimals.
    var scale = 0
  }

  let keys: [KeyRange]
  /// How many combinations of keys there may be.
  let width: Int
  let rowCount: Int
  /// Whether several rows have the same keys.
  let hasRepeatedKeys: Bool
  fileprivate let words: [UInt64]
  /// How many bits are set before each word.
  fileprivate let ranks: [UInt32]
  /// The row of each key, in the order of the keys; empty if keys repeat, or if nobody asks for rows.
  fileprivate let rows: [Int32]
  /// The number of each row; −1 where a key is missing.
  private let numbers: [Int32]

  /// For `asking` rows of another table, which want to know the row of a key or only whether there is one. Nil for keys of other types, or
  /// for a range that is too wide for the rows of both.
  init?(_ columns: [Column], rowCount: Int, asking: Int, forRows: Bool) {
    var keys: [KeyRange] = []
    var width = 1
    for column in columns {
      guard let key = KeyRange(column) else { return nil }
      let (product, overflow) = width.multipliedReportingOverflow(by: key.width)
      guard !overflow, product <= max(1 << 22, 64 * (rowCount + asking)), product <= Int(Int32.max) else { return nil }
      width = product
      keys.append(key)
    }
    // Beyond that, the rows of the keys are too many for the caches, and those of the other table are sorted by parts first.
    guard !forRows || rowCount <= 1 << 21 else { return nil }
    (self.keys, self.width, self.rowCount) = (keys, width, rowCount)
    let numbers = Self.numbers(columns, keys, rowCount)
    let (words, present) = Self.bits(numbers, width: width)
    var ranks: [UInt32] = []
    ranks.reserveCapacity(words.count)
    var total: UInt32 = 0
    for word in words {
      ranks.append(total)
      total += UInt32(word.nonzeroBitCount)
    }
    hasRepeatedKeys = Int(total) != present
    var rows = [Int32](repeating: -1, count: hasRepeatedKeys || !forRows ? 0 : present)
    if !rows.isEmpty {
      for (row, number) in numbers.enumerated() where number >= 0 {
        let word = words[Int(number >> 6)] & ((1 << UInt64(number & 63)) - 1)
        rows[Int(ranks[Int(number >> 6)]) + word.nonzeroBitCount] = Int32(truncatingIfNeeded: row)
      }
    }
    (self.words, self.ranks, self.rows, self.numbers) = (words, ranks, rows, numbers)
  }

  /// The bits of the numbers that occur, and how many rows have one.
  private static func bits(_ numbers: [Int32], width: Int) -> (words: [UInt64], present: Int) {
    let count = (width + 63) / 64 + 1
    @Sendable func bits(_ rows: Range<Int>) -> (words: [UInt64], present: Int) {
      var words = [UInt64](repeating: 0, count: count)
      var present = 0
      // Neighbors in a column that ascends share a word, which is written once.
      var (place, word): (Int, UInt64) = (0, 0)
      unsafe words.withUnsafeMutableBufferPointer { words in
        unsafe numbers.withUnsafeBufferPointer { numbers in
          for row in rows {
            let number = unsafe numbers[row]
            let own = Int(max(number, 0) &>> 6)
            if own != place {
              unsafe words[place] |= word
              (place, word) = (own, 0)
            }
            let isPresent: UInt64 = number < 0 ? 0 : 1
            word |= isPresent &<< UInt64(truncatingIfNeeded: number & 63)
            present &+= Int(isPresent)
          }
          unsafe words[place] |= word
        }
      }
      return (words, present)
    }
    // Bits of their own for each thread cost less than the rows do.
    let parts = numbers.count >= 4 * count ? parallelStretches(numbers.count, bits) : [bits(0..<numbers.count)]
    var all = parts[0]
    for part in parts.dropFirst() {
      for word in 0..<count { all.words[word] |= part.words[word] }
      all.present += part.present
    }
    return all
  }

  private static func numbers(_ columns: [Column], _ keys: [KeyRange], _ rowCount: Int) -> [Int32] {
    let parts = zip(columns, keys).map { $1.numbers(of: $0) }
    guard parts.count != 1 else { return parts[0] }
    return parallelFill(rowCount) { rows, target in
      for row in rows {
        var number: Int32 = 0
        for (part, key) in zip(parts, keys) {
          number = number < 0 || part[row] < 0 ? -1 : number &* Int32(truncatingIfNeeded: key.width) &+ part[row]
        }
        target[row &- rows.lowerBound] = number
      }
    }
  }

  /// How many words the bits of all combinations take.
  var wordCount: Int { words.count }

  /// The rows that no key of which the bit is set in `asked` has: how many, and the first of them.
  func rest(_ asked: [UInt64]) -> (count: Int, first: [Int]) {
    /// 1 for a row of which the key was asked for.
    @inline(__always)
    @Sendable func isAsked(_ number: Int32, _ asked: UnsafePointer<UInt64>) -> UInt64 {
      let place = UInt(truncatingIfNeeded: max(number, 0))
      return unsafe (asked[Int(place &>> 6)] &>> UInt64(place & 63)) & (number < 0 ? 0 : 1)
    }
    let found =
      hasRepeatedKeys
      ? parallelStretches(rowCount) { rows in
        unsafe asked.withUnsafeBufferPointer { asked in
          unsafe numbers.withUnsafeBufferPointer { numbers in
            guard let words = asked.baseAddress else { return 0 }
            var found: UInt64 = 0
            for row in rows { unsafe found &+= isAsked(numbers[row], words) }
            return Int(found)
          }
        }
      }.reduce(0, +) : asked.reduce(0) { $0 + $1.nonzeroBitCount }
    let count = rowCount - found
    var first: [Int] = []
    unsafe asked.withUnsafeBufferPointer { asked in
      guard let words = asked.baseAddress else { return }
      var row = 0
      while first.count < min(3, count) {
        if unsafe isAsked(numbers[row], words) == 0 { first.append(row) }
        row += 1
      }
    }
    return (count, first)
  }
}

extension KeyIndex.KeyRange {
  fileprivate init?(_ column: Column) {
    switch column {
    case .text(let texts):
      guard texts.pool.isDistinct else { return nil }
      (type, pool, least, width) = (.text, texts.pool, 0, max(1, texts.pool.count))
    case .narrowInt, .int, .decimal, .date, .period, .datetime:
      let bounds = column.valueBounds ?? 0...0
      let (span, overflow) = bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound)
      guard !overflow, span < Int64(Int32.max) else { return nil }
      (type, pool, least, width) = (column.type, nil, bounds.lowerBound, Int(span) + 1)
      scale = column.scale
    case .bool, .longDecimal, .float, .duration: return nil
    }
  }

  /// −1 for missing.
  fileprivate func numbers(of column: Column) -> [Int32] {
    func numbers<Value: FixedWidthInteger & Sendable & Hashable>(_ vector: Vector<Value>) -> [Int32] {
      parallelFill(vector.count) { rows, target in
        for row in rows {
          target[row &- rows.lowerBound] =
            vector.validity?[row] == false ? -1 : Int32(truncatingIfNeeded: Int64(vector.values[row]) &- least)
        }
      }
    }
    switch column {
    case .text(let texts): return texts.codes
    case .narrowInt(let vector), .date(let vector), .period(let vector, _): return numbers(vector)
    case .int(let vector), .decimal(let vector, _), .datetime(let vector): return numbers(vector)
    case .bool, .longDecimal, .float, .duration: preconditionFailure("such keys have no index")
    }
  }
}

extension ProgramBuilder {
  /// The number of each row's keys in an index; −1 for keys that no row of the index can have. Nil for keys of another type.
  mutating func numbers(of keys: [Register], in index: KeyIndex) -> Register? {
    var numbers: Register?
    for (key, other) in zip(keys, index.keys) {
      guard key.type == other.type, key.scale == other.scale, key.constant == nil else { return nil }
      let own: Register
      if let pool = key.pool, let others = other.pool {
        own = self.numbers(of: key, translation(from: pool, to: others))
      } else {
        own = register(.narrow, .int)
        let (out, least, width) = (own, other.least, Int64(other.width))
        switch key.layout {
        case .narrow: emit { $0.number(key, out, Int32.self, least, width) }
        case .wide: emit { $0.number(key, out, Int64.self, least, width) }
        case .bool, .float, .huge, .text: return nil
        }
      }
      numbers = numbers.map { combined($0, own, Int32(other.width)) } ?? own
    }
    return numbers
  }

  private mutating func combined(_ a: Register, _ b: Register, _ width: Int32) -> Register {
    let out = register(.narrow, .int)
    let (x, y): (Side<Int32>, Side<Int32>) = (.cells(a), .cells(b))
    emit { $0.map(x, y, out) { (x: Int32, y: Int32) in x | y < 0 ? -1 : x &* width &+ y } }
    return out
  }
}

extension Batch {
  @inline(__always)
  fileprivate func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ a: Register, _ out: Register, _: Number.Type, _ least: Int64, _ width: Int64
  ) {
    let x: Cells<Number> = values(a)
    let r: Cells<Int32> = own(out)
    for row in 0..<count {
      let number = Int64(x[row]) &- least
      r[row] = UInt64(bitPattern: number) < UInt64(width) ? Int32(truncatingIfNeeded: number) : -1
    }
    if let present = presence(a) { for row in 0..<count { r[row] = present[row] != 0 ? r[row] : -1 } }
    setPresence(out, nil)
  }

  /// Looks rows up in an index. `asked` are the bits of the keys that rows had, and `selected` the rows that are kept: those that have a
  /// partner, or the others. How many are.
  func look(up numbers: Register, in index: KeyIndex, asked: inout [UInt64], keepingMatches: Bool) -> Int {
    let x: Cells<Int32> = values(numbers)
    let flip: UInt64 = keepingMatches ? 0 : 1
    var kept = 0
    unsafe index.words.withUnsafeBufferPointer { words in
      unsafe asked.withUnsafeMutableBufferPointer { asked in
        guard let words = words.baseAddress, let asked = asked.baseAddress else { return }
        for row in 0..<count {
          let number = x[row]
          let place = Int(max(number, 0))
          let isKey: UInt64 = number >= 0 ? 1 : 0
          let shift = UInt64(truncatingIfNeeded: place & 63)
          let bit = unsafe (words[place &>> 6] &>> shift) & isKey
          unsafe asked[place &>> 6] |= bit &<< shift
          selected[kept] = Int32(truncatingIfNeeded: row)
          kept &+= Int(bit ^ flip)
        }
      }
    }
    return kept
  }

  /// The row of the index that each row's key belongs to; −1 for none.
  func writePartners(_ numbers: Register, _ index: KeyIndex, _ out: Register) {
    let x: Cells<Int32> = values(numbers)
    let r: Cells<Int32> = own(out)
    unsafe index.words.withUnsafeBufferPointer { words in
      unsafe index.ranks.withUnsafeBufferPointer { ranks in
        unsafe index.rows.withUnsafeBufferPointer { rows in
          guard let words = words.baseAddress, let ranks = ranks.baseAddress else { return }
          for row in 0..<count {
            let number = x[row]
            let place = Int(max(number, 0))
            let shift = UInt64(truncatingIfNeeded: place & 63)
            let word = unsafe words[place &>> 6]
            if number < 0 || (word &>> shift) & 1 == 0 {
              r[row] = -1
            } else {
              let before = (word & ((1 &<< shift) &- 1)).nonzeroBitCount
              r[row] = unsafe rows[Int(ranks[place &>> 6]) &+ before]
            }
          }
        }
      }
    }
    setPresence(out, nil)
  }
}

extension Batch {
  func isMatched(_ row: Int, _ numbers: Register, _ index: KeyIndex) -> Bool {
    let number = Int(values(numbers, Int32.self)[row])
    return number >= 0 && index.words[number >> 6] >> UInt64(number & 63) & 1 != 0
  }
}
