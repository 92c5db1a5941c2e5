package import StetColumns
package import StetDiagnostics

/// Runs the steps of a pipeline one by one and keeps what is needed to trace its cells back.
package struct Tracer {
  private var executor: Executor
  package private(set) var steps: [TracedStep] = []

  package init(isCancelled: @escaping () -> Bool = { false }) { executor = Executor(isCancelled: isCancelled) }

  package var ledger: [LedgerEntry] { executor.ledger }

  package mutating func run(_ steps: [PlanStep], on source: Table) throws(RunFailure) -> Table {
    var table = source
    // Nothing is written or drawn a second time.
    for step in steps where step.operation.purpose != .writes {
      let output = try executor.run([step], on: table)
      let other = step.operation.other
      self.steps.append(
        TracedStep(
          step: step, input: table, output: output,
          other: other.map { $0.derivation as? Trace ?? Trace(loaded: $0, name: nil) },
          rows: try step.operation.rowMap(table, in: StepContext(step, isCancelled: executor.isCancelled))))
      table = output
    }
    return table
  }
}
