import StetColumns
import StetDiagnostics

extension Executor {
  func group(
    _ table: Table, _ keys: [(field: Field, value: TypedExpression)], _ calls: [AggregateCall],
    _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    var keyColumns: [Column] = []
    for key in keys { keyColumns.append(try evaluator.column(key.value)) }
    let groups = grouped(by: keyColumns, rowCount: table.rowCount)
    var columns = groups.keys
    for call in calls { columns.append(groups.occupied(try aggregate(call, groups.grouping, &evaluator, &entry))) }
    return Table(
      schema: Schema(keys.map(\.field) + calls.map(\.field)), columns: columns,
      rowCount: groups.occupied?.count ?? groups.grouping.count,
      sources: table.sources)
  }

  /// One value for each group; what was skipped goes into the ledger.
  func aggregate(
    _ call: AggregateCall, _ groups: Grouping, _ evaluator: inout Evaluator, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Column {
    var grouping = groups
    var undecided = 0
    if let condition = call.condition, case .bool(let verdicts) = try evaluator.column(condition) {
      undecided = verdicts.values.indices.count { verdicts[$0] == nil }
      grouping = groups.keeping { verdicts[$0] == true }
    }
    var arguments: [Column] = []
    for (index, argument) in call.arguments.enumerated() {
      let isForAll = call.condition == nil || call.aggregate.hasConstant && index == call.arguments.count - 1
      // Rows that `where:` leaves out cannot fail.
      arguments.append(
        isForAll
          ? try evaluator.column(argument) : try evaluator.column(argument, where: grouping.groupOfRow.map { $0 >= 0 }))
    }
    // The parts of a computed column have numbers for names.
    let name = call.field.name.first?.isNumber == true ? call.aggregate.name : call.field.name
    let result: Column
    do { result = try call.aggregate.apply(arguments, grouping) } catch {
      throw error.code == .overflow
        ? RunFailure(.aggregateOverflow(name, call)) : RunFailure(error, at: call.range)
    }
    if undecided > 0 { entry.counts.append(.init("undecided by missing in `\(name)`", undecided)) }
    let skipped = arguments.reduce(0) { $0 + grouping.missing(in: $1) }
    if skipped > 0 { entry.counts.append(.init("missing skipped in `\(name)`", skipped)) }
    return result
  }
}

extension Diagnostic {
  fileprivate static func aggregateOverflow(_ name: String, _ call: AggregateCall) -> Diagnostic {
    Diagnostic(
      .overflow, "`\(name)` is too large for `\(call.field.type.name)`", at: call.range, kind: .data,
      notes: call.field.type == .int ? ["an int times `1.0` is a decimal, with room for 38 digits"] : [])
  }
}
