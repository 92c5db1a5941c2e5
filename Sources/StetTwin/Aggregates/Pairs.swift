import StetColumns

extension AggregateTwin {
  static let weightedMean = AggregateTwin("weighted_mean") { rows, _ in
    let (x, y) = pairs(rows)
    guard !y.sum.isZero else { return Calculated(.missing) }
    let top = products(x, y).nearestDouble(exponent: x.exponent + y.exponent)
    let bottom = y.sum.nearestDouble(exponent: y.exponent)
    let all = zip(x.integers, y.integers).reduce(BigInteger.zero) { $0 + ($1.0 * $1.1).magnitude }
    let largest = all.nearestDouble(exponent: x.exponent + y.exponent) / bottom.magnitude
    // The engine rounds each product.
    return Calculated(try finite(top / bottom), slack: largest * 1e-15)
  }

  static let correlation = AggregateTwin("correlation") { rows, _ in
    let (x, y) = pairs(rows)
    guard x.integers.count > 1 else { return Calculated(.missing) }
    let count = BigInteger(Int128(x.integers.count))
    let xy = count * products(x, y) - x.sum * y.sum
    let xx = count * products(x, x) - x.sum * x.sum
    let yy = count * products(y, y) - y.sum * y.sum
    guard !xx.isZero, !yy.isZero else { return Calculated(.missing) }
    let (a, b) = (xx.nearestDouble(exponent: 2 * x.exponent), yy.nearestDouble(exponent: 2 * y.exponent))
    let r = xy.nearestDouble(exponent: x.exponent + y.exponent) / (a.squareRoot() * b.squareRoot())
    return Calculated(.float(Swift.max(-1, Swift.min(1, r))), slack: 1e-9)
  }
}

/// Two numbers of each row, where both are present, as whole numbers.
private func pairs(_ rows: [[Value]]) -> (ScaledDoubles, ScaledDoubles) {
  let both = rows.filter { !$0[0].isMissing && !$0[1].isMissing }
  return (ScaledDoubles(both.compactMap { $0[0].asFloat }), ScaledDoubles(both.compactMap { $0[1].asFloat }))
}

private func products(_ a: ScaledDoubles, _ b: ScaledDoubles) -> BigInteger {
  zip(a.integers, b.integers).reduce(BigInteger.zero) { $0 + $1.0 * $1.1 }
}
