package import StetColumns

/// One row for each column of the table.
package struct DescribeOperation: Operation {
  package static let schema = Schema([
    Field("column", .text), Field("type", .text), Field("unit", .text), Field("missing", .int), Field("distinct", .int),
    Field("min", .text), Field("median", .text), Field("max", .text), Field("spread", .text),
    Field("look_alikes", .text),
  ])

  package init() {}

  package func run(on table: Table, in context: inout StepContext) -> Table {
    let rows = zip(table.schema.fields, table.columns).map { described($0, $1, table.rowCount) }
    return Table(schema: Self.schema, rows: rows, sources: table.sources)
  }

  package var other: Table? { nil }
  package var purpose: StepPurpose { .reports }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> DescribeOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { Set(0..<width) }
  package var rowFlow: RowFlow { .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .same }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    let way = back.way(.compared, "describe", into: strand.way)
    back.add(Strand(way: way, rows: allRows(back.input), columns: Set(back.input.columns.indices)))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

private func described(_ field: Field, _ column: Column, _ rowCount: Int) -> [Value] {
  let groups = identities(of: [column], rowCount: rowCount)
  let present = (0..<Int32(rowCount)).filter { column.isPresent(Int($0)) }
  let distinct = firstRows(groups).filter { column.isPresent(Int($0)) }
  let order = sortedRows([(column: column.gather(present), descending: false)], rowCount: present.count)
  func cell(_ place: Int) -> Value {
    .text(plainText(column[Int(present[Int(order[place])])]))
  }
  let middle: Value
  if present.isEmpty {
    middle = .missing
  } else if field.type.isNumeric, case .float(let values) = widened(column.gather(present), to: .float) {
    let half = present.count / 2
    let upper = values.values[Int(order[half])]
    middle = .text(shortest(present.count % 2 == 1 ? upper : values.values[Int(order[half - 1])] / 2 + upper / 2))
  } else {
    middle = field.type == .text || field.type == .bool ? .missing : cell((present.count - 1) / 2)
  }
  let alike = lookAlikes(column, distinct)
  return [
    .text(field.name), .text(field.type.name), field.unit.map(Value.text) ?? .missing,
    .int(Int64(rowCount - present.count)), .int(Int64(distinct.count)),
    present.isEmpty ? .missing : cell(0), middle, present.isEmpty ? .missing : cell(present.count - 1),
    spread(column).map(Value.text) ?? .missing, alike.isEmpty ? .missing : .text(alike.joined(separator: "; ")),
  ]
}

extension Table {
  /// A table of a few rows, written row by row.
  init(schema: Schema, rows: [[Value]], sources: [DataSource] = []) {
    let columns = schema.fields.enumerated().map { index, field in Column(rows.map { $0[index] }, type: field.type) }
    self.init(schema: schema, columns: columns, rowCount: rows.count, sources: sources)
  }
}

/// Eight bars from the smallest to the largest value, as high as values are frequent there.
private func spread(_ column: Column) -> String? {
  guard column.type.isNumeric, case .float(let vector) = widened(column, to: .float) else { return nil }
  let values = (0..<vector.count).compactMap { vector[$0] }
  guard let low = values.min(), let high = values.max(), low < high, (high - low).isFinite else { return nil }
  var counts = [Int](repeating: 0, count: 8)
  for value in values { counts[min(7, Int((value - low) / (high - low) * 8))] += 1 }
  let most = counts.max() ?? 1
  let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  return String(counts.map { $0 == 0 ? " " : blocks[min(7, $0 * 8 / (most + 1))] })
}

/// Categories that differ only in capitals, white space or the way a letter is written.
private func lookAlikes(_ column: Column, _ distinct: [Int32]) -> [String] {
  guard case .text(let texts) = column, distinct.count <= 100_000 else { return [] }
  var bySight: [String: [String]] = [:]
  var order: [String] = []
  for row in distinct {
    guard let text = texts[Int(row)] else { continue }
    let sight = text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if bySight[sight] == nil { order.append(sight) }
    bySight[sight, default: []].append(text)
  }
  return order.compactMap { sight in
    guard let texts = bySight[sight], texts.count > 1 else { return nil }
    return texts.map { "“\($0)”" }.joined(separator: " ")
  }
}
