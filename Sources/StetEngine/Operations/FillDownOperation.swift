package import StetColumns
package import StetDiagnostics

/// The last value above in place of missing ones, within groups if some are named.
package struct FillDownOperation: Operation {
  package var columns: [Int]
  package var groups: [TypedExpression]

  package init(_ columns: [Int], within groups: [TypedExpression]) {
    self.columns = columns
    self.groups = groups
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    let grouping = identities(of: try evaluator.columns(groups), rowCount: table.rowCount)
    var result = table
    for index in columns {
      let column = table.columns[index]
      let (rows, filled) = rowsAbove(column, grouping)
      result.columns[index] = column.gather(rows)
      context.entry.counts.append(.init("filled in `\(table.schema.fields[index].name)`", filled))
    }
    return result
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> FillDownOperation {
    FillDownOperation(columns, within: groups.map(change))
  }

  package var columnFlow: ColumnFlow { .placed }

  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> {
    output.union(columnsRead).union(columns)
  }

  package var rowFlow: RowFlow { .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }

  package func goBack(_ strand: Strand, _ back: inout StepBack) throws(RunFailure) {
    back.add(strand)
    let filled = strand.columns.filter { columns.contains($0) }.sorted()
    guard !filled.isEmpty else { return }
    var evaluator = Evaluator(back.input)
    let groupOfRow = identities(of: try evaluator.columns(groups), rowCount: back.input.rowCount).groupOfRow
    for index in filled {
      let column = back.input.columns[index]
      let way = back.way(.neighboring, back.columnName(index), into: strand.way)
      var rows: Set<Int32> = []
      for row in strand.rows where !column.isPresent(Int(row)) {
        var above = Int(row) - 1
        while above >= 0, groupOfRow[above] != groupOfRow[Int(row)] || !column.isPresent(above) { above -= 1 }
        if above >= 0 { rows.insert(Int32(above)) }
      }
      back.add(Strand(way: way, rows: rows.sorted(), columns: [index]), decidedBy: groups)
    }
    // Other rows can decide which partition a row is in.
    back.addDeciding(strand, by: groups)
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

/// For each row itself, or the last one above in its group that has a value if it has none, or −1; and how many of those there are.
private func rowsAbove(_ column: Column, _ grouping: Grouping) -> (rows: [Int32], filled: Int) {
  var filled = 0
  var rows = rowsInOrder(column.count)
  guard let present = column.presence else { return (rows, 0) }
  if grouping.count == 1 {
    present.eachUnset { row in
      rows[row] = row > 0 ? rows[row - 1] : -1
      if rows[row] >= 0 { filled += 1 }
    }
    return (rows, filled)
  }
  let groups = grouping.groupOfRow
  var last = [Int32](repeating: -1, count: grouping.count)
  for row in rows.indices {
    let group = Int(groups[row])
    if present[row] {
      last[group] = Int32(truncatingIfNeeded: row)
    } else {
      rows[row] = last[group]
      if rows[row] >= 0 { filled += 1 }
    }
  }
  return (rows, filled)
}
