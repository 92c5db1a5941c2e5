import StetColumns
import StetDiagnostics

extension Executor {
  private static let mostRows = 50_000_000

  /// A row for each combination of the present values of some columns; the result is sorted by them.
  func complete(
    _ table: Table, _ indexes: [Int], _ step: PlanStep, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    // Each column's distinct present values in order, as the first row that has each.
    let values = indexes.map { index -> [Int32] in
      let column = table.columns[index]
      let first = firstRows(identities(of: [column], rowCount: table.rowCount)).filter { column.isPresent(Int($0)) }
      let order = sortedRows([(column: column.gather(first), descending: false)], rowCount: first.count)
      return order.map { first[Int($0)] }
    }
    var total = 1
    for rows in values {
      let (product, overflow) = total.multipliedReportingOverflow(by: rows.count)
      guard !overflow, product <= Self.mostRows else { throw RunFailure(.tooManyRows(step)) }
      total = product
    }
    var wanted: [Column] = []
    var block = total
    for (index, rows) in zip(indexes, values) {
      block /= Swift.max(1, rows.count)
      wanted.append(table.columns[index].gather((0..<total).map { rows[$0 / block % rows.count] }))
    }
    let here = indexes.map { table.columns[$0] }
    let pairs = try matchRows(left: wanted, right: here, leftCount: total, rightCount: table.rowCount)
    var columns: [Column] = []
    let absent = pairs.leftOnly
    for (index, column) in table.columns.enumerated() {
      let added =
        indexes.firstIndex(of: index).map { wanted[$0].gather(absent) }
        ?? column.gather([Int32](repeating: -1, count: absent.count))
      columns.append(try concatenate([column, added]))
    }
    entry.counts.append(.init("rows added", absent.count, of: "row"))
    let rowCount = table.rowCount + absent.count
    let result = Table(schema: table.schema, columns: columns, rowCount: rowCount, sources: table.sources)
    return result.gather(sortedRows(indexes.map { (column: columns[$0], descending: false) }, rowCount: rowCount))
  }

  func fillDown(
    _ table: Table, _ indexes: [Int], _ within: [TypedExpression], _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    var evaluator = Evaluator(table, isCancelled: isCancelled)
    var keys: [Column] = []
    for key in within { keys.append(try evaluator.column(key)) }
    let groups = identities(of: keys, rowCount: table.rowCount)
    var result = table
    for index in indexes {
      let column = table.columns[index]
      var last = [Int32](repeating: -1, count: groups.count)
      var rows = [Int32](repeating: -1, count: table.rowCount)
      var filled = 0
      for row in 0..<table.rowCount {
        let group = Int(groups.groupOfRow[row])
        if column.isPresent(row) { last[group] = Int32(row) } else if last[group] >= 0 { filled += 1 }
        rows[row] = last[group]
      }
      result.columns[index] = column.gather(rows)
      entry.counts.append(.init("filled in `\(table.schema.fields[index].name)`", filled))
    }
    return result
  }
}

extension Diagnostic {
  fileprivate static func tooManyRows(_ step: PlanStep) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "`complete` would make more than 50,000,000 combinations", at: step.range, kind: .limit)
  }
}
