// Before changing this file: every record is counted once, as header, row, blank, skipped or trailing line, and `records` is counted as
// they are met, never computed from the others, because the receipt checks one against the other. The loops look at each byte once; no
// array or closure belongs in them. `RoundTripTests` counts the records of generated files in another way; `CSVTests` and
// `LoadingTests` have the locations of errors. `CSVScanner+Parallel.swift` runs the same scan from several starts.

import StetDiagnostics

struct CSVScanner {
  static let longestRecord = 64 << 20
  /// Bytes between two checks of whether loading was stopped.
  static let stretch = 4 << 20

  private let dialect: CSVDialect
  private let delimiter: UInt8
  /// What opens a cell in quotes; no byte if nothing does.
  private let quote: Int
  /// What takes the meaning from the next byte; the delimiter if nothing does.
  private let escape: UInt8
  private let name: String
  private let options: ReadOptions
  private var scan = CSVScan()
  private var line: Int32 = 1
  private var lineStart: Int
  private var nextCheck = 0
  private var blankLine: Int32 = 0
  /// No record starts from here on.
  private let end: Int
  /// Whether records of any width are kept, as an outline of the file.
  private let keepsAll: Bool

  init(_ dialect: CSVDialect, name: String, options: ReadOptions, start: Int, end: Int = .max, keepsAll: Bool = false) {
    (self.end, self.keepsAll) = (end, keepsAll)
    self.dialect = dialect
    delimiter = dialect.delimiter
    quote = dialect.quote.map { Int($0) } ?? -1
    escape = dialect.hasBackslashes ? UInt8(ascii: "\\") : dialect.delimiter
    self.name = name
    self.options = options
    lineStart = start
    scan.header = options.header.records
  }

  consuming func run(_ bytes: Span<UInt8>, isCancelled: () -> Bool) throws(RunFailure) -> CSVScan {
    var index = lineStart
    while scan.skippedLines < options.skip, index < bytes.count {
      index = try plainLine(bytes, index, isCancelled)
      scan.skippedLines += 1
      scan.records += 1
    }
    let end = min(end, bytes.count)
    scan.cells.reserveCapacity((end - index) / 8)
    while index < end {
      if index >= nextCheck { try check(index, isCancelled) }
      scan.records += 1
      if Self.isLineEnd(bytes[index]) {
        if options.until == .blank, !scan.lines.isEmpty {
          try trailing(bytes, index, isCancelled)
          break
        }
        blank()
        index = endOfLine(bytes, index)
        continue
      }
      if isComment(bytes, index) {
        index = try plainLine(bytes, index, isCancelled)
        scan.commentLines += 1
        continue
      }
      if endsTable(bytes, index) {
        try trailing(bytes, index, isCancelled)
        break
      }
      let first = scan.cells.count
      let recordLine = line
      let start = index
      if scan.width > 1 || keepsAll, let end = endOfSpaces(bytes, index) {
        if options.until == .blank, !scan.lines.isEmpty {
          try trailing(bytes, index, isCancelled)
          break
        }
        blank()
        index = endOfLine(bytes, end)
        continue
      }
      index = try record(bytes, index, isCancelled)
      if index - start > Self.longestRecord { throw RunFailure(.lineTooLong("\(name):\(recordLine)")) }
      if isHollow(from: first), !keepsAll, !options.keepsEmptyRows {
        scan.cells.removeLast(scan.cells.count - first)
        if options.until == .blank, !scan.lines.isEmpty {
          (line, lineStart) = (recordLine, start)
          try trailing(bytes, start, isCancelled)
          break
        }
        scan.hollowRows += 1
        continue
      }
      admit(from: first, at: recordLine, lastLine: Int(line) - (lineStart == index ? 1 : 0))
    }
    scan.end = index
    scan.lineBreaks = line - 1
    scan.close()
    return scan
  }

  @inline(__always)
  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

  private mutating func check(_ index: Int, _ isCancelled: () -> Bool) throws(RunFailure) {
    if isCancelled() { throw RunFailure(.cancelled(name)) }
    nextCheck = index + Self.stretch
    // Rows and lines are numbered in 32 bits; one cell between two checks has fewer lines than the numbers left here.
    if line > Int32.max - 1 << 26 { throw RunFailure(.tooManyLines("\(name):\(line)")) }
  }

  /// The end of a line that has only spaces, but for a delimiter that is one, or the marks of page and file ends; nil for any other.
  private func endOfSpaces(_ bytes: Span<UInt8>, _ start: Int) -> Int? {
    func isNothing(_ byte: UInt8) -> Bool {
      Self.isSpace(byte) || byte == 0x0B || byte == 0x0C || byte == 0x1A || byte == 0
    }
    guard isNothing(bytes[start]) else { return nil }
    var index = start
    while index < bytes.count, isNothing(bytes[index]), bytes[index] != delimiter { index += 1 }
    return index == bytes.count || Self.isLineEnd(bytes[index]) ? index : nil
  }

  private func isComment(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    !dialect.comment.isEmpty && starts(bytes, index, with: dialect.comment)
  }

  /// Whether the table is over: it has as many rows as the script says, or its next record begins with the words that end it.
  private func endsTable(_ bytes: Span<UInt8>, _ index: Int) -> Bool {
    if let rows = options.rows, scan.lines.count >= rows + scan.header { return true }
    guard case .words(let words) = options.until, !scan.lines.isEmpty else { return false }
    let isQuoted = index < bytes.count && Int(bytes[index]) == quote
    return starts(bytes, index + (isQuoted ? 1 : 0), with: Array(words.utf8))
  }

  private func starts(_ bytes: Span<UInt8>, _ index: Int, with text: [UInt8]) -> Bool {
    guard index + text.count <= bytes.count else { return false }
    return text.indices.allSatisfy { bytes[index + $0] == text[$0] }
  }

  /// Whether a record has several cells and none of them is anything.
  @inline(__always)
  private func isHollow(from first: Int) -> Bool {
    scan.cells[first].isEmpty && scan.cells.count - first > 1 && scan.cells[first...].allSatisfy(\.isEmpty)
  }

  /// In a file with one column, only a blank line can mean a missing value.
  private mutating func blank() {
    if scan.width == 1, !scan.lines.isEmpty {
      scan.cells.append(.absent)
      scan.lines.append(line)
      scan.blankRows += 1
    } else {
      scan.blankLines += 1
    }
    if blankLine == 0 { blankLine = line }
    if scan.firstBlank == 0, scan.width > 0 { scan.firstBlank = line }
  }

  private mutating func trailing(_ bytes: Span<UInt8>, _ start: Int, _ isCancelled: () -> Bool) throws(RunFailure) {
    scan.records -= 1
    var index = start
    while index < bytes.count {
      index = try plainLine(bytes, index, isCancelled)
      scan.trailingLines += 1
      scan.records += 1
    }
  }

  /// Skips one physical line, whatever its quotes.
  private mutating func plainLine(
    _ bytes: Span<UInt8>, _ start: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Int {
    var index = start
    while index < bytes.count, !Self.isLineEnd(bytes[index]) {
      if index >= nextCheck { try check(index, isCancelled) }
      index += 1
    }
    if index >= nextCheck { try check(index, isCancelled) }
    return endOfLine(bytes, index)
  }

  /// Keeps a record of the header's width; any other is padded or noted as ragged.
  private mutating func admit(from first: Int, at recordLine: Int32, lastLine: Int) {
    var fields = scan.cells.count - first
    if keepsAll {
      scan.outline.append(
        CSVScan.Outlined(
          line: recordLine, lastLine: Int32(lastLine), cells: first..<first + fields, blankLine: blankLine))
      blankLine = 0
      return
    }
    if scan.lines.isEmpty {
      while options.ragged == .dropEmpty, fields > 1, scan.cells[scan.cells.count - 1].isEmpty {
        scan.cells.removeLast()
        fields -= 1
      }
      scan.width = width(fields)
    }
    if scan.lines.count < max(1, scan.header) { scan.headerEnd = lastLine }
    if fields == scan.runs.last?.fields {
      scan.runs[scan.runs.count - 1].records += 1
    } else if scan.runs.count < 100 {
      scan.runs.append(CSVScan.Run(line: recordLine, fields: fields, records: 1, blankLine: blankLine))
    }
    blankLine = 0
    if fields < scan.width, options.ragged == .pad {
      for _ in fields..<scan.width { scan.cells.append(.absent) }
      scan.padded += 1
    } else if fields > scan.width, options.ragged == .dropEmpty,
      scan.cells[(first + scan.width)...].allSatisfy(\.isEmpty)
    {
      scan.cells.removeLast(fields - scan.width)
      scan.cut += 1
    } else if fields != scan.width {
      if scan.ragged.count < 5 { scan.ragged.append((recordLine, fields, scan.cells[first])) }
      scan.raggedCount += 1
      scan.cells.removeLast(fields)
      return
    }
    scan.lines.append(recordLine)
  }

  /// How many cells the records have, by those of the first. With names from the script, it may be a row that is too short.
  private func width(_ fields: Int) -> Int {
    guard case .names(let names) = options.header, options.ragged == .pad else { return fields }
    return max(fields, names.count)
  }

  private mutating func record(
    _ bytes: Span<UInt8>, _ start: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Int {
    let count = bytes.count
    var index = start
    while true {
      if dialect.trims { index = pastSpaces(bytes, index) }
      if index < count, Int(bytes[index]) == quote {
        index = try quotedCell(bytes, index)
      } else {
        index = try plainCell(bytes, index)
      }
      guard index < count, bytes[index] == delimiter else { return endOfLine(bytes, index) }
      index += 1
      if index >= nextCheck {
        try check(index, isCancelled)
        if index - start > Self.longestRecord { throw RunFailure(.lineTooLong("\(name):\(line)")) }
      }
    }
  }

  @inline(__always)
  private mutating func plainCell(_ bytes: Span<UInt8>, _ start: Int) throws(RunFailure) -> Int {
    let limit = min(bytes.count, start + TextCell.longest + 1)
    var index = start
    var quoting = TextCell.Quoting.none
    while index < limit {
      let byte = bytes[index]
      // No byte above a comma ends a cell, except another delimiter.
      if byte > UInt8(ascii: ","), byte != delimiter, byte != escape {
        index += 1
        continue
      }
      if byte == delimiter || Self.isLineEnd(byte) { break }
      if byte == escape {
        quoting = .escaped
        index = past(bytes, escapeAt: index)
        continue
      }
      if byte == UInt8(ascii: "\""), Int(byte) == quote { return try bareQuote(bytes, start, index) }
      index += 1
    }
    try append(bytes, start: start, end: dialect.trims ? beforeSpaces(bytes, start, index) : index, quoting)
    return index
  }

  /// Behind a backslash and what it stands before; a line end keeps its meaning.
  private func past(_ bytes: Span<UInt8>, escapeAt index: Int) -> Int {
    index + 1 < bytes.count && !Self.isLineEnd(bytes[index + 1]) ? index + 2 : index + 1
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private func pastSpaces(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    var index = start
    while index < bytes.count, bytes[index] != delimiter, Self.isSpace(bytes[index]) { index += 1 }
    return index
  }

  private func beforeSpaces(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
    var end = end
    while end > start, Self.isSpace(bytes[end - 1]) { end -= 1 }
    return end
  }

  /// A quote inside a cell that does not start with one.
  private mutating func bareQuote(_ bytes: Span<UInt8>, _ start: Int, _ quote: Int) throws(RunFailure) -> Int {
    let end = endOfCell(bytes, quote)
    guard options.quotes == .lenient else {
      throw RunFailure(
        .bareQuote("\(name):\(line):\(column(bytes, of: quote, from: lineStart))", sample(bytes, start..<end)))
    }
    scan.lenientCells += 1
    try append(bytes, start: start, end: end, .none)
    return end
  }

  private mutating func quotedCell(_ bytes: Span<UInt8>, _ open: Int) throws(RunFailure) -> Int {
    let (openLine, openLineStart) = (line, lineStart)
    var quoting = TextCell.Quoting.plain
    let limit = min(bytes.count, open + TextCell.longest + 2)
    var index = open + 1
    while index < limit {
      let byte = bytes[index]
      if Int(byte) == quote {
        guard index + 1 < bytes.count, Int(bytes[index + 1]) == quote else {
          return try closed(bytes, open, index, quoting)
        }
        quoting = .escaped
        index += 2
      } else if byte == escape, dialect.hasBackslashes {
        quoting = .escaped
        index = past(bytes, escapeAt: index)
      } else if Self.isLineEnd(byte) {
        index = endOfLine(bytes, index)
      } else {
        index += 1
      }
    }
    let location = "\(name):\(openLine):\(column(bytes, of: open, from: openLineStart))"
    throw RunFailure(index < bytes.count ? .cellTooLong(location) : .unterminatedQuote(location))
  }

  /// After a closing quote comes a delimiter or the end of the line.
  private mutating func closed(
    _ bytes: Span<UInt8>, _ open: Int, _ close: Int, _ quoting: TextCell.Quoting
  ) throws(RunFailure) -> Int {
    let next = dialect.trims ? pastSpaces(bytes, close + 1) : close + 1
    if next >= bytes.count || bytes[next] == delimiter || Self.isLineEnd(bytes[next]) {
      try append(bytes, start: open + 1, end: close, quoting)
      return next
    }
    let end = endOfCell(bytes, next)
    guard options.quotes == .lenient else {
      throw RunFailure(
        .strayQuote("\(name):\(line):\(column(bytes, of: next, from: lineStart))", sample(bytes, open..<end)))
    }
    scan.lenientCells += 1
    scan.strayQuotes += 1
    if lineStart > open { scan.hasStrayBreak = true }
    try append(bytes, start: open, end: end, .none)
    return end
  }

  private func endOfCell(_ bytes: Span<UInt8>, _ start: Int) -> Int {
    let limit = min(bytes.count, start + TextCell.longest + 1)
    var end = start
    while end < limit, bytes[end] != delimiter, !Self.isLineEnd(bytes[end]) { end += 1 }
    return end
  }

  @inline(__always)
  private mutating func append(
    _ bytes: Span<UInt8>, start: Int, end: Int, _ quoting: TextCell.Quoting
  ) throws(RunFailure) {
    if end - start > TextCell.longest {
      throw RunFailure(.cellTooLong("\(name):\(line):\(column(bytes, of: start, from: min(start, lineStart)))"))
    }
    scan.cells.append(TextCell(start: start, length: end - start, quoting: quoting))
  }

  /// Skips one line ending, if there is one.
  @inline(__always)
  private mutating func endOfLine(_ bytes: Span<UInt8>, _ index: Int) -> Int {
    guard index < bytes.count, Self.isLineEnd(bytes[index]) else { return index }
    let isPair = bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
    line += 1
    lineStart = index + (isPair ? 2 : 1)
    return lineStart
  }
}

extension Diagnostic {
  fileprivate static func unterminatedQuote(_ location: String) -> Diagnostic {
    Diagnostic(
      .unterminatedQuote, "the quotation mark that opens here is never closed", location: location, kind: .data,
      notes: ["a quotation mark inside a quoted cell must be doubled: `\"\"`"])
  }

  fileprivate static func strayQuote(_ location: String, _ text: String) -> Diagnostic {
    Diagnostic(
      .strayQuote, "text follows the closing quote of a cell: \(quoted(text))", location: location, kind: .data,
      notes: ["a quotation mark inside a quoted cell must be doubled: `\"\"`"])
  }

  fileprivate static func bareQuote(_ location: String, _ text: String) -> Diagnostic {
    Diagnostic(
      .bareQuote, "an unquoted cell contains a quotation mark: \(quoted(text))", location: location, kind: .data,
      notes: ["such a cell must be in quotes, with each quotation mark inside it doubled: `\"\"`"])
  }

  fileprivate static func cellTooLong(_ location: String) -> Diagnostic {
    Diagnostic(
      .cellTooLong, "a cell is larger than 16 MiB", location: location, kind: .limit,
      notes: ["the cause may be a quote that is never closed, or closed far too late"])
  }

  fileprivate static func lineTooLong(_ location: String) -> Diagnostic {
    Diagnostic(
      .lineTooLong, "a row is larger than \(CSVScanner.longestRecord >> 20) MiB", location: location, kind: .limit,
      notes: ["the file may have lost its line breaks"])
  }

  fileprivate static func tooManyLines(_ location: String) -> Diagnostic {
    Diagnostic(
      .tooManyLines, "the file has too many lines", location: location, kind: .limit,
      notes: ["the file can be split into smaller ones, which `append` combines"])
  }
}
