import StetColumns
import StetDiagnostics

/// The rows of a file as the cells of its columns see them.
struct JSONCellFile: CellFile {
  /// How rows are named in messages.
  enum Places: Sendable {
    case lines
    /// By the path that selects them. Rows by column are elements of lists in it; lists before the rows have names.
    case values(JSONPath, isByColumn: Bool, header: Int)
  }

  let name: String
  let bytes: [UInt8]
  let names: [String]
  /// The line on which each row's object starts.
  let lines: [Int32]
  private let rows: Places
  private let pieces: [JSONRecords]
  /// By column, where its cells are in an object: `.a.b`.
  private let paths: [String]
  /// By column, the index of its key in each piece; nil if the piece does not have it.
  private let places: [[Int?]]

  init(name: String, bytes: [UInt8], places rows: Places, pieces: [JSONRecords]) throws(RunFailure) {
    var columns: [[UInt8]: Int] = [:]
    var keys: [(key: JSONRecords.KeyedCells, places: [Int?])] = []
    var lines: [Int32] = []
    var before: Int32 = 0
    for (piece, records) in pieces.enumerated() {
      for (location, key) in records.keys.enumerated() {
        // Those that are not found by their key may have the same name.
        let known = pieces.count > 1 ? columns[key.path] : nil
        let column = known ?? keys.count
        if known == nil {
          if pieces.count > 1 { columns[key.path] = column }
          keys.append((key, Array(repeating: nil, count: pieces.count)))
        }
        keys[column].places[piece] = location
      }
      lines += before == 0 ? records.lines : records.lines.map { $0 + before }
      before += records.lineCount
    }
    // A key whose values are objects is no column: the keys of these are.
    keys = keys.filter { _, places in
      let all = pieces.indices.compactMap { piece in places[piece].map { pieces[piece].keys[$0] } }
      return all.allSatisfy { $0.objects == 0 } || all.contains { $0.present > $0.nulls + $0.objects }
    }
    guard !keys.isEmpty else { throw RunFailure(.noColumns(name, rows: lines.count)) }
    try JSONRecords.checkSize(
      keys: keys.count, rows: lines.count,
      present: pieces.reduce(0) { $1.keys.reduce($0) { $0 + $1.present } }, name: name)
    (self.name, self.bytes, self.rows, self.pieces, self.lines) = (name, bytes, rows, pieces, lines)
    names = keys.map(\.key.name)
    places = keys.map(\.places)
    let isValue = pieces.first?.shape == .values
    paths = keys.map { key, _ in
      guard !isValue else { return "" }
      return key.path.split(separator: JSONRecords.joint, omittingEmptySubsequences: false)
        .map { part in
          let name = String(decoding: part, as: UTF8.self)
          return pastedName(name) == name ? "." + name : "[\"\(pastedText(name))\"]"
        }.joined()
    }
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
        name, in: self, parts, missing: options.missingCodes(of: name) + options.redactedCodes(of: name),
        reading: options.reading)
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

  /// `file.ndjson:3 $.age`, `file.json:7 $.rows[3].age`; with several `[*]`, the column of the line too: `file.json:7:12 $[*].days[*].n`.
  func location(of cell: TextCell, row: Int, column: String) -> String {
    let key = names.firstIndex(of: column).map { paths[$0] } ?? ""
    switch rows {
    case .lines: return "\(name):\(lines[row]) $\(key)"
    case .values(let path, isByColumn: true, _): return "\(name) \(path.text)\(key)[\(row)]"
    case .values(let path, _, let header) where path.wildcards == 1:
      return "\(name):\(lines[row]) \(path.text(of: row + header))\(key)"
    case .values(let path, _, _):
      guard !cell.isEmpty else { return "\(name):\(lines[row]) \(path.text)\(key)" }
      let (line, column) = SourceText(name: name, bytes: bytes).position(of: cell.start)
      return "\(name):\(line):\(column) \(path.text)\(key)"
    }
  }
}

extension Diagnostic {
  fileprivate static func noColumns(_ name: String, rows: Int) -> Diagnostic {
    Diagnostic(
      .emptyFile, rows == 0 ? "the file has no objects" : "the objects in the file have no keys", location: name,
      kind: .data, notes: ["the keys of the objects become the columns of the table"])
  }
}
