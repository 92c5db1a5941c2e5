package import StetColumns
package import StetDiagnostics

/// The host writes or draws the table; it passes on unchanged.
package struct OutputOperation: Operation {
  package var output: StepOutput

  package init(_ output: StepOutput) { self.output = output }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    try context.host.put(output, table, &context.entry)
    return table
  }

  package var purpose: StepPurpose { .writes }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> OutputOperation {
    switch output {
    case .save: self
    case .chart(let plan, let path, let range):
      OutputOperation(.chart(plan.mapExpressions(change), path: path, range))
    }
  }

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
