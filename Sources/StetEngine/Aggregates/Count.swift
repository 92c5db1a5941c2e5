import StetColumns

extension Aggregate {
  static let count = Aggregate(
    "count", "the number of rows", example: "group by state: n = count()", arity: 0...0, role: .counted,
    result: { _ in .int }
  ) { _, grouping in
    .int(Vector(grouping.sizes()))
  }

  static let countDistinct = Aggregate(
    "count_distinct", "the number of different values, without missing ones",
    example: "group: states = count_distinct(state)", arity: 1...1, role: .compared, result: { _ in .int }
  ) { columns, grouping in
    let identities = identities(of: columns[0])
    let counts = grouping.rows(presentIn: columns[0]).map { rows in
      Int64(Set(rows.map { identities.groupOfRow[Int($0)] }).count)
    }
    return .int(Vector(counts))
  }
}
