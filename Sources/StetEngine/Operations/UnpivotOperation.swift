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
    let all = table.rowCount * count
    guard all <= Int(Int32.max) else { throw RunFailure(.tooManyCells(all, at: context.step.range)) }
    let rows: [Int32] = parallelFill(all) { range, target in
      for place in range { target[place &- range.lowerBound] = Int32(truncatingIfNeeded: place / count) }
    }
    let kept = table.columns.indices.filter { !columns.contains($0) }.map { table.columns[$0] }
      .gather(rows, areRows: true)
    let names = TextVector(columns.map { table.schema.fields[$0].name })
    let labels = TextVector(
      codes: parallelFill(all) { range, target in
        for place in range { target[place &- range.lowerBound] = names.code(of: place % count) }
      }, pool: names.pool)
    let sources = columns.map { widened(table.columns[$0], to: type) }
    let values = try interleaved(sources)
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

/// The first values of some columns of one type, then the second ones, and so on.
private func interleaved(_ columns: [Column]) throws(RunFailure) -> Column {
  let (count, rowCount) = (columns.count, columns[0].count)
  func interleaved<Value: BitwiseCopyable & Sendable & Hashable>(
    _ vector: (Column) -> Vector<Value>?
  ) -> Vector<Value>? {
    let vectors = columns.compactMap(vector)
    guard vectors.count == count else { return nil }
    let values: [Value] = parallelFill(rowCount * count) { range, target in
      for place in range { target[place &- range.lowerBound] = vectors[place % count].values[place / count] }
    }
    guard vectors.contains(where: { $0.validity != nil }) else { return Vector(values) }
    return Vector(
      values,
      validity: Bitmap(parallel: values.count) { vectors[$0 % count].validity?[$0 / count] ?? true })
  }
  if let vector = interleaved({ if case .narrowInt(let vector) = $0 { vector } else { nil } }) {
    return .narrowInt(vector)
  }
  if let vector = interleaved({ if case .int(let vector) = $0 { vector } else { nil } }) { return .int(vector) }
  if let vector = interleaved({ if case .float(let vector) = $0 { vector } else { nil } }) { return .float(vector) }
  let all = try concatenate(columns)
  return all.gather(
    parallelFill(rowCount * count) { range, target in
      for place in range {
        target[place &- range.lowerBound] = Int32(truncatingIfNeeded: place % count &* rowCount &+ place / count)
      }
    }, areRows: true)
}

extension Diagnostic {
  fileprivate static func tooManyCells(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "`unpivot` would make \(count) rows; the limit for a table is \(Int32.max)", at: range, kind: .limit
    )
  }
}
