package import StetColumns
package import StetDiagnostics

/// The first row of each combination of the values of some columns.
package struct DistinctOperation: KeyedOperation {
  package var columns: [Int]

  package init(_ columns: [Int]) { self.columns = columns }

  package func run(on table: Table, in context: inout StepContext) -> Table {
    table.gather(distinctRows(columns.map { table.columns[$0] }, rowCount: table.rowCount))
  }

  package var keyColumns: [Int] { columns }

  package var purpose: StepPurpose { .calculates }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> DistinctOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output.union(columns) }
  package var rowFlow: RowFlow { .together }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    .rows(try rowsThrough(input, context))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    back.add(strand.with(back.rowsBefore(strand.rows)))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] {
    [(.repeated, rows)]
  }
}
