package import StetColumns
package import StetDiagnostics

/// The backend that takes every step: whole columns, in this process.
package struct Engine: Backend {
  package init() {}

  package func leadingSteps(of steps: ArraySlice<PlanStep>) -> Int { steps.count }

  package func value(of expression: TypedExpression) throws(RunFailure) -> Value? { try Self.value(of: expression) }

  /// The value of an expression that reads no column.
  package static func value(of expression: TypedExpression) throws(RunFailure) -> Value {
    var evaluator = Evaluator(Table(schema: Schema([]), columns: [], rowCount: 1))
    return try evaluator.column(expression)[0]
  }

  package func run(_ steps: [PlanStep], on source: Table, _ run: inout PlanRun) throws(RunFailure) -> Table {
    var table = source
    let first = run.ledger.count
    var order: [Int] = []
    for step in steps {
      if run.isCancelled() { throw RunFailure(.cancelled(step)) }
      var context = StepContext(step, ledger: run.ledger, host: run.host, isCancelled: run.isCancelled)
      guard let place = step.order else {
        table = try step.operation.run(on: table, in: &context)
        continue
      }
      let start = ContinuousClock.now
      defer { run.timings.append(StepTiming(step.name, step.range, .now - start)) }
      if step.continues { context.entry = run.ledger.removeLast() } else { order.append(place) }
      if !step.continues { context.entry.rowsIn = table.rowCount }
      table = try step.operation.run(on: table, in: &context)
      // A step that was stopped returns what it has, which must not be shown.
      if run.isCancelled() { throw RunFailure(.cancelled(step)) }
      if let schema = step.schema { table.schema = schema }
      context.entry.rowsOut = table.rowCount
      run.ledger.append(context.entry)
    }
    if order != order.sorted() { restoreOrder(order, of: &run.ledger[first...], sourceRows: source.rowCount) }
    return table
  }

  /// The ledger follows the script: a filter that ran before a sort comes after it there, and the sort, which changes no
  /// count, has the rows that came to it in the script.
  private func restoreOrder(_ order: [Int], of entries: inout ArraySlice<LedgerEntry>, sourceRows: Int) {
    let sorted = zip(order, entries).sorted { $0.0 < $1.0 }.map(\.1)
    var rows = sourceRows
    for (place, entry) in zip(entries.indices, sorted) {
      entries[place] = entry
      entries[place].rowsIn = rows
      if entry.rowsIn == entry.rowsOut { entries[place].rowsOut = rows }
      rows = entries[place].rowsOut
    }
  }
}

extension Diagnostic {
  fileprivate static func cancelled(_ step: PlanStep) -> Diagnostic {
    Diagnostic(.cancelled, "the run was stopped at `\(step.name)`", at: step.range, kind: .limit)
  }
}
