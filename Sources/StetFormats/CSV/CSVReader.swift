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
    if file.size >= CSVStream.smallest, !endsInNote(file),
      let loaded = try CSVStream(file, options).read(control.progress, control.isCancelled)
    {
      try file.checkUnchanged()
      return loaded
    }
    let bytes = try file.read(progress: control.progress, isCancelled: control.isCancelled)
    return try CSVReader(name: file.name, options: options).read(
      bytes, digest: file.digest, isCancelled: control.isCancelled)
  }

  /// Whether the last line begins as a note does.
  private static func endsInNote(_ file: OpenFile) -> Bool {
    guard let tail = file.bytes(max(0, file.size - 4096)..<file.size) else { return false }
    let lines = tail.split(whereSeparator: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") })
    let last = lines.last.map { $0.first == UInt8(ascii: "\"") ? $0.dropFirst() : $0 } ?? []
    return beginsAsNote(String(decoding: last, as: UTF8.self))
  }

  /// The columns as the first records have them.
  @Sendable static func beginning(_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> Schema {
    let reader = CSVReader(name: file.name, options: options)
    if let head = file.firstLines,
      let loaded = try? reader.read(head, digest: file.digest, isCancelled: { false })
    {
      return loaded.table.schema
    }
    // A small file, or one whose first lines are cut inside quotes: the errors and their locations are those of the whole.
    return try read(file, options, ReadControl()).table.schema
  }

  /// Failures that may mean only that the file is written in another way.
  static let ofDialect: Set<Diagnostic.Code> = [
    .unclearDelimiter, .shapeChange, .raggedRow, .emptyHeader, .duplicateHeader, .collidingHeader, .bareQuote,
    .strayQuote,
    .unterminatedQuote, .noHeader, .cellTooLong, .lineTooLong, .wordsAmongFigures, .swallowedRows,
  ]

  /// The table as the script says; or as the file itself shows it to be, if that is not how it can be read.
  func read(_ file: [UInt8], digest: SourceDigest, isCancelled: () -> Bool) throws(RunFailure) -> Loaded {
    let source = try decoded(file, declared: options.encoding, name: name, isCancelled: isCancelled)
    if let other = ForeignText.refusal(source.bytes.span, from: source.start, name: name) { throw RunFailure(other) }
    do {
      let loaded = try read(source, file, digest, isCancelled, asksRare: true)
      return aligned(loaded, source, file, digest, isCancelled) ?? loaded
    } catch {
      guard let first = error.diagnostics.first, error.diagnostics.count == 1, Self.ofDialect.contains(first.code),
        options.widths == nil
      else {
        throw error
      }
      let isRare = first.code == .unclearDelimiter && (try? checkDelimiter(source, asksRare: false)) != nil
      let verdict = try withoutActuallyEscaping(isCancelled) { isCancelled throws(RunFailure) in
        try CSVEvidence(source, name: name, options: options, asksRare: isRare, isCancelled: isCancelled) {
          options throws(RunFailure) in
          try CSVReader(name: name, options: options).read(source, file, digest, isCancelled, asksRare: false)
        }.verdict(on: first.code)
      }
      switch verdict {
      case .taken(var loaded, let note):
        loaded.receipt.notes.insert(note, at: 0)
        return loaded
      case .refused(let failure, let note):
        throw RunFailure(
          failure.diagnostics.map { diagnostic in
            var noted = diagnostic
            noted.notes.append(note)
            return noted
          })
      case .open where isRare:
        let loaded = try read(source, file, digest, isCancelled, asksRare: false)
        return aligned(loaded, source, file, digest, isCancelled) ?? loaded
      case .open(let notes):
        var refused = first
        refused.notes += notes
        throw RunFailure(refused)
      }
    }
  }

  private func read(
    _ source: DecodedText, _ file: [UInt8], _ digest: SourceDigest, _ isCancelled: () -> Bool, asksRare: Bool
  ) throws(RunFailure) -> Loaded {
    if options.delimiter == nil, options.widths == nil { try checkDelimiter(source, asksRare: asksRare) }
    let dialect = CSVDialect(options, name: name)
    guard dialect.isPossible else { throw RunFailure(.badDelimiter(name)) }
    var options = options
    options.reading.doubtsPoints = dialect.delimiter == UInt8(ascii: ";")
    var scan = try scanned(source.bytes, from: source.start, dialect, isCancelled)
    if case .firstRecord = options.header { scan.dropRepeatedHeaders(source.bytes.span) }
    if !options[CSVOptions.self].keepsEmptyRows { scan.dropEmptyQuotes(source.bytes.span) }
    let cells = CSVCellFile(name: name, bytes: source.bytes, scan: scan, dialect: dialect)
    let bytes = source.bytes.span
    let header = try CSVHeader(file: cells, options: options).columns { index in
      let column = cells.column("", index, ReadOptions())
      return (0..<column.count).contains { !column.isMissing(column[$0], bytes) }
    }
    try checkHeader(cells, header.columns)
    try checkShape(cells)
    try checkEnd(cells)
    try checkSwallowedRows(cells)
    let typed = try TypedColumns(
      header.columns.map { cells.column($0.name, $0.index, options) }, options, hashing: options.wantsHash ? file : nil,
      isCancelled)
    if case .firstRecord = options.header, let line = rowOfWords(cells, typed) {
      throw RunFailure(.wordsAmongFigures("\(name):\(line)"))
    }
    var loaded = typed.loaded(
      from: name, bytes: file.count, lines: Array(scan.lines.dropFirst(scan.header)), digest: digest,
      notes: source.notes + notes(scan) + swallowedRows(cells, header.columns) + dividedTable(cells)
        + oneColumn(cells) + header.notes)
    if source.isUTF8, let twice = TwiceEncoded(loaded.table) {
      loaded.receipt.notes.append(twice.note(loaded.table, file))
    }
    loaded.receipt.records = scan.records
    loaded.receipt.header = min(scan.header, scan.lines.count)
    loaded.receipt.blankLines = scan.blankLines
    loaded.receipt.hollowRows = scan.hollowRows
    loaded.receipt.commentLines = scan.commentLines
    loaded.receipt.repeatedHeaders = scan.repeatedHeaders
    loaded.receipt.skippedLines = scan.skippedLines
    loaded.receipt.trailingLines = scan.trailingLines
    return loaded
  }

  /// What reads a file of one column as columns that spaces put below each other; nil if it is none, or has no figures.
  private func aligned(
    _ loaded: Loaded, _ source: DecodedText, _ file: [UInt8], _ digest: SourceDigest, _ isCancelled: () -> Bool
  ) -> Loaded? {
    guard options.delimiter == nil, options.widths == nil, loaded.table.schema.fields.count < 2,
      loaded.receipt.loaded > 1, isOneColumn(source)
    else { return nil }
    for columns in AlignedColumns.found(in: source.bytes.span, from: source.start) {
      if let aligned = aligned(columns, source, file, digest, isCancelled) { return aligned }
    }
    return nil
  }

  private func aligned(
    _ columns: AlignedColumns, _ source: DecodedText, _ file: [UInt8], _ digest: SourceDigest, _ isCancelled: () -> Bool
  ) -> Loaded? {
    let proposal = columns.proposal
    func read(isWhole: Bool) -> Loaded? {
      guard var changed = proposal.applied(to: options, SourceOption.ofDelimitedText) else { return nil }
      if isWhole { changed.isAskedFor = nil }
      return try? CSVReader(name: name, options: changed).read(source, file, digest, isCancelled, asksRare: false)
    }
    guard let whole = read(isWhole: true), whole.table.rowCount == columns.rows,
      whole.table.schema.fields.contains(where: { $0.type != .text }),
      var aligned = options.isAskedFor == nil ? whole : read(isWhole: false)
    else { return nil }
    aligned.receipt.options = proposal.text
    aligned.receipt.notes.insert("read with `\(proposal.text)`: its columns are aligned by spaces", at: 0)
    return aligned
  }

  /// Whether no line has the delimiter.
  private func isOneColumn(_ source: DecodedText) -> Bool {
    let delimiter = CSVDialect(options, name: name).delimiter
    return !source.bytes[source.start...].contains(delimiter)
  }

  private func checkDelimiter(_ source: DecodedText, asksRare: Bool) throws(RunFailure) {
    try StetFormats.checkDelimiter(
      source.bytes.span, from: source.start, expected: CSVDialect(options, name: name).delimiter, name: name,
      options: options, asksRare: asksRare)
  }

  private func notes(_ scan: CSVScan) -> [String] {
    var notes: [String] = []
    if scan.padded > 0 { notes.append("\(counted(scan.padded, "short row")) filled with missing values") }
    if scan.cut > 0 { notes.append("empty cells at the end of \(counted(scan.cut, "row")) left out") }
    if scan.blankRows > 0 {
      notes.append("\(counted(scan.blankRows, "blank row")) read as missing, because the file has only one column")
    }
    if scan.lenientCells > 0 {
      notes.append("\(counted(scan.lenientCells, "cell")) with stray quotes kept as they are")
    }
    return notes
  }

  /// Refuses a first line that is a row like those below it, unless the script or metadata knows its names.
  func checkHeader(_ cells: CSVCellFile, _ columns: [(index: Int, name: String)]) throws(RunFailure) {
    guard case .firstRecord = options.header, cells.scan.rowCount > 0 else { return }
    let isKnown = columns.contains { options.declared($0.name) != nil || options.units[$0.name] != nil }
    if columns.first?.name.hasPrefix("sep=") == true {
      throw RunFailure(.statesDelimiter("\(name):\(cells.scan.lines[0])"))
    }
    guard !isKnown, CSVHeaderCheck.isRow(first: cells) else { return }
    throw RunFailure(.noHeader("\(name):\(cells.scan.lines[0])"))
  }

  /// Whether the script does not say where the table ends.
  private var isWholeFile: Bool { options.until == .end && options.rows == nil }

  /// Refuses a last line that is a note, in as many cells as a row.
  private func checkEnd(_ cells: CSVCellFile) throws(RunFailure) {
    let (records, last) = (CSVTableRecords(file: cells), cells.scan.lines.count - 1)
    guard isWholeFile, cells.scan.width > 1, last > cells.scan.header else { return }
    for record in cells.scan.header..<last where records.isPaddedNote(record, cells.scan.width) {
      throw RunFailure(.noteAmongRows("\(name):\(cells.scan.lines[record])"))
    }
    guard records.beginsAsNote(last), !(0..<cells.scan.width).contains(where: { records.isValue(last, $0) }) else {
      return
    }
    throw RunFailure(.note("\(name):\(cells.scan.lines[last])"))
  }

  private func scanned(
    _ file: [UInt8], from start: Int, _ dialect: CSVDialect, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> CSVScan {
    if let widths = options.widths {
      let scan = try WidthScanner(name: name, widths: widths, options: options).run(
        file.span, from: start, isCancelled: isCancelled)
      guard scan.lines.count >= max(1, scan.header) else { throw RunFailure(.emptyFile(name, options.skip)) }
      return scan
    }
    var plain: CSVScan?
    if dialect.isOrdinary, options.header.records <= 1 {
      plain = try CSVScanner.parallel(
        file, dialect, name: name, options: options, start: start, isCancelled: isCancelled)
    }
    if plain == nil {
      plain = try CSVScanner(dialect, name: name, options: options, start: start).run(
        file.span, isCancelled: isCancelled)
    }
    guard let scan = plain else { preconditionFailure("one of the two scanners must have read the file") }
    guard scan.lines.count >= max(1, scan.header) else { throw RunFailure(.emptyFile(name, options.skip)) }
    if scan.raggedCount > 0 {
      throw RunFailure(
        shapeChange(scan)
          ?? .ragged(
            name, scan,
            near: CSVCellFile(name: name, bytes: file, scan: scan, dialect: dialect).shown(scan.ragged[0].near)))
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
      return .shapeChange(name, start, first.fields)
    }
    guard let change = scan.runs.first(where: { $0.fields != first.fields }), change.blankLine > 0,
      change.blankLine == scan.firstBlank
    else { return nil }
    return .shapeChange(name, change, first.fields)
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

  fileprivate static func shapeChange(_ name: String, _ change: CSVScan.Run, _ before: Int) -> Diagnostic {
    Diagnostic(
      .shapeChange,
      "lines before this one have \(counted(before, "cell")), but lines from here on have \(counted(change.fields, "cell"))",
      location: "\(name):\(change.line)", kind: .data)
  }

  fileprivate static func ragged(_ name: String, _ scan: CSVScan, near: String) -> Diagnostic {
    let first = scan.ragged[0]
    let others = scan.ragged.dropFirst().map { "\(name):\($0.line)" }.joined(separator: ", ")
    return Diagnostic(
      .raggedRow,
      "this row has \(counted(first.fields, "cell")), but the header has \(scan.width) (near \(quoted(near)))",
      location: "\(name):\(first.line)", kind: .data,
      notes: (scan.raggedCount > 1 ? ["\(scan.raggedCount) such rows in all, also at \(others)"] : [])
        + (first.fields > scan.width ? ["a cell that contains the delimiter must be in quotes"] : []))
  }

  fileprivate static func note(_ location: String) -> Diagnostic {
    Diagnostic(
      .shapeChange, "the last line begins as a note does, and has no figure", location: location, kind: .data)
  }

  fileprivate static func noteAmongRows(_ location: String) -> Diagnostic {
    Diagnostic(.noteAmongRows, "a note is between the rows", location: location, kind: .data)
  }

  fileprivate static func statesDelimiter(_ location: String) -> Diagnostic {
    Diagnostic(.shapeChange, "this line names the delimiter and belongs to no table", location: location, kind: .data)
  }

  fileprivate static func noHeader(_ location: String) -> Diagnostic {
    Diagnostic(
      .noHeader, "the first line is a row like those below it, not the names of columns", location: location,
      kind: .data)
  }
}
