import StetColumns
import StetDiagnostics

/// The cells of a table whose file stores values rather than text, collected as text: a number has the digits of its value.
struct StoredCells {
  struct Column {
    let name: String
    var cells: [TextCell] = []
    /// Cells that are no text, and the row of the first.
    var binary = 0
    var firstBinary: Int32 = 0
  }

  /// Of the file, and of the table if it has several: `spend.db!grants`.
  let name: String
  private let encoding: TextEncoding?
  private(set) var columns: [Column]
  private(set) var bytes: [UInt8] = []
  /// The number by which messages name each row.
  private(set) var rows: [Int32] = []

  /// `encoding` is that of texts that are not UTF-8.
  init(_ names: [String], of name: String, _ encoding: TextEncoding?) {
    (self.name, self.encoding) = (name, encoding)
    columns = names.map { Column(name: $0) }
  }

  /// Begins a row, which then gets a cell in each column.
  mutating func beginRow(_ number: Int32?) throws(RunFailure) {
    guard rows.count < Int(Int32.max) - 1 else { throw RunFailure(.tooManyRows(name)) }
    rows.append(number ?? Int32(rows.count + 1))
  }

  mutating func appendMissing(to column: Int) { columns[column].cells.append(.absent) }

  mutating func append(_ number: Int64, to column: Int) { append("\(number)", .none, column) }

  mutating func append(_ number: Double, to column: Int) { append(Self.digits("\(number)"), .none, column) }

  /// With the digits that a single number needs.
  mutating func append(_ number: Float, to column: Int) { append(Self.digits("\(number)"), .none, column) }

  mutating func append(_ text: String, to column: Int) { append(text, .plain, column) }

  private mutating func append(_ text: String, _ quoting: TextCell.Quoting, _ column: Int) {
    let start = bytes.count
    bytes += text.utf8
    columns[column].cells.append(TextCell(start: start, length: bytes.count - start, quoting: quoting))
  }

  /// A text as it is stored: in UTF-8, or in the encoding that the script declares.
  mutating func append(stored text: UnsafeBufferPointer<UInt8>, to column: Int) throws(RunFailure) {
    let start = bytes.count
    unsafe bytes.append(contentsOf: text)
    try endText(start, column)
  }

  mutating func append(stored text: ArraySlice<UInt8>, to column: Int) throws(RunFailure) {
    let start = bytes.count
    bytes += text
    try endText(start, column)
  }

  private mutating func endText(_ start: Int, _ column: Int) throws(RunFailure) {
    let location = { (name: String, row: Int32, column: String) in "\(name):\(row) `\(column)`" }
    let (row, heading) = (rows[rows.count - 1], columns[column].name)
    guard bytes.count - start <= TextCell.longest else { throw RunFailure(.tooLong(location(name, row, heading))) }
    if let invalid = firstInvalidUTF8(bytes.span.extracting(start..<bytes.count)) {
      guard let encoding else { throw RunFailure(.notUTF8(location(name, row, heading), bytes[start + invalid])) }
      let text = try decoded(
        Array(bytes[start...]), declared: encoding, name: location(name, row, heading), isCancelled: { false })
      bytes.replaceSubrange(start..., with: text.bytes[text.start...])
    }
    columns[column].cells.append(TextCell(start: start, length: bytes.count - start, quoting: .plain))
  }

  mutating func appendBinary(to column: Int) {
    appendMissing(to: column)
    columns[column].binary += 1
    if columns[column].binary == 1 { columns[column].firstBinary = rows[rows.count - 1] }
  }

  /// Reads the numbers 1 and 0 of a column as true and false; false, and nothing changes, if it has others or none.
  mutating func takeTruths(_ name: String) -> Bool {
    guard let place = columns.firstIndex(where: { $0.name == name }) else { return false }
    let cells = columns[place].cells
    let (zero, one) = (UInt8(ascii: "0"), UInt8(ascii: "1"))
    guard cells.contains(where: { !$0.isEmpty }),
      cells.allSatisfy({ $0.isEmpty || !$0.isQuoted && $0.length == 1 && (zero...one).contains(bytes[$0.start]) })
    else { return false }
    let words = [false, true].map { truth in
      let start = bytes.count
      bytes += "\(truth)".utf8
      return TextCell(start: start, length: bytes.count - start, quoting: .none)
    }
    columns[place].cells = cells.map { $0.isEmpty ? $0 : words[bytes[$0.start] == one ? 1 : 0] }
    return true
  }

  /// The digits of a description with a point, so that `5.0` is no whole number; an exponent only if there would be many zeros.
  static func digits(_ text: String) -> String {
    guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]),
      (-9...17).contains(exponent)
    else { return text }
    let sign = text.hasPrefix("-") ? "-" : ""
    let digits = text[..<mark].filter { $0 != "." && $0 != "-" }
    if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
    let whole = digits.prefix(exponent + 1)
    let rest = digits.dropFirst(exponent + 1)
    return sign + whole + String(repeating: "0", count: exponent + 1 - whole.count) + "." + (rest.isEmpty ? "0" : rest)
  }

  /// Leaves out the columns with binary values, or refuses one that is used; returns the notes about them.
  mutating func dropBinary(_ options: ReadOptions) throws(RunFailure) -> [String] {
    var notes: [String] = []
    for column in columns where column.binary > 0 {
      let words = "\(counted(column.binary, "cell")) \(agreeing("is", "are", column.binary)) binary"
      if options.isAskedFor?(column.name) ?? false || options.declared(column.name) != nil {
        throw RunFailure(.binary("\(name):\(column.firstBinary) `\(column.name)`", column.name, words))
      }
      notes.append("`\(column.name)` left out: \(words)")
    }
    columns.removeAll { $0.binary > 0 }
    return notes
  }

  /// As columns of text, in the order of the rows.
  func cells(_ options: ReadOptions) -> [CellColumn] {
    let file = StoredCellFile(name: name, bytes: bytes, rows: rows)
    return columns.map { column in
      CellColumn(
        column.name, in: file,
        [CellColumn.Piece(firstRow: 0, rows: rows.count, cells: column.cells, first: 0, stride: 1)],
        missing: options.missingCodes(of: column.name) + options.redactedCodes(of: column.name),
        reading: options.reading)
    }
  }
}

private struct StoredCellFile: CellFile {
  let name: String
  let bytes: [UInt8]
  let rows: [Int32]

  var quotesMeanText: Bool { true }

  func unescaped(_ cell: TextCell) -> [UInt8] { Array(bytes[cell.start..<cell.end]) }

  func location(of cell: TextCell, row: Int, column: String) -> String { "\(name):\(rows[row]) `\(column)`" }
}

extension Diagnostic {
  fileprivate static func tooManyRows(_ name: String) -> Diagnostic {
    Diagnostic(.tooManyLines, "the table has too many rows", location: name, kind: .limit)
  }

  fileprivate static func tooLong(_ location: String) -> Diagnostic {
    Diagnostic(.cellTooLong, "a value is larger than 16 MiB", location: location, kind: .limit)
  }

  fileprivate static func notUTF8(_ location: String, _ byte: UInt8) -> Diagnostic {
    Diagnostic(
      .notUtf8, "a text is not valid UTF-8: byte 0x\(String(byte, radix: 16, uppercase: true))", location: location,
      kind: .data,
      notes: [
        "`encoding: \"windows-1252\"` reads such texts as old Windows programs wrote them, `encoding: \"latin1\"` each byte as one character"
      ])
  }

  fileprivate static func binary(_ location: String, _ column: String, _ words: String) -> Diagnostic {
    Diagnostic(
      .binaryCells, "`\(column)` cannot be read: \(words)", location: location, kind: .data,
      notes: ["other columns can be read: `| select` right after `load`"])
  }
}
