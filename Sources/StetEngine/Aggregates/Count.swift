import StetColumns

extension Aggregate {
  static let count = Aggregate(
    "count", "the number of rows", example: "group by state: n = count()", [], result: .type(.int), unit: .none,
    role: .counted,
    foreign: [
      "n": .same, "countif": .different("`count(where: persons > 5)` counts the rows for which a condition is true"),
      "count_if": .different("`count(where: persons > 5)` counts the rows for which a condition is true"),
    ]
  ) { _, grouping in
    .int(Vector(grouping.sizes()))
  }.accumulated { _, _, kept, _ in CountAccumulator(argument: nil, kept: kept) }

  static let countDistinct = Aggregate(
    "count_distinct", "the number of different values, not counting missing ones",
    example: "group: states = count_distinct(state)", [Parameter("value", .any)], result: .type(.int), unit: .none,
    role: .compared,
    foreign: [
      "nunique": .same,
      "n_distinct": .different(
        "`n_distinct` counts missing values as one more value; `count_distinct` leaves them out"),
    ]
  ) { columns, grouping in
    let identities = identities(of: columns[0])
    let counts = grouping.rows(presentIn: columns[0]).map { rows in
      Int64(Set(rows.map { identities.groupOfRow[Int($0)] }).count)
    }
    return .int(Vector(counts))
  }.accumulated { builder, arguments, kept, _ in DistinctAccumulator(&builder, arguments[0], kept) }
}
