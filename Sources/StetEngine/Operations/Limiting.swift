package import StetColumns
package import StetDiagnostics

/// An operation that keeps some rows whatever is in them.
package protocol LimitingOperation: Operation {
  /// Why the other rows are left out, in the words of `why`.
  var reason: LeftOut.Reason { get }
}

extension LimitingOperation {
  package var purpose: StepPurpose { .calculates }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> Self { self }
  package var columnFlow: ColumnFlow { .through }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output }
  package var rowFlow: RowFlow { .together }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    .rows(try rowsThrough(input, context))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    back.add(strand.with(back.rowsBefore(strand.rows)))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [(reason, rows)] }
}
