package import StetColumns
package import StetDiagnostics

/// Notes the first and last days of columns whose dates or periods were calculated from something else than dates.
package struct CoverageOperation: Operation {
  package var columns: [(index: Int, mark: Additivity.Mark)]

  package init(_ columns: [(index: Int, mark: Additivity.Mark)]) { self.columns = columns }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    guard !table.sources.isEmpty else { return table }
    var table = table
    for (index, mark) in columns where table.schema.fields.indices.contains(index) {
      guard let found = Coverage(of: table.columns[index]) else { continue }
      table.sources[0].coverage[mark] = found
    }
    return table
  }

  package var purpose: StepPurpose { .checks }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> CoverageOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    .column(index, if: input)
  }
  /// What no later step reads has no days that matter.
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output }
  package var rowFlow: RowFlow { .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }
  package func goBack(_ strand: Strand, _ back: inout StepBack) { back.add(strand) }
  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}
