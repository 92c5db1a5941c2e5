import StetColumns

/// Where in a file the table is, and which of its lines name the columns: judged from all records of a file, read in one dialect.
struct CSVLayout {
  /// Cells of the table's records.
  let width: Int
  /// Those before it, which are a title.
  let titles: Int
  /// Whether its first record names the columns.
  let hasHeader: Bool
  /// The record after the last row.
  let end: Int
  /// Whether every longer record has only empty cells more.
  let dropsEmpty: Bool
  /// Records within the table that have fewer or more cells.
  let ragged: [Int]
  /// Columns whose cells are numbers or dates.
  let typed: Int
  /// Columns of which half the cells are.
  let mostlyTyped: Set<Int>
  /// How many lines name the columns.
  let headerLines: Int
  /// Rows of the table.
  let rows: Int

  /// Whether the whole file is a table, but for a title and notes.
  var isClean: Bool { width > 1 && ragged.isEmpty && rows > 0 }

  /// Nil for a file without records.
  init?(_ outline: CSVOutline) {
    let records = outline.records
    guard let width = outline.commonWidth else { return nil }
    var titles = 0
    while titles < records.count, outline.isAside(titles, width, isBefore: true) { titles += 1 }
    // A title takes a few lines.
    guard titles < records.count, titles <= 30 else { return nil }
    // A title may have delimiters, too; the names are then in the next line.
    if records[titles].cells.count < width, titles + 2 < records.count, !outline.hasValue(titles),
      CSVHeaderCheck.names(outline, titles + 1, Array(titles + 2..<records.count), width)
    {
      titles += 1
    }
    var end = records.count
    while end > titles + 1, outline.isAside(end - 1, width, isBefore: false) { end -= 1 }
    let body = (titles..<end).filter { outline.filled($0) > 0 || records[$0].cells.count == 1 }
    // A delimiter at the end of each row, but not of the header.
    let first = records[titles].cells.count
    let isLonger = first < width && (titles + 1..<end).allSatisfy { outline.isEmpty($0, from: first) }
    let own = isLonger ? first : width
    let others = body.filter { records[$0].cells.count != own }
    let dropsEmpty =
      !others.isEmpty && others.allSatisfy { outline.isEmpty($0, from: own) && records[$0].cells.count > own }
    self.dropsEmpty = dropsEmpty
    self.width = own
    self.titles = titles
    self.end = end
    ragged = dropsEmpty ? [] : others
    let check = CSVHeaderCheck(outline, body, own)
    typed = check.typed.count
    mostlyTyped = check.mostlyTyped
    hasHeader = !check.isRow
    // Where names are lacking in the first line, the second may have them.
    let isSplit =
      !check.isRow && body.count > 2 && records[titles].cells.count == own
      && (0..<own).contains { outline.isBlank(outline.cell(titles, $0)) }
      && CSVHeaderCheck.names(outline, body[1], Array(body.dropFirst(2)), own)
    headerLines = check.isRow ? 0 : isSplit ? 2 : 1
    rows = body.count - headerLines
  }
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

  /// Cells with anything in them.
  func filled(_ record: Int) -> Int { cells[records[record].cells].count { !isBlank($0) } }

  func isEmpty(_ record: Int, from column: Int) -> Bool {
    cells[records[record].cells].dropFirst(column).allSatisfy { isBlank($0) }
  }

  /// Whether a cell of a record is a number or a date.
  fileprivate func hasValue(_ record: Int) -> Bool {
    records[record].cells.indices.contains { isValue(record, $0 - records[record].cells.lowerBound) }
  }

  /// What most records have; of several equally common, the largest.
  fileprivate var commonWidth: Int? {
    var counts: [Int: Int] = [:]
    for record in records { counts[record.cells.count, default: 0] += 1 }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
  }

  /// Whether a record before or after the table is none of it: a title, or a note.
  fileprivate func isAside(_ record: Int, _ width: Int, isBefore: Bool) -> Bool {
    let count = records[record].cells.count
    // What may be a figure is never left out.
    guard width > 1, !hasValue(record) else { return false }
    if isBefore, record == 0, text(record, 0).hasPrefix("sep="), isEmpty(record, from: 1) { return true }
    // In a table of two columns, one cell is half a row.
    if count < width { return count * 2 <= width && (count == 1 || filled(record) * 2 <= width) }
    let filled = filled(record)
    if filled == 0 { return isBefore }
    guard count == width, !isBlank(cell(record, 0)) else { return false }
    if !isBefore, isNote(record) { return true }
    guard width > 2, filled == 1 else { return false }
    return isBefore || text(record, 0).utf8.count > 40
  }

  func text(_ record: Int, _ column: Int) -> String { file.shown(cell(record, column)) }
}

/// Records whose cells can be looked at: those of an outline, or of a table.
protocol CSVRecords {
  var file: CSVCellFile { get }
  func cell(_ record: Int, _ column: Int) -> TextCell
}

extension CSVRecords {
  func isBlank(_ cell: TextCell) -> Bool {
    let bytes = file.bytes.span
    for index in cell.start..<cell.end where bytes[index] != UInt8(ascii: " ") && bytes[index] != UInt8(ascii: "\t") {
      return false
    }
    return true
  }

  fileprivate func isBlank(_ record: Int, _ column: Int) -> Bool { isBlank(cell(record, column)) }

  func isValue(_ record: Int, _ column: Int) -> Bool {
    let cell = cell(record, column)
    return file.bytes.span.extracting(cell.start..<cell.end).isValue
  }

  /// Whether a record begins as notes do.
  func isNote(_ record: Int) -> Bool { beginsAsNote(file.shown(cell(record, 0))) }

  /// Whether a cell is a whole number that people write for a year.
  fileprivate func isYear(_ record: Int, _ column: Int) -> Bool {
    let cell = cell(record, column)
    guard let number = IntParser().parse(file.bytes.span.extracting(cell.start..<cell.end)) else { return false }
    return (1700...2200).contains(number)
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

/// Which columns of a table have numbers or dates, and whether its first record, which may name them, is a row.
struct CSVHeaderCheck {
  private(set) var typed: [Int] = []
  /// Columns of which half the cells are.
  private(set) var mostlyTyped: Set<Int> = []
  private(set) var isRow = false

  init(_ file: CSVCellFile) {
    self.init(CSVTableRecords(file: file), Array(0..<min(file.scan.lines.count, 2008)), file.scan.width)
  }

  init(_ records: some CSVRecords, _ body: [Int], _ width: Int) {
    // The first lines may name columns; of many rows, some show what the cells are.
    let sample = body.dropFirst(body.count > 8 ? 4 : min(1, body.count)).prefix(2000)
    for column in 0..<width {
      let cells = sample.filter { !records.isBlank($0, column) }
      let values = cells.count { records.isValue($0, column) }
      if values > 0, values * 10 >= cells.count * 9 { typed.append(column) }
      if values > 0, values * 2 >= cells.count { mostlyTyped.insert(column) }
    }
    guard let first = body.first, !sample.isEmpty else { return }
    let values = typed.filter { records.isValue(first, $0) }
    let named = typed.filter { !records.isBlank(first, $0) }
    // Years over columns that have none are names: `state,2019,2020`.
    let years = values.filter { column in
      records.isYear(first, column) && !sample.prefix(50).allSatisfy { records.isYear($0, column) }
    }
    isRow = !values.isEmpty && values.count == named.count && years.count < values.count
  }

  /// Whether a record may have the names of the columns of those after it: where most of them have values, it has texts.
  static func names(_ records: some CSVRecords, _ record: Int, _ rows: [Int], _ width: Int) -> Bool {
    let columns = CSVHeaderCheck(records, [record] + rows, width).mostlyTyped
    return !columns.isEmpty && columns.allSatisfy { !records.isBlank(record, $0) && !records.isValue(record, $0) }
  }
}

extension Span<UInt8> {
  /// A number, as people write it, or a date.
  fileprivate var isValue: Bool {
    if DateParser().parse(self) != nil || DateTimeParser().parse(self) != nil { return true }
    switch Lookalikes.shape(self) {
    case .number, .leadingZero, .tooLong, .formatted, .slashDate: return true
    case .word, .other: return false
    }
  }
}
