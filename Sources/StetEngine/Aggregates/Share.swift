import StetColumns

extension Aggregate {
  static let share = Aggregate(
    "share",
    "the share of the rows, or of a number's sum, for which `where:` is true; rows it cannot decide are left out",
    example: "group by state: large = share(persons, where: persons > 5)", arity: 1...2, isShare: true, role: .weighed,
    result: { $0.count == 1 || $0[1].isNumeric ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in
    guard case .bool(let verdicts) = columns[0] else { preconditionFailure("the binder guarantees a bool here") }
    let weights = columns.count == 1 ? Column.int(Vector([Int64](repeating: 1, count: columns[0].count))) : columns[1]
    let decided = grouping.keeping { verdicts[$0] != nil }
    let met = grouping.keeping { verdicts[$0] == true }
    let totals = try Aggregate.sum.apply([weights], decided)
    let parts = try Aggregate.sum.apply([weights], met)
    return Column(
      (0..<grouping.count).map { group in
        guard let total = totals[group].asFloat, total != 0 else { return .missing }
        return .float((parts[group].asFloat ?? 0) / total)
      }, type: .float)
  }
}
