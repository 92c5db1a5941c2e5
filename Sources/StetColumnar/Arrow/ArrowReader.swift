import StetColumns
package import StetDiagnostics

extension ArrowFile {
  /// Reads the columns that are asked for; batches and columns are read side by side.
  package func read(
    progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil, isCancelled: () -> Bool = { false }
  ) throws(RunFailure) -> ColumnarTable {
    var columns: [PendingColumn] = []
    var sources: [Source] = []
    for (part, field) in zip(parts, fields) where file.asksFor(part.name) {
      guard part.field.type.isNested || part.field.type.reading != nil, !part.field.isOther else {
        throw RunFailure(.noType(file.name, part.name))
      }
      let isNested = part.field.type.isNested
      sources.append(Source(part: part, isNested: isNested))
      let (readings, note) =
        isNested
        ? ([.text(.utf8)], "has lists or maps, written as JSON")
        : (part.field.type.reading?.readings ?? [], part.field.type.reading?.note)
      columns.append(PendingColumn(field, readings, note: note))
    }
    var parts: [Range<Int>] = []
    for batch in batches {
      let start = parts.last?.upperBound ?? 0
      parts.append(start..<start + batch.rowCount)
    }
    let (rows, all, texts) = (parts, sources, DictionaryTexts())
    try unsafe ColumnPasses(file: file, rowCount: rowCount, parts: parts).run(&columns, progress, isCancelled) {
      column, part, reading, memory in
      do throws(Malformed) {
        let reader = ArrowPartReader(self, all[column].part, batches[part], rows[part], reading, texts)
        let target = unsafe memory + rows[part].lowerBound * reading.width
        return .success(unsafe try all[column].isNested ? reader.nested(target) : reader.flat(target))
      } catch {
        return .failure(file.failure("`\(all[column].part.name)`, batch \(part + 1)", error))
      }
    }
    return ColumnarTable(columns, rowCount: rowCount)
  }

  private struct Source: Sendable {
    let part: ArrowPart
    let isNested: Bool
  }
}

extension ArrowField {
  fileprivate var isOther: Bool { if case .other = type { true } else { children.contains(where: \.isOther) } }
}

extension Diagnostic {
  fileprivate static func noType(_ name: String, _ column: String) -> Diagnostic {
    Diagnostic(
      .notBuilt, "`\(column)` has values of a kind that cannot be read", location: name, kind: .data, notes: [leftOut])
  }
}
