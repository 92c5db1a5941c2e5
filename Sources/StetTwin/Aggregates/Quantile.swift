import StetColumns
import StetDiagnostics

extension AggregateTwin {
  static let median = AggregateTwin.ofPresent("median") { values, _ in
    Calculated(try typeSeven(values, Decimal(digits: 5, scale: 1)))
  }

  static let quantile = AggregateTwin("quantile") { rows, _ in
    // The share is one value for the whole table, and a wrong one is refused where there is a row to ask.
    guard let first = rows.first else { return Calculated(.missing) }
    guard let double = first[1].asFloat, double >= 0, double <= 1 else { throw TwinFailure(.argument) }
    let values = rows.map { $0[0] }
    if let share = first[1].asDecimal, share.scale <= 18 { return Calculated(try typeSeven(values, share)) }
    // Of other shares, 53 binary places count.
    return Calculated(
      try typeSeven(values, parts: BigInteger(Int128((double * 0x1p53).rounded())), of: BigInteger(1 << 53)))
  }
}

private func typeSeven(_ values: [Value], _ share: Decimal) throws -> Value {
  try typeSeven(values, parts: BigInteger(share.digits), of: BigInteger(powersOfTen[share.scale]))
}

/// Type 7 of Hyndman and Fan (1996). Of whole numbers and decimals it is exact, rounded once.
private func typeSeven(_ values: [Value], parts: BigInteger, of unit: BigInteger) throws -> Value {
  let sorted = values.filter { !$0.isMissing }.sorted { order($0, $1) < 0 }
  guard let first = sorted.first else { return .missing }
  let place = parts * BigInteger(Int128(sorted.count - 1))
  let below = place.divided(by: unit).quotient
  let rest = place - below * unit
  guard let low = below.int128.map({ Int($0) }) else { preconditionFailure("a place among values is an index") }
  guard !rest.isZero else { return .float(double(sorted[low])) }
  if case .float = first {
    let part = nearest(rest, unit)
    return try finite((1 - part) * double(sorted[low]) + part * double(sorted[low + 1]))
  }
  guard let a = sorted[low].asDecimal, let b = sorted[low + 1].asDecimal else {
    preconditionFailure("the binder guarantees numbers here")
  }
  let scale = max(a.scale, b.scale)
  let (x, y) = (shifted(a, to: scale), shifted(b, to: scale))
  return .float(nearest(x * (unit - rest) + y * rest, unit * BigInteger(powersOfTen[scale])))
}

private func shifted(_ number: Decimal, to scale: Int) -> BigInteger {
  BigInteger(number.digits) * BigInteger(powersOfTen[scale - number.scale])
}

private func double(_ number: Value) -> Double {
  guard let double = number.asFloat else { preconditionFailure("the binder guarantees a number here") }
  return double
}
