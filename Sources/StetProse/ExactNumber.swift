internal import StetColumns

/// A rational number of two 128-bit parts, so that dividing, rounding and comparing are exact to the last bit.
struct ExactNumber: Sendable {
  let numerator: Int128
  /// Greater than zero, with no common divisor with the numerator.
  let denominator: Int128

  /// A result does not fit in 128 bits.
  struct OutOfRange: Error {}

  init(_ whole: Int) {
    numerator = Int128(whole)
    denominator = 1
  }

  init(_ numerator: Int128, over denominator: Int128) throws(OutOfRange) {
    // The smallest number has no counterpart with the opposite sign.
    guard denominator != 0, numerator != .min, denominator != .min else { throw OutOfRange() }
    let divisor = greatestCommonDivisor(numerator, denominator)
    let sign: Int128 = denominator < 0 ? -1 : 1
    self.numerator = sign * numerator / divisor
    self.denominator = sign * denominator / divisor
  }

  /// 10 to a power that may be negative.
  init(powerOfTen power: Int) throws(OutOfRange) {
    guard power.magnitude < powersOfTen.count else { throw OutOfRange() }
    let size = powersOfTen[Int(power.magnitude)]
    try self.init(power < 0 ? 1 : size, over: power < 0 ? size : 1)
  }

  /// An int or a decimal as it is, a float as its shortest digits that read back as the same float; nil for what is not a number.
  init?(_ value: Value) throws(OutOfRange) {
    switch value {
    case .int(let value): try self.init(Int128(value), over: 1)
    case .decimal(let value):
      guard value.scale < powersOfTen.count else { throw OutOfRange() }
      try self.init(value.digits, over: powersOfTen[value.scale])
    case .float(let value):
      guard value.isFinite else { return nil }
      try self.init(shortest: value.description)
    case .missing, .bool, .text, .date, .datetime, .period, .duration: return nil
    }
  }

  /// Digits as `Double.description` writes them: `0.82`, `1e-07`, `-1.5e+300`.
  private init(shortest text: String) throws(OutOfRange) {
    let parts = text.split(separator: "e")
    let digits = parts.first?.split(separator: ".") ?? []
    let fraction = digits.count > 1 ? digits[1] : ""
    guard let whole = digits.first, let number = Int128(whole + fraction) else { throw OutOfRange() }
    guard let exponent = parts.count > 1 ? Int(parts[1]) : 0 else { throw OutOfRange() }
    let size = try ExactNumber(powerOfTen: exponent - fraction.count)
    self = try ExactNumber(number, over: 1) * size
  }
}

extension ExactNumber {
  static func + (a: ExactNumber, b: ExactNumber) throws(OutOfRange) -> ExactNumber {
    let divisor = greatestCommonDivisor(a.denominator, b.denominator)
    let left = try multiplied(a.numerator, b.denominator / divisor)
    let right = try multiplied(b.numerator, a.denominator / divisor)
    let (sum, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw OutOfRange() }
    return try ExactNumber(sum, over: multiplied(a.denominator / divisor, b.denominator))
  }

  static func - (a: ExactNumber, b: ExactNumber) throws(OutOfRange) -> ExactNumber { try a + b.negated }

  static func * (a: ExactNumber, b: ExactNumber) throws(OutOfRange) -> ExactNumber {
    let first = greatestCommonDivisor(a.numerator, b.denominator)
    let second = greatestCommonDivisor(b.numerator, a.denominator)
    return try ExactNumber(
      multiplied(a.numerator / first, b.numerator / second),
      over: multiplied(a.denominator / second, b.denominator / first))
  }

  static func / (a: ExactNumber, b: ExactNumber) throws(OutOfRange) -> ExactNumber {
    try a * ExactNumber(b.denominator, over: b.numerator)
  }

  var negated: ExactNumber { ExactNumber(lowest: -numerator, denominator) }
  var magnitude: ExactNumber { numerator < 0 ? negated : self }
  var sign: Int { numerator.signum() < 0 ? -1 : numerator == 0 ? 0 : 1 }

  private init(lowest numerator: Int128, _ denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  private static func multiplied(_ a: Int128, _ b: Int128) throws(OutOfRange) -> Int128 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow else { throw OutOfRange() }
    return product
  }

  /// Rounded to that many decimal places, ties to even; only for display.
  func rounded(to places: Int) throws(OutOfRange) -> Decimal {
    let scaled = try self * ExactNumber(powerOfTen: places)
    let (quotient, rest) = scaled.numerator.quotientAndRemainder(dividingBy: scaled.denominator)
    let twice = rest.magnitude.multipliedFullWidth(by: 2)
    let size = scaled.denominator.magnitude
    let isTie = twice.high == 0 && twice.low == size
    let isUp = twice.high > 0 || twice.low > size || (isTie && quotient % 2 != 0)
    return Decimal(digits: isUp ? quotient + Int128(sign) : quotient, scale: places)
  }

  /// `12,345.68`: with thousands separators, at most that many decimal places and no trailing zeros.
  func text(places: Int = 2) -> String {
    guard let decimal = try? rounded(to: places) else { return "\(numerator)/\(denominator)" }
    return formatted(.decimal(decimal.normalized), ",") ?? decimal.description
  }
}

extension ExactNumber: Comparable {
  static func == (a: ExactNumber, b: ExactNumber) -> Bool {
    a.numerator == b.numerator && a.denominator == b.denominator
  }

  /// Through products of 256 bits, which never overflow.
  static func < (a: ExactNumber, b: ExactNumber) -> Bool {
    guard a.sign == b.sign else { return a.sign < b.sign }
    let left = a.numerator.magnitude.multipliedFullWidth(by: b.denominator.magnitude)
    let right = b.numerator.magnitude.multipliedFullWidth(by: a.denominator.magnitude)
    return a.sign < 0
      ? (right.high, right.low) < (left.high, left.low) : (left.high, left.low) < (right.high, right.low)
  }
}

/// Of the magnitudes; 1 for two zeros.
private func greatestCommonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
  var (x, y) = (a.magnitude, b.magnitude)
  while y != 0 { (x, y) = (y, x % y) }
  return x == 0 ? 1 : Int128(truncatingIfNeeded: x)
}
