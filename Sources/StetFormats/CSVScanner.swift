import StetDiagnostics

/// Where the cells of a CSV file lie, after RFC 4180 with LF, CR and CRLF: `width` cells for each record.
struct CSVScan {
  var cells: [CSVCell] = []
  /// The one-based physical line on which each record starts; the first is the header's.
  var lines: [Int32] = []
  var width = 0
  var blankLines = 0
  var skippedLines = 0
  var padded = 0
  var ragged: [(line: Int32, fields: Int, near: CSVCell)] = []
  var raggedCount = 0

  var rowCount: Int { max(0, lines.count - 1) }
}

/// One cell in eight bytes: a table of nine million cells is indexed in 72 MB.
struct CSVCell {
  private let packed: UInt64

  static let longest = 1 << 24 - 1

  @inline(__always)
  init(start: Int, length: Int, quoting: Quoting) {
    packed = UInt64(truncatingIfNeeded: start) << 26 | UInt64(truncatingIfNeeded: length) << 2 | quoting.rawValue
  }

  /// The cell that a short row lacks.
  static let absent = CSVCell(start: 0, length: 0, quoting: .none)

  enum Quoting: UInt64 { case none, plain, doubled }

  /// Inside the quotes, where there are some.
  @inline(__always) var start: Int { Int(truncatingIfNeeded: packed >> 26) }
  @inline(__always) var length: Int { Int(truncatingIfNeeded: packed >> 2 & 0xFF_FFFF) }
  @inline(__always) var end: Int { start + length }
  @inline(__always) var isQuoted: Bool { packed & 3 != 0 }
  @inline(__always) var hasDoubledQuotes: Bool { packed & 3 == 2 }
  /// Empty without quotes: a missing value. An empty text is written `""`.
  @inline(__always) var isEmpty: Bool { packed & 0x3FF_FFFF == 0 }
}

struct CSVScanner {
  private let delimiter: UInt8
  private let name: String
  private let options: CSVOptions
  private var scan = CSVScan()
  private var line: Int32 = 1
  private var lineStart: Int

  init(delimiter: UInt8, name: String, options: CSVOptions, start: Int) {
    self.delimiter = delimiter
    self.name = name
    self.options = options
    lineStart = start
  }

  consuming func run(_ bytes: Span<UInt8>, isCancelled: () -> Bool) throws(RunFailure) -> CSVScan {
    var index = lineStart
    while scan.skippedLines < options.skip, index < bytes.count {
      while index < bytes.count, !Self.isLineEnd(bytes[index]) { index += 1 }
      index = endOfLine(bytes, index)
      scan.skippedLines += 1
    }
    scan.cells.reserveCapacity(bytes.count / 8)
    while index < bytes.count {
      if Self.isLineEnd(bytes[index]) {
        index = endOfLine(bytes, index)
        scan.blankLines += 1
        continue
      }
      let first = scan.cells.count
      let recordLine = line
      index = try record(bytes, index)
      admit(from: first, at: recordLine)
      if scan.lines.count & 0xFFFF == 0, isCancelled() { throw RunFailure(.cancelled(name)) }
    }
    return scan
  }

  @inline(__always)
  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  /// Keeps a record of the header's width; another one is padded or noted as ragged.
  private mutating func admit(from first: Int, at recordLine: Int32) {
    let fields = scan.cells.count - first
    if scan.lines.isEmpty { scan.width = fields }
    if fields < scan.width, options.ragged == .pad {
      for _ in fields..<scan.width { scan.cells.append(.absent) }
      scan.padded += 1
    } else if fields != scan.width {
      if scan.ragged.count < 5 { scan.ragged.append((recordLine, fields, scan.cells[first])) }
      scan.raggedCount += 1
      scan.cells.removeLast(fields)
      return
    }
    scan.lines.append(recordLine)
  }

  private mutating func record(_ bytes: Span<UInt8>, _ start: Int) throws(RunFailure) -> Int {
    let count = bytes.count
    var index = start
    while true {
      if index < count, bytes[index] == UInt8(ascii: "\"") {
        index = try quotedCell(bytes, index)
      } else {
        let cell = index
        while index < count, bytes[index] != delimiter, !Self.isLineEnd(bytes[index]) { index += 1 }
        try append(start: cell, end: index, .none)
      }
      guard index < count, bytes[index] == delimiter else { return endOfLine(bytes, index) }
      index += 1
    }
  }

  private mutating func quotedCell(_ bytes: Span<UInt8>, _ open: Int) throws(RunFailure) -> Int {
    let (openLine, openLineStart) = (line, lineStart)
    var quoting = CSVCell.Quoting.plain
    var index = open + 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\"") else {
          try append(start: open + 1, end: index, quoting)
          try checkAfterQuote(bytes, open, index + 1)
          return index + 1
        }
        quoting = .doubled
        index += 2
      } else if Self.isLineEnd(byte) {
        index = endOfLine(bytes, index)
      } else {
        index += 1
      }
    }
    throw RunFailure(.unterminatedQuote("\(name):\(openLine):\(column(bytes, of: open, from: openLineStart))"))
  }

  private func checkAfterQuote(_ bytes: Span<UInt8>, _ open: Int, _ index: Int) throws(RunFailure) {
    guard index < bytes.count, bytes[index] != delimiter, !Self.isLineEnd(bytes[index]) else { return }
    var end = index
    while end < bytes.count, bytes[end] != delimiter, !Self.isLineEnd(bytes[end]) { end += 1 }
    throw RunFailure(
      .strayQuote("\(name):\(line):\(column(bytes, of: index, from: lineStart))", text(bytes, open..<end)))
  }

  @inline(__always)
  private mutating func append(start: Int, end: Int, _ quoting: CSVCell.Quoting) throws(RunFailure) {
    if end - start > CSVCell.longest { throw RunFailure(.cellTooLong("\(name):\(line)")) }
    scan.cells.append(CSVCell(start: start, length: end - start, quoting: quoting))
  }

  /// Steps over one line ending, where there is one.
  @inline(__always)
  private mutating func endOfLine(_ bytes: Span<UInt8>, _ index: Int) -> Int {
    guard index < bytes.count, Self.isLineEnd(bytes[index]) else { return index }
    let isPair = bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
    line += 1
    lineStart = index + (isPair ? 2 : 1)
    return lineStart
  }
}

/// The one-based column, in Unicode scalars, of an offset in the line that starts at `lineStart`.
func column(_ bytes: Span<UInt8>, of offset: Int, from lineStart: Int) -> Int {
  var scalars = 1
  for index in lineStart..<max(lineStart, offset) where bytes[index] & 0xC0 != 0x80 { scalars += 1 }
  return scalars
}

func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
  unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
}

extension Diagnostic {
  fileprivate static func unterminatedQuote(_ place: String) -> Diagnostic {
    Diagnostic(
      "unterminated-quote", "the quote that opens here is never closed", place: place, kind: .data,
      notes: ["a quote inside a quoted cell is written twice: `\"\"`"])
  }

  fileprivate static func strayQuote(_ place: String, _ text: String) -> Diagnostic {
    Diagnostic(
      "stray-quote", "text follows the closing quote of a cell: \(quoted(text))", place: place, kind: .data,
      notes: ["a quote inside a quoted cell is written twice: `\"\"`"])
  }

  fileprivate static func cellTooLong(_ place: String) -> Diagnostic {
    Diagnostic(
      "cell-too-long", "a cell holds more than 16 MiB", place: place, kind: .limit,
      notes: ["a quote that is closed far too late makes such a cell"])
  }
}
