import StetColumns
import StetDiagnostics

extension Executor {
  private static let mostAppended = 50_000_000

  func append(
    _ top: Table, _ bottom: Table, _ step: PlanStep, _ entry: inout LedgerEntry
  ) throws(RunFailure) -> Table {
    guard let schema = step.schema else { preconditionFailure("the binder knows the columns of `append`") }
    guard top.rowCount + bottom.rowCount <= Self.mostAppended else { throw RunFailure(.tooManyRows(step)) }
    var columns: [Column] = []
    for field in schema.fields {
      func part(_ table: Table) -> Column {
        table[field.name].map { widened($0, to: field.type) }
          ?? Column([Value](repeating: .missing, count: table.rowCount), type: field.type)
      }
      columns.append(try concatenate([part(top), part(bottom)]))
    }
    let filled = schema.names.filter { top[$0] == nil || bottom[$0] == nil }
    if !filled.isEmpty {
      entry.counts.append(.init("columns filled with missing", filled.count, of: "column", examples: filled))
    }
    entry.counts.append(.init("appended", bottom.rowCount))
    return Table(
      schema: schema, columns: columns, rowCount: top.rowCount + bottom.rowCount, origin: origin(top, bottom),
      sources: union(top.sources, bottom.sources))
  }

  private func origin(_ top: Table, _ bottom: Table) -> Origin? {
    guard let a = top.origin, let b = bottom.origin, let offset = UInt16(exactly: a.files.count),
      a.files.count + b.files.count <= UInt16.max
    else { return nil }
    let first = a.file.isEmpty ? [UInt16](repeating: 0, count: top.rowCount) : a.file
    let second = b.file.isEmpty ? [UInt16](repeating: 0, count: bottom.rowCount) : b.file
    return Origin(
      files: a.files + b.files, file: first + second.map { $0 + offset }, lines: .listed(a.lines.all + b.lines.all))
  }
}

extension Diagnostic {
  fileprivate static func tooManyRows(_ step: PlanStep) -> Diagnostic {
    Diagnostic(.tooManyRows, "`append` would make more than 50,000,000 rows", at: step.range, kind: .limit)
  }
}
