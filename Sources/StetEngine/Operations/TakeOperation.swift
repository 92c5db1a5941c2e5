package import StetColumns
package import StetDiagnostics

/// The first rows, or the last.
package struct TakeOperation: Operation {
  package var count: Int
  package var fromEnd: Bool

  package init(_ count: Int, fromEnd: Bool) {
    self.count = count
    self.fromEnd = fromEnd
  }

  package func run(on table: Table, in context: inout StepContext) -> Table {
    let kept = min(count, table.rowCount)
    let start = fromEnd ? table.rowCount - kept : 0
    return table.gather((Int32(start)..<Int32(start + kept)).map { $0 })
  }

  package var purpose: StepPurpose { .calculates }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> TakeOperation { self }
  package var columnFlow: ColumnFlow { .through }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output }
  package var rowFlow: RowFlow { .together }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    .rows(try rowsThrough(input, context))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    back.add(strand.with(back.rowsBefore(strand.rows)))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [(.limit, rows)] }
}
