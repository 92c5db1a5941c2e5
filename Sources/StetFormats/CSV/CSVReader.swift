import StetColumns
import StetDiagnostics

/// Reads delimited text as a whole: it knows every location and takes every option. `CSVStream` reads large files that have
/// nothing unusual.
struct CSVReader {
  let name: String
  let options: ReadOptions

  /// A large plain file in blocks; the others whole.
  @Sendable static func read(
    _ file: OpenFile, _ options: ReadOptions, _ control: ReadControl
  ) throws(RunFailure) -> Loaded {
    if file.size >= CSVStream.smallest,
      let loaded = try CSVStream(file, options).read(control.progress, control.isCancelled)
    {
      try file.checkUnchanged()
      return loaded
    }
    let bytes = try file.read(progress: control.progress, isCancelled: control.isCancelled)
    return try CSVReader(name: file.name, options: options).read(
      bytes, digest: file.digest, isCancelled: control.isCancelled)
  }

  /// The columns as the first records have them.
  @Sendable static func beginning(_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> Schema {
    let reader = CSVReader(name: file.name, options: options)
    if let head = file.wholeLines(64 << 10),
      let loaded = try? reader.read(head, digest: file.digest, isCancelled: { false })
    {
      return loaded.table.schema
    }
    // A small file, or one whose first lines are cut inside quotes: the errors and their locations are those of the whole.
    return try read(file, options, ReadControl()).table.schema
  }

  func read(_ file: [UInt8], digest: SourceDigest, isCancelled: () -> Bool) throws(RunFailure) -> Loaded {
    let source = try decoded(file, declared: options.encoding, name: name, isCancelled: isCancelled)
    let bytes = source.bytes.span
    var notes = source.note.map { [$0] } ?? []
    let scan = try scanned(source.bytes, bytes, from: source.start, isCancelled)
    if scan.padded > 0 { notes.append("\(counted(scan.padded, "short row")) filled with missing values") }
    if scan.blankRows > 0 {
      notes.append("\(counted(scan.blankRows, "blank row")) read as missing, because the file has only one column")
    }
    if scan.lenientCells > 0 {
      notes.append("\(counted(scan.lenientCells, "cell")) with stray quotes kept as they are")
    }
    let names = try CSVHeader(name: name, options: options).names(bytes, scan)
    let cells = CSVCellFile(name: name, bytes: source.bytes, scan: scan)
    let typed = try TypedColumns(
      cells.columns(names, options), options, hashing: options.wantsHash ? file : nil, isCancelled)
    var loaded = typed.loaded(
      from: name, bytes: file.count, lines: Array(scan.lines.dropFirst(scan.header)), digest: digest, notes: notes)
    loaded.receipt.records = scan.records
    loaded.receipt.header = scan.header
    loaded.receipt.blankLines = scan.blankLines
    loaded.receipt.skippedLines = scan.skippedLines
    loaded.receipt.trailingLines = scan.trailingLines
    return loaded
  }

  private func scanned(
    _ file: [UInt8], _ bytes: Span<UInt8>, from start: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> CSVScan {
    let delimiter = options.delimiter ?? UInt8(ascii: name.hasSuffix(".tsv") ? "\t" : ",")
    if delimiter >= 0x80 || delimiter == UInt8(ascii: "\"") || delimiter == 10 || delimiter == 13 {
      throw RunFailure(.badDelimiter(name))
    }
    if options.delimiter == nil {
      try checkDelimiter(bytes, from: start, expected: delimiter, name: name, options: options)
    }
    var plain = try CSVScanner.parallel(
      file, delimiter: delimiter, name: name, options: options, start: start, isCancelled: isCancelled)
    if plain == nil {
      plain = try CSVScanner(delimiter: delimiter, name: name, options: options, start: start)
        .run(bytes, isCancelled: isCancelled)
    }
    guard let scan = plain else { preconditionFailure("one of the two scanners must have read the file") }
    guard !scan.lines.isEmpty else { throw RunFailure(.emptyFile(name, options.skip)) }
    if scan.raggedCount > 0 {
      throw RunFailure(
        shapeChange(scan)
          ?? .ragged(
            name, scan, near: CSVCellFile(name: name, bytes: file, scan: scan).shown(scan.ragged[0].near),
            options.ragged))
    }
    return scan
  }

  /// A title before the table or notes after it: the line where the number of fields changes for good.
  private func shapeChange(_ scan: CSVScan) -> Diagnostic? {
    var records: [Int: Int] = [:]
    for run in scan.runs { records[run.fields, default: 0] += run.records }
    // By first appearance, so that the order of a dictionary decides nothing.
    guard let first = scan.runs.first, var body = scan.runs.first else { return nil }
    for run in scan.runs where records[run.fields, default: 0] > records[body.fields, default: 0] { body = run }
    if body.fields != first.fields, let start = scan.runs.first(where: { $0.fields == body.fields }) {
      return .shapeBefore(name, start, first.fields)
    }
    guard let change = scan.runs.first(where: { $0.fields != first.fields }), change.blankLine > 0,
      change.blankLine == scan.firstBlank
    else { return nil }
    return .shapeAfter(name, change, first.fields)
  }
}

extension Diagnostic {
  fileprivate static func emptyFile(_ name: String, _ skip: Int) -> Diagnostic {
    Diagnostic(
      .emptyFile, "the file has no header line", location: name, kind: .data,
      notes: skip > 0 ? ["`skip: \(skip)` skips all its lines"] : [])
  }

  fileprivate static func badDelimiter(_ name: String) -> Diagnostic {
    Diagnostic(
      .badDelimiter, "the delimiter cannot be a quotation mark, a line break or a non-ASCII character", location: name,
      kind: .data,
      notes: ["for example, `delimiter: \";\"`"])
  }

  fileprivate static func shapeBefore(_ name: String, _ start: CSVScan.Run, _ before: Int) -> Diagnostic {
    Diagnostic(
      .shapeChange,
      "lines before this one have \(counted(before, "cell")), but lines from here on have \(counted(start.fields, "cell"))",
      location: "\(name):\(start.line)", kind: .data,
      notes: ["`skip: \(start.line - 1)` leaves out the lines before this one"])
  }

  fileprivate static func shapeAfter(_ name: String, _ change: CSVScan.Run, _ before: Int) -> Diagnostic {
    Diagnostic(
      .shapeChange,
      "lines before this one have \(counted(before, "cell")), but lines from here on have \(counted(change.fields, "cell"))",
      location: "\(name):\(change.line)", kind: .data,
      notes: ["`until: blank` ends the table at line \(change.blankLine), which is blank"])
  }

  fileprivate static func ragged(
    _ name: String, _ scan: CSVScan, near: String, _ policy: CSVOptions.Ragged
  ) -> Diagnostic {
    let first = scan.ragged[0]
    let others = scan.ragged.dropFirst().map { "\(name):\($0.line)" }.joined(separator: ", ")
    var notes = scan.raggedCount > 1 ? ["\(scan.raggedCount) such rows in all, also at \(others)"] : []
    notes.append("a cell that contains a comma must be in double quotes")
    if first.fields < scan.width, policy == .reject {
      notes.append("`ragged: pad` fills short rows with missing values")
    }
    return Diagnostic(
      .raggedRow,
      "this row has \(counted(first.fields, "cell")), but the header has \(scan.width) (near \(quoted(near)))",
      location: "\(name):\(first.line)", kind: .data, notes: notes)
  }

}
