import StetColumns

extension Aggregate {
  static let share = Aggregate(
    "share",
    "the share of the rows, or of a column's sum, for which `where:` is true; rows for which it cannot be decided are left out",
    example: "group by state: large = share(persons, where: persons > 50)",
    [Parameter("where", .type(.bool)), Parameter("number", .number, default: .int(1))], result: .type(.float),
    unit: .none, isShare: true, role: .weighed, foreign: [:]
  ) { columns, grouping throws(ValueFailure) in
    guard case .bool(let verdicts) = columns[0] else { preconditionFailure("the binder guarantees a bool here") }
    let decided = grouping.keeping { verdicts[$0] != nil }
    let met = grouping.keeping { verdicts[$0] == true }
    let totals = try Aggregate.sum.apply([columns[1]], decided)
    let parts = try Aggregate.sum.apply([columns[1]], met)
    return shares(parts, of: totals)
  }.accumulated { builder, arguments, _, rowCount in
    ShareAccumulator(&builder, condition: arguments[0], arguments[1], rowCount: rowCount)
  }.overFrames { columns, frames throws(ValueFailure) in
    guard case .bool(let verdicts) = columns[0] else { preconditionFailure("the binder guarantees a bool here") }
    guard let totals = try sums(columns[1], frames.keeping { verdicts[$0] != nil }),
      let parts = try sums(columns[1], frames.keeping { verdicts[$0] == true })
    else { return nil }
    return shares(parts, of: totals)
  }
}
