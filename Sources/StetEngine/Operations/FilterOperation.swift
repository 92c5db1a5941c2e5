package import StetColumns
package import StetDiagnostics

/// Keeps (or, excluding, drops) the rows where the condition is true.
package struct FilterOperation: Operation {
  package var condition: TypedExpression
  package var excluding: Bool

  package init(_ condition: TypedExpression, excluding: Bool) {
    self.condition = condition
    self.excluding = excluding
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    let (rows, undecided) = try evaluator.selection(condition)
    if undecided > 0 { context.entry.counts.append(.init("undecided because of missing values", undecided)) }
    guard excluding else { return rows.count == table.rowCount ? table : table.gather(rows) }
    var dropped = [Bool](repeating: false, count: table.rowCount)
    for row in rows { dropped[Int(row)] = true }
    return table.gather(StetColumns.rows(below: table.rowCount) { [dropped] in !dropped[$0] })
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> FilterOperation {
    FilterOperation(change(condition), excluding: excluding)
  }

  package var columnFlow: ColumnFlow { .through }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output.union(columnsRead) }
  package var rowFlow: RowFlow { .selects }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    .rows(try rowsThrough(input, context))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) throws(RunFailure) {
    back.add(strand.with(back.rowsBefore(strand.rows)), decidedBy: [condition])
  }

  package func reasons(
    toLeaveOut rows: [Int32], of input: Table
  ) throws(RunFailure) -> [(LeftOut.Reason, [Int32])] {
    guard !excluding else { return [(.condition, rows)] }
    var evaluator = Evaluator(input)
    guard case .bool(let verdicts) = try evaluator.column(condition) else { return [] }
    return [
      (.condition, rows.filter { verdicts[Int($0)] != nil }), (.undecided, rows.filter { verdicts[Int($0)] == nil }),
    ]
  }
}
