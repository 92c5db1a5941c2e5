import StetColumns
import StetDiagnostics

extension AggregateTwin {
  static let variance = AggregateTwin.ofPresent("variance") { values, _ in
    guard let spread = try sampleVariance(values) else { return Calculated(.missing) }
    // A mean that is off by half a unit in the last digit adds its square to every term.
    return Calculated(.float(spread.variance), slack: spread.variance * 1e-12 + spread.unit * spread.unit * 4)
  }

  static let sd = AggregateTwin.ofPresent("sd") { values, _ in
    guard let spread = try sampleVariance(values) else { return Calculated(.missing) }
    let root = spread.variance.squareRoot()
    return Calculated(.float(root), slack: root * 1e-12 + 2 * spread.unit)
  }
}

/// n Σx² − (Σx)² in whole numbers, over n (n − 1), and the last digit of the largest number. The engine takes the distances
/// from a rounded mean. Nil for fewer than two numbers.
private func sampleVariance(_ present: [Value]) throws -> (variance: Double, unit: Double)? {
  let values = present.compactMap(\.asFloat)
  guard values.count > 1 else { return nil }
  let numbers = ScaledDoubles(values)
  let count = BigInteger(Int128(values.count))
  let squares = numbers.integers.reduce(BigInteger.zero) { $0 + $1 * $1 }
  let total = numbers.sum
  let variance =
    (count * squares - total * total).nearestDouble(exponent: 2 * numbers.exponent)
    / Double(values.count * (values.count - 1))
  guard variance.isFinite else { throw TwinFailure(.overflow) }
  return (variance, (values.map(\.magnitude).max() ?? 0).ulp)
}
