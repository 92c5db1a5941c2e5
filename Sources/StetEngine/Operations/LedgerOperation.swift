package import StetColumns

/// The lines of the ledger so far, as a table.
package struct LedgerOperation: Operation {
  package static let schema = Schema([
    Field("step", .text), Field("rows_in", .int), Field("rows_out", .int), Field("notes", .text),
  ])

  package init() {}

  package func run(on table: Table, in context: inout StepContext) -> Table {
    let rows = context.ledger.map { entry -> [Value] in
      let notes = entry.counts.map(\.text).joined(separator: ", ")
      return [
        .text(entry.step), .int(Int64(entry.rowsIn)), .int(Int64(entry.rowsOut)),
        notes.isEmpty ? .missing : .text(notes),
      ]
    }
    return Table(schema: Self.schema, rows: rows)
  }

  package var purpose: StepPurpose { .reports }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> LedgerOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .unknown }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { [] }
  package var rowFlow: RowFlow { .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }
  package func goBack(_ strand: Strand, _ back: inout StepBack) { back.add(strand) }
  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}
