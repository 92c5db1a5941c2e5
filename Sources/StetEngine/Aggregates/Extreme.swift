import StetColumns

extension Aggregate {
  static let min = Aggregate(
    "min", "the smallest value", example: "group by state: least = min(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in pick(columns[0], grouping) { $0.first } }

  static let max = Aggregate(
    "max", "the largest value", example: "group by state: most = max(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in pick(columns[0], grouping) { $0.last } }

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

/// One row of each group, chosen from its present rows in rising order of value.
private func pick(_ column: Column, _ grouping: Grouping, _ choose: ([Int32]) -> Int32?) -> Column {
  let ranks = orderKeys(of: column)
  return column.gather(
    grouping.rows(presentIn: column).map { rows in
      guard let least = rows.min(by: { ranks[Int($0)] < ranks[Int($1)] }),
        let most = rows.max(by: { ranks[Int($0)] < ranks[Int($1)] })
      else { return -1 }
      return choose([least, most]) ?? -1
    })
}
