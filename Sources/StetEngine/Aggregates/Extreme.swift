import StetColumns

extension Aggregate {
  static let min = Aggregate(
    "min", "the smallest value", example: "group by state: least = min(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in extreme(columns[0], grouping) { $0 < $1 } }

  static let max = Aggregate(
    "max", "the largest value", example: "group by state: most = max(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in extreme(columns[0], grouping) { $0 > $1 } }

  static let first = Aggregate(
    "first", "the first value that is present, in the order of the rows",
    example: "group by state: earliest = first(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in
    columns[0].gather(grouping.rows(presentIn: columns[0]).map { $0.first ?? -1 })
  }

  static let last = Aggregate(
    "last", "the last value that is present, in the order of the rows",
    example: "group by state: latest = last(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in
    columns[0].gather(grouping.rows(presentIn: columns[0]).map { $0.last ?? -1 })
  }
}

/// The value of each group that stands before all others of its group; the first of equal ones.
private func extreme(_ column: Column, _ grouping: Grouping, _ isBefore: (Int, Int) -> Bool) -> Column {
  let keys = orderKeys(of: column)
  let present = column.presence
  var best = [Int32](repeating: -1, count: grouping.count)
  for row in keys.indices {
    let group = Int(grouping.groupOfRow[row])
    guard group >= 0, present?[row] ?? true else { continue }
    if best[group] < 0 || isBefore(keys[row], keys[Int(best[group])]) { best[group] = Int32(truncatingIfNeeded: row) }
  }
  return column.gather(best)
}
