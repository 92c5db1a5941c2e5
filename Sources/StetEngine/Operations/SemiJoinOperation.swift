package import StetColumns
package import StetDiagnostics

/// The rows that have a match in another table, or those that have none.
package struct SemiJoinOperation: TwoTableOperation, StreamingOperation {
  package var keepsMatches: Bool
  package var other: OtherTable
  package var on: [(left: TypedExpression, right: Int)]

  package init(keepsMatches: Bool, _ right: OtherTable, on: [(left: TypedExpression, right: Int)]) {
    self.keepsMatches = keepsMatches
    other = right
    self.on = on
  }

  package var right: Table { other.table }

  func stream(_ stream: inout StreamBuilder) throws(NotCompiled) {
    try stream.match(on, right, keeping: keepsMatches ? .matched : .unmatched, adding: nil)
  }

  func record(_ counts: StreamCounts, in entry: inout LedgerEntry) {
    guard let matches = counts.matches else { preconditionFailure("rows are looked up") }
    entry.add(matches, right: on.map { right.columns[$0.right] })
  }

  package func run(on left: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(left)
    let keys = try evaluator.columns(on.map(\.left))
    let rightKeys = zip(keys, on).map { widened(right.columns[$1.right], to: $0.type) }
    let pairs = try matchRows(left: keys, right: rightKeys, leftCount: left.rowCount, rightCount: right.rowCount)
    context.entry.add(pairs, left: keys, right: rightKeys, isFull: false)
    guard keepsMatches else { return left.gather(pairs.leftOnly) }
    var isMatched = [Bool](repeating: true, count: left.rowCount)
    for row in pairs.leftOnly { isMatched[Int(row)] = false }
    return left.gather(rows(below: left.rowCount) { [isMatched] in isMatched[$0] })
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> SemiJoinOperation {
    SemiJoinOperation(keepsMatches: keepsMatches, other, on: on.map { (change($0.left), $0.right) })
  }

  package var columnFlow: ColumnFlow { .through }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output.union(columnsRead) }

  package func otherColumnsNeeded(for output: Set<Int>, of width: Int, _ otherWidth: Int) -> Set<Int> {
    Set(on.map(\.right))
  }

  package var rowFlow: RowFlow { .together }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    .rows(try rowsThrough(input, context))
  }

  /// The other table decides, but adds no columns.
  package func goBack(_ strand: Strand, _ back: inout StepBack) throws(RunFailure) {
    let rows = back.rowsBefore(strand.rows)
    back.add(strand.with(rows), decidedBy: on.map(\.left))
    guard keepsMatches else { return }
    var evaluator = Evaluator(back.input)
    let keys = try evaluator.columns(on.map(\.left))
    let wanted = Set(rows.map { row in keys.map { comparable($0[Int(row)]) } })
    let rightKeys = zip(keys, on).map { widened(right.columns[$1.right], to: $0.type) }
    let partners = allRows(right).filter { row in
      wanted.contains(rightKeys.map { comparable($0[Int(row)]) })
    }
    let way = back.way(.joined, back.name, into: strand.way)
    back.addToOther(Strand(way: way, rows: partners, columns: Set(on.map(\.right))))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] {
    [(keepsMatches ? .withoutPartner : .condition, rows)]
  }
}

/// Numbers of any type by what they are, as joins compare them.
private func comparable(_ value: Value) -> Value {
  if let number = value.asDecimal { return .decimal(number) }
  if case .float(let number) = value, let whole = Int64(exactly: number) {
    return .decimal(Decimal(digits: Int128(whole), scale: 0))
  }
  return value
}
