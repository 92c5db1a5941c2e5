import StetColumns

extension Aggregate {
  static let median = Aggregate(
    "median", "the middle value; the mean of the two middle ones where their number is even",
    example: "group by state: middle = median(persons)", arity: 1...1, result: { $0[0].isNumeric ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in try perGroup(columns[0], grouping) { valueBelow($0, 0.5) } }

  static let quantile = Aggregate(
    "quantile", "the value below which the given share lies, between two values in proportion (type 7 of Hyndman and Fan)",
    example: "group by state: high = quantile(persons, 0.9)", arity: 2...2, hasConstant: true,
    result: { $0[0].isNumeric && $0[1].isNumeric ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in
    guard columns[1].count > 0 else { return Column([Value](repeating: .missing, count: grouping.count), type: .float) }
    guard let share = columns[1][0].asFloat, (0...1).contains(share) else {
      throw ValueFailure("argument", "the share of `quantile` lies between 0 and 1", notes: ["`quantile(persons, 90%)`"])
    }
    return try perGroup(columns[0], grouping) { valueBelow($0, share) }
  }
}

/// Hyndman and Fan (1996), type 7: the default of R, NumPy and DuckDB's `quantile_cont`.
private func valueBelow(_ values: [Double], _ share: Double) -> Double {
  let sorted = values.sorted()
  let place = share * Double(sorted.count - 1)
  let below = Int(place.rounded(.down))
  guard below + 1 < sorted.count, place > Double(below) else { return sorted[below] }
  let part = place - Double(below)
  // Halves are added, since a difference of two large doubles may overflow.
  return sorted[below] * (1 - part) + sorted[below + 1] * part
}
