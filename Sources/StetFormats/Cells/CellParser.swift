import StetColumns

/// How a cell's bytes become a value of one layout; nil if they do not fit.
///
/// Our own grammar, so that `nan`, `0x1p3`, `1e400`, `1_000` stay what they are, text.
protocol CellParser {
  associatedtype Element: Sendable & Hashable
  var zero: Element { get }
  func parse(_ cell: Span<UInt8>) -> Element?
}

struct IntParser: CellParser {
  /// A declared column may write `007`, and any 64-bit number; an undeclared one might hold codes.
  var isDeclared = false

  var zero: Int64 { 0 }

  @inline(__always)
  func parse(_ cell: Span<UInt8>) -> Int64? {
    let start = cell.count > 1 && cell[0] == UInt8(ascii: "-") ? 1 : 0
    let length = cell.count - start
    guard length > 0 else { return nil }
    if length > 18 || length > 1 && cell[start] == UInt8(ascii: "0") { return isDeclared ? wide(cell, start) : nil }
    var value: Int64 = 0
    for index in start..<cell.count {
      let digit = cell[index] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    return start == 1 ? -value : value
  }

  private func wide(_ cell: Span<UInt8>, _ start: Int) -> Int64? {
    for index in start..<cell.count where !isDigit(cell[index]) { return nil }
    return Int64(text(cell, 0..<cell.count))
  }
}

struct DecimalParser: CellParser {
  var zero: Decimal { Decimal(digits: 0, scale: 0) }

  func parse(_ cell: Span<UInt8>) -> Decimal? {
    let start = cell.count > 1 && cell[0] == UInt8(ascii: "-") ? 1 : 0
    let length = cell.count - start
    guard length > 0, length <= 38, isDigit(cell[start]), isDigit(cell[cell.count - 1]) else { return nil }
    if cell[start] == UInt8(ascii: "0"), length > 1, isDigit(cell[start + 1]) { return nil }
    var value: Int128 = 0
    var scale: Int?
    for index in start..<cell.count {
      if cell[index] == UInt8(ascii: "."), scale == nil {
        scale = 0
      } else if isDigit(cell[index]) {
        value = value * 10 + Int128(cell[index] - UInt8(ascii: "0"))
        scale = scale.map { $0 + 1 }
      } else {
        return nil
      }
    }
    return Decimal(digits: start == 1 ? -value : value, scale: scale ?? 0)
  }
}

/// Plain decimals, with an exponent at most; finite, and correctly rounded.
struct FloatParser: CellParser {
  /// Undeclared, `314659e87` is a code and a whole number past 2^53 would be rounded.
  var isDeclared = false
  /// The file says that the cell is a number, as JSON does, so that `1e3` is not a code.
  var isNumber = false

  var zero: Double { 0 }

  func parse(_ cell: Span<UInt8>) -> Double? {
    let start = cell.count > 1 && cell[0] == UInt8(ascii: "-") ? 1 : 0
    let count = cell.count
    guard count > start, isDigit(cell[start]), isDigit(cell[count - 1]) else { return nil }
    if cell[start] == UInt8(ascii: "0"), count > start + 1, isDigit(cell[start + 1]) { return nil }
    guard count - start <= 20 else { return slow(cell) }
    var value: UInt64 = 0
    var scale = 0
    var pastPoint = false
    for index in start..<count {
      let byte = cell[index]
      if isDigit(byte) {
        value = value &* 10 &+ UInt64(byte &- UInt8(ascii: "0"))
        if pastPoint { scale += 1 }
      } else if byte == UInt8(ascii: "."), !pastPoint {
        pastPoint = true
      } else {
        return slow(cell)
      }
    }
    // Nineteen digits and a point at most; twenty digits alone may be too many for 64 bits.
    guard pastPoint || count - start <= 17 && value < 1 << 53 else { return slow(cell) }
    // Where both operands are exact doubles, one division rounds once (Clinger 1990).
    let magnitude = value < 1 << 53 && scale <= 17 ? Double(value) / Self.powers[scale] : quotient(value, scale)
    return start == 1 ? -magnitude : magnitude
  }

  /// A number of up to nineteen digits divided by a power of ten, correctly rounded.
  private func quotient(_ digits: UInt64, _ scale: Int) -> Double {
    guard digits > 0 else { return 0 }
    let divisor = UInt64(powersOfTen[scale])
    // With as many bits as possible, of which the last one tells whether there are more: only the conversion rounds.
    let (digitsShift, divisorShift) = (digits.leadingZeroBitCount, divisor.leadingZeroBitCount)
    let dividend = digits << UInt64(digitsShift)
    let (quotient, remainder) = (divisor << UInt64(divisorShift)).dividingFullWidth((dividend >> 1, dividend << 63))
    let exponent = divisorShift - digitsShift + 1 - 64
    return Double(quotient | (remainder == 0 ? 0 : 1)) * Double(sign: .plus, exponent: exponent, significand: 1)
  }

  /// Through the standard library, behind a grammar: digits, one point between digits, one exponent.
  private func slow(_ cell: Span<UInt8>) -> Double? {
    var points = 0
    var exponents = 0
    var isZero = true
    for index in 0..<cell.count {
      let byte = cell[index]
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if byte != UInt8(ascii: "0"), exponents == 0 { isZero = false }
      case UInt8(ascii: "."):
        points += 1
        if exponents > 0 || !isDigit(cell[index + 1]) { return nil }
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        exponents += 1
        if !isDigit(cell[index - 1]) { return nil }
      case UInt8(ascii: "-"), UInt8(ascii: "+"):
        if index > 0, cell[index - 1] | 0x20 != UInt8(ascii: "e") { return nil }
      default: return nil
      }
    }
    // More digits than fit in a decimal are a code, or a figure that a double would change.
    if !isDeclared, cell.count > 40 { return nil }
    if !isDeclared, points == 0, exponents == 0 || !isNumber && !hasSignedExponent(cell) { return nil }
    guard points <= 1, exponents <= 1, let value = Double(text(cell, 0..<cell.count)), value.isFinite else {
      return nil
    }
    // 1e-400 is not zero.
    return value == 0 && !isZero ? nil : value
  }

  private func hasSignedExponent(_ cell: Span<UInt8>) -> Bool {
    (1..<cell.count).contains { cell[$0] == UInt8(ascii: "-") || cell[$0] == UInt8(ascii: "+") }
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  ]
}

struct BoolParser: CellParser {
  var zero: Bool { false }

  func parse(_ cell: Span<UInt8>) -> Bool? {
    if equal(cell, "true") { return true }
    return equal(cell, "false") ? false : nil
  }
}

/// The ordinal of a period: `2008`, `FY2008` or `2008`, `2011-05`, `2011-Q2`, `FY2011-Q2`.
struct PeriodParser: CellParser {
  let kind: PeriodKind

  var zero: Int32 { 0 }

  func parse(_ cell: Span<UInt8>) -> Int32? {
    let isFiscal = cell.count > 2 && cell[0] == UInt8(ascii: "F") && cell[1] == UInt8(ascii: "Y")
    let start = isFiscal ? 2 : 0
    let length = cell.count - start
    if kind == .week { return week(cell) }
    guard length >= 4, let year = digits(cell, start..<(start + 4)) else { return nil }
    switch kind {
    case .year: return !isFiscal && length == 4 ? Int32(year) : nil
    case .fiscalYear: return length == 4 ? Int32(year) : nil
    case .month:
      guard !isFiscal, length == 7, cell[4] == UInt8(ascii: "-"), let month = digits(cell, 5..<7),
        (1...12).contains(month)
      else { return nil }
      return Int32(year * 12 + month - 1)
    case .quarter, .fiscalQuarter:
      guard isFiscal == (kind == .fiscalQuarter), length == 7, cell[start + 4] == UInt8(ascii: "-"),
        cell[start + 5] == UInt8(ascii: "Q"), let quarter = digits(cell, (start + 6)..<(start + 7)),
        (1...4).contains(quarter)
      else { return nil }
      return Int32(year * 4 + quarter - 1)
    case .week: preconditionFailure("weeks must have been read above")
    }
  }

  /// `2011-W18` after ISO 8601, or `week of 2011-05-02`, a Monday.
  private func week(_ cell: Span<UInt8>) -> Int32? {
    if cell.count == 18 {
      guard equal(cell.extracting(0..<8), "week of "), let day = DateParser().parse(cell.extracting(8..<18)),
        (Int(day) + 3) % 7 == 0
      else { return nil }
      return (day + 3) / 7
    }
    guard cell.count == 8, cell[4] == UInt8(ascii: "-"), cell[5] == UInt8(ascii: "W"), let year = digits(cell, 0..<4),
      let week = digits(cell, 6..<8), (1...53).contains(week), let first = firstWeek(of: year)
    else { return nil }
    if week == 53, year < 9999, firstWeek(of: year + 1) == first + 52 { return nil }
    return first + Int32(week) - 1
  }

  /// The week with 4 January in it.
  private func firstWeek(of year: Int) -> Int32? {
    CivilDate(year: year, month: 1, day: 4).map { Int32(floorDivide(Int($0.daysSinceEpoch) + 3, 7).quotient) }
  }
}

/// An undeclared fiscal year needs `FY` in every cell: `2009` among `FY2008` might be a calendar year.
struct WrittenFiscalYearParser: CellParser {
  var zero: Int32 { 0 }

  @inline(__always)
  func parse(_ cell: Span<UInt8>) -> Int32? {
    guard cell.count > 0, cell[0] == UInt8(ascii: "F") else { return nil }
    return PeriodParser(kind: .fiscalYear).parse(cell)
  }
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

func equal(_ cell: Span<UInt8>, _ word: StaticString) -> Bool {
  guard cell.count == word.utf8CodeUnitCount else { return false }
  for index in 0..<cell.count where unsafe cell[index] != word.utf8Start[index] { return false }
  return true
}

func digits(_ cell: Span<UInt8>, _ range: Range<Int>) -> Int? {
  var value = 0
  for index in range {
    guard isDigit(cell[index]) else { return nil }
    value = value * 10 + Int(cell[index] - UInt8(ascii: "0"))
  }
  return value
}
