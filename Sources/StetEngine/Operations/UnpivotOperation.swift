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
    let kept = table.columns.indices.filter { !columns.contains($0) }.map { table.columns.deferred[$0] }
    let rowBytes =
      kept.reduce(8) { $0 + $1.rowBytes } + (columns.map { table.columns.deferred[$0].rowBytes }.max() ?? 0)
    try context.reserve(all * rowBytes, multiplied: counted(all, "row"))
    let rows: [Int32] = unsafe perRow(table.rowCount, count) { rows, target in
      for row in rows {
        for place in 0..<count {
          unsafe target[(row &- rows.lowerBound) &* count &+ place] = Int32(truncatingIfNeeded: row)
        }
      }
    }
    let names = TextVector(columns.map { table.schema.fields[$0].name })
    let codes = names.codes
    let labels: [Int32] = unsafe perRow(table.rowCount, count) { rows, target in
      for row in 0..<rows.count {
        for place in 0..<count { unsafe target[row &* count &+ place] = codes[place] }
      }
    }
    let values = try interleaved(withCommonPlaces(columns.map { widened(table.columns[$0], to: type) }))
    return Table(
      schema: schema,
      columns: TableColumns(
        kept.deferring(rows, areRows: true) + [
          .made(.text(TextVector(codes: labels, pool: names.pool))), .made(values),
        ]),
      rowCount: all, origin: table.origin?.gather(rows), sources: table.sources)
  }

  package var purpose: StepPurpose { .calculates }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> UnpivotOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    let kept = input.fields.indices.filter { !columns.contains($0) }
    if index < kept.count { return .column(kept[index]) }
    return index == kept.count ? .texts(columns.map { input.fields[$0].name }) : .unknown
  }

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
    return Vector(
      StetEngine.interleaved(vectors.map(\.values)), validity: interleaved(presence: vectors.map(\.validity)))
  }
  func interleaved(presence: [Bitmap?]) -> Bitmap? {
    guard presence.contains(where: { $0 != nil }) else { return nil }
    let isPresent: [UInt8] = unsafe perRow(rowCount, count) { rows, target in
      for (place, present) in presence.enumerated() {
        for row in rows {
          unsafe target[(row &- rows.lowerBound) &* count &+ place] = present?[row] ?? true ? 1 : 0
        }
      }
    }
    return Bitmap(parallel: rowCount * count) { isPresent[$0] != 0 }
  }
  if let vector = interleaved({ if case .narrowInt(let vector) = $0 { vector } else { nil } }) {
    return .narrowInt(vector)
  }
  if let vector = interleaved({ if case .int(let vector) = $0 { vector } else { nil } }) { return .int(vector) }
  if let vector = interleaved({ if case .decimal(let vector, _) = $0 { vector } else { nil } }) {
    return .decimal(vector, scale: columns[0].scale)
  }
  if let vector = interleaved({ if case .float(let vector) = $0 { vector } else { nil } }) { return .float(vector) }
  let all = try concatenate(columns)
  let rows: [Int32] = unsafe perRow(rowCount, count) { rows, target in
    for row in rows {
      for place in 0..<count {
        unsafe target[(row &- rows.lowerBound) &* count &+ place] = Int32(truncatingIfNeeded: place &* rowCount &+ row)
      }
    }
  }
  return all.gather(rows, areRows: true)
}

private func interleaved<Value: BitwiseCopyable & Sendable>(_ columns: [[Value]]) -> [Value] {
  let count = columns.count
  return unsafe perRow(columns[0].count, count) { rows, target in
    for (place, values) in columns.enumerated() {
      unsafe values.withUnsafeBufferPointer { values in
        var out = unsafe target + place
        for row in rows {
          unsafe out.pointee = values[row]
          unsafe out += count
        }
      }
    }
  }
}

/// `count` elements for each row: `body` writes all those of some rows, as few rows as the innermost caches can hold.
private func perRow<Element: BitwiseCopyable & Sendable>(
  _ rowCount: Int, _ count: Int, _ body: @Sendable (_ rows: Range<Int>, UnsafeMutablePointer<Element>) -> Void
) -> [Element] {
  var elements: [Element] = untouched(rowCount * count)
  unsafe elements.withUnsafeMutableBufferPointer { elements in
    guard let start = elements.baseAddress else { return }
    // The rows have no element in common.
    nonisolated(unsafe) let elements = unsafe start
    _ = parallelStretches(rowCount) { rows in
      for first in stride(from: rows.lowerBound, to: rows.upperBound, by: 1024) {
        unsafe body(first..<min(first + 1024, rows.upperBound), elements + first * count)
      }
    }
  }
  return elements
}

extension Diagnostic {
  fileprivate static func tooManyCells(_ count: Int, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooManyRows, "`unpivot` would make \(count) rows; the limit for a table is \(Int32.max)", at: range, kind: .limit
    )
  }
}
