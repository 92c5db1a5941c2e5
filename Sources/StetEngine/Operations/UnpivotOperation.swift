package import StetColumns
package import StetDiagnostics

/// A row for each of several columns: its name in one column, its value in another.
package struct UnpivotOperation: Operation {
  package var columns: [Int]

  package init(_ columns: [Int]) { self.columns = columns }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    guard let schema = context.step.schema, let type = schema.fields.last?.type else {
      preconditionFailure("the binder knows the columns of `unpivot`")
    }
    let count = columns.count
    let rows = (0..<Int32(table.rowCount * count)).map { $0 / Int32(count) }
    let kept = table.columns.indices.filter { !columns.contains($0) }.map { table.columns[$0].gather(rows) }
    let names = TextVector(columns.map { table.schema.fields[$0].name })
    let all = try concatenate(columns.map { widened(table.columns[$0], to: type) })
    let values = all.gather(
      (0..<table.rowCount * count).map { Int32($0 % count * table.rowCount + $0 / count) })
    let labels = names.gather((0..<table.rowCount * count).map { Int32($0 % count) })
    return Table(
      schema: schema, columns: kept + [.text(labels), values], rowCount: rows.count, origin: table.origin?.gather(rows),
      sources: table.sources)
  }

  package var purpose: StepPurpose { .calculates }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> UnpivotOperation { self }
  package var columnFlow: ColumnFlow { .placed }

  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> {
    let kept = (0..<width).filter { !columns.contains($0) }
    return Set(kept.indices.filter { output.contains($0) }.map { kept[$0] }).union(columns)
  }

  package var rowFlow: RowFlow { .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .unpivoted(columns.count) }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    let kept = back.input.columns.indices.filter { !columns.contains($0) }
    let carried = Set(strand.columns.filter { $0 < kept.count }.map { kept[$0] })
    let isValue = strand.columns.contains(kept.count + 1)
    for (place, column) in columns.enumerated() {
      let rows = strand.rows.filter { Int($0) % columns.count == place }.map { $0 / Int32(columns.count) }
      back.add(Strand(way: strand.way, rows: rows, columns: isValue ? carried.union([column]) : carried))
    }
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}
