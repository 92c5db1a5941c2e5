import StetColumns

extension Aggregate {
  static let any = Aggregate(
    "any", "true if at least one value is true", example: "group by state: big = any(persons > 50)",
    [Parameter("condition", .type(.bool))], result: .type(.bool), unit: .none, role: .compared,
    foreign: ["bool_or": .same]
  ) { columns, grouping throws(ValueFailure) in
    decide(columns[0], grouping, decisive: true)
  }.accumulated { builder, arguments, kept, _ in
    ExtremeAccumulator(&builder, arguments[0], kept, isLargest: true)
  }.overFrames { columns, frames in decide(columns[0], frames, decisive: true) }

  static let all = Aggregate(
    "all", "true if no value is false", example: "group by state: big = all(persons > 5)",
    [Parameter("condition", .type(.bool))], result: .type(.bool), unit: .none, role: .compared,
    foreign: ["bool_and": .same, "every": .same]
  ) { columns, grouping throws(ValueFailure) in
    decide(columns[0], grouping, decisive: false)
  }.accumulated { builder, arguments, kept, _ in
    ExtremeAccumulator(&builder, arguments[0], kept, isLargest: false)
  }.overFrames { columns, frames in decide(columns[0], frames, decisive: false) }
}

private func decide(_ column: Column, _ grouping: Grouping, decisive: Bool) -> Column {
  guard case .bool(let vector) = column else { preconditionFailure("the binder guarantees a bool here") }
  return .bool(
    Vector(
      optionals: grouping.rows(presentIn: column).map { rows in
        rows.isEmpty ? nil : rows.contains { vector.values[Int($0)] == decisive } == decisive
      }, zero: false))
}

private func decide(_ column: Column, _ frames: Frames, decisive: Bool) -> Column {
  guard case .bool(let vector) = column else { preconditionFailure("the binder guarantees a bool here") }
  let all = frames.sizes(vector.validity)
  let deciding = frames.keeping { vector.values[$0] == decisive }.sizes(vector.validity)
  return .bool(
    Vector(optionals: zip(all, deciding).map { $0 == 0 ? nil : ($1 > 0) == decisive }, zero: false))
}
