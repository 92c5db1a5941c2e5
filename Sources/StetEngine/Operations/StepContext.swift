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

  /// Asks before something is made that takes its time and its memory: stops a run that is to end, and refuses what memory has no room for. A step that multiplies rows says what it would make, as `3 rows`.
  func reserve(_ bytes: Int, multiplied words: String? = nil) throws(RunFailure) {
    if isCancelled() { throw RunFailure(.cancelled(step)) }
    if let shortage = host.memory.shortage(of: bytes, multiplying: words != nil) {
      throw RunFailure(.shortage(shortage, step, words))
    }
  }

  func evaluator(_ table: Table) -> Evaluator { Evaluator(table, isCancelled: isCancelled) }
}

extension Diagnostic {
  static func cancelled(_ step: PlanStep) -> Diagnostic {
    Diagnostic(.cancelled, "the run was stopped at `\(step.name)`", at: step.range, kind: .limit)
  }

  fileprivate static func shortage(
    _ shortage: MemoryBudget.Shortage, _ step: PlanStep, _ multiplied: String?
  ) -> Diagnostic {
    let (needed, limit) = (byteWords(shortage.needed), byteWords(shortage.limit))
    guard let multiplied else {
      return Diagnostic(
        .memory, "`\(step.name)` needs \(needed), but \(byteWords(shortage.left)) is left of \(limit)", at: step.range,
        kind: .limit,
        notes: ["`select` before this step leaves out columns, and `filter` rows; `--max-memory` sets the limit"])
    }
    return Diagnostic(
      .memory, "`\(step.name)` would make \(multiplied), which take \(needed); the limit is \(limit)", at: step.range,
      kind: .limit,
      notes: ["a `group by` or a `filter` before this step leaves fewer rows; `--max-memory` sets the limit"])
  }
}
