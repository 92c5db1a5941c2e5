import StetColumns

/// Records whose cells can be looked at: those of an outline, of a table, or of a sheet.
protocol CSVRecords {
  associatedtype File: CellFile
  var file: File { get }
  func cell(_ record: Int, _ column: Int) -> TextCell
}

extension CSVRecords {
  func text(_ record: Int, _ column: Int) -> String { file.shown(cell(record, column)) }

  func isBlank(_ record: Int, _ column: Int) -> Bool { trimmed(record, column).isEmpty }

  /// Whether a cell is a number, as people write it, a date or a truth value.
  func isValue(_ record: Int, _ column: Int) -> Bool {
    with(record, column) { isFigure($0) }
  }

  func isDate(_ record: Int, _ column: Int) -> Bool { with(record, column) { StetFormats.isDate($0) } }

  func wholeNumber(_ record: Int, _ column: Int) -> Int64? { with(record, column) { IntParser().parse($0) } }

  /// Whether a cell is a mark that stands for a figure.
  func isCode(_ record: Int, _ column: Int) -> Bool { StetFormats.isCode(text(record, column)) }

  /// Whether a cell is a line, as below names.
  func isRule(_ record: Int, _ column: Int) -> Bool {
    let text = text(record, column)
    return text.count > 1 && text.allSatisfy { "-=_ :".contains($0) }
  }

  /// Whether a record begins as notes below a table do.
  func beginsAsNote(_ record: Int) -> Bool { StetFormats.beginsAsNote(text(record, 0)) }

  /// Whether a record is a note and nothing else, in as many cells as a row.
  func isPaddedNote(_ record: Int, _ width: Int) -> Bool {
    let cell = cell(record, 0)
    guard cell.length > 5, [UInt8(ascii: "n"), UInt8(ascii: "s")].contains(file.bytes[cell.start] | 0x20) else {
      return false
    }
    return beginsAsNote(record) && (1..<width).allSatisfy { isBlank(record, $0) }
  }

  /// Without spaces around it, which are no part of a value.
  private func with<Result>(_ record: Int, _ column: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    body(file.bytes.span.extracting(trimmed(record, column)))
  }

  private func trimmed(_ record: Int, _ column: Int) -> Range<Int> {
    let cell = cell(record, column)
    return StetFormats.trimmed(file.bytes.span, cell.start..<cell.end)
  }
}

/// Whether a text is a mark that stands for a figure.
func isCode(_ text: String) -> Bool {
  let codes = [
    "na", "n/a", "nan", "null", "none", "*", "**", "-", "--", "–", "—", ".", "..", "…", ":", "d", "s", "x",
  ]
  let text = text.lowercased().filter { !$0.isWhitespace && $0 != "(" && $0 != ")" }
  return codes.contains(text)
}

/// Whether a text begins as notes below a table do.
func beginsAsNote(_ text: String) -> Bool {
  let text = text.lowercased()
  return ["note:", "notes:", "source:", "sources:", "* ", "† ", "‡ "].contains { text.hasPrefix($0) }
}

/// The records of a table that has been scanned.
struct CSVTableRecords: CSVRecords {
  let file: CSVCellFile

  func cell(_ record: Int, _ column: Int) -> TextCell { file.scan.cell(record - file.scan.header, column) }
}

/// Every record of a file in one dialect, whatever its width.
struct CSVOutline: CSVRecords {
  let file: CSVCellFile
  let records: [CSVScan.Outlined]
  private var cells: [TextCell] { file.scan.segments[0] }

  init(_ file: CSVCellFile) { self.init(file, file.scan.outline) }

  /// Some of the records.
  init(_ file: CSVCellFile, _ records: [CSVScan.Outlined]) { (self.file, self.records) = (file, records) }

  func cell(_ record: Int, _ column: Int) -> TextCell {
    let own = records[record].cells
    return column < own.count ? cells[own.lowerBound + column] : .absent
  }

  private func columns(_ record: Int) -> Range<Int> { 0..<records[record].cells.count }

  /// Cells with anything in them.
  func filled(_ record: Int) -> Int { columns(record).count { !isBlank(record, $0) } }

  /// Whether nothing is there from a column on.
  func isEmpty(_ record: Int, from column: Int) -> Bool {
    columns(record).dropFirst(column).allSatisfy { isBlank(record, $0) }
  }

  /// Whether a cell of a record is a number or a date.
  func hasValue(_ record: Int) -> Bool { columns(record).contains { isValue(record, $0) } }

  /// Of its values all are dates, or it is a year alone: what a title may have.
  func hasOnlyDates(_ record: Int) -> Bool {
    let values = columns(record).filter { isValue(record, $0) }
    if filled(record) == 1, let first = values.first, let year = wholeNumber(record, first) {
      return (1900...2100).contains(year)
    }
    return values.allSatisfy { isDate(record, $0) }
  }

  /// Behind the last cell with anything in it.
  func extent(_ record: Int) -> Int { (columns(record).last { !isBlank(record, $0) } ?? -1) + 1 }

  /// What most records have; of several equally common, the largest. Columns that are empty in all of them do not count if the first
  /// records do not have them.
  var commonWidth: Int? {
    var counts: [Int: Int] = [:]
    for record in records { counts[record.cells.count, default: 0] += 1 }
    guard let common = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return nil }
    // Lines of one cell may be many above a table, but none is in it.
    if common == 1, let first = records.firstIndex(where: { $0.cells.count > 1 }), first <= 30,
      records.count - first > 2,
      records[first...].allSatisfy({ $0.cells.count == records[first].cells.count })
    {
      return records[first].cells.count
    }
    if common == 1, let run = longestRun { return records[run.lowerBound].cells.count }
    let most = records.indices.reduce(0) { records[$1].cells.count == common ? max($0, extent($1)) : $0 }
    let hasFewer =
      most > 1 && records.indices.prefix(40).contains { records[$0].cells.count == most && extent($0) == most }
    return hasFewer ? most : common
  }

  /// The most records of one width after each other, among many lines of one cell; nil if they are few or have no figures.
  private var longestRun: Range<Int>? {
    var longest = 0..<0
    var start = 0
    for record in 1...records.count
    where record == records.count || records[record].cells.count != records[start].cells.count {
      if records[start].cells.count > 2, record - start > longest.count { longest = start..<record }
      start = record
    }
    guard longest.count > 3, longest.count * 5 > records.count else { return nil }
    return CSVHeaderCheck(self, Array(longest), records[longest.lowerBound].cells.count).typed > 0 ? longest : nil
  }

  /// Whether nothing is in the line or the record before a record.
  func isAfterBlank(_ record: Int) -> Bool {
    records[record].blankLine > 0 || record > 0 && filled(record - 1) == 0
  }

  /// Excel's word on the delimiter.
  func statesDelimiter(_ record: Int) -> Bool { record == 0 && text(0, 0).hasPrefix("sep=") && isEmpty(0, from: 1) }

  /// Whether a record before a table of a width may be a title. What may be a figure is never left out.
  func isTitle(_ record: Int, _ width: Int) -> Bool {
    guard width > 1, !hasValue(record) else { return false }
    let (count, filled) = (records[record].cells.count, filled(record))
    if filled == 0 || statesDelimiter(record) { return true }
    if count < width { return count == 1 || filled * 3 <= width }
    return width > 2 && count == width && filled == 1 && !isBlank(record, 0)
  }

  /// Whether a record can only be a title if the names of a table's columns come after it: no row of it has as many cells.
  func isAboveNames(_ record: Int, _ width: Int) -> Bool {
    isTitle(record, width) || records[record].cells.count != width && hasOnlyDates(record)
  }

  /// Whether a record behind a table of a width may be a note: one text, or one that begins as notes do.
  func isNote(_ record: Int, _ width: Int) -> Bool {
    guard width > 1, !hasValue(record) || isSureNote(record, width) else { return false }
    let (count, filled) = (records[record].cells.count, filled(record))
    if filled == 0 { return true }
    if isBlank(record, 0) { return false }
    return beginsAsNote(record) || isFootnote(record, width) || count <= width && filled == 1
  }

  /// Whether a record is the number or mark of a footnote and, in the next cell, its words.
  private func isFootnote(_ record: Int, _ width: Int) -> Bool {
    guard width > 2, records[record].cells.count <= width, filled(record) == 2, !isBlank(record, 0),
      !isBlank(record, 1),
      text(record, 1).split(whereSeparator: \.isWhitespace).count > 2
    else { return false }
    let mark = text(record, 0).filter { !$0.isWhitespace }
    let core = mark.filter { !"()[].:".contains($0) }
    return mark.count <= 4
      && (core.isEmpty || core.allSatisfy { "*†‡".contains($0) }
        || core.count < mark.count && (core.allSatisfy(\.isNumber) || core.count == 1))
  }

  /// Whether a record of one cell says by its words that it is a note, not the name of a row without figures.
  func isSureNote(_ record: Int, _ width: Int) -> Bool {
    guard width > 1, !isBlank(record, 0) else { return false }
    if beginsAsNote(record) || isFootnote(record, width) { return true }
    return records[record].cells.count == 1 && looksLikeNote(text(record, 0), isNarrow: width == 2)
      || records[record].cells.count == 1 && text(record, 0).split(separator: " ").first?.last == ":"
  }
}

/// Whether a text alone in its line is a note by its looks: a mark or a number before it, an address, a sentence, or words that stand
/// below tables. In a table of two columns, a few words may be the name of a row.
private func looksLikeNote(_ text: String, isNarrow: Bool) -> Bool {
  let text = text.lowercased().trimmingPrefix { $0.isWhitespace }
  guard let first = text.unicodeScalars.first else { return false }
  let words = text.split(whereSeparator: \.isWhitespace)
  if first == "\u{1A}" || text.contains("://") || text.hasPrefix("www.") { return true }
  if "([".unicodeScalars.contains(first) { return words.count > 1 }
  if "/*#%!;\u{A9}\u{2022}\u{2020}\u{2021}\u{2026}=_<>".unicodeScalars.contains(first) { return true }
  if "-\u{2013}\u{2014}.".unicodeScalars.contains(first) { return text.count > 2 && Double(text) == nil }
  let digits = text.prefix { $0.isNumber }.count
  if digits > 0, digits <= 6, let next = text.dropFirst(digits).first {
    return next == " " && words.count > 1 && words[1].contains(where: \.isLetter) || "/)".contains(next)
      || next == "." && words.count > 2
  }
  let known = [
    "total rows", "rows:", "page ", "data as of", "as of ", "generated", "created", "copyright", "prepared", "updated",
    "last updated", "end of", "end.", "figures ", "excludes", "includes", "downloaded", "exported", "report ", "query ",
  ]
  if known.contains(where: { text.hasPrefix($0) }) || text == "end" { return true }
  let isSentence = words.count > 2 && text.last == "."
  return isSentence || words.count > (isNarrow ? 7 : 4)
}
