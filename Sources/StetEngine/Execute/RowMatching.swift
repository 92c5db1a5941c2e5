import StetColumns
import StetDiagnostics

/// Which rows belong together; −1 stands for no partner.
struct JoinPairs {
  /// The partner of each left row, where none has more than one; then `left` and `right` are empty.
  var partners: [Int32]?
  /// Otherwise the rows of each pair, in the order of the left table.
  var left: [Int32] = []
  var right: [Int32] = []
  /// Left rows that found at least one partner.
  var matched = 0
  /// Left rows without one, and right rows that none asked for.
  var leftOnly: [Int32] = []
  var rightOnly: [Int32] = []
  /// Left rows that found more than one, with how many.
  var multiplied: [(row: Int32, partners: Int)] = []

  /// The rows that make the result of a join; nil for all left rows, once each and in order.
  func rows(keepingLeft: Bool) -> (left: [Int32]?, right: [Int32]) {
    if let partners {
      if keepingLeft || leftOnly.isEmpty { return (nil, partners) }
      let matched = StetColumns.rows(below: partners.count) { partners[$0] >= 0 }
      return (matched, parallelFill(matched.count) { range, target in
        for place in range { target[place &- range.lowerBound] = partners[Int(matched[place])] }
      })
    }
    guard keepingLeft else { return (left, right) }
    // Unmatched left rows stand in their place, not at the end.
    var merged: [(Int32, Int32)] = zip(left, right).map { ($0, $1) } + leftOnly.map { ($0, -1) }
    merged.sort { $0 < $1 }
    return (merged.map(\.0), merged.map(\.1))
  }
}

/// Matches rows by equal keys; a missing key matches nothing.
func matchRows(left: [Column], right: [Column], leftCount: Int, rightCount: Int) throws(RunFailure) -> JoinPairs {
  let shared = zip(left, right).compactMap { SharedKey($0, $1) }
  if shared.count == left.count, let numbers = SharedKey.numbers(shared, leftCount, rightCount) {
    return matched(numbers.left, numbers.right, width: numbers.width)
  }
  // Keys wider than a machine word are numbered by looking each of them up.
  var both: [Column] = []
  for (a, b) in zip(left, right) { both.append(try concatenate([a, b])) }
  let keys = identities(of: both, rowCount: leftCount + rightCount)
  let presences = both.compactMap(\.presence)
  let numbers: [UInt64] = parallelFill(leftCount + rightCount) { range, target in
    for row in range {
      let hasKey = presences.allSatisfy { $0[row] }
      target[row &- range.lowerBound] = hasKey ? UInt64(keys.groupOfRow[row]) : noKey
    }
  }
  return matched(
    Array(numbers[..<leftCount]), Array(numbers[leftCount...]), width: UInt64(max(1, keys.count)))
}

/// The number of a row that matches nothing.
private let noKey = UInt64.max

/// A key of two tables as whole numbers that are equal where the values are, below the width.
private struct SharedKey: Sendable {
  private enum Values: Sendable {
    case narrow([Int32], Bitmap?)
    case wide([Int64], Bitmap?)
    case bools([Bool], Bitmap?)
    case floats([Double], Bitmap?)
    /// Codes, and the number of each.
    case codes([Int32], numbers: [Int32]?)
  }

  private let left: Values
  private let right: Values
  private let least: Int64
  /// Nil where any 64 bits may occur.
  let width: UInt64?

  init?(_ a: Column, _ b: Column) {
    switch (a, b) {
    case (.narrowInt, .int), (.int, .narrowInt): self.init(alike: a.wide, b.wide)
    default: self.init(alike: a, b)
    }
  }

  /// Nil for columns of different layouts, and for decimals, whose values are wider than a machine word.
  private init?(alike a: Column, _ b: Column) {
    switch (a, b) {
    case (.narrowInt(let x), .narrowInt(let y)), (.date(let x), .date(let y)), (.period(let x, _), .period(let y, _)):
      (left, right) = (.narrow(x.values, x.validity), .narrow(y.values, y.validity))
      let (least, most) = extremes(y.values)
      self.least = Int64(least)
      width = UInt64(Int64(most) - Int64(least)) + 1
    case (.int(let x), .int(let y)), (.datetime(let x), .datetime(let y)), (.duration(let x), .duration(let y)):
      (left, right) = (.wide(x.values, x.validity), .wide(y.values, y.validity))
      let (least, most) = extremes(y.values)
      self.least = least
      let span = UInt64(bitPattern: most &- least)
      width = span < 1 << 62 ? span + 1 : nil
      if width == nil { return nil }
    case (.bool(let x), .bool(let y)):
      (left, right) = (.bools(x.values, x.validity), .bools(y.values, y.validity))
      least = 0
      width = 2
    case (.float(let x), .float(let y)):
      (left, right) = (.floats(x.values, x.validity), .floats(y.values, y.validity))
      least = 0
      width = nil
    case (.text(let x), .text(let all)):
      let y = all.coded
      (left, right) = (.codes(x.codes, numbers: translation(from: x.pool, to: y.pool)), .codes(y.codes, numbers: nil))
      least = 0
      width = UInt64(max(1, y.pool.count))
    case (.bool, _), (.int, _), (.narrowInt, _), (.decimal, _), (.float, _), (.text, _), (.date, _), (.datetime, _),
      (.period, _), (.duration, _):
      return nil
    }
  }

  /// For each row, `numbers[row]` × `width` + the number of its key here.
  private func extend(_ numbers: [UInt64]?, _ values: Values, _ rows: Int) -> [UInt64] {
    let (width, least) = (width, least)
    @inline(__always)
    func fill(_ number: @Sendable (Int) -> UInt64) -> [UInt64] {
      parallelFill(rows) { range, target in
        for row in range {
          let number = number(row)
          let isOutside = width.map { number >= $0 } ?? (number == noKey)
          guard let numbers else {
            target[row &- range.lowerBound] = isOutside ? noKey : number
            continue
          }
          target[row &- range.lowerBound] = isOutside || numbers[row] == noKey ? noKey : numbers[row] &* (width ?? 1) &+ number
        }
      }
    }
    switch values {
    case .narrow(let values, nil): return fill { UInt64(bitPattern: Int64(values[$0]) &- least) }
    case .narrow(let values, let validity?):
      return fill { validity[$0] ? UInt64(bitPattern: Int64(values[$0]) &- least) : noKey }
    case .wide(let values, let validity):
      return fill { row in
        guard validity?[row] ?? true, values[row] >= least else { return noKey }
        return UInt64(bitPattern: values[row] &- least)
      }
    case .bools(let values, let validity): return fill { validity?[$0] ?? true ? (values[$0] ? 1 : 0) : noKey }
    // No column holds a NaN, whose bits `noKey` are.
    case .floats(let values, let validity):
      return fill { validity?[$0] ?? true ? (values[$0] == 0 ? 0 : values[$0].bitPattern) : noKey }
    case .codes(let codes, let numbers?):
      return fill { row in
        guard codes[row] >= 0, numbers[Int(codes[row])] >= 0 else { return noKey }
        return UInt64(numbers[Int(codes[row])])
      }
    case .codes(let codes, nil): return fill { codes[$0] < 0 ? noKey : UInt64(codes[$0]) }
    }
  }

  /// All keys packed into one number a row; nil where they need more than 63 bits together.
  static func numbers(_ keys: [SharedKey], _ leftCount: Int, _ rightCount: Int) -> (left: [UInt64], right: [UInt64], width: UInt64?)? {
    var width: UInt64? = 1
    for key in keys {
      guard let factor = key.width else {
        guard keys.count == 1 else { return nil }
        width = nil
        break
      }
      let (product, overflow) = (width ?? 1).multipliedReportingOverflow(by: factor)
      guard !overflow, product < 1 << 63 else { return nil }
      width = product
    }
    var (left, right): ([UInt64]?, [UInt64]?) = (nil, nil)
    for key in keys {
      left = key.extend(left, key.left, leftCount)
      right = key.extend(right, key.right, rightCount)
    }
    return (left ?? [UInt64](repeating: 0, count: leftCount), right ?? [UInt64](repeating: 0, count: rightCount), width)
  }
}

/// For each text of one pool its code in the other; −1 where it has none.
private func translation(from a: TextPool, to b: TextPool) -> [Int32] {
  if a.isSorted, b.isSorted {
    // Two sorted pools are walked side by side.
    var codes = [Int32](repeating: -1, count: a.count)
    var other = 0
    for code in 0..<a.count {
      let text = a.utf8(code)
      while other < b.count, b.utf8(other).lexicographicallyPrecedes(text) { other += 1 }
      if other < b.count, b.utf8(other) == text { codes[code] = Int32(other) }
    }
    return codes
  }
  var builder = TextPoolBuilder()
  for code in 0..<b.count { _ = builder.code(for: b.utf8(code)) }
  return (0..<a.count).map { code in
    let found = builder.code(for: a.utf8(code))
    return Int(found) < b.count ? found : -1
  }
}

/// Rows with equal numbers.
private func matched(_ left: [UInt64], _ right: [UInt64], width: UInt64?) -> JoinPairs {
  let table =
    if let width, width <= UInt64(max(65_536, right.count * 4)) { KeyTable(direct: right, width: Int(width)) } else { KeyTable(hashed: right) }
  if let first = table.onlyRows { return matchedOnce(left, table, first, rightCount: right.count) }
  return matchedOften(left, table, rightCount: right.count)
}

/// The rows of the right table by their key.
private struct KeyTable: Sendable {
  /// A place for each number, or for each hash.
  private let slots: [Int32]
  /// The number in each slot of a hash table.
  private let numbers: [UInt64]?
  /// The slot's only row, where no key has two.
  private(set) var onlyRows: [Int32]?
  /// Otherwise the rows of each slot's key, in input order, and where they begin.
  private(set) var starts: [Int32] = []
  private(set) var rows: [Int32] = []

  /// An array with a place for each number.
  init(direct right: [UInt64], width: Int) {
    slots = []
    numbers = nil
    group(right, places: width) { $0 == noKey ? -1 : Int(truncatingIfNeeded: $0) }
  }

  /// Open addressing.
  init(hashed right: [UInt64]) {
    var size = 1024
    while size < right.count * 2 { size *= 2 }
    var numbers = [UInt64](repeating: noKey, count: size)
    let mask = size - 1
    for number in right where number != noKey {
      var slot = Self.hash(number) & mask
      while numbers[slot] != noKey, numbers[slot] != number { slot = (slot &+ 1) & mask }
      numbers[slot] = number
    }
    self.numbers = numbers
    slots = []
    let table = self.numbers
    group(right, places: size) { number in Self.slot(number, table, mask) }
  }

  /// The place of a number; −1 where no row has it.
  @inline(__always)
  func place(_ number: UInt64) -> Int {
    if number == noKey { return -1 }
    guard let numbers else { return Int(truncatingIfNeeded: number) }
    return Self.slot(number, numbers, numbers.count &- 1)
  }

  @inline(__always)
  private static func slot(_ number: UInt64, _ numbers: [UInt64]?, _ mask: Int) -> Int {
    guard let numbers, number != noKey else { return -1 }
    var slot = hash(number) & mask
    while numbers[slot] != number {
      if numbers[slot] == noKey { return -1 }
      slot = (slot &+ 1) & mask
    }
    return slot
  }

  private mutating func group(_ right: [UInt64], places: Int, _ place: (UInt64) -> Int) {
    var only: [Int32] = untouched(places)
    for index in 0..<places { only[index] = -1 }
    var isOnly = true
    for (row, number) in right.enumerated() {
      let place = place(number)
      guard place >= 0 else { continue }
      if only[place] >= 0 {
        isOnly = false
        break
      }
      only[place] = Int32(truncatingIfNeeded: row)
    }
    if isOnly {
      onlyRows = only
      return
    }
    var starts = [Int32](repeating: 0, count: places + 1)
    for number in right {
      let place = place(number)
      if place >= 0 { starts[place + 1] += 1 }
    }
    for place in 0..<places { starts[place + 1] += starts[place] }
    var next = starts
    var rows = [Int32](repeating: 0, count: Int(starts[places]))
    for (row, number) in right.enumerated() {
      let place = place(number)
      guard place >= 0 else { continue }
      rows[Int(next[place])] = Int32(truncatingIfNeeded: row)
      next[place] += 1
    }
    (self.starts, self.rows) = (starts, rows)
  }

  /// Multiply–fold; seedless on purpose, since nothing may change from run to run.
  @inline(__always)
  private static func hash(_ number: UInt64) -> Int {
    let product = number.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }
}

/// No key has two rows on the right: a partner for each left row tells all.
private func matchedOnce(_ left: [UInt64], _ table: KeyTable, _ first: [Int32], rightCount: Int) -> JoinPairs {
  let partners: [Int32] = parallelFill(left.count) { range, target in
    unsafe first.withUnsafeBufferPointer { first in
      for row in range {
        let place = table.place(left[row])
        target[row &- range.lowerBound] = place < 0 ? -1 : unsafe first[place]
      }
    }
  }
  var pairs = JoinPairs()
  pairs.leftOnly = rows(below: left.count) { partners[$0] < 0 }
  pairs.matched = left.count - pairs.leftOnly.count
  // A bit for each right row, and for each thread its own.
  let asked = parallelStretches(partners.count) { range in
    var bits = [UInt64](repeating: 0, count: (rightCount + 63) / 64)
    for row in range {
      let partner = partners[row]
      if partner >= 0 { bits[Int(partner) &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: partner & 63) }
    }
    return bits
  }
  pairs.rightOnly = rows(below: rightCount) { row in
    !asked.contains { $0[row &>> 6] & (1 &<< UInt64(row & 63)) != 0 }
  }
  pairs.partners = partners
  return pairs
}

private func matchedOften(_ left: [UInt64], _ table: KeyTable, rightCount: Int) -> JoinPairs {
  var pairs = JoinPairs()
  var isAsked = [Bool](repeating: false, count: rightCount)
  let (starts, rows) = (table.starts, table.rows)
  for row in 0..<left.count {
    let place = table.place(left[row])
    let range = place < 0 ? 0..<0 : Int(starts[place])..<Int(starts[place + 1])
    if range.isEmpty {
      pairs.leftOnly.append(Int32(truncatingIfNeeded: row))
      continue
    }
    pairs.matched += 1
    if range.count > 1 { pairs.multiplied.append((Int32(truncatingIfNeeded: row), range.count)) }
    for partner in range {
      pairs.left.append(Int32(truncatingIfNeeded: row))
      pairs.right.append(rows[partner])
      isAsked[Int(rows[partner])] = true
    }
  }
  pairs.rightOnly = StetColumns.rows(below: rightCount) { [isAsked] in !isAsked[$0] }
  return pairs
}
