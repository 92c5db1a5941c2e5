/// The sheets of an OpenDocument spreadsheet: `content.xml` (OpenDocument 1.3 part 3, §9). Rows and columns that repeat without
/// anything in them take no memory.
final class SpreadsheetReader: XMLVisitor {
  struct Sheet {
    let name: String
    let isHidden: Bool
    let grid: SheetGrid
  }

  private(set) var sheets: [Sheet] = []

  // The sheet.
  private var builder = GridBuilder()
  private var title = ""
  private var isHiddenSheet = false
  private var hiddenStyles: Set<String> = []
  private var style: String?
  private var isInSheet = false
  private var row = 0
  private var columnOfDefinitions = 0
  // The row.
  private var rowRepeats = 1
  private var isHiddenRow = false
  private var rowCells: [(column: Int, kind: SheetGrid.Kind, text: [UInt8])] = []
  private var column = 0
  // The cell.
  private var cell: Cell?
  private var paragraphs = 0
  private var isInParagraph = false
  /// How deep in elements whose text is none of the cell's: remarks, drawings, earlier versions.
  private var skipped = 0

  private struct Cell {
    var repeats = 1
    var columnsSpanned = 1
    var rowsSpanned = 1
    var isCovered = false
    var type: [UInt8] = []
    var isError = false
    var hasFormula = false
    /// As the attributes of its type give it.
    var value: [UInt8]?
    var text: [UInt8] = []
  }

  private static let mostSheets = 10_000

  override func begin(_ name: XMLText, _ attributes: XMLAttributes) {
    if skipped > 0 {
      skipped += 1
      return
    }
    switch name {
    case "annotation", "tracked-changes", "shapes", "forms", "custom-shape", "frame", "note", "ruby-text",
      "named-expressions",
      "data-pilot-tables", "dde-links":
      skipped = 1
    case "style": style = attributes["family"].map { $0 == "table" } == true ? attributes["name"]?.string : nil
    case "table-properties":
      if let style, attributes["display"].map({ $0 == "false" }) == true { hiddenStyles.insert(style) }
    case "table":
      // A table inside of a cell is none of the sheets.
      if isInSheet { skipped = 1 } else { beginSheet(attributes) }
    case "table-column" where isInSheet: defineColumns(attributes)
    case "table-row" where isInSheet: beginRow(attributes)
    case "table-cell" where isInSheet, "covered-table-cell" where isInSheet: beginCell(name, attributes)
    case "p", "h":
      guard cell != nil else { return }
      if paragraphs > 0 { cell?.text.append(UInt8(ascii: "\n")) }
      paragraphs += 1
      isInParagraph = true
    case "s":
      let count = min(attributes["c"]?.number ?? 1, 1 << 16)
      if isInParagraph { cell?.text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count)) }
    case "tab": if isInParagraph { cell?.text.append(9) }
    case "line-break": if isInParagraph { cell?.text.append(10) }
    default: break
    }
  }

  override func end(_ name: XMLText) {
    if skipped > 0 {
      skipped -= 1
      return
    }
    switch name {
    case "p", "h": isInParagraph = false
    case "table-cell" where cell != nil, "covered-table-cell" where cell != nil: endCell()
    case "table-row" where isInSheet: endRow()
    case "table" where isInSheet: endSheet()
    default: break
    }
  }

  override func text(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard isInParagraph, skipped == 0 else { return }
    unsafe cell?.text.append(contentsOf: bytes)
    if cell?.text.count ?? 0 > SheetGrid.Cell.longest { stop(.limit("a text is longer than 16 MB")) }
  }

  // MARK: - Sheets and rows

  private func beginSheet(_ attributes: XMLAttributes) {
    guard sheets.count < Self.mostSheets else {
      return stop(.limit("the workbook has more than \(Self.mostSheets) sheets"))
    }
    title = attributes["name"]?.string ?? "Sheet\(sheets.count + 1)"
    isHiddenSheet = attributes["style-name"].map { hiddenStyles.contains($0.string) } ?? false
    (isInSheet, row, columnOfDefinitions, builder) = (true, 0, 0, GridBuilder())
  }

  private func endSheet() {
    isInSheet = false
    do throws(XMLFailure) {
      let finished = builder
      builder = GridBuilder()
      sheets.append(Sheet(name: title, isHidden: isHiddenSheet, grid: try finished.finish()))
    } catch {
      stop(error)
    }
  }

  private func defineColumns(_ attributes: XMLAttributes) {
    let count = max(1, attributes["number-columns-repeated"]?.number ?? 1)
    let first = columnOfDefinitions + 1
    columnOfDefinitions = min(columnOfDefinitions + count, CellReference.lastColumn)
    guard first <= columnOfDefinitions, Self.isHidden(attributes) else { return }
    builder.hide(columns: first...columnOfDefinitions)
  }

  private static func isHidden(_ attributes: XMLAttributes) -> Bool {
    attributes["visibility"].map { $0 == "collapse" || $0 == "filter" } ?? false
  }

  private func beginRow(_ attributes: XMLAttributes) {
    rowRepeats = max(1, attributes["number-rows-repeated"]?.number ?? 1)
    isHiddenRow = Self.isHidden(attributes)
    if attributes["visibility"].map({ $0 == "filter" }) == true { builder.markFiltered() }
    rowCells.removeAll(keepingCapacity: true)
    column = 0
  }

  private func endRow() {
    defer { row = min(row + rowRepeats, CellReference.lastRow) }
    guard !rowCells.isEmpty else { return }
    guard row + rowRepeats <= CellReference.lastRow else {
      return stop(.damaged("the sheet \"\(title.prefix(60))\" has more than \(CellReference.lastRow) rows"))
    }
    let cells = rowCells.map { builder.grid.add($0.kind, $0.text) }
    for copy in 1...rowRepeats {
      builder.begin(row: row + copy, isHidden: isHiddenRow)
      for (place, cell) in cells.enumerated() { builder.add(cell, column: rowCells[place].column) }
      if let failure = builder.failure { return stop(failure) }
    }
  }

  // MARK: - Cells

  private func beginCell(_ name: XMLText, _ attributes: XMLAttributes) {
    var new = Cell()
    new.isCovered = name == "covered-table-cell"
    attributes.each { name, value in
      switch name {
      case "number-columns-repeated": new.repeats = max(1, value.number ?? 1)
      case "number-columns-spanned": new.columnsSpanned = max(1, value.number ?? 1)
      case "number-rows-spanned": new.rowsSpanned = max(1, value.number ?? 1)
      case "value-type":
        // One that says more, `calcext:value-type`, comes beside the plain one.
        if value == "error" { new.isError = true } else if new.type.isEmpty { new.type = unsafe Array(value.bytes) }
      case "formula": new.hasFormula = true
      case "value", "date-value", "time-value", "boolean-value", "string-value": new.value = unsafe Array(value.bytes)
      default: break
      }
    }
    cell = new
    (paragraphs, isInParagraph) = (0, false)
  }

  private func endCell() {
    guard let done = cell else { return }
    cell = nil
    let first = column + 1
    column = min(column + done.repeats, CellReference.lastColumn)
    // A merged cell stands at its first place alone; there may be something hidden below it.
    if done.isCovered { return }
    if done.columnsSpanned > 1 || done.rowsSpanned > 1 {
      builder.merge(
        CellRange(
          rows: (row + 1)...min(row + done.rowsSpanned, CellReference.lastRow),
          columns: first...min(first + done.columnsSpanned - 1, CellReference.lastColumn)))
    }
    guard let (kind, text) = content(of: done, at: CellReference(row: row + 1, column: first)) else { return }
    guard first + done.repeats - 1 <= CellReference.lastColumn else {
      return stop(.damaged("row \(row + 1) of the sheet \"\(title.prefix(60))\" has too many cells"))
    }
    for place in first..<(first + done.repeats) { rowCells.append((place, kind, text)) }
  }

  /// Nil for an empty cell.
  private func content(of cell: Cell, at place: CellReference) -> (SheetGrid.Kind, [UInt8])? {
    if cell.isError { return (.error, cell.text.isEmpty ? Array("#VALUE!".utf8) : cell.text) }
    func number(_ kind: SheetGrid.Kind) -> (SheetGrid.Kind, [UInt8])? {
      guard let value = cell.value else { return cell.hasFormula ? (.uncalculated, []) : nil }
      var bytes: [UInt8] = []
      guard unsafe value.withUnsafeBufferPointer({ unsafe PlainNumber.append($0, to: &bytes) }) != nil else {
        stop(
          .damaged(
            "the number in \(place.text) is written \"\(String(decoding: value.prefix(40), as: UTF8.self))\"",
            cell: place.text))
        return nil
      }
      return (kind, bytes)
    }
    switch String(decoding: cell.type, as: UTF8.self) {
    case "float": return number(.number)
    case "percentage": return number(.percent)
    case "currency": return number(.currency)
    case "boolean": return cell.value.map { (.bool, $0 == Array("true".utf8) ? $0 : Array("false".utf8)) }
    case "date":
      guard let value = cell.value else { return nil }
      if let date = ISODate.read(value) { return date }
      return (.text, value)
    case "time":
      guard let value = cell.value else { return nil }
      return PeriodTime.read(value) ?? (.text, value)
    case "string":
      let text = cell.value ?? cell.text
      return text.isEmpty && cell.hasFormula ? nil : (.text, text)
    default:
      if cell.hasFormula, cell.text.isEmpty { return (.uncalculated, []) }
      return cell.text.isEmpty ? nil : (.text, cell.text)
    }
  }
}
