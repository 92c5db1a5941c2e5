import StetColumns
import StetDiagnostics

/// A plain number with at most 18 digits.
struct ShortDecimal {
  let digits: Int64
  let places: Int
  /// Digits before the point; none for a zero.
  let whole: Int

  static let mostDigits = 18

  @inline(__always)
  init(digits: Int64, places: Int, whole: Int) {
    (self.digits, self.places, self.whole) = (digits, places, whole)
  }

  /// Nil for anything else: `1e3`, `007`, `+5`, `.5`.
  init?(_ cell: Span<UInt8>) {
    let start = cell.count > 1 && cell[0] == UInt8(ascii: "-") ? 1 : 0
    guard cell.count > start, isDigit(cell[start]), isDigit(cell[cell.count - 1]) else { return nil }
    if cell[start] == UInt8(ascii: "0"), cell.count > start + 1, isDigit(cell[start + 1]) { return nil }
    guard cell.count - start <= Self.mostDigits + 2 else { return nil }
    var value: UInt64 = 0
    var point: Int?
    for index in start..<cell.count {
      if isDigit(cell[index]) {
        value = value * 10 + UInt64(cell[index] - UInt8(ascii: "0"))
        if value >= 1_000_000_000_000_000_000 { return nil }
      } else if cell[index] == UInt8(ascii: "."), point == nil {
        point = index
      } else {
        return nil
      }
    }
    places = point.map { cell.count - $0 - 1 } ?? 0
    let isZero = cell[start] == UInt8(ascii: "0")
    whole = isZero ? 0 : (point ?? cell.count) - start
    guard places + whole <= Self.mostDigits else { return nil }
    digits = start == 1 ? -Int64(value) : Int64(value)
  }
}

/// What a column of plain numbers needs, over all its cells.
struct DecimalNeeds: Sendable {
  var places = 0
  /// The most digits before a point.
  var whole = 0

  mutating func add(_ other: DecimalNeeds) {
    places = max(places, other.places)
    whole = max(whole, other.whole)
  }

  /// Whether its numbers still have at most 18 digits with as many places as the one that has most.
  var fit: Bool { places + whole <= ShortDecimal.mostDigits }
}

/// A column as decimals, if each cell is a plain number and they have at most 18 digits together.
struct ShortDecimals {
  let column: Column?
  /// The first cell that is not such a number.
  let firstMisfit: Int?
  /// Two cells of equal numbers that are written with different places, as sections `1.1` and `1.10` are.
  private(set) var twice: (Int, Int)?

  init(_ cells: CellColumn, _ isCancelled: () -> Bool) throws(RunFailure) {
    var digits = [Int64](repeating: 0, count: cells.count)
    var places = [UInt8](repeating: 0, count: cells.count)
    var present = Bitmap(repeating: true, count: cells.count)
    var needs = DecimalNeeds()
    var misfit: Int?
    try cells.each(isCancelled) { row, _, bytes in
      guard let bytes else {
        present[row] = false
        return true
      }
      guard let number = ShortDecimal(bytes) else {
        misfit = row
        return false
      }
      digits[row] = number.digits
      places[row] = UInt8(number.places)
      needs.add(DecimalNeeds(places: number.places, whole: number.whole))
      return true
    }
    firstMisfit = misfit
    guard misfit == nil, needs.fit else {
      column = nil
      return
    }
    for row in digits.indices { digits[row] *= tenTo[needs.places - Int(places[row])] }
    twice = Self.writtenTwice(digits, places, present)
    column = .decimal(Vector(digits, validity: present), scale: needs.places)
  }
}

extension ShortDecimals {
  static let mostCompared = 100_000

  /// Nil also in a long column: the time would show.
  private static func writtenTwice(_ digits: [Int64], _ places: [UInt8], _ present: Bitmap) -> (Int, Int)? {
    guard digits.count <= mostCompared else { return nil }
    var rows: [Int64: Int] = [:]
    for row in digits.indices where present[row] && digits[row] != 0 {
      guard let other = rows[digits[row]] else {
        rows[digits[row]] = row
        continue
      }
      // A whole number beside one with a zero is no section.
      if places[other] != places[row], places[other] > 0, places[row] > 0 { return (other, row) }
    }
    return nil
  }
}

/// 10^0 … 10^18.
let tenTo: [Int64] = powersOfTen.prefix(19).map { Int64($0) }

/// The note about a column of numbers that cannot all be exact; `example` is the first one by itself, if there is one.
func staysFloatNote(_ example: String?) -> String {
  guard let example else {
    return
      "is `float`: its numbers have more than \(ShortDecimal.mostDigits) digits if all have the same number of places"
  }
  return "is `float`: a number has an exponent or more than \(ShortDecimal.mostDigits) digits; the first is \(example)"
}
