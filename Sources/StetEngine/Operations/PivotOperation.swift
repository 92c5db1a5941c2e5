package import StetColumns
package import StetDiagnostics

/// A column for each value of one column, with an aggregate of the rows that have it.
package struct PivotOperation: KeyedOperation {
  package var column: Int
  package var keys: [(field: Field, value: TypedExpression)]
  package var call: AggregateCall

  /// More columns than anybody reads; a key column was probably named by mistake.
  private static let widest = 1_000

  package init(_ column: Int, keys: [(field: Field, value: TypedExpression)], _ call: AggregateCall) {
    self.column = column
    self.keys = keys
    self.call = call
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    let names = table.columns[column]
    let nameGroups = identities(of: [names], rowCount: table.rowCount)
    let nameRows = sortedRows(
      [(column: names.gather(firstRows(nameGroups)), descending: false)],
      rowCount: table.rowCount == 0 ? 0 : nameGroups.count)
    guard nameRows.count <= Self.widest else { throw RunFailure(.tooWide(nameRows.count, context.step)) }
    var evaluator = context.evaluator(table)
    let keyColumns = try evaluator.columns(keys.map(\.value))
    let rowGroups = identities(of: keyColumns, rowCount: table.rowCount)
    let first = firstRows(rowGroups)
    let rowCount = table.rowCount == 0 ? 0 : rowGroups.count
    try context.reserve(rowCount * nameRows.count * 16, multiplied: counted(rowCount * nameRows.count, "cell"))
    // One group for each pair, so that every aggregate works as it does in `group`.
    let width = Swift.max(1, nameGroups.count)
    let pairs = Grouping(
      groupOfRow: zip(rowGroups.groupOfRow, nameGroups.groupOfRow).map { $0 * Int32(width) + $1 },
      count: rowGroups.count * width)
    guard rowGroups.count.multipliedReportingOverflow(by: width).partialValue < Int(Int32.max) else {
      throw RunFailure(.tooWide(nameRows.count, context.step))
    }
    let cells = try evaluator.aggregate(call, pairs, &context.entry)
    var fields = keys.map(\.field)
    var columns = keyColumns.map { $0.gather(first) }
    let nameFirst = firstRows(nameGroups)
    for group in nameRows {
      let value = names[Int(nameFirst[Int(group)])]
      let name = nameOfColumn(value)
      guard !fields.contains(where: { $0.name == name }) else { throw RunFailure(.nameTwice(name, context.step.range)) }
      var field = call.field
      field.name = name
      fields.append(field)
      columns.append(cells.gather((0..<Int32(rowCount)).map { $0 * Int32(width) + group }))
    }
    let result = Table(schema: Schema(fields), columns: columns, rowCount: rowCount, sources: table.sources)
    if let note = LookAlikes(names).note(table.schema.fields[column].name) { context.entry.notes.append(note) }
    context.entry.counts.append(.init("columns made", nameRows.count, of: "column"))
    // Columns that are not named make rows of their own.
    if !keys.isEmpty {
      let names = joinedWithAnd(keys.map { "`\($0.field.name)`" })
      context.entry.notes.append("\(names) \(agreeing("tells", "tell", keys.count)) the rows apart")
    }
    return result.gather(
      sortedRows(columns.prefix(keys.count).map { (column: $0, descending: false) }, rowCount: rowCount))
  }

  package var keyColumns: [Int] { Array(keys.indices) }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> PivotOperation {
    PivotOperation(column, keys: keys.map { ($0.field, change($0.value)) }, call.mapExpressions(change))
  }

  package var columnFlow: ColumnFlow { .decidedByData }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .unknown }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { columnsRead.union([column]) }
  package var rowFlow: RowFlow { .groups(by: keys.map(\.value)) }

  package func rowMap(_ input: Table, in context: StepContext) throws(RunFailure) -> RowMap {
    var evaluator = Evaluator(input)
    return .grouped(placesOfGroups(try evaluator.columns(keys.map(\.value)), input.rowCount))
  }

  package func goBack(_ strand: Strand, _ back: inout StepBack) throws(RunFailure) {
    let members = back.members(of: strand.rows)
    let keyColumns = keys.reduce(into: Set<Int>()) { $1.value.readColumns(into: &$0) }
    let names = back.input.columns[column]
    var strands: [Strand] = []
    for index in strand.columns.sorted() where index >= keys.count {
      let wanted = back.output.schema.fields[index].name
      let all = allRows(back.input).filter { nameOfColumn(names[Int($0)]) == wanted }
      let isNamed = Set(all)
      let cells = members.filter { isNamed.contains($0) }
      strands += try back.aggregated(call, index, cells, strand, keyColumns.union([column]))
      // Without a row of this name there would not be such a column.
      if cells.isEmpty, let first = all.first {
        let way = back.way(.grouped, wanted, into: strand.way)
        strands.append(Strand(way: way, rows: [first], columns: [column]))
      }
    }
    back.addGroup(members, strands, strand, keyColumns)
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

/// The name of the column that `pivot` makes for a value.
private func nameOfColumn(_ value: Value) -> String { value.isMissing ? "missing" : plainText(value) }

extension Diagnostic {
  fileprivate static func tooWide(_ count: Int, _ step: PlanStep) -> Diagnostic {
    Diagnostic(
      .tooWide, "`pivot` would make \(count) columns", at: step.range, kind: .limit,
      notes: ["the limit is 1,000; `group by` gives the same values as rows"])
  }
}
