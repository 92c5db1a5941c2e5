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

  package var purpose: StepPurpose { .reports }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> DescribeOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin { .unknown }
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
  // The different values in their order, the missing one last, and how many rows have each.
  let groups = grouped(by: [column], rowCount: rowCount)
  let values = groups.keys[0]
  let sizes = groups.occupiedSizes
  let hasMissing = values.count > 0 && values[values.count - 1].isMissing
  let missing = hasMissing ? Int(sizes[values.count - 1]) : 0
  let (present, distinct) = (rowCount - missing, values.count - (hasMissing ? 1 : 0))
  // Where each value begins among all in their order, and the end.
  var starts: [Int32] = [0]
  for size in sizes.prefix(distinct) { starts.append(starts[starts.count - 1] + Int32(truncatingIfNeeded: size)) }
  let ordered = GroupRows(rows: [], starts: starts)
  /// The value of a rank from 0 up.
  func value(_ rank: Int) -> Value { values[ordered.group(of: rank)] }
  func cell(_ rank: Int) -> Value { present == 0 ? .missing : .text(plainText(value(rank))) }
  let middle: Value
  if present == 0 {
    middle = .missing
  } else if field.type.isNumeric {
    middle = .text(plainText(midpoint(value((present - 1) / 2), value(present / 2))))
  } else {
    middle = field.type == .text || field.type == .bool ? .missing : cell((present - 1) / 2)
  }
  let alike = LookAlikes(column).sets.map { LookAlikes.shown($0).joined(separator: " ") }
  return [
    .text(field.name), .text(field.type.name), field.unit.map(Value.text) ?? .missing, .int(Int64(missing)),
    .int(Int64(distinct)), cell(0), middle, cell(present - 1), spread(values, starts).map(Value.text) ?? .missing,
    alike.isEmpty ? .missing : .text(alike.joined(separator: "; ")),
  ]
}

/// The number between two; the same if they are equal.
private func midpoint(_ a: Value, _ b: Value) -> Value {
  if a == b { return a }
  if let a = a.asDecimal, let b = b.asDecimal, a.scale == b.scale, a.scale < 38 {
    let (sum, overflow) = a.digits.addingReportingOverflow(b.digits)
    if !overflow, sum % 2 == 0 { return .decimal(Decimal(digits: sum / 2, scale: a.scale)) }
    let (half, isTooLong) = sum.multipliedReportingOverflow(by: 5)
    if !overflow, !isTooLong { return .decimal(Decimal(digits: half, scale: a.scale + 1)) }
  }
  return .float((a.asFloat ?? 0) / 2 + (b.asFloat ?? 0) / 2)
}

extension Table {
  /// A table of a few rows, written row by row.
  init(schema: Schema, rows: [[Value]], sources: [DataSource] = []) {
    let columns = schema.fields.enumerated().map { index, field in Column(rows.map { $0[index] }, type: field.type) }
    self.init(schema: schema, columns: columns, rowCount: rows.count, sources: sources)
  }
}

/// Eight bars from the smallest to the largest value, as high as values are frequent there; `starts` are where each value begins among
/// all in their order, and the end.
private func spread(_ values: Column, _ starts: [Int32]) -> String? {
  let distinct = starts.count - 1
  guard values.type.isNumeric, distinct > 0, case .float(let floats) = widened(values, to: .float) else { return nil }
  let numbers = floats.values
  let (low, high) = (numbers[0], numbers[distinct - 1])
  guard low < high, (high - low).isFinite else { return nil }
  var counts = [Int](repeating: 0, count: 8)
  for place in 0..<distinct {
    counts[min(7, Int((numbers[place] - low) / (high - low) * 8))] += Int(starts[place + 1] - starts[place])
  }
  let most = counts.max() ?? 1
  let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
  return String(counts.map { $0 == 0 ? " " : blocks[min(7, $0 * 8 / (most + 1))] })
}
