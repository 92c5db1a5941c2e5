import StetColumns

extension FunctionTwin {
  static let sqrt = FunctionTwin("sqrt") { values in
    guard let number = values[0].asFloat, number >= 0 else { return .missing }
    return .float(number.squareRoot())
  }

  /// x = 2^e × m, and the logarithm of m is twice the area tangent of (m − 1) ⁄ (m + 1), which is a series.
  static let log = FunctionTwin.series("log") { number in
    guard number > 0 else { return nil }
    var (exponent, significand) = (Double(number.exponent), number.significand)
    if significand > 1.4 { (exponent, significand) = (exponent + 1, significand / 2) }
    let z = (significand - 1) / (significand + 1)
    var (sum, power) = (0.0, z)
    for odd in stride(from: 1.0, to: 60, by: 2) {
      sum += power / odd
      power *= z * z
    }
    return exponent * logarithmOfTwo + 2 * sum
  }

  /// x = k ln 2 + r, so e^x is 2^k times the power series of e^r.
  static let exp = FunctionTwin.series("exp") { number in
    guard number.magnitude < 800 else { return number < 0 ? 0 : nil }
    let steps = (number / logarithmOfTwo).rounded()
    // The logarithm in two parts, of which the first has so few digits that its multiples are exact.
    let rest = (number - steps * 0.693359375) + steps * 2.12194440054690583e-4
    var (sum, term) = (1.0, 1.0)
    for place in 1..<30 {
      term *= rest / Double(place)
      sum += term
    }
    // In two halves, as 2^k alone may be too large or too small for a double.
    let half = Int(steps) / 2
    return sum * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: Int(steps) - half, significand: 1)
  }
}

private let logarithmOfTwo = 0.693147180559945309417
