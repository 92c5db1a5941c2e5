package import StetColumns
package import StetDiagnostics
package import StetEngine

/// Something that calculates steps and values in place of the engine, such as an interpreter that shares no operator with it.
package protocol Calculation: Sendable {
  /// The table behind a step; nil for a step that it leaves to the engine, as one that writes.
  func run(_ step: PlanStep, on table: Table) throws(RunFailure) -> Table?
  /// The value of an expression that reads no column.
  func value(of expression: TypedExpression) throws(RunFailure) -> Value
}

extension Executor {
  /// Runs steps one by one by another calculation; what that leaves is run here.
  mutating func run(_ steps: [PlanStep], on source: Table, by calculation: any Calculation) throws(RunFailure) -> Table
  {
    var table = source
    for step in steps {
      guard var result = try calculation.run(step, on: table) else {
        // The line of the ledger that it would go on with is not there.
        var alone = step
        alone.continues = false
        table = try run([alone], on: table)
        continue
      }
      // Where figures come from is no part of the calculation.
      result.sources = table.sources + (step.operation.other?.sources ?? []).filter { !table.sources.contains($0) }
      table = result
    }
    return table
  }
}
