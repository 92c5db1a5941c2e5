import StetColumns
import StetDiagnostics

// What the scanner reads without fault although it was meant in another way.

extension CSVReader {
  /// Refuses a file that only looks like a table of one line, one column or one kind of quotes.
  func checkShape(_ cells: CSVCellFile) throws(RunFailure) {
    let scan = cells.scan
    let location = "\(name):\(scan.lines[0])"
    if scan.rowCount == 0, let (what, count) = Self.otherLineEnds(cells) {
      throw RunFailure(.lineEnds(location, what, count))
    }
    let records = CSVTableRecords(file: cells)
    if scan.width == 1, scan.rowCount > 0, Self.areQuotedLines(cells) { throw RunFailure(.quotedLines(location)) }
    if Self.areInSingleQuotes(records, scan.width, cells.dialect) { throw RunFailure(.singleQuotes(location)) }
  }

  /// Whether every cell of the first record is in single quotes, where double ones are expected.
  static func areInSingleQuotes(_ records: some CSVRecords, _ width: Int, _ dialect: CSVDialect) -> Bool {
    guard dialect.quote == UInt8(ascii: "\"") else { return false }
    return (0..<width).allSatisfy {
      let text = records.text(0, $0)
      return text.count > 2 && text.first == "'" && text.last == "'"
    }
  }

  /// Characters in a single line that end lines elsewhere, and how many there are.
  private static func otherLineEnds(_ cells: CSVCellFile) -> (what: String, count: Int)? {
    let ends: [(String, [UInt8])] = [
      ("U+2028 (LINE SEPARATOR)", [0xE2, 0x80, 0xA8]), ("U+2029 (PARAGRAPH SEPARATOR)", [0xE2, 0x80, 0xA9]),
      ("U+0085 (NEXT LINE)", [0xC2, 0x85]), ("U+000B (LINE TABULATION)", [0x0B]), ("U+000C (FORM FEED)", [0x0C]),
      ("U+001E (RECORD SEPARATOR)", [0x1E]), ("`\\n` written out", Array(#"\n"#.utf8)),
    ]
    let bytes = cells.bytes.span
    for (what, mark) in ends {
      var (count, index) = (0, 0)
      while index + mark.count <= bytes.count {
        if mark.indices.allSatisfy({ bytes[index + $0] == mark[$0] }) { count += 1 }
        index += 1
      }
      if count > 0 { return (what, count) }
    }
    return nil
  }

  /// Whether each line is a single cell in quotes with the same number of delimiters in it.
  private static func areQuotedLines(_ cells: CSVCellFile) -> Bool {
    let bytes = cells.bytes.span
    var counts: Set<Int> = []
    for record in 0..<min(cells.scan.lines.count, 1000) {
      let cell = cells.scan.cell(record - cells.scan.header, 0)
      guard cell.isQuoted else { return false }
      counts.insert((cell.start..<cell.end).count { bytes[$0] == cells.dialect.delimiter })
    }
    return counts.count == 1 && counts.first != 0
  }

  /// A note for a cell in quotes whose lines would each be a row: a quotation mark may stand where none was meant.
  func swallowedRows(_ cells: CSVCellFile, _ columns: [(index: Int, name: String)]) -> [String] {
    let (scan, bytes) = (cells.scan, cells.bytes.span)
    guard scan.width > 1 else { return [] }
    for record in scan.header..<max(scan.header, scan.lines.count) {
      let next = record + 1 < scan.lines.count ? scan.lines[record + 1] : scan.lineBreaks + 2
      guard next - scan.lines[record] > 1 else { continue }
      for column in 0..<scan.width {
        let cell = scan.cell(record - scan.header, column)
        guard cell.isQuoted else { continue }
        var delimiters = [0]
        for index in cell.start..<cell.end {
          if bytes[index] == UInt8(ascii: "\n") { delimiters.append(0) }
          if bytes[index] == cells.dialect.delimiter { delimiters[delimiters.count - 1] += 1 }
        }
        guard delimiters.count > 1, delimiters.dropFirst().allSatisfy({ $0 == scan.width - 1 }) else { continue }
        let place = cells.location(of: cell, row: record - scan.header, column: "")
        return [
          "`\(columns.first { $0.index == column }?.name ?? "")` has a cell with \(counted(delimiters.count - 1, "line")) that would each be a row: \(quoted(cells.shown(cell))) at \(place)"
        ]
      }
    }
    return []
  }

  /// The rows that have words in each of some columns in which the others have figures; none if they are many.
  func rowsOfWords(_ cells: CSVCellFile, _ columns: [Int]) -> [Int] {
    let records = CSVTableRecords(file: cells)
    let isRuled =
      cells.scan.rowCount > 1 && !columns.isEmpty
      && (0..<cells.scan.width).allSatisfy { records.isRule(cells.scan.header, $0) }
    if isRuled { return [0] }
    guard columns.count > 1 else { return [] }
    var rows: [Int] = []
    for row in 0..<cells.scan.rowCount {
      let record = row + cells.scan.header
      let isOfWords = columns.allSatisfy {
        !records.isBlank(record, $0) && !records.isValue(record, $0) && !records.isCode(record, $0)
      }
      // The same word in each is a code.
      guard isOfWords, Set(columns.map { records.text(record, $0) }).count > 1 else { continue }
      rows.append(row)
      if rows.count > 20 { return [] }
    }
    return rows.count * 4 <= cells.scan.rowCount ? rows : []
  }
}

extension Diagnostic {
  fileprivate static func lineEnds(_ location: String, _ what: String, _ count: Int) -> Diagnostic {
    Diagnostic(
      .lineEnds, "the file has no line break after its first line, but \(count) × \(what)", location: location,
      kind: .data, notes: ["the file loads once these are ordinary line breaks"])
  }

  fileprivate static func quotedLines(_ location: String) -> Diagnostic {
    Diagnostic(
      .strayQuote, "each line as a whole is in quotation marks, so that it is one cell", location: location,
      kind: .data, notes: ["the file loads once the quotation marks around the lines are removed"])
  }

  fileprivate static func singleQuotes(_ location: String) -> Diagnostic {
    Diagnostic(.bareQuote, "every name is in single quotes", location: location, kind: .data)
  }

  static func wordsAmongFigures(_ location: String) -> Diagnostic {
    Diagnostic(
      .wordsAmongFigures, "this line has words where the other lines have figures", location: location, kind: .data)
  }
}
