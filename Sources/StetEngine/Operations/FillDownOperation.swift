package import StetColumns
package import StetDiagnostics

/// The last value above in place of missing ones, or the next one below, within groups if some are named.
package struct FillDownOperation: Operation {
  package var columns: [Int]
  package var groups: [TypedExpression]
  package var isUp: Bool

  package init(_ columns: [Int], within groups: [TypedExpression], isUp: Bool) {
    (self.columns, self.groups, self.isUp) = (columns, groups, isUp)
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    let grouping = identities(of: try evaluator.columns(groups), rowCount: table.rowCount)
    var result = table
    for index in columns {
      let column = table.columns[index]
      let (filled, others) = isUp ? filledFromBelow(column, grouping) : filledRows(column, grouping)
      result.columns[index] = column.replacing(filled, with: others)
      context.entry.counts.append(.init("filled in `\(table.schema.fields[index].name)`", filled.count))
    }
    return result
  }

  package var purpose: StepPurpose { .calculates }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> FillDownOperation {
    FillDownOperation(columns, within: groups.map(change), isUp: isUp)
  }

  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .column(index) }

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
        let step = isUp ? 1 : -1
        var other = Int(row) + step
        while groupOfRow.indices.contains(other),
          groupOfRow[other] != groupOfRow[Int(row)] || !column.isPresent(other)
        {
          other += step
        }
        if groupOfRow.indices.contains(other) { rows.insert(Int32(other)) }
      }
      back.add(Strand(way: way, rows: rows.sorted(), columns: [index]), decidedBy: groups)
    }
    // Other rows can decide which partition a row is in.
    back.addDeciding(strand, by: groups)
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

/// The rows without a value that have one above in their group, and for each the last of those.
private func filledRows(_ column: Column, _ grouping: Grouping) -> (filled: [Int32], above: [Int32]) {
  var (filled, above): ([Int32], [Int32]) = ([], [])
  guard let present = column.presence else { return (filled, above) }
  if grouping.count == 1 {
    var (last, next) = (-1, 0)
    present.eachUnset { row in
      // Rows that follow each other have the same row above.
      if row > next || next == 0 { last = row - 1 }
      next = row + 1
      guard last >= 0 else { return }
      filled.append(Int32(truncatingIfNeeded: row))
      above.append(Int32(truncatingIfNeeded: last))
    }
    return (filled, above)
  }
  let groups = grouping.groupOfRow
  var last = [Int32](repeating: -1, count: grouping.count)
  for row in 0..<column.count {
    let group = Int(groups[row])
    if present[row] {
      last[group] = Int32(truncatingIfNeeded: row)
    } else if last[group] >= 0 {
      filled.append(Int32(truncatingIfNeeded: row))
      above.append(last[group])
    }
  }
  return (filled, above)
}

/// The same with the first one below.
private func filledFromBelow(_ column: Column, _ grouping: Grouping) -> (filled: [Int32], below: [Int32]) {
  guard let present = column.presence else { return ([], []) }
  let groups = grouping.groupOfRow
  var next = [Int32](repeating: -1, count: grouping.count)
  var (filled, below): ([Int32], [Int32]) = ([], [])
  for row in (0..<column.count).reversed() {
    let group = Int(groups[row])
    if present[row] {
      next[group] = Int32(truncatingIfNeeded: row)
    } else if next[group] >= 0 {
      filled.append(Int32(truncatingIfNeeded: row))
      below.append(next[group])
    }
  }
  return (filled.reversed(), below.reversed())
}
