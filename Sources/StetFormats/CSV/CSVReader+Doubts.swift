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
    if scan.width == 1 { try checkOneColumn(records, location) }
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
      // Within the line, cells are in doubled quotation marks.
      var (count, isInner, index) = (0, false, cell.start)
      while index < cell.end {
        if bytes[index] == UInt8(ascii: "\"") {
          isInner.toggle()
          index += 1
        } else if bytes[index] == cells.dialect.delimiter, !isInner {
          count += 1
        }
        index += 1
      }
      counts.insert(count)
    }
    return counts.count == 1 && counts.first != 0
  }

  /// A cell in quotes whose lines after the first would each be a row: a quotation mark may stand where none was meant.
  private struct SwallowedRows {
    let record: Int
    let column: Int
    let cell: TextCell
    let rows: Int
    /// Whether its first and last line, too, would each be a row without the quotation marks.
    let isWhole: Bool
  }

  private func swallowedRows(_ cells: CSVCellFile) -> SwallowedRows? {
    let (scan, bytes) = (cells.scan, cells.bytes.span)
    guard scan.width > 1 else { return nil }
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
        guard delimiters.count > 1 else { continue }
        let inner = delimiters.dropFirst().dropLast().allSatisfy { $0 == scan.width - 1 }
        let (first, last) = (delimiters[0] + column, delimiters[delimiters.count - 1])
        let isWhole = first == scan.width - 1 && last == column
        guard inner, isWhole || last == scan.width - 1 else { continue }
        return SwallowedRows(
          record: record, column: column, cell: cell, rows: delimiters.count - 1, isWhole: isWhole)
      }
    }
    return nil
  }

  /// Refuses it where quotation marks are on no other cell, unless the script says that they mean quotes.
  func checkSwallowedRows(_ cells: CSVCellFile) throws(RunFailure) {
    guard options.quotes == .strict, !options[CSVOptions.self].statesQuotes, let found = swallowedRows(cells),
      found.isWhole
    else { return }
    for record in 0..<cells.scan.lines.count {
      for column in 0..<cells.scan.width where record != found.record || column != found.column {
        let cell = cells.scan.cell(record - cells.scan.header, column)
        if cell.isQuoted, !cells.bytes[cell.start..<cell.end].contains(UInt8(ascii: "\n")) { return }
      }
    }
    let place = cells.location(of: found.cell, row: found.record - cells.scan.header, column: "")
    throw RunFailure(.swallowedRows(place, found.rows))
  }

  /// The note about one that may be meant as it is.
  func swallowedRows(_ cells: CSVCellFile, _ columns: [(index: Int, name: String)]) -> [String] {
    guard let found = swallowedRows(cells) else { return [] }
    let place = cells.location(of: found.cell, row: found.record - cells.scan.header, column: "")
    let name = columns.first { $0.index == found.column }?.name ?? ""
    return [
      "`\(name)` has a cell with \(counted(found.rows, "line")) that would each be a row: \(quoted(cells.shown(found.cell))) at \(place)"
    ]
  }

  /// A note about a table that an empty column divides into two which do not end together.
  func dividedTable(_ cells: CSVCellFile) -> [String] {
    let (scan, records) = (cells.scan, CSVTableRecords(file: cells))
    guard scan.header == 1, scan.width > 3, scan.rowCount > 1 else { return [] }
    let rows = 1..<scan.rowCount + 1
    guard
      let gap = (1..<scan.width - 1).first(where: { column in
        records.isBlank(0, column) && rows.allSatisfy { records.isBlank($0, column) }
      })
    else { return [] }
    let sides = [0..<gap, gap + 1..<scan.width].map { columns in
      rows.last { record in columns.contains { !records.isBlank(record, $0) } } ?? 0
    }
    guard sides[0] != sides[1], sides.allSatisfy({ $0 > 0 }),
      (0..<scan.width).allSatisfy({ $0 == gap || !records.isBlank(0, $0) })
    else { return [] }
    let first = "`\(records.text(0, 0))`"
    let second = "`\(records.text(0, gap + 1))`"
    return [
      "an empty column stands between the columns from \(first) on, which end with row \(sides[0]), and those from \(second) on, which end with row \(sides[1]): they may be two tables"
    ]
  }

  // MARK: - One column that may be several

  /// Refuses a file whose lines are one cell each although they are put together from several in a way that is known.
  private func checkOneColumn(_ records: CSVTableRecords, _ location: String) throws(RunFailure) {
    let scan = records.file.scan
    guard options.delimiter == nil, options.widths == nil, scan.rowCount > 1 else { return }
    let lines = (0..<scan.lines.count).map { records.text($0, 0) }
    let rows = lines.dropFirst(scan.header)
    if rows.count(where: { $0.hasSuffix(#"\\"#) && $0.contains("&") }) * 2 > rows.count {
      throw RunFailure(.otherColumns(location, "the lines are those of a table in LaTeX, with `&` between the cells"))
    }
    if rows.allSatisfy({ $0.contains("...") && Self.endsInFigure($0) }) {
      throw RunFailure(.otherColumns(location, "dots lead from the words of each line to its figures"))
    }
    let length = lines[0].count
    if lines.allSatisfy({ $0.count == length && Self.endsInFigure($0) }), lines.contains(where: { $0.contains("  ") }) {
      throw RunFailure(
        .otherColumns(
          location,
          "every line has \(length) characters and no delimiter, as where columns have fixed widths without spaces between them"
        ))
    }
  }

  /// Whether a text has words, and after them a figure at its end.
  private static func endsInFigure(_ text: String) -> Bool {
    text.last?.isNumber == true && text.contains(where: \.isLetter)
  }

  /// A note about a file of one column whose lines, that of the name too, look like rows of several.
  func oneColumn(_ cells: CSVCellFile) -> [String] {
    let (scan, records) = (cells.scan, CSVTableRecords(file: cells))
    guard scan.width == 1, scan.rowCount > 1, scan.header > 0, options.delimiter == nil, options.widths == nil,
      records.text(0, 0).split(whereSeparator: \.isWhitespace).count > 1,
      (scan.header..<scan.lines.count).allSatisfy({ record in
        let text = records.text(record, 0)
        return Self.endsInFigure(text) && text.contains(where: \.isWhitespace)
      })
    else { return [] }
    return [
      "each line is one cell, although it has words and a figure: no delimiter is between them; `widths:` takes columns apart that are aligned"
    ]
  }

  /// The line of a row that may be none of the table: dashes below the names, or words where the other rows have figures.
  func rowOfWords(_ cells: CSVCellFile, _ typed: TypedColumns) -> Int32? {
    let scan = cells.scan
    guard scan.rowCount > 1 else { return nil }
    let texts = zip(typed.fields, typed.columns).compactMap { field, column -> TextVector? in
      guard field.hasNumbersInText, case .text(let texts) = column else { return nil }
      return texts
    }
    let records = CSVTableRecords(file: cells)
    let isRuled = !texts.isEmpty && (0..<scan.width).allSatisfy { records.isRule(scan.header, $0) }
    guard
      let row = isRuled
        ? 0 : rowsOfWords(texts, isBelowTitle: isTitle(typed.fields.map(\.name))).first
    else { return nil }
    return scan.lines[row + scan.header]
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

  fileprivate static func swallowedRows(_ location: String, _ rows: Int) -> Diagnostic {
    Diagnostic(
      .swallowedRows,
      "a quotation mark begins a cell here that goes on for \(counted(rows, "more line")), each of which would be a row",
      location: location, kind: .data)
  }

  fileprivate static func otherColumns(_ location: String, _ what: String) -> Diagnostic {
    Diagnostic(
      .otherFormat, what, location: location, kind: .data,
      notes: ["the file loads once commas or tabs are between the cells"])
  }

  fileprivate static func singleQuotes(_ location: String) -> Diagnostic {
    Diagnostic(.bareQuote, "every name is in single quotes", location: location, kind: .data)
  }

  static func wordsAmongFigures(_ location: String) -> Diagnostic {
    Diagnostic(
      .wordsAmongFigures, "this line has words where the other lines have figures", location: location, kind: .data)
  }
}
