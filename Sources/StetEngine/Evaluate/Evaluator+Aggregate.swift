import StetColumns
import StetDiagnostics

extension Evaluator {
  /// One value for each group; what was skipped goes into the ledger.
  mutating func aggregate(
    _ call: AggregateCall, _ groups: Grouping, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Column {
    var grouping = groups
    var undecided = 0
    if let condition = call.condition, case .bool(let verdicts) = try column(condition) {
      undecided = verdicts.values.indices.count { verdicts[$0] == nil }
      grouping = groups.keeping { verdicts[$0] == true }
    }
    var arguments: [Column] = []
    for (index, argument) in call.arguments.enumerated() {
      let isForAll = call.condition == nil || call.aggregate.hasConstant && index == call.arguments.count - 1
      // Rows that `where:` leaves out cannot fail.
      arguments.append(
        isForAll
          ? try column(argument) : try column(argument, where: grouping.groupOfRow.map { $0 >= 0 }))
    }
    let result: Column
    do { result = try call.aggregate.apply(arguments, grouping) } catch { throw call.failure(error) }
    entry.counts += call.entries(
      undecided: undecided, skipped: arguments.reduce(0) { $0 + grouping.missing(in: $1) })
    return result
  }
}

extension AggregateCall {
  /// What the aggregate found wrong, with its place in the script.
  func failure(_ failure: ValueFailure) -> RunFailure {
    failure.code == .overflow ? RunFailure(.aggregateOverflow(self)) : RunFailure(failure, at: range)
  }

  /// What the line of the step says about it.
  func entries(undecided: Int, skipped: Int) -> [LedgerEntry.Count] {
    var entries: [LedgerEntry.Count] = []
    if undecided > 0 { entries.append(.init("undecided because of missing values in `\(name)`", undecided)) }
    if skipped > 0 { entries.append(.init("missing values skipped in `\(name)`", skipped, of: "missing value")) }
    return entries
  }
}

extension Diagnostic {
  fileprivate static func aggregateOverflow(_ call: AggregateCall) -> Diagnostic {
    Diagnostic(
      .overflow, "the result of `\(call.name)` is too large for `\(call.field.type.name)`", at: call.range, kind: .data,
      notes: call.field.type == .int ? ["an int times `1.0` is a decimal, with room for 38 digits"] : [])
  }
}
