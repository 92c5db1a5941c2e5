package import StetColumns
package import StetDiagnostics

/// The rows of another table added below, matching columns by name.
package struct AppendOperation: TwoTableOperation {
  package var other: OtherTable
  /// Columns of the result that nothing reads: they have no rows.
  var unread: Set<Int> = []

  private static let mostRows = 50_000_000

  package init(_ bottom: OtherTable) { other = bottom }

  package var bottom: Table { other.table }

  package func run(on top: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    guard let schema = context.step.schema else { preconditionFailure("the binder knows the columns of `append`") }
    guard top.rowCount + bottom.rowCount <= Self.mostRows else { throw RunFailure(.tooManyRows(context.step)) }
    try context.reserve(top.byteCount + bottom.byteCount)
    var columns: [Column] = []
    for (index, field) in schema.fields.enumerated() {
      func part(_ table: Table) -> Column {
        table[field.name].map { $0.type == field.type ? $0 : widened($0, to: field.type) }
          ?? Column([Value](repeating: .missing, count: table.rowCount), type: field.type)
      }
      let isLeftOut = unread.contains(index) && haveOneScale(top[field.name], bottom[field.name])
      columns.append(isLeftOut ? .narrowInt(Vector([])) : try concatenate([part(top), part(bottom)]))
    }
    let filled = schema.names.filter { top[$0] == nil || bottom[$0] == nil }
    if !filled.isEmpty {
      context.entry.counts.append(
        .init("columns filled with missing values", filled.count, of: "column", examples: filled))
    }
    context.entry.counts.append(.init("appended", bottom.rowCount))
    return Table(
      schema: schema, columns: columns, rowCount: top.rowCount + bottom.rowCount, origin: origin(top),
      sources: union(top.sources, bottom.sources))
  }

  private func origin(_ top: Table) -> Origin? {
    guard let a = top.origin, let b = bottom.origin, let offset = UInt16(exactly: a.files.count),
      a.files.count + b.files.count <= UInt16.max
    else { return nil }
    let first = a.file.isEmpty ? [UInt16](repeating: 0, count: top.rowCount) : a.file
    let second = b.file.isEmpty ? [UInt16](repeating: 0, count: bottom.rowCount) : b.file
    return Origin(
      files: a.files + b.files, file: first + second.map { $0 + offset }, lines: .listed(a.lines.all + b.lines.all),
      units: a.units + b.units)
  }

  package var purpose: StepPurpose { .calculates }
  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> AppendOperation { self }
  package var columnFlow: ColumnFlow { .placed }
  package func origin(ofColumn index: Int, _ input: Schema, _ output: Schema) -> ColumnOrigin {
    let name = output.fields[index].name
    return .both(input.index(of: name), other: bottom.schema.index(of: name))
  }
  /// Columns are found by name, so all of them must be there.
  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { Set(0..<width) }

  package func otherColumnsNeeded(for output: Set<Int>, of width: Int, _ otherWidth: Int) -> Set<Int> {
    Set(0..<otherWidth)
  }

  package var rowFlow: RowFlow { .together }
  package func rowMap(_ input: Table, in context: StepContext) -> RowMap { .appended(input.rowCount) }

  package func goBack(_ strand: Strand, _ back: inout StepBack) {
    guard case .appended(let count) = back.rows else { preconditionFailure("`append` has a map of its own") }
    let names = strand.columns.map { back.output.schema.fields[$0].name }
    let here = strand.rows.filter { $0 < count }
    let there = strand.rows.filter { $0 >= count }.map { $0 - Int32(count) }
    back.add(Strand(way: strand.way, rows: here, columns: Set(names.compactMap { back.input.schema.index(of: $0) })))
    back.addToOther(
      Strand(way: strand.way, rows: there, columns: Set(names.compactMap { bottom.schema.index(of: $0) })))
  }

  package func reasons(toLeaveOut rows: [Int32], of input: Table) -> [(LeftOut.Reason, [Int32])] { [] }
}

/// Whether two columns, of which one may not be there, have the same places: others may fail to find common ones.
private func haveOneScale(_ a: Column?, _ b: Column?) -> Bool {
  guard let a, let b else { return true }
  return a.scale == b.scale
}

extension Diagnostic {
  fileprivate static func tooManyRows(_ step: PlanStep) -> Diagnostic {
    Diagnostic(.tooManyRows, "`append` would make more than 50,000,000 rows", at: step.range, kind: .limit)
  }
}
