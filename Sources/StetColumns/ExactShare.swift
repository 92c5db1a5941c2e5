/// A number from 0 to 1 as a ratio of whole numbers, the larger of which is at most 10^18.
package struct ExactShare: Sendable {
  package let numerator: Int128
  package let denominator: Int128

  package static let half = ExactShare(numerator: 1, denominator: 2)

  private init(numerator: Int128, denominator: Int128) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// Nil for what is not a number from 0 to 1. Exact up to 18 places; of floats and of longer decimals, 53 binary places count.
  package init?(_ value: Value) {
    guard let double = value.asFloat, (0...1).contains(double) else { return nil }
    if let decimal = value.asDecimal, decimal.scale <= 18 {
      self.init(numerator: decimal.digits, denominator: powersOfTen[decimal.scale])
    } else {
      let unit: Int64 = 1 << 53
      self.init(numerator: Int128((double * Double(unit)).rounded()), denominator: Int128(unit))
    }
  }

  package var double: Double { quotient(Int64(numerator), Int64(denominator)) }

  /// Which of so many values in order is the last that has no more than this share of the steps between them at or below it, and
  /// what part of the next step remains.
  package func place(among count: Int) -> (below: Int, part: ExactShare) {
    let (below, rest) = (numerator * Int128(count - 1)).quotientAndRemainder(dividingBy: denominator)
    return (Int(below), ExactShare(numerator: rest, denominator: denominator))
  }
}
