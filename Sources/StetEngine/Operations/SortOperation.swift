package import StetColumns
package import StetDiagnostics

/// Puts the rows in the order of some keys; ties keep their order.
package struct SortOperation: Operation {
  package var keys: [SortKey]
  /// How many of the first rows the next step looks at; nil for all. The ledger does not tell.
  var limit: Int?

  package init(_ keys: [SortKey], limit: Int? = nil) {
    self.keys = keys
    self.limit = limit
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    let columns = zip(try evaluator.columns(keys.map(\.expression)), keys).map {
      (column: $0, descending: $1.descending)
    }
    let (count, isCancelled) = (table.rowCount, context.isCancelled)
    for (key, column) in zip(keys, columns) {
      guard let months = column.column.monthsByTheAlphabet, case .column(let index) = key.expression.kind else {
        continue
      }
      context.entry.notes.append(
        "`\(table.schema.fields[index].name)` has names of months, which sort by the alphabet: \(months.joined(separator: ", "))"
      )
    }
    return table.gather(
      limit.map { leastRows(columns, $0, rowCount: count, isCancelled: isCancelled) }
        ?? sortedRows(columns, rowCount: count, isCancelled: isCancelled))
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> SortOperation {
    SortOperation(keys.map { $0.mapExpression(change) }, limit: limit)
  }

  package var columnFlow: ColumnFlow { .through }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }
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
