import StetColumns
import StetDiagnostics

extension Executor {
  /// More columns than anybody reads; a column of keys was named by mistake.
  private static let widest = 1_000

  func pivot(
    _ table: Table, _ index: Int, _ keys: [Int], _ call: AggregateCall, _ step: PlanStep, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    let names = table.columns[index]
    let nameGroups = identities(of: [names], rowCount: table.rowCount)
    let nameRows = sortedRows(
      [(column: names.gather(firstRows(nameGroups)), descending: false)],
      rowCount: table.rowCount == 0 ? 0 : nameGroups.count)
    guard nameRows.count <= Self.widest else { throw RunFailure(.tooWide(nameRows.count, step)) }
    let keyColumns = keys.map { table.columns[$0] }
    let rowGroups = identities(of: keyColumns, rowCount: table.rowCount)
    let first = firstRows(rowGroups)
    let rowCount = table.rowCount == 0 ? 0 : rowGroups.count
    // One group for each pair, so that every aggregate works as it does in `group`.
    let width = Swift.max(1, nameGroups.count)
    let pairs = Grouping(
      groupOfRow: zip(rowGroups.groupOfRow, nameGroups.groupOfRow).map { $0 * Int32(width) + $1 },
      count: rowGroups.count * width)
    guard rowGroups.count.multipliedReportingOverflow(by: width).partialValue < Int(Int32.max) else {
      throw RunFailure(.tooWide(nameRows.count, step))
    }
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    let cells = try aggregate(call, pairs, &evaluator, &entry)
    var fields = keys.map { table.schema.fields[$0] }
    var columns = keyColumns.map { $0.gather(first) }
    let nameFirst = firstRows(nameGroups)
    for group in nameRows {
      let value = names[Int(nameFirst[Int(group)])]
      let name = value.isMissing ? "missing" : plainText(value)
      guard !fields.contains(where: { $0.name == name }) else { throw RunFailure(.nameTwice(name, step.range)) }
      fields.append(Field(name, call.field.type, unit: call.field.unit))
      columns.append(cells.gather((0..<Int32(rowCount)).map { $0 * Int32(width) + group }))
    }
    let result = Table(schema: Schema(fields), columns: columns, rowCount: rowCount, sources: table.sources)
    entry.counts.append(.init("columns made", nameRows.count, of: "column"))
    return result.gather(
      sortedRows(columns.prefix(keys.count).map { (column: $0, descending: false) }, rowCount: rowCount))
  }

  func unpivot(_ table: Table, _ indexes: [Int], _ step: PlanStep) throws(RunFailure) -> Table {
    guard let schema = step.schema, let type = schema.fields.last?.type else {
      preconditionFailure("the binder knows the columns of `unpivot`")
    }
    let count = indexes.count
    let rows = (0..<Int32(table.rowCount * count)).map { $0 / Int32(count) }
    let kept = table.columns.indices.filter { !indexes.contains($0) }.map { table.columns[$0].gather(rows) }
    let names = TextVector(indexes.map { table.schema.fields[$0].name })
    let all = try concatenate(indexes.map { widened(table.columns[$0], to: type) })
    let values = all.gather(
      (0..<table.rowCount * count).map { Int32($0 % count * table.rowCount + $0 / count) })
    let labels = names.gather((0..<table.rowCount * count).map { Int32($0 % count) })
    return Table(
      schema: schema, columns: kept + [.text(labels), values], rowCount: rows.count, origin: table.origin?.gather(rows),
      sources: table.sources)
  }
}

extension Diagnostic {
  fileprivate static func tooWide(_ count: Int, _ step: PlanStep) -> Diagnostic {
    Diagnostic(
      .tooWide, "`pivot` would make \(count) columns", at: step.range, kind: .limit,
      notes: ["it makes up to 1,000; `group by` gives the same figures as rows"])
  }
}
