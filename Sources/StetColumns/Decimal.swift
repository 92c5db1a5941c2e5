/// An exact decimal number: `digits` × 10^−`scale`, with 0 ≤ scale ≤ 38.
package struct Decimal: Sendable {
  package let digits: Int128
  package let scale: Int

  package init(digits: Int128, scale: Int) {
    self.digits = digits
    self.scale = scale
  }

  /// The same number with another number of decimal places; nil if it does not fit, or if digits would be lost.
  package func rescaled(to scale: Int) -> Int128? {
    if scale == self.scale { return digits }
    if scale < self.scale {
      guard self.scale - scale < powersOfTen.count else { return digits == 0 ? 0 : nil }
      let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: powersOfTen[self.scale - scale])
      return remainder == 0 ? quotient : nil
    }
    guard scale - self.scale < powersOfTen.count else { return digits == 0 ? 0 : nil }
    let (product, overflow) = digits.multipliedReportingOverflow(by: powersOfTen[scale - self.scale])
    return overflow ? nil : product
  }

  /// Without trailing zeros after the point.
  package var normalized: Decimal {
    var digits = digits
    var scale = scale
    while scale > 0, digits % 10 == 0 {
      digits /= 10
      scale -= 1
    }
    return Decimal(digits: digits, scale: scale)
  }

  /// The nearest double: correctly rounded, because it goes through the decimal text.
  package var double: Double {
    if digits.magnitude <= 1 << 53, let unit = Self.exactPower(scale) { return Double(Int64(digits)) / unit }
    return Double(description) ?? 0
  }

  /// 10^scale as a double, if that is exact: dividing a whole number up to 2^53 by it rounds once.
  package static func exactPower(_ scale: Int) -> Double? { scale < exactPowers.count ? exactPowers[scale] : nil }

  private static let exactPowers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]
}

extension Decimal: CustomStringConvertible {
  /// Plain notation with all `scale` places: `-0.30`.
  package var description: String {
    let magnitude = String(digits.magnitude)
    let sign = digits < 0 ? "-" : ""
    guard scale > 0 else { return sign + magnitude }
    let padded = String(repeating: "0", count: max(0, scale + 1 - magnitude.count)) + magnitude
    return sign + padded.dropLast(scale) + "." + padded.suffix(scale)
  }
}

extension Decimal: Hashable, Comparable {
  package static func == (a: Decimal, b: Decimal) -> Bool { compare(a, b) == 0 }
  package static func < (a: Decimal, b: Decimal) -> Bool { compare(a, b) < 0 }

  package func hash(into hasher: inout Hasher) {
    let least = normalized
    hasher.combine(least.digits)
    hasher.combine(least.scale)
  }

  /// −1, 0 or 1, exact also where a common scale would overflow.
  package static func compare(_ a: Decimal, _ b: Decimal) -> Int {
    let scale = max(a.scale, b.scale)
    if let x = a.rescaled(to: scale), let y = b.rescaled(to: scale) { return x < y ? -1 : x > y ? 1 : 0 }
    // The one that overflows has the larger magnitude.
    return a.rescaled(to: scale) == nil ? (a.digits < 0 ? -1 : 1) : (b.digits < 0 ? 1 : -1)
  }
}

/// 10^0 … 10^38.
package let powersOfTen: [Int128] = {
  var powers: [Int128] = [1]
  while powers.count < 39 { powers.append(powers[powers.count - 1] * 10) }
  return powers
}()
