import StetColumns

/// A key column as whole numbers from 0 up, in the order of its values; the last number stands for missing.
///
/// Whatever has such numbers is grouped, joined and sorted by arithmetic instead of comparisons.
struct RankedKey: Sendable {
  private enum Values: Sendable {
    /// Codes of texts, with the place of each code among the others where the pool is not sorted.
    case codes([Int32], places: [Int32]?, TextPool)
    case narrow([Int32], least: Int32, Bitmap?)
    case wide([Int64], least: Int64, Bitmap?)
    case bools([Bool], Bitmap?)
    /// Bits in the order of the doubles.
    case floats([Double], least: Int64, Bitmap?)
  }

  private let values: Values
  /// Numbers that may occur, missing included.
  let width: UInt64
  private let descending: Bool

  /// Nil for decimals, whose values are wider than a machine word.
  init?(_ column: Column, descending: Bool = false) {
    self.descending = descending
    switch column {
    case .text(let vector):
      values = .codes(vector.codes, places: vector.pool.isSorted ? nil : vector.pool.ranks(), vector.pool)
      width = UInt64(vector.pool.count) + 1
    case .bool(let vector):
      values = .bools(vector.values, vector.validity)
      width = 3
    case .narrowInt(let vector), .date(let vector), .period(let vector, _):
      let (least, most) = extremes(vector.values)
      values = .narrow(vector.values, least: least, vector.validity)
      width = UInt64(Int64(most) - Int64(least)) + 2
    case .int(let vector), .datetime(let vector), .duration(let vector):
      let (least, most) = extremes(vector.values)
      values = .wide(vector.values, least: least, vector.validity)
      guard UInt64(bitPattern: most &- least) < 1 << 63 else { return nil }
      width = UInt64(bitPattern: most &- least) + 2
    case .float(let vector):
      let bounds = parallelStretches(vector.count) { rows in
        var (least, most) = (Int64.max, Int64.min)
        for row in rows {
          let bits = orderedBits(vector.values[row])
          least = Swift.min(least, bits)
          most = Swift.max(most, bits)
        }
        return (least, most)
      }
      let least = bounds.map(\.0).min() ?? 0
      let most = bounds.map(\.1).max() ?? 0
      guard !vector.values.isEmpty, UInt64(bitPattern: most &- least) < 1 << 63 else { return nil }
      values = .floats(vector.values, least: least, vector.validity)
      width = UInt64(bitPattern: most &- least) + 2
    case .decimal: return nil
    }
  }

  /// For each row, `numbers[row]` × `width` + the row's number here.
  func extend<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(_ numbers: [Number]?, rows: Int) -> [Number] {
    let missing = width - 1
    func fill<Source: KeySource>(_ source: Source) -> [Number] {
      let (factor, top, descending) = (Number(truncatingIfNeeded: width), missing &- 1, descending)
      return parallelFill(rows) { range, target in
        for row in range {
          var number = source.number(row) ?? missing
          if descending, number != missing { number = top &- number }
          let packed = Number(truncatingIfNeeded: number)
          target[row &- range.lowerBound] = numbers.map { $0[row] &* factor &+ packed } ?? packed
        }
      }
    }
    switch values {
    case .codes(let codes, let places?, _): return fill(PlacedCodes(codes: codes, places: places))
    case .codes(let codes, nil, _): return fill(Codes(codes: codes))
    case .narrow(let values, let least, nil): return fill(WholeNumbers(values: values, least: Int64(least)))
    case .narrow(let values, let least, let validity?):
      return fill(Present(source: WholeNumbers(values: values, least: Int64(least)), validity: validity))
    case .wide(let values, let least, nil): return fill(WholeNumbers(values: values, least: least))
    case .wide(let values, let least, let validity?):
      return fill(Present(source: WholeNumbers(values: values, least: least), validity: validity))
    case .bools(let values, nil): return fill(Truths(values: values))
    case .bools(let values, let validity?): return fill(Present(source: Truths(values: values), validity: validity))
    case .floats(let values, let least, nil): return fill(Floats(values: values, least: least))
    case .floats(let values, let least, let validity?):
      return fill(Present(source: Floats(values: values, least: least), validity: validity))
    }
  }

  /// The codes themselves where they are the numbers of the rows already.
  var codes: [Int32]? {
    guard case .codes(let codes, nil, _) = values, !descending else { return nil }
    return codes
  }
}

/// Where the numbers of a key come from; nil for a missing value. A type for each layout, so that the loops are made for it.
protocol KeySource: Sendable {
  func number(_ row: Int) -> UInt64?
}

struct Codes: KeySource {
  let codes: [Int32]
  @inline(__always) func number(_ row: Int) -> UInt64? { codes[row] < 0 ? nil : UInt64(truncatingIfNeeded: codes[row]) }
}

struct PlacedCodes: KeySource {
  let codes: [Int32]
  let places: [Int32]
  @inline(__always) func number(_ row: Int) -> UInt64? {
    codes[row] < 0 ? nil : UInt64(truncatingIfNeeded: places[Int(codes[row])])
  }
}

struct WholeNumbers<Value: FixedWidthInteger & Sendable>: KeySource {
  let values: [Value]
  let least: Int64
  @inline(__always) func number(_ row: Int) -> UInt64? { UInt64(bitPattern: Int64(values[row]) &- least) }
}

struct Truths: KeySource {
  let values: [Bool]
  @inline(__always) func number(_ row: Int) -> UInt64? { values[row] ? 1 : 0 }
}

struct Floats: KeySource {
  let values: [Double]
  let least: Int64
  @inline(__always) func number(_ row: Int) -> UInt64? { UInt64(bitPattern: orderedBits(values[row]) &- least) }
}

struct Present<Source: KeySource>: KeySource {
  let source: Source
  let validity: Bitmap
  @inline(__always) func number(_ row: Int) -> UInt64? { validity[row] ? source.number(row) : nil }
}

/// Row numbers of several keys, packed into one whole number each, the first key highest.
enum PackedKeys {
  case narrow([UInt32], width: UInt64)
  case wide([UInt64], width: UInt64)

  /// Nil where the keys need more than 63 bits together.
  init?(_ keys: [RankedKey], rows: Int) {
    var width: UInt64 = 1
    for key in keys {
      let (product, overflow) = width.multipliedReportingOverflow(by: key.width)
      guard !overflow, product < 1 << 63 else { return nil }
      width = product
    }
    if width <= 1 << 32 {
      var numbers: [UInt32]?
      for key in keys { numbers = key.extend(numbers, rows: rows) }
      self = .narrow(numbers ?? [UInt32](repeating: 0, count: rows), width: width)
    } else {
      var numbers: [UInt64]?
      for key in keys { numbers = key.extend(numbers, rows: rows) }
      self = .wide(numbers ?? [UInt64](repeating: 0, count: rows), width: width)
    }
  }

  /// Bits that tell all of them apart.
  static func bits(_ width: UInt64) -> Int { 64 - (width - 1).leadingZeroBitCount }
}

func extremes<Element: FixedWidthInteger & Sendable>(_ values: [Element]) -> (least: Element, most: Element) {
  let bounds = parallelStretches(values.count) { rows in
    var (least, most) = (Element.max, Element.min)
    for row in rows {
      least = Swift.min(least, values[row])
      most = Swift.max(most, values[row])
    }
    return (least, most)
  }
  guard !values.isEmpty else { return (0, 0) }
  return (bounds.reduce(Element.max) { Swift.min($0, $1.0) }, bounds.reduce(Element.min) { Swift.max($0, $1.1) })
}

/// A finite double's bits as an integer of the same order; −0 and 0 are one value.
@inline(__always)
func orderedBits(_ value: Double) -> Int64 {
  let bits = Int64(bitPattern: value == 0 ? 0 : value.bitPattern)
  return bits < 0 ? Int64.min &- bits : bits
}
