import StetDiagnostics

/// A text file whose cells a reader has found. Everything about cells (types, codes, notes, messages) needs nothing else from a
/// format.
protocol CellFile: Sendable {
  /// As messages name it.
  var name: String { get }
  /// UTF-8.
  var bytes: [UInt8] { get }
  /// Whether quotes distinguish texts from numbers, as in JSON. In CSV they only protect delimiters.
  var quotesMeanText: Bool { get }
  /// The text of a cell whose `isEscaped` is true.
  func unescaped(_ cell: TextCell) -> [UInt8]
  /// `file.csv:1042:7`
  func location(of cell: TextCell, row: Int, column: String) -> String
}

extension CellFile {
  /// The part of a cell that a message shows.
  func shown(_ cell: TextCell) -> String {
    // Not cut inside an escape.
    let text = cell.isEscaped ? unescaped(cell)[...] : bytes[cell.start..<cell.end]
    return String(decoding: text.prefix(280), as: UTF8.self)
  }
}

/// The cells of a column, in the order of the rows.
struct CellColumn: Sendable {
  /// Some consecutive rows; the cell of the first is `cells[first]`, and that of the next is `stride` further on.
  struct Piece: Sendable {
    let firstRow: Int
    let rows: Int
    let cells: [TextCell]
    let first: Int
    let stride: Int
  }

  let name: String
  let file: any CellFile
  let count: Int
  /// Texts that mean a missing value, besides the empty cell; an empty one is that of a cell in quotes.
  let missing: [[UInt8]]
  let reading: CellReading
  private let pieces: [Piece]

  init(
    _ name: String, in file: any CellFile, _ pieces: [Piece], missing: [String], reading: CellReading = CellReading()
  ) {
    self.reading = reading
    self.name = name
    self.file = file
    self.pieces = pieces
    self.missing = missing.map { Array($0.utf8) }
    count = pieces.reduce(0) { $0 + $1.rows }
  }

  /// The same with other texts that mean a missing value, and perhaps read otherwise.
  func with(codes: [String], _ reading: CellReading? = nil) -> CellColumn {
    CellColumn(name, in: file, pieces, missing: codes, reading: reading ?? self.reading)
  }

  subscript(row: Int) -> TextCell {
    let piece = pieces[piece(of: row)]
    return piece.cells[piece.first + (row - piece.firstRow) * piece.stride]
  }

  private func piece(of row: Int) -> Int {
    var piece = pieces.count - 1
    while piece > 0, pieces[piece].firstRow > row { piece -= 1 }
    return piece
  }

  /// `"12,5" at file.csv:1042:7`
  func example(_ row: Int) -> String { "\(quoted(file.shown(self[row]))) at \(location(row))" }

  func location(_ row: Int) -> String { file.location(of: self[row], row: row, column: name) }

  /// Visits the rows in parts between which loading can be stopped, until `visit` returns false. A row's cell is
  /// `cells[offset + row * stride]`.
  @inline(__always)
  func stretches(
    _ isCancelled: () -> Bool, _ visit: (_ rows: Range<Int>, _ cells: [TextCell], _ offset: Int, _ stride: Int) -> Bool
  ) throws(RunFailure) {
    for piece in pieces {
      let offset = piece.first - piece.firstRow * piece.stride
      let last = piece.firstRow + piece.rows
      var row = piece.firstRow
      while row < last {
        if isCancelled() { throw RunFailure(.cancelled(file.name)) }
        // A part is small in rows and, past its first rows, in bytes.
        var end = min(row + 65_536, last)
        let start = piece.cells[offset + row * piece.stride].start
        while end - row > 1, piece.cells[offset + (end - 1) * piece.stride].start - start > 4 << 20 {
          end = row + (end - row) / 2
        }
        if !visit(row..<end, piece.cells, offset, piece.stride) { return }
        row = end
      }
    }
  }

  /// Visits every cell with its bytes, nil for a missing one, until `visit` returns false.
  @inline(__always)
  func each(
    _ isCancelled: () -> Bool, _ visit: (Int, TextCell, Span<UInt8>?) -> Bool
  ) throws(RunFailure) {
    let source = file.bytes
    let bytes = source.span
    try stretches(isCancelled) { rows, cells, offset, stride in
      for row in rows {
        let cell = cells[offset + row * stride]
        let goesOn =
          if isMissing(cell, bytes) {
            visit(row, cell, nil)
          } else if cell.isEscaped {
            visit(row, cell, file.unescaped(cell).span)
          } else {
            visit(row, cell, bytes.extracting(cell.start..<cell.end))
          }
        if !goesOn { return false }
      }
      return true
    }
  }

  @inline(__always)
  func isMissing(_ cell: TextCell, _ bytes: Span<UInt8>) -> Bool {
    if cell.isEmpty { return true }
    if missing.isEmpty { return false }
    return missing.contains { holds(cell, $0, bytes) }
  }

  /// How many cells have each of some codes, of those that any has.
  func counts(of codes: [String], _ isCancelled: () -> Bool) throws(RunFailure) -> [LoadReceipt.Code] {
    var counts: [LoadReceipt.Code] = []
    for code in codes {
      let count = try count(of: Array(code.utf8), isCancelled)
      if count > 0 { counts.append(LoadReceipt.Code(column: name, code: code, count: count)) }
    }
    return counts
  }

  private func count(of code: [UInt8], _ isCancelled: () -> Bool) throws(RunFailure) -> Int {
    let source = file.bytes
    let bytes = source.span
    var count = 0
    try stretches(isCancelled) { rows, cells, offset, stride in
      for row in rows where holds(cells[offset + row * stride], code, bytes) { count += 1 }
      return true
    }
    return count
  }

  private func holds(_ cell: TextCell, _ code: [UInt8], _ bytes: Span<UInt8>) -> Bool {
    if cell.isEscaped { return file.unescaped(cell) == code }
    guard code.count == cell.length, !code.isEmpty || cell.isQuoted else { return false }
    for index in 0..<code.count where code[index] != bytes[cell.start + index] { return false }
    return true
  }
}
