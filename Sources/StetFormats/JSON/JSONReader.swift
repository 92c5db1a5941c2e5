import StetColumns
import StetDiagnostics

/// Reads objects, one on each line or in one document, into columns in the order in which their keys first occur.
struct JSONReader {
  enum Layout: Sendable { case lines, document }

  let name: String
  let layout: Layout
  let options: ReadOptions

  static func read(
    _ file: OpenFile, _ options: ReadOptions, _ control: ReadControl, _ layout: Layout
  ) throws(RunFailure) -> Loaded {
    let bytes = try file.read(progress: control.progress, isCancelled: control.isCancelled)
    return try JSONReader(name: file.name, layout: layout, options: options).read(
      bytes, digest: file.digest, isCancelled: control.isCancelled)
  }

  /// The columns as the first lines have them; a key that comes later is not among them.
  static func firstLines(_ file: OpenFile, _ options: ReadOptions) throws(RunFailure) -> Schema {
    if let head = file.firstLines,
      let loaded = try? JSONReader(name: file.name, layout: .lines, options: options).read(
        head, digest: file.digest, isCancelled: { false })
    {
      return loaded.table.schema
    }
    return try read(file, options, ReadControl(), .lines).table.schema
  }

  func read(_ file: [UInt8], digest: SourceDigest, isCancelled: () -> Bool) throws(RunFailure) -> Loaded {
    let source = try decoded(file, declared: options.encoding, name: name, isCancelled: isCancelled)
    switch layout {
    case .lines:
      let pieces = try lines(source.bytes, from: source.start, isCancelled)
      var loaded = try table(
        JSONCellFile(name: name, bytes: source.bytes, places: .lines, pieces: pieces), source, file, digest, isCancelled
      )
      loaded.receipt.blankLines = pieces.reduce(0) { $0 + $1.blankLines }
      loaded.receipt.records += loaded.receipt.blankLines
      return loaded
    case .document: return try document(source, file, digest, isCancelled)
    }
  }

  /// A list of objects, or what the script says; any other document shows where its table is, or is refused.
  private func document(
    _ source: DecodedText, _ file: [UInt8], _ digest: SourceDigest, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Loaded {
    if let path = options[JSONOptions.self].at {
      return try selection(path, options, source, file, digest, isCancelled)
    }
    if JSONLexer.beginsWithListOfObjects(source.bytes, from: source.start) {
      do throws(RunFailure) { return try selection(.elements, options, source, file, digest, isCancelled) } catch {
        guard error.diagnostics.first?.code == .shapeChange else { throw error }
      }
    }
    return try withoutActuallyEscaping(isCancelled) { isCancelled throws(RunFailure) in
      try JSONTables(
        bytes: source.bytes, start: source.start, name: name, options: options, isCancelled: isCancelled
      ) { options throws(RunFailure) in
        guard let path = options[JSONOptions.self].at else { preconditionFailure("a reading must state its path") }
        return try selection(path, options, source, file, digest, isCancelled)
      }.loaded()
    }
  }

  private func selection(
    _ path: JSONPath, _ options: ReadOptions, _ source: DecodedText, _ file: [UInt8], _ digest: SourceDigest,
    _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Loaded {
    let names = try JSONTables.names(of: path, in: source.bytes, from: source.start, name: name, isCancelled)
    let found = try JSONSelection(
      path, in: source.bytes, from: source.start, name: name, options, listNames: names, isCancelled)
    try found.check(name)
    let reader = JSONReader(name: name, layout: layout, options: options)
    var loaded = try reader.table(
      JSONCellFile(
        name: name, bytes: source.bytes,
        places: .values(found.path, isByColumn: found.isByColumn, header: found.headerRows),
        pieces: [found.records]), source, file, digest, isCancelled)
    loaded.receipt.header = found.headerRows
    loaded.receipt.records += found.headerRows
    if found.passedOver > 0 {
      loaded.receipt.notes.append(
        "no row from \(counted(found.passedOver, "value")) on the way to `\(found.path.text)`, where the path does not go on"
      )
    }
    return loaded
  }

  private func table(
    _ cells: JSONCellFile, _ source: DecodedText, _ file: [UInt8], _ digest: SourceDigest, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Loaded {
    try ColumnNames(names: cells.names, location: name).check(options, wayOut: "each key needs its own name")
    let typed = try TypedColumns(
      cells.columns(options), options, hashing: options.wantsHash ? file : nil, isCancelled)
    var loaded = typed.loaded(
      from: name, bytes: file.count, lines: cells.lines, digest: digest,
      notes: source.notes + cells.notes(options))
    if source.isUTF8, let twice = TwiceEncoded(loaded.table) {
      loaded.receipt.notes.append(twice.note(loaded.table, file))
    }
    return loaded
  }

  /// Several threads take ranges of lines: no line break is inside a text.
  private func lines(
    _ bytes: [UInt8], from start: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [JSONRecords] {
    let ends = Self.lineEnds(bytes, from: start)
    let results = withoutActuallyEscaping(isCancelled) { isCancelled in
      // Any thread may call it: the answer comes from an atomic flag.
      nonisolated(unsafe) let isCancelled = isCancelled
      return parallelMap(ends.count) { piece -> Result<JSONRecords, RunFailure> in
        do throws(RunFailure) {
          return .success(
            try JSONRecords.lines(
              bytes, piece == 0 ? start : ends[piece - 1], ends[piece], name: name, options, { unsafe isCancelled() }))
        } catch {
          return .failure(error)
        }
      }
    }
    // The first error of the file is that of the first range that has one.
    var pieces: [JSONRecords] = []
    for result in results { pieces.append(try result.get()) }
    return pieces
  }

  /// The ends of lines that divide a file about evenly among the threads; the last is that of the file.
  private static func lineEnds(_ bytes: [UInt8], from start: Int) -> [Int] {
    let count = max(1, min(Parallelism.threads, (bytes.count - start) >> 20))
    var ends: [Int] = []
    for piece in 1..<count {
      let near = max(ends.last ?? start, start + (bytes.count - start) / count * piece)
      guard let lineEnd = bytes[near...].firstIndex(of: UInt8(ascii: "\n")) else { break }
      ends.append(lineEnd + 1)
    }
    return ends + [bytes.count]
  }
}

extension JSONLexer {
  /// Whether a document looks like the list of objects that most are.
  fileprivate static func beginsWithListOfObjects(_ bytes: [UInt8], from start: Int) -> Bool {
    var lexer = JSONLexer(bytes, name: "", from: start)
    guard lexer.take(UInt8(ascii: "[")) else { return false }
    lexer.skipSpace()
    return lexer.next == UInt8(ascii: "{") || lexer.next == UInt8(ascii: "]")
  }
}

extension JSONSelection {
  /// Refuses a path that leads to nothing, and a list of names that is a row like those after it.
  fileprivate func check(_ name: String) throws(RunFailure) {
    if records.rowCount == 0, passedOver > 0 { throw RunFailure(.nothingThere(name, path)) }
    guard isHeaderLikeRow else { return }
    throw RunFailure(.rowAsHeader(name))
  }
}

extension Diagnostic {
  fileprivate static func nothingThere(_ name: String, _ path: JSONPath) -> Diagnostic {
    Diagnostic(
      .noTable, "the document has nothing at `\(path.text)`", location: name, kind: .data,
      notes: ["without `at:`, the tables of the document are found or listed"])
  }

  fileprivate static func rowAsHeader(_ name: String) -> Diagnostic {
    Diagnostic(
      .noHeader, "the first list is a row like those after it, not the names of columns", location: name, kind: .data,
      notes: ["`header: none` reads it as a row; `header: 1` says that it has the names"])
  }
}
