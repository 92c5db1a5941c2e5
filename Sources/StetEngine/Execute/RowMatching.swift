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
  if shared.count == left.count, let pairs = SharedKey.matched(shared, leftCount, rightCount) { return pairs }
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
    PackedNumbers(numbers: Array(numbers[..<leftCount])), leftCount,
    KeyTable(Array(numbers[leftCount...]), width: UInt64(max(1, keys.count))), rightCount)
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

  /// Nil for columns of different layouts, and for decimals, whose values are wider than a machine word.
  init?(_ a: Column, _ b: Column) {
    switch (a, b) {
    case (.narrowInt(let x), .narrowInt(let y)), (.date(let x), .date(let y)), (.period(let x, _), .period(let y, _)):
      (left, right) = (.narrow(x.values, x.validity), .narrow(y.values, y.validity))
      let (least, most) = extremes(y.values)
      self.least = Int64(least)
      width = UInt64(Int64(most) - Int64(least)) + 1
    case (.narrowInt(let x), .int(let y)):
      (left, right) = (.narrow(x.values, x.validity), .wide(y.values, y.validity))
      let (least, most) = extremes(y.values)
      guard let width = Self.width(least, most) else { return nil }
      (self.least, self.width) = (least, width)
    case (.int(let x), .narrowInt(let y)):
      (left, right) = (.wide(x.values, x.validity), .narrow(y.values, y.validity))
      let (least, most) = extremes(y.values)
      (self.least, width) = (Int64(least), Self.width(Int64(least), Int64(most)))
    case (.int(let x), .int(let y)), (.datetime(let x), .datetime(let y)), (.duration(let x), .duration(let y)):
      (left, right) = (.wide(x.values, x.validity), .wide(y.values, y.validity))
      let (least, most) = extremes(y.values)
      guard let width = Self.width(least, most) else { return nil }
      (self.least, self.width) = (least, width)
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

  private static func width(_ least: Int64, _ most: Int64) -> UInt64? {
    let span = UInt64(bitPattern: most &- least)
    return span < 1 << 62 ? span + 1 : nil
  }

  /// Calls `body` with where the numbers of one side come from.
  private func with<Result>(_ values: Values, _ body: (any KeySource) -> Result) -> Result {
    switch values {
    case .narrow(let values, nil): body(NumbersFrom(values: values, least: least))
    case .narrow(let values, let validity?): body(Present(source: NumbersFrom(values: values, least: least), validity: validity))
    case .wide(let values, nil): body(NumbersFrom(values: values, least: least))
    case .wide(let values, let validity?): body(Present(source: NumbersFrom(values: values, least: least), validity: validity))
    case .bools(let values, nil): body(Truths(values: values))
    case .bools(let values, let validity?): body(Present(source: Truths(values: values), validity: validity))
    case .floats(let values, nil): body(Bits(values: values))
    case .floats(let values, let validity?): body(Present(source: Bits(values: values), validity: validity))
    case .codes(let codes, let numbers?): body(Translated(codes: codes, numbers: numbers))
    case .codes(let codes, nil): body(Codes(codes: codes))
    }
  }

  /// For each row, `numbers[row]` × `width` + the number of its key here.
  private func extend(_ numbers: [UInt64]?, _ values: Values, _ rows: Int) -> [UInt64] {
    func fill(_ source: some KeySource) -> [UInt64] {
      let width = width
      return parallelFill(rows) { range, target in
        for row in range {
          let front = numbers.map { $0[row] } ?? 0
          guard let number = source.number(row), front != noKey, width.map({ number < $0 }) ?? true else {
            target[row &- range.lowerBound] = noKey
            continue
          }
          target[row &- range.lowerBound] = front &* (width ?? 1) &+ number
        }
      }
    }
    return with(values) { fill($0) }
  }

  /// Nil where the keys need more than 63 bits together.
  static func matched(_ keys: [SharedKey], _ leftCount: Int, _ rightCount: Int) -> JoinPairs? {
    if keys.count == 1 {
      // The left side's numbers are looked up as they are made.
      let table = KeyTable(keys[0].extend(nil, keys[0].right, rightCount), width: keys[0].width)
      func look(_ source: some KeySource) -> JoinPairs { StetEngine.matched(source, leftCount, table, rightCount) }
      return keys[0].with(keys[0].left) { look($0) }
    }
    var width: UInt64 = 1
    for key in keys {
      guard let factor = key.width else { return nil }
      let (product, overflow) = width.multipliedReportingOverflow(by: factor)
      guard !overflow, product < 1 << 63 else { return nil }
      width = product
    }
    var (left, right): ([UInt64]?, [UInt64]?) = (nil, nil)
    for key in keys {
      left = key.extend(left, key.left, leftCount)
      right = key.extend(right, key.right, rightCount)
    }
    guard let left, let right else { return nil }
    return StetEngine.matched(PackedNumbers(numbers: left), leftCount, KeyTable(right, width: width), rightCount)
  }
}

/// Numbers that are made already, with `noKey` for a row that has none.
private struct PackedNumbers: KeySource {
  let numbers: [UInt64]
  @inline(__always) func number(_ row: Int) -> UInt64? { numbers[row] == noKey ? nil : numbers[row] }
}

/// Distances from the least number of the other side; nil below it, where a distance might wrap.
private struct NumbersFrom<Value: FixedWidthInteger & Sendable>: KeySource {
  let values: [Value]
  let least: Int64
  @inline(__always) func number(_ row: Int) -> UInt64? {
    let value = Int64(values[row])
    return value < least ? nil : UInt64(bitPattern: value &- least)
  }
}

/// Codes as numbers of another pool; −1 for a text that it has not.
private struct Translated: KeySource {
  let codes: [Int32]
  let numbers: [Int32]
  @inline(__always) func number(_ row: Int) -> UInt64? {
    guard codes[row] >= 0, numbers[Int(codes[row])] >= 0 else { return nil }
    return UInt64(truncatingIfNeeded: numbers[Int(codes[row])])
  }
}

/// Bits of doubles; −0 and 0 are one value, and no column holds a NaN, whose bits `noKey` are.
private struct Bits: KeySource {
  let values: [Double]
  @inline(__always) func number(_ row: Int) -> UInt64? { values[row] == 0 ? 0 : values[row].bitPattern }
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
private func matched(_ left: some KeySource, _ leftCount: Int, _ table: KeyTable, _ rightCount: Int) -> JoinPairs {
  if let first = table.onlyRows { return matchedOnce(left, leftCount, table, first, rightCount: rightCount) }
  return matchedOften(left, leftCount, table, rightCount: rightCount)
}

/// The rows of the right table by their key.
private struct KeyTable: Sendable {
  /// Places there are.
  private let width: Int
  /// The number in each place of a hash table; nil where numbers are places.
  private let numbers: [UInt64]?
  /// The place's only row, where no key has two.
  private(set) var onlyRows: [Int32]?
  /// Otherwise the rows of each place's key, in input order, and where they begin.
  private(set) var starts: [Int32] = []
  private(set) var rows: [Int32] = []

  /// An array with a place for each number where they are small enough, and open addressing otherwise.
  init(_ right: [UInt64], width: UInt64?) {
    if let width, width <= UInt64(max(65_536, right.count * 4)) {
      numbers = nil
      self.width = Int(width)
    } else {
      var size = 1024
      while size < right.count * 2 { size *= 2 }
      var numbers = [UInt64](repeating: noKey, count: size)
      for number in right where number != noKey {
        var slot = Self.hash(number) & (size - 1)
        while numbers[slot] != noKey, numbers[slot] != number { slot = (slot &+ 1) & (size - 1) }
        numbers[slot] = number
      }
      self.numbers = numbers
      self.width = size
    }
    group(right)
  }

  /// The place of a number; −1 where no row has it.
  @inline(__always)
  func place(_ number: UInt64?) -> Int {
    guard let number, number != noKey else { return -1 }
    guard let numbers else { return number < UInt64(truncatingIfNeeded: width) ? Int(truncatingIfNeeded: number) : -1 }
    var slot = Self.hash(number) & (width &- 1)
    while numbers[slot] != number {
      if numbers[slot] == noKey { return -1 }
      slot = (slot &+ 1) & (width &- 1)
    }
    return slot
  }

  private mutating func group(_ right: [UInt64]) {
    let places = width
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
private func matchedOnce(
  _ left: some KeySource, _ leftCount: Int, _ table: KeyTable, _ first: [Int32], rightCount: Int
) -> JoinPairs {
  let partners: [Int32] = parallelFill(leftCount) { range, target in
    unsafe first.withUnsafeBufferPointer { first in
      for row in range {
        let place = table.place(left.number(row))
        target[row &- range.lowerBound] = place < 0 ? -1 : unsafe first[place]
      }
    }
  }
  var pairs = JoinPairs()
  pairs.leftOnly = rows(below: leftCount) { partners[$0] < 0 }
  pairs.matched = leftCount - pairs.leftOnly.count
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

private func matchedOften(_ left: some KeySource, _ leftCount: Int, _ table: KeyTable, rightCount: Int) -> JoinPairs {
  var pairs = JoinPairs()
  var isAsked = [Bool](repeating: false, count: rightCount)
  let (starts, rows) = (table.starts, table.rows)
  for row in 0..<leftCount {
    let place = table.place(left.number(row))
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
