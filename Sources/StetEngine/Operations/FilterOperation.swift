package import StetColumns
package import StetDiagnostics

/// Keeps (or, excluding, drops) the rows where the condition is true.
package struct FilterOperation: StreamingOperation {
  package var condition: TypedExpression
  package var excluding: Bool

  package init(_ condition: TypedExpression, excluding: Bool) {
    self.condition = condition
    self.excluding = excluding
  }

  func stream(_ stream: inout StreamBuilder) throws(NotCompiled) {
    try stream.filter(condition, excluding: excluding)
  }

  func record(_ counts: StreamCounts, in entry: inout LedgerEntry) {
    if counts.undecided > 0 { entry.counts.append(.init("undecided because of missing values", counts.undecided)) }
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> FilterOperation {
    FilterOperation(change(condition), excluding: excluding)
  }

  package var columnFlow: ColumnFlow { .through }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }
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
