package import StetColumns
package import StetDiagnostics

/// Adds to each row how many source rows it comes from, and where they are; the host finds them.
package struct WhyOperation: Operation {
  package static let fields = [Field("source_rows", .int), Field("locations", .text)]

  package init() {}

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    try context.host.addSourceRows(table, context.step)
  }

  package var purpose: StepPurpose { .reports }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> WhyOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    .column(index, if: input)
  }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { Set(0..<width) }
  package var rowFlow: RowFlow { .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }
  package func goBack(_ strand: Strand, _ back: inout StepBack) { back.add(strand) }
  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}
