package import StetColumns
package import StetDiagnostics

/// Something that runs steps of a plan: the engine, an interpreter that shares no operation with it, or a remote engine.
///
/// A host asks its backends in their order; what one leaves goes to the next.
package protocol Backend: Sendable {
  /// How many of the first steps it takes; 0 leaves them to the next backend.
  func leadingSteps(of steps: ArraySlice<PlanStep>) -> Int
  /// The table after the steps, all of which it takes. It decides what goes into the ledger.
  func run(_ steps: [PlanStep], on table: Table, _ run: inout PlanRun) throws(RunFailure) -> Table
  /// The value of an expression that reads no column; nil leaves it to the next backend.
  func value(of expression: TypedExpression) throws(RunFailure) -> Value?
}

/// What accompanies the tables through a run, whichever backends they pass.
package struct PlanRun {
  package var ledger: [LedgerEntry] = []
  package var timings: [StepTiming] = []
  package let host: StepHost
  package let isCancelled: () -> Bool
}
