import StetColumns
import StetDiagnostics

extension AggregateTwin {
  static let median = AggregateTwin.ofPresent("median") { values, _ in Calculated(try typeSeven(values, 0.5)) }

  static let quantile = AggregateTwin("quantile") { rows, _ in
    // The share is one value for the whole table, and a wrong one is refused where there is a row to ask.
    guard let first = rows.first else { return Calculated(.missing) }
    guard let share = first[1].asFloat, share >= 0, share <= 1 else { throw TwinFailure(.argument) }
    return Calculated(try typeSeven(rows.map { $0[0] }, share))
  }
}

/// Type 7 of Hyndman and Fan (1996). Of whole numbers and decimals, the middle of two is exact, rounded once; other parts are taken
/// of the digits where doubles have them all.
private func typeSeven(_ values: [Value], _ share: Double) throws -> Value {
  let sorted = values.filter { !$0.isMissing }.sorted { order($0, $1) < 0 }
  guard let first = sorted.first else { return .missing }
  let place = share * Double(sorted.count - 1)
  let low = Int(place)
  let part = place - Double(low)
  guard part > 0 else { return .float(double(sorted[low])) }
  let (below, above) = (sorted[low], sorted[low + 1])
  func between(_ a: Double, _ b: Double) -> Double { (1 - part) * a + part * b }
  if case .float = first { return try finite(between(double(below), double(above))) }
  if part == 0.5, let sum = try? exactTotal([below, above]), let middle = ratio(sum, Decimal(digits: 2, scale: 0)) {
    return .float(middle)
  }
  if let a = below.asDecimal, let b = above.asDecimal, a.scale == b.scale, a.scale <= 22,
    max(a.digits.magnitude, b.digits.magnitude) <= 1 << 53
  {
    return try finite(between(Double(a.digits), Double(b.digits)) / Double(powersOfTen[a.scale]))
  }
  return try finite(between(double(below), double(above)))
}

private func double(_ number: Value) -> Double {
  guard let double = number.asFloat else { preconditionFailure("the binder guarantees a number here") }
  return double
}
