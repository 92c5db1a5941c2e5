package import StetColumns
package import StetDiagnostics

/// Reads a CSV or TSV file into typed columns; the types come from every row, unless they are declared.
package func readCSV(
  path: String, shownAs name: String, options: CSVOptions, progress: ((_ read: Int64, _ total: Int64) -> Void)?,
  isCancelled: () -> Bool
) throws(RunFailure) -> Loaded {
  let bytes = try readFile(path, shownAs: name, progress: progress, isCancelled: isCancelled)
  return try CSVReader(name: name, options: options).read(bytes, isCancelled: isCancelled)
}

package func readCSV(
  path: String, shownAs name: String, options: CSVOptions = CSVOptions()
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  let loaded = try readCSV(path: path, shownAs: name, options: options, progress: nil) { false }
  return (loaded.table, loaded.receipt)
}

package func parseCSV(
  _ bytes: [UInt8], name: String, options: CSVOptions
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  let loaded = try CSVReader(name: name, options: options).read(bytes) { false }
  return (loaded.table, loaded.receipt)
}

private struct CSVReader {
  let name: String
  let options: CSVOptions

  func read(_ file: [UInt8], isCancelled: () -> Bool) throws(RunFailure) -> Loaded {
    let bytes = file.span
    var notes: [String] = []
    let start = try textStart(bytes)
    if start > 0 { notes.append("a byte-order mark was stepped over") }
    if let place = firstInvalidUTF8(bytes) { throw RunFailure(notUTF8(bytes, place)) }
    let delimiter = options.delimiter ?? UInt8(ascii: name.hasSuffix(".tsv") ? "\t" : ",")
    let scan = try CSVScanner(delimiter: delimiter, name: name, options: options, start: start)
      .run(bytes, isCancelled: isCancelled)
    guard !scan.lines.isEmpty else { throw RunFailure(.emptyFile(name)) }
    let names = try header(bytes, scan)
    if scan.raggedCount > 0 { throw RunFailure(.ragged(name, scan, near: near(bytes, scan), options.ragged)) }
    if scan.padded > 0 { notes.append("\(scan.padded) short rows were filled with missing values") }
    if let note = otherDelimiter(names, delimiter) { notes.append(note) }
    let (schema, columns) = try self.columns(bytes, scan, names, &notes, isCancelled)
    let sha256 = SHA256.hex(of: file)
    let table = Table(
      schema: schema, columns: columns, rowCount: scan.rowCount,
      origin: Origin(files: [name], line: Array(scan.lines.dropFirst())),
      sources: [DataSource(name: name, credit: nil, sha256: sha256)])
    let receipt = LoadReceipt(
      path: name, bytes: file.count, sha256: sha256, loaded: scan.rowCount, blankLines: scan.blankLines,
      skippedLines: scan.skippedLines, notes: notes)
    return Loaded(table: table, receipt: receipt)
  }

  /// Behind the byte-order mark of UTF-8; that of UTF-16 is refused.
  private func textStart(_ bytes: Span<UInt8>) throws(RunFailure) -> Int {
    guard bytes.count >= 2 else { return 0 }
    if bytes.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { return 3 }
    if bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF { throw RunFailure(.utf16(name)) }
    return 0
  }

  private func header(_ bytes: Span<UInt8>, _ scan: CSVScan) throws(RunFailure) -> [String] {
    let place = "\(name):\(scan.lines[0])"
    var names: [String] = []
    var columns: [String: Int] = [:]
    for (index, cell) in scan.cells[..<scan.width].enumerated() {
      let column = shown(bytes, cell)
      if column.allSatisfy(\.isWhitespace) { throw RunFailure(.emptyHeader(place, index + 1)) }
      // `String` equality is canonical, so that names which only differ in their normal form collide too.
      if let first = columns.updateValue(index, forKey: column) {
        throw RunFailure(.duplicateHeader(place, column, first + 1, index + 1))
      }
      names.append(column)
    }
    for column in options.types.keys.sorted() + options.units.keys.sorted() where columns[column] == nil {
      throw RunFailure(.unknownColumn(place, column, names))
    }
    return names
  }

  private func columns(
    _ bytes: Span<UInt8>, _ scan: CSVScan, _ names: [String], _ notes: inout [String], _ isCancelled: () -> Bool
  ) throws(RunFailure) -> (Schema, [Column]) {
    let builder = CSVColumns(scan: scan, missing: options.missing)
    var fields: [Field] = []
    var columns: [Column] = []
    var failures: [Diagnostic] = []
    for (index, column) in names.enumerated() {
      if isCancelled() { throw RunFailure(.cancelled(name)) }
      if let field = options.declared(column) {
        let (values, misfits) = builder.declared(bytes, index, field.type)
        if misfits.count > 0 { failures.append(misfit(bytes, builder, index, field, misfits)) }
        columns.append(values)
        fields.append(field)
      } else {
        let (values, lookalikes) = builder.inferred(bytes, index)
        columns.append(values)
        fields.append(Field(column, values.type, unit: options.units[column]))
        if let note = lookalikes.flatMap({ self.note(bytes, builder, index, column, $0) }) { notes.append(note) }
      }
    }
    if !failures.isEmpty { throw RunFailure(failures) }
    return (Schema(fields), columns)
  }

  private func note(
    _ bytes: Span<UInt8>, _ columns: CSVColumns, _ index: Int, _ column: String, _ lookalikes: Lookalikes
  ) -> String? {
    guard let (words, row) = lookalikes.reason() else { return nil }
    let cell = columns.cell(row, index)
    let example = "first \(quoted(shown(bytes, cell))) at \(place(bytes, columns, row, cell))"
    return "`\(column)` stays text: \(words), \(example)"
  }

  private func misfit(
    _ bytes: Span<UInt8>, _ columns: CSVColumns, _ index: Int, _ field: Field, _ misfits: CSVColumns.Misfits
  ) -> Diagnostic {
    let cells = misfits.rows.map { columns.cell($0, index) }
    let places = zip(misfits.rows, cells).map { place(bytes, columns, $0, $1) }
    let examples = zip(places, cells).map { "\($0) \(quoted(shown(bytes, $1)))" }
    return .cellType(places[0], field, examples, quoted(shown(bytes, cells[0])), misfits.count)
  }

  /// `file.csv:1042:7`: the physical line and column where a cell starts, past line breaks in the cells before it.
  private func place(_ bytes: Span<UInt8>, _ columns: CSVColumns, _ row: Int, _ cell: CSVCell) -> String {
    let opening = cell.start - (cell.isQuoted ? 1 : 0)
    var line = Int(columns.scan.lines[row + 1])
    let first = columns.cell(row, 0)
    var lineStart = first.start - (first.isQuoted ? 1 : 0)
    for index in lineStart..<max(lineStart, opening) {
      let isPair = bytes[index] == UInt8(ascii: "\r") && bytes[index + 1] == UInt8(ascii: "\n")
      guard bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") && !isPair else { continue }
      line += 1
      lineStart = index + 1
    }
    return "\(name):\(line):\(column(bytes, of: opening, from: lineStart))"
  }

  private func notUTF8(_ bytes: Span<UInt8>, _ offset: Int) -> Diagnostic {
    var line = 1
    var lineStart = 0
    for index in 0..<offset {
      let isPair = bytes[index] == UInt8(ascii: "\r") && bytes[index + 1] == UInt8(ascii: "\n")
      guard bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") && !isPair else { continue }
      line += 1
      lineStart = index + 1
    }
    var lineEnd = offset
    while lineEnd < bytes.count, lineEnd < offset + 40, bytes[lineEnd] >= 0x20 { lineEnd += 1 }
    var latin = ""
    for index in max(lineStart, offset - 40)..<lineEnd { latin.unicodeScalars.append(UnicodeScalar(bytes[index])) }
    return .notUTF8(bytes[offset], "\(name):\(line):\(column(bytes, of: offset, from: lineStart))", latin)
  }

  /// A file of one column whose header another delimiter would split is most likely not a file of one column.
  private func otherDelimiter(_ names: [String], _ delimiter: UInt8) -> String? {
    guard names.count == 1, options.delimiter == nil else { return nil }
    for (other, word) in [(UInt8(ascii: ";"), "a semicolon"), (9, "a tab"), (UInt8(ascii: ","), "a comma"), (124, "`|`")]
    where other != delimiter {
      let parts = names[0].utf8.count { $0 == other } + 1
      if parts > 1 { return "one column was read, while \(word) splits its name into \(parts)" }
    }
    return nil
  }

  private func near(_ bytes: Span<UInt8>, _ scan: CSVScan) -> String { shown(bytes, scan.ragged[0].near) }

  private func shown(_ bytes: Span<UInt8>, _ cell: CSVCell) -> String {
    String(decoding: unquoted(bytes, cell), as: UTF8.self)
  }
}

extension Diagnostic {
  fileprivate static func utf16(_ name: String) -> Diagnostic {
    Diagnostic(
      "not-utf8", "the file is UTF-16, not UTF-8", place: name, kind: .data,
      notes: ["`iconv -f UTF-16 -t UTF-8` converts it"])
  }

  fileprivate static func notUTF8(_ byte: UInt8, _ place: String, _ latin: String) -> Diagnostic {
    let hex = String(byte, radix: 16, uppercase: true)
    return Diagnostic(
      "not-utf8", "byte 0x\(hex) is not UTF-8", place: place, kind: .data,
      notes: [
        "as Latin-1 the line reads \(quoted(latin))", "`iconv -f WINDOWS-1252 -t UTF-8` converts such a file",
      ])
  }

  fileprivate static func emptyFile(_ name: String) -> Diagnostic {
    Diagnostic("empty-file", "the file has no header line", place: name, kind: .data)
  }

  fileprivate static func emptyHeader(_ place: String, _ column: Int) -> Diagnostic {
    Diagnostic("empty-header", "column \(column) has no name", place: place, kind: .data)
  }

  fileprivate static func duplicateHeader(_ place: String, _ name: String, _ first: Int, _ second: Int) -> Diagnostic {
    Diagnostic(
      "duplicate-header", "columns \(first) and \(second) are both called \(quoted(name))", place: place, kind: .data)
  }

  fileprivate static func unknownColumn(_ place: String, _ column: String, _ known: [String]) -> Diagnostic {
    let nearest = nearest(to: column, among: known).map { ["did you mean `\($0)`?"] }
    return Diagnostic(
      "unknown-column", "no column is called `\(column)`", place: place, kind: .data,
      notes: nearest ?? ["the header has " + known.prefix(20).map { "`\($0)`" }.joined(separator: ", ")])
  }

  fileprivate static func ragged(
    _ name: String, _ scan: CSVScan, near: String, _ policy: CSVOptions.Ragged
  ) -> Diagnostic {
    let first = scan.ragged[0]
    let others = scan.ragged.dropFirst().map { "\(name):\($0.line)" }.joined(separator: ", ")
    var notes = scan.raggedCount > 1 ? ["\(scan.raggedCount) such rows; also \(others)"] : []
    notes.append("a cell that holds a comma stands in double quotes")
    if first.fields < scan.width, policy == .reject { notes.append("`ragged: pad` fills short rows with missing values") }
    let fields = first.fields == 1 ? "1 field" : "\(first.fields) fields"
    return Diagnostic(
      "ragged-row", "\(fields), the header has \(scan.width) (near \(quoted(near)))",
      place: "\(name):\(first.line)", kind: .data, notes: notes)
  }

  fileprivate static func cellType(
    _ place: String, _ field: Field, _ shown: [String], _ example: String, _ count: Int
  ) -> Diagnostic {
    let more = count > shown.count ? ", and \(count - shown.count) more" : ""
    return Diagnostic(
      "cell-type", "\(count) \(count == 1 ? "cell" : "cells") of `\(field.name)` cannot be read as `\(field.type.name)`",
      place: place, kind: .data,
      notes: [
        shown.joined(separator: ", ") + more,
        "correct the cells, declare a code for missing values as `missing: [\(example)]`, or declare the column `text`",
      ])
  }
}
