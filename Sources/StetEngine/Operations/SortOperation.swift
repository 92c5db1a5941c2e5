package import StetColumns
package import StetDiagnostics

/// Puts the rows in the order of some keys; ties keep their order.
package struct SortOperation: Operation {
  package var keys: [SortKey]

  package init(_ keys: [SortKey]) { self.keys = keys }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    let columns = zip(try evaluator.columns(keys.map(\.expression)), keys).map {
      (column: $0, descending: $1.descending)
    }
    return table.gather(sortedRows(columns, rowCount: table.rowCount, isCancelled: context.isCancelled))
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> SortOperation {
    SortOperation(keys.map { $0.mapExpression(change) })
  }

  package var columnFlow: ColumnFlow { .through }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output.union(columnsRead) }

  /// A computed key might fail on a row.
  package var rowFlow: RowFlow { .reorders(canFail: !keys.allSatisfy(\.expression.isColumn)) }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    .rows(try rowsThrough(input, context))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    back.add(strand.with(back.rowsBefore(strand.rows)))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}
