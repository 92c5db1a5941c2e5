import StetColumns
import StetDiagnostics

/// Reads flat objects, one on each line or all in one array, into columns in the order in which their keys first occur.
struct JSONReader {
  enum Layout: Sendable { case lines, array }

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
    if let head = file.wholeLines(64 << 10),
      let loaded = try? JSONReader(name: file.name, layout: .lines, options: options).read(
        head, digest: file.digest, isCancelled: { false })
    {
      return loaded.table.schema
    }
    return try read(file, options, ReadControl(), .lines).table.schema
  }

  func read(_ file: [UInt8], digest: SourceDigest, isCancelled: () -> Bool) throws(RunFailure) -> Loaded {
    let source = try decoded(file, declared: options.encoding, name: name, isCancelled: isCancelled)
    let pieces =
      switch layout {
      case .lines: try lines(source.bytes, from: source.start, isCancelled)
      case .array: [try JSONRecords.array(source.bytes, source.start, name: name, isCancelled)]
      }
    let cells = try JSONCellFile(name: name, bytes: source.bytes, layout: layout, pieces: pieces)
    try ColumnNames(names: cells.names, location: name).check(options, wayOut: "each key needs its own name")
    let typed = try TypedColumns(
      cells.columns(options), options, hashing: options.wantsHash ? file : nil, isCancelled)
    var loaded = typed.loaded(
      from: name, bytes: file.count, lines: cells.lines, digest: digest,
      notes: (source.note.map { [$0] } ?? []) + cells.notes(options))
    loaded.receipt.blankLines = pieces.reduce(0) { $0 + $1.blankLines }
    loaded.receipt.records += loaded.receipt.blankLines
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
              bytes, piece == 0 ? start : ends[piece - 1], ends[piece], name: name, { unsafe isCancelled() }))
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

/// The objects of a file as the cells of its columns see them.
struct JSONCellFile: CellFile {
  let name: String
  let bytes: [UInt8]
  let names: [String]
  /// The line on which each row's object starts.
  let lines: [Int32]
  private let layout: JSONReader.Layout
  private let pieces: [JSONRecords]
  /// By column, the index of its key in each piece; nil if the piece does not have it.
  private let places: [[Int?]]

  init(name: String, bytes: [UInt8], layout: JSONReader.Layout, pieces: [JSONRecords]) throws(RunFailure) {
    var columns: [[UInt8]: Int] = [:]
    var names: [String] = []
    var places: [[Int?]] = []
    var lines: [Int32] = []
    var before: Int32 = 0
    for (piece, records) in pieces.enumerated() {
      for (location, key) in records.keys.enumerated() {
        let column = columns[key.name] ?? names.count
        if column == names.count {
          columns[key.name] = column
          names.append(String(decoding: key.name, as: UTF8.self))
          places.append(Array(repeating: nil, count: pieces.count))
        }
        places[column][piece] = location
      }
      lines += before == 0 ? records.lines : records.lines.map { $0 + before }
      before += records.lineCount
    }
    guard !names.isEmpty else { throw RunFailure(.noColumns(name, rows: lines.count)) }
    try JSONRecords.checkSize(
      keys: names.count, rows: lines.count,
      present: pieces.reduce(0) { $1.keys.reduce($0) { $0 + $1.present } }, name: name)
    (self.name, self.bytes, self.layout, self.pieces) = (name, bytes, layout, pieces)
    (self.names, self.places, self.lines) = (names, places, lines)
  }

  var quotesMeanText: Bool { true }

  func columns(_ options: ReadOptions) -> [CellColumn] {
    names.indices.map { column in
      var parts: [CellColumn.Piece] = []
      var row = 0
      for (piece, records) in pieces.enumerated() {
        let cells = places[column][piece].map { records.keys[$0].cells }
        // One absent cell serves for all.
        parts.append(
          CellColumn.Piece(
            firstRow: row, rows: records.rowCount, cells: cells ?? [.absent], first: 0, stride: cells == nil ? 0 : 1))
        row += records.rowCount
      }
      let name = names[column]
      return CellColumn(
        name, in: self, parts, missing: options.missingCodes(of: name) + options.redactedCodes(of: name))
    }
  }

  /// A key that some objects do not have is different from a `null`, although both are missing values.
  func notes(_ options: ReadOptions) -> [String] {
    names.indices.filter { options.isRead(names[$0]) }.compactMap { column in
      let keys = pieces.indices.compactMap { piece in places[column][piece].map { pieces[piece].keys[$0] } }
      let nulls = keys.reduce(0) { $0 + $1.nulls }
      let absent = lines.count - keys.reduce(0) { $0 + $1.present }
      guard absent > 0 else { return nil }
      return "`\(names[column])`: \(counted(absent, "row")) without the key, \(nulls) with `null`"
    }
  }

  func unescaped(_ cell: TextCell) -> [UInt8] { JSONLexer.unescaped(bytes, cell) }

  /// `file.ndjson:3 $.age`, `file.json:7 $[3].age`
  func location(of cell: TextCell, row: Int, column: String) -> String {
    let key = pastedName(column) == column ? ".\(column)" : "[\"\(pastedText(column))\"]"
    return "\(name):\(lines[row]) $\(layout == .array ? "[\(row)]" : "")\(key)"
  }
}

extension Diagnostic {
  fileprivate static func noColumns(_ name: String, rows: Int) -> Diagnostic {
    Diagnostic(
      .emptyFile, rows == 0 ? "the file has no objects" : "the objects in the file have no keys", location: name,
      kind: .data, notes: ["the keys of the objects become the columns of the table"])
  }
}
