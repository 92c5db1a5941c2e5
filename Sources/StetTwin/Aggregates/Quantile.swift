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

/// Type 7 of Hyndman and Fan (1996).
private func typeSeven(_ values: [Value], _ share: Double) throws -> Value {
  let sorted = values.compactMap(\.asFloat).sorted()
  guard !sorted.isEmpty else { return .missing }
  let place = share * Double(sorted.count - 1)
  let low = Int(place)
  let part = place - Double(low)
  guard part > 0 else { return .float(sorted[low]) }
  return try finite((1 - part) * sorted[low] + part * sorted[low + 1])
}
