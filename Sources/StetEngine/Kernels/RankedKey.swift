// For whoever changes this file:
// - The invariant: numbers have the order of the values, equal values have equal numbers, and `width - 1` is missing. Grouping,
//   joining and sorting all rest on it; a new layout of columns needs a case in `init`, `write`, `values` and `matching`.
// - What breaks first: the ends of a type (Int64.min to Int64.max leaves no number for missing), −0, and decimals of several
//   scales. `matching` may give a key of the other table no number, but never a wrong one.
// - The loops in `write` are made for one layout each, with the switch outside: keep it so.
// - Run `swift test --filter ManyRowsTests` and `Scripts/bench --quick`.

import StetColumns

/// A key column as whole numbers from 0 up, in the order of its values; the last number means missing.
///
/// Keys with such numbers are grouped, joined and sorted by arithmetic instead of comparisons.
struct RankedKey: Sendable {
  private enum Values: Sendable {
    /// Codes of texts, with the number of each code if that is different; −1 for a text that the other table does not have.
    case codes([Int32], numbers: [Int32]?)
    case narrow([Int32])
    case wide([Int64])
    case bools([Bool])
    /// Bits in the order of the doubles.
    case floats([Double])
  }

  private let values: Values
  private let validity: Bitmap?
  /// The value that has the number 0, where numbers are distances.
  private let least: UInt64
  /// How many numbers there may be, missing included.
  let width: UInt64
  /// Whether larger values have smaller numbers; missing stays last.
  private let isDescending: Bool
  /// The column itself, and the values in the order of their numbers if those are not distances.
  let column: Column
  private let listed: Column?
  /// Whether the numbers are those of another key, which has none for some of these values.
  private let isOfOther: Bool
  /// The smallest of decimals in 128 bits that are close enough together to be distances.
  private var leastDecimal: Int128?

  init(_ column: Column, descending: Bool = false) {
    let column = if case .text(let texts) = column { Column.text(texts.codedInOrder) } else { column }
    self.column = column
    (isDescending, isOfOther) = (descending, false)
    validity = column.validity
    func whole(_ least: Int64, _ most: Int64) -> (UInt64, UInt64) {
      (UInt64(bitPattern: least), UInt64(bitPattern: most &- least) &+ 2)
    }
    switch column {
    case .text(let vector):
      let ranks = vector.pool.isSorted ? nil : vector.pool.ranks()
      values = .codes(vector.codes, numbers: ranks)
      listed = ranks.map { ranks in
        var codes = [Int32](repeating: -1, count: ranks.count)
        for (code, rank) in ranks.enumerated() { codes[Int(rank)] = Int32(truncatingIfNeeded: code) }
        return .text(TextVector(codes: codes, pool: vector.pool))
      }
      (least, width) = (0, UInt64(vector.pool.count) + 1)
    case .bool(let vector):
      values = .bools(vector.values)
      listed = nil
      (least, width) = (0, 3)
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      values = .narrow(vector.values)
      listed = nil
      let bounds = extremes(vector)
      (least, width) = whole(Int64(bounds.least), Int64(bounds.most))
    case .int(let vector), .decimal(let vector, _), .datetime(let vector), .duration(let vector):
      let bounds = extremes(vector)
      let (first, count) = whole(bounds.least, bounds.most)
      // All 64 bits used leave no number for missing.
      if count > 1 {
        values = .wide(vector.values)
        listed = nil
        (least, width) = (first, count)
      } else {
        let ranks = Ranks(vector.values)
        values = .narrow(ranks.ofRows)
        listed = column.replacing(.wide(ranks.values), validity: nil)
        (least, width) = (0, UInt64(ranks.values.count) + 1)
      }
    case .float(let vector):
      values = .floats(vector.values)
      listed = nil
      let bounds = parallelStretches(vector.count) { rows in
        var (least, most) = (Int64.max, Int64.min)
        for row in rows {
          let bits = orderedBits(vector.values[row])
          least = Swift.min(least, bits)
          most = Swift.max(most, bits)
        }
        return (least, most)
      }
      // Finite doubles leave enough numbers.
      (least, width) = vector.values.isEmpty ? (0, 1) : whole(bounds.map(\.0).min() ?? 0, bounds.map(\.1).max() ?? 0)
    case .longDecimal(let vector, let scale):
      let bounds = extremes(vector)
      let (span, overflow) = bounds.most.subtractingReportingOverflow(bounds.least)
      if !overflow, span < 1 << 62 {
        values = .wide(vector.values.map { Int64(truncatingIfNeeded: $0 &- bounds.least) })
        listed = nil
        (least, width) = whole(0, Int64(truncatingIfNeeded: span))
        leastDecimal = bounds.least
        break
      }
      let ranks = Ranks(vector.values)
      values = .narrow(ranks.ofRows)
      listed = .longDecimal(Vector(ranks.values), scale: scale)
      (least, width) = (0, UInt64(ranks.values.count) + 1)
    }
  }

  /// A key of another table in the numbers of this one; values that this one cannot have count as missing. Nil for columns whose
  /// numbers are neither distances nor those of texts.
  func matching(_ other: Column) -> RankedKey? {
    guard column.type == other.type else { return nil }
    switch (values, other) {
    case (.codes(_, let ranks), .text(let vector)):
      guard case .text(let own) = column else { return nil }
      let codes = translation(from: vector.pool, to: own.pool)
      let numbers = ranks.map { ranks in codes.map { $0 < 0 ? -1 : ranks[Int($0)] } }
      return RankedKey(self, other, .codes(vector.codes, numbers: numbers ?? codes))
    case (.narrow, .narrowInt(let vector)) where listed == nil, (.narrow, .date(let vector)) where listed == nil,
      (.narrow, .period(let vector, _)) where listed == nil, (.wide, .narrowInt(let vector)):
      return RankedKey(self, other, .narrow(vector.values))
    case (.narrow, .int(let vector)) where listed == nil, (.wide, .int(let vector)), (.wide, .datetime(let vector)),
      (.wide, .duration(let vector)):
      return RankedKey(self, other, .wide(vector.values))
    case (.wide, .decimal(let vector, let scale)) where leastDecimal == nil:
      return digits(of: vector, scale).map { RankedKey(self, other, .wide($0)) }
    case (.bools, .bool(let vector)): return RankedKey(self, other, .bools(vector.values))
    case (.floats, .float(let vector)): return RankedKey(self, other, .floats(vector.values))
    default: return nil
    }
  }

  /// The digits of decimals with the places of this key's own; those that have more are outside of the range. Nil if there may be
  /// no room for them.
  private func digits(of vector: Vector<Int64>, _ scale: Int) -> [Int64]? {
    if scale == column.scale { return vector.values }
    guard scale > column.scale else {
      guard case .decimal(let moved, _) = Column.decimal(vector, scale: scale).rescaled(to: column.scale) else {
        return nil
      }
      return moved.values
    }
    guard let unit = Int64(exactly: powersOfTen[scale - column.scale]) else { return nil }
    let outside = Int64(bitPattern: least &- 1)
    return vector.values.map { $0.isMultiple(of: unit) ? $0 / unit : outside }
  }

  private init(_ key: RankedKey, _ other: Column, _ values: Values) {
    self.values = values
    validity = other.validity
    (least, width, isDescending, isOfOther) = (key.least, key.width, false, true)
    (column, listed) = (other, nil)
  }

  /// The codes themselves, if they are the numbers of the rows, except for missing.
  var codes: [Int32]? {
    guard case .codes(let codes, nil) = values, !isDescending else { return nil }
    return codes
  }

  /// The values themselves, if they can serve as their numbers, and their offset from those; nil if one is
  /// negative, missing, or not below `limit`.
  func ownNumbers(below limit: Int) -> (values: [Int32], base: Int32)? {
    guard case .narrow(let values) = values, validity == nil, !isDescending, listed == nil, least < UInt64(limit),
      least + width <= UInt64(limit)
    else { return nil }
    return (values, Int32(truncatingIfNeeded: least))
  }

  /// Writes the numbers of some rows.
  func write<Number: FixedWidthInteger & UnsignedInteger>(_ rows: Range<Int>, to target: UnsafeMutablePointer<Number>) {
    let missing = width &- 1
    @inline(__always)
    func write(_ number: (Int) -> Number) {
      var place = 0
      for row in rows {
        unsafe target[place] = number(row)
        place &+= 1
      }
    }
    /// Values outside the range of another key have no number.
    @inline(__always)
    func within(_ number: UInt64) -> Number { Number(truncatingIfNeeded: Swift.min(number, missing)) }
    let first = Number(truncatingIfNeeded: least)
    switch values {
    case .codes(let codes, nil):
      unsafe codes.withUnsafeBufferPointer { codes in
        write { row in unsafe within(UInt64(bitPattern: Int64(codes[row]))) }
      }
    case .codes(let codes, let numbers?):
      unsafe codes.withUnsafeBufferPointer { codes in
        write { row in
          let code = unsafe codes[row]
          return within(code < 0 ? missing : UInt64(bitPattern: Int64(numbers[Int(code)])))
        }
      }
    case .narrow(let values):
      unsafe values.withUnsafeBufferPointer { values in
        if isOfOther {
          write { row in unsafe within(UInt64(bitPattern: Int64(values[row])) &- least) }
        } else {
          write { row in unsafe Number(truncatingIfNeeded: values[row]) &- first }
        }
      }
    case .wide(let values):
      unsafe values.withUnsafeBufferPointer { values in
        if isOfOther {
          write { row in unsafe within(UInt64(bitPattern: values[row]) &- least) }
        } else {
          write { row in unsafe Number(truncatingIfNeeded: values[row]) &- first }
        }
      }
    case .bools(let values):
      unsafe values.withUnsafeBufferPointer { values in write { row in unsafe values[row] ? 1 : 0 } }
    case .floats(let values):
      unsafe values.withUnsafeBufferPointer { values in
        write { row in unsafe within(UInt64(bitPattern: orderedBits(values[row])) &- least) }
      }
    }
    if isDescending { for place in 0..<rows.count { unsafe turn(&target[place]) } }
    if let validity {
      for row in rows where !validity[row] {
        unsafe target[row &- rows.lowerBound] = Number(truncatingIfNeeded: missing)
      }
    }
  }

  @inline(__always)
  private func turn<Number: FixedWidthInteger & UnsignedInteger>(_ number: inout Number) {
    // The code of a missing text is already its last number.
    let missing = Number(truncatingIfNeeded: width &- 1)
    if number != missing { number = missing &- 1 &- number }
  }

  /// The values that have the numbers which `digit` finds in packed ones.
  func values<Number: FixedWidthInteger & UnsignedInteger & Sendable>(of numbers: [Number], _ digit: PackedKeys.Digit)
    -> Column
  {
    let missing = width - 1
    /// Inlined, so that each loop is specialized for its values.
    @inline(__always)
    @Sendable func unpack<Value: BitwiseCopyable>(
      _ range: Range<Int>, _ target: inout MutableSpan<Value>, missing missingValue: Value, _ value: (UInt64) -> Value
    ) {
      unsafe numbers.withUnsafeBufferPointer { numbers in
        for place in range {
          let number = unsafe digit.of(UInt64(truncatingIfNeeded: numbers[place]))
          target[place &- range.lowerBound] = number == missing ? missingValue : value(number)
        }
      }
    }
    if let listed {
      return listed.gather(
        parallelFill(numbers.count) { unpack($0, &$1, missing: -1) { Int32(truncatingIfNeeded: $0) } })
    }
    let present = validity.map { _ in
      Bitmap(parallel: numbers.count) { digit.of(UInt64(truncatingIfNeeded: numbers[$0])) != missing }
    }
    let count = numbers.count
    let store: ColumnStore =
      switch values {
      case .codes: .narrow(parallelFill(count) { unpack($0, &$1, missing: -1) { Int32(truncatingIfNeeded: $0) } })
      case .narrow:
        .narrow(parallelFill(count) { unpack($0, &$1, missing: 0) { Int32(truncatingIfNeeded: $0 &+ least) } })
      case .wide:
        if let leastDecimal {
          .huge(parallelFill(count) { unpack($0, &$1, missing: 0) { Int128($0) + leastDecimal } })
        } else {
          .wide(parallelFill(count) { unpack($0, &$1, missing: 0) { Int64(bitPattern: $0 &+ least) } })
        }
      case .bools: .bools(parallelFill(count) { unpack($0, &$1, missing: false) { $0 == 1 } })
      case .floats:
        .floats(
          parallelFill(count) { unpack($0, &$1, missing: 0) { double(orderedBits: Int64(bitPattern: $0 &+ least)) } })
      }
    return column.replacing(store, validity: present)
  }
}

/// For each row the rank of its value among the different ones.
private struct Ranks<Value: Hashable & Comparable> {
  let ofRows: [Int32]
  let values: [Value]

  init(_ rows: [Value]) {
    values = Set(rows).sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(values, Int32(0)...))
    ofRows = rows.map { value in
      guard let place = places[value] else { preconditionFailure("every value has a place") }
      return place
    }
  }
}

/// For each text of one pool its code in the other; −1 if it has none.
func translation(from a: TextPool, to b: TextPool) -> [Int32] {
  if a.isSorted, b.isSorted {
    // Two sorted pools are merged.
    var codes = [Int32](repeating: -1, count: a.count)
    var other = 0
    for code in 0..<a.count {
      let text = a.utf8(code)
      while other < b.count, b.utf8(other).lexicographicallyPrecedes(text) { other += 1 }
      if other < b.count, b.utf8(other) == text { codes[code] = Int32(truncatingIfNeeded: other) }
    }
    return codes
  }
  // Of texts that are there several times, the first stands for all.
  var builder = TextPoolBuilder()
  var first: [Int32] = []
  for code in 0..<b.count where builder.code(for: b.utf8(code)) == Int32(first.count) {
    first.append(Int32(truncatingIfNeeded: code))
  }
  return (0..<a.count).map { code in
    let found = Int(builder.code(for: a.utf8(code)))
    return found < first.count ? first[found] : -1
  }
}

/// Those of all values, including those under missing rows.
func extremes<Element: FixedWidthInteger & Sendable>(_ vector: Vector<Element>) -> (
  least: Element, most: Element
) {
  let values = vector.values
  if let zones = vector.zoneMap?.zones, vector.validity == nil, let first = zones.first {
    return zones.reduce((first.least, first.most)) { (Swift.min($0.0, $1.least), Swift.max($0.1, $1.most)) }
  }
  let bounds = parallelStretches(values.count) { rows in
    var (least, most) = (Element.max, Element.min)
    unsafe values.withUnsafeBufferPointer { values in
      for row in rows {
        least = unsafe Swift.min(least, values[row])
        most = unsafe Swift.max(most, values[row])
      }
    }
    return (least, most)
  }
  guard !values.isEmpty else { return (0, 0) }
  return (bounds.reduce(Element.max) { Swift.min($0, $1.0) }, bounds.reduce(Element.min) { Swift.max($0, $1.1) })
}
