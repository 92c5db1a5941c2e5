package import StetColumns
package import StetDiagnostics

/// The rows with the largest values of each group, and all that tie with the last of them; groups in the order of their
/// keys.
package struct TopOperation: Operation {
  package var count: Int
  package var key: TypedExpression
  package var groups: [TypedExpression]

  package init(_ count: Int, _ key: TypedExpression, by groups: [TypedExpression]) {
    self.count = count
    self.key = key
    self.groups = groups
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    let keys = try evaluator.columns(groups)
    let values = try evaluator.column(key)
    let grouping = grouped(by: keys, rowCount: table.rowCount).grouping
    let (rows, ties) = largestRows(values, count, grouping, context.isCancelled)
    if ties > 0 { context.entry.counts.append(.init("kept beyond the top \(count) because of ties", ties)) }
    let missing = values.missingCount
    if missing > 0 { context.entry.counts.append(.init("missing values left out", missing, of: "missing value")) }
    return table.gather(rows)
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> TopOperation {
    TopOperation(count, change(key), by: groups.map(change))
  }

  package var columnFlow: ColumnFlow { .through }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output.union(columnsRead) }
  package var rowFlow: RowFlow { .together }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    .rows(try rowsThrough(input, context))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    back.add(strand.with(back.rowsBefore(strand.rows)), decidedBy: [key] + groups)
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [(.limit, rows)] }
}
