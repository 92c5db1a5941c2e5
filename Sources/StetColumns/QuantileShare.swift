/// A number from 0 to 1 as a ratio of whole numbers, the larger of which is at most 10^18.
package struct ExactShare: Sendable {
  package let numerator: Int128
  package let denominator: Int128

  fileprivate init(_ numerator: Int128, of denominator: Int128) {
    (self.numerator, self.denominator) = (numerator, denominator)
  }

  /// To 53 binary places.
  fileprivate init(_ double: Double) {
    let unit: Int64 = 1 << 53
    self.init(Int128((double * Double(unit)).rounded()), of: Int128(unit))
  }

  package var double: Double { quotient(Int64(numerator), Int64(denominator)) }
}

/// How far along some values in order a quantile lies.
package enum QuantileShare: Sendable {
  /// Decimals with up to 18 places are exact, so that 7% of a hundred steps is seven steps.
  case exact(ExactShare)
  /// Floats are multiplied as such: a third of three steps is one step.
  case float(Double)

  package static let half = QuantileShare.exact(ExactShare(1, of: 2))

  /// Nil for what is not a number from 0 to 1.
  package init?(_ value: Value) {
    if let decimal = value.asDecimal, decimal.scale <= 18 {
      let unit = powersOfTen[decimal.scale]
      guard (0...unit).contains(decimal.digits) else { return nil }
      self = .exact(ExactShare(decimal.digits, of: unit))
    } else {
      guard let double = value.asFloat, (0...1).contains(double) else { return nil }
      self = .float(double)
    }
  }

  /// Which of so many values in order is the last that lies no further along, and what part of the way to the next one remains.
  package func place(among count: Int) -> (below: Int, part: ExactShare) {
    switch self {
    case .exact(let share):
      let (below, rest) = (share.numerator * Int128(count - 1)).quotientAndRemainder(dividingBy: share.denominator)
      return (Int(below), ExactShare(rest, of: share.denominator))
    case .float(let share):
      let place = share * Double(count - 1)
      let below = place.rounded(.down)
      return (Int(below), ExactShare(place - below))
    }
  }
}
