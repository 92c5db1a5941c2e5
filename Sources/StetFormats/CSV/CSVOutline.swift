import StetColumns

/// Records whose cells can be looked at: those of an outline, or of a table.
protocol CSVRecords {
  var file: CSVCellFile { get }
  func cell(_ record: Int, _ column: Int) -> TextCell
}

extension CSVRecords {
  func text(_ record: Int, _ column: Int) -> String { file.shown(cell(record, column)) }

  func isBlank(_ record: Int, _ column: Int) -> Bool { trimmed(record, column).isEmpty }

  /// Whether a cell is a number, as people write it, a date or a truth value.
  func isValue(_ record: Int, _ column: Int) -> Bool {
    with(record, column) { cell in
      if isDate(cell) || BoolParser().parse(cell) != nil { return true }
      switch Lookalikes.shape(cell) {
      case .number, .leadingZero, .tooLong, .formatted, .slashDate: return true
      case .word, .other: return false
      }
    }
  }

  func isDate(_ record: Int, _ column: Int) -> Bool { with(record, column) { isDate($0) } }

  func wholeNumber(_ record: Int, _ column: Int) -> Int64? { with(record, column) { IntParser().parse($0) } }

  /// Whether a cell is a mark that stands for a figure.
  func isCode(_ record: Int, _ column: Int) -> Bool {
    let codes = [
      "na", "n/a", "nan", "null", "none", "*", "**", "-", "--", "–", "—", ".", "..", "…", ":", "d", "s", "x",
    ]
    let text = text(record, column).lowercased().filter { !$0.isWhitespace && $0 != "(" && $0 != ")" }
    return codes.contains(text)
  }

  /// Whether a record begins as notes below a table do.
  func beginsAsNote(_ record: Int) -> Bool { StetFormats.beginsAsNote(text(record, 0)) }

  private func isDate(_ cell: Span<UInt8>) -> Bool {
    DateParser().parse(cell) != nil || DateTimeParser().parse(cell) != nil
      || PeriodParser(kind: .month).parse(cell) != nil
      || Lookalikes.shape(cell) == .slashDate
  }

  /// Without spaces around it, which are no part of a value.
  private func with<Result>(_ record: Int, _ column: Int, _ body: (Span<UInt8>) -> Result) -> Result {
    body(file.bytes.span.extracting(trimmed(record, column)))
  }

  private func trimmed(_ record: Int, _ column: Int) -> Range<Int> {
    let (cell, bytes) = (cell(record, column), file.bytes.span)
    var (start, end) = (cell.start, cell.end)
    func isSpace(_ index: Int) -> Bool { bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t") }
    while start < end, isSpace(start) { start += 1 }
    while start < end, isSpace(end - 1) { end -= 1 }
    return start..<end
  }
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
  var records: [CSVScan.Outlined] { file.scan.outline }
  private var cells: [TextCell] { file.scan.segments[0] }

  init(_ file: CSVCellFile) { self.file = file }

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

  /// What most records have; of several equally common, the largest.
  var commonWidth: Int? {
    var counts: [Int: Int] = [:]
    for record in records { counts[record.cells.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
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
    if count < width { return count == 1 || filled * 2 <= width }
    return width > 2 && count == width && filled == 1 && !isBlank(record, 0)
  }

  /// Whether a record behind a table of a width may be a note: one text, or one that begins as notes do.
  func isNote(_ record: Int, _ width: Int) -> Bool {
    guard width > 1, !hasValue(record), records[record].cells.count <= width else { return false }
    let filled = filled(record)
    return filled == 0 || !isBlank(record, 0) && (filled == 1 || beginsAsNote(record))
  }
}
