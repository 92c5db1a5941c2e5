package import StetColumns
package import StetDiagnostics

/// What only the host of a run can do.
package struct StepHost {
  /// Writes or draws a table, and adds to the step's line in the ledger.
  package var put: (StepOutput, Table, inout LedgerEntry) throws(RunFailure) -> Void
  /// The table with the locations of the rows that each of its rows comes from.
  package var addSourceRows: (Table, PlanStep) throws(RunFailure) -> Table
  /// How much memory the steps may take.
  package var memory: MemoryBudget

  package init(
    put: @escaping (StepOutput, Table, inout LedgerEntry) throws(RunFailure) -> Void = { _, _, _ throws(RunFailure) in
    },
    addSourceRows: @escaping (Table, PlanStep) throws(RunFailure) -> Table = { table, _ in table },
    memory: MemoryBudget = MemoryBudget()
  ) {
    self.put = put
    self.addSourceRows = addSourceRows
    self.memory = memory
  }
}

/// What a host does with the table that passes through.
package enum StepOutput: Sendable {
  /// A file for spreadsheets has no cell that they would take for a formula.
  case save(String, isForSpreadsheets: Bool, SourceRange)
  /// Without a path the chart is for the terminal alone.
  case chart(ChartPlan, path: String?, SourceRange)
}
