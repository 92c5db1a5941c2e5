import StetColumns
import StetDiagnostics

/// What a step gets besides its table, and where it records what it did.
package struct StepContext {
  let step: PlanStep
  /// The lines of the steps before.
  let ledger: [LedgerEntry]
  /// The step's own line.
  var entry: LedgerEntry
  let host: StepHost
  /// Called if a step may take long.
  let isCancelled: () -> Bool

  init(
    _ step: PlanStep, entry: LedgerEntry? = nil, ledger: [LedgerEntry] = [], host: StepHost = StepHost(),
    isCancelled: @escaping () -> Bool = { false }
  ) {
    self.step = step
    self.ledger = ledger
    self.entry = entry ?? LedgerEntry(step.name, range: step.range, rowsIn: 0, rowsOut: 0)
    self.host = host
    self.isCancelled = isCancelled
  }

  func evaluator(_ table: Table) -> Evaluator { Evaluator(table, isCancelled: isCancelled) }
}
