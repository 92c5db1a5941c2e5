import StetDiagnostics

/// A table of a page, as its tags have it: rows of cells that may span others.
struct HTMLTable {
  enum Section { case head, body, foot }

  struct Cell {
    /// In `HTMLTables.bytes`.
    var text = 0..<0
    var isHeader: Bool
    var columns: Int
    /// 0: to the end of the section.
    var rows: Int
    var isHidden: Bool
    /// Whether it has text in `<sup>`, which is most often a footnote.
    var hasMark = false
  }

  struct Row {
    var section: Section
    /// Which of the sections of the table it is in.
    var group: Int
    var line: Int32
    var isHidden: Bool
    var cells: [Cell] = []
  }

  var line: Int32
  var caption = ""
  var rows: [Row] = []
  /// Whether a cell has a table in it, as in pages that use tables for their layout.
  var hasTables = false
  /// Parts of cells that a reader of the page does not see, which are left out.
  var hiddenParts = 0
}

/// The tables of a page in the order in which they begin, found by the rules of HTML for tags that may be left out (WHATWG HTML, §13.2.6.4.9
/// and after).
struct HTMLTables {
  /// How many tables may be within one another.
  static let deepest = 64

  private(set) var tables: [HTMLTable] = []
  /// The texts of the cells, one after the other.
  private(set) var bytes: [UInt8] = []
  /// The tables that are open, the innermost last.
  private var open: [OpenTable] = []
  private let name: String

  private struct OpenTable {
    let number: Int
    var section = HTMLTable.Section.body
    var group = 0
    var row: HTMLTable.Row?
    var cell: HTMLTable.Cell?
    var isInCaption = false
    var text = HTMLCellText()
  }

  init(_ page: [UInt8], from start: Int, name: String, _ isCancelled: () -> Bool) throws(RunFailure) {
    self.name = name
    var tokenizer = HTMLTokenizer(page, from: start)
    var count = 0
    while let token = tokenizer.next() {
      count += 1
      if count % 4096 == 0, isCancelled() { throw RunFailure(.cancelled(name)) }
      switch token {
      case .text(let range): addText(CharacterReferences.replaced(page[range]))
      case .tag(let tag): if tag.isEnd { end(tag.name) } else { try begin(tag) }
      }
    }
    while !open.isEmpty { endTable() }
  }

  // MARK: - Texts

  private mutating func addText(_ text: [UInt8]) {
    guard let last = open.indices.last, open[last].cell != nil || open[last].isInCaption else { return }
    open[last].text.append(text)
  }

  // MARK: - Tags

  private mutating func begin(_ tag: HTMLTokenizer.Tag) throws(RunFailure) {
    if tag.name == "table" { return try beginTable(tag) }
    guard let last = open.indices.last else { return }
    switch tag.name {
    case "caption":
      endSection()
      open[last].isInCaption = true
      open[last].text = HTMLCellText()
    case "thead", "tbody", "tfoot":
      endSection()
      open[last].section = tag.name == "thead" ? .head : tag.name == "tfoot" ? .foot : .body
      open[last].group += 1
    case "tr":
      endRow()
      open[last].row = row(tag)
    case "td", "th":
      endCell()
      endCaption()
      if open[last].row == nil { open[last].row = row(tag) }
      open[last].cell = HTMLTable.Cell(
        isHeader: tag.name == "th", columns: min(max(number(tag["colspan"]) ?? 1, 1), 1000),
        rows: min(max(number(tag["rowspan"]) ?? 1, 0), 65_534), isHidden: isHidden(tag))
      open[last].text = HTMLCellText()
    default:
      open[last].text.begin(tag.name, isHidden: isHidden(tag))
    }
  }

  private func row(_ tag: HTMLTokenizer.Tag) -> HTMLTable.Row {
    let table = open[open.count - 1]
    return HTMLTable.Row(
      section: table.section, group: table.group, line: tag.line, isHidden: tag.name == "tr" && isHidden(tag))
  }

  private mutating func beginTable(_ tag: HTMLTokenizer.Tag) throws(RunFailure) {
    if let last = open.last {
      if last.cell != nil || last.isInCaption {
        tables[last.number].hasTables = true
      } else {
        // Between rows, one table ends where the next begins.
        endTable()
      }
    }
    guard open.count < Self.deepest else { throw RunFailure(.tooDeep("\(name):\(tag.line)")) }
    open.append(OpenTable(number: tables.count))
    tables.append(HTMLTable(line: tag.line))
  }

  private mutating func end(_ name: String) {
    guard let last = open.indices.last else { return }
    switch name {
    case "table": endTable()
    case "caption": endCaption()
    case "thead", "tbody", "tfoot":
      endSection()
      open[last].section = .body
      open[last].group += 1
    case "tr": endRow()
    case "td", "th": endCell()
    default: open[last].text.end(name)
    }
  }

  private mutating func endCaption() {
    guard let last = open.indices.last, open[last].isInCaption else { return }
    open[last].isInCaption = false
    if tables[open[last].number].caption.isEmpty {
      tables[open[last].number].caption = String(decoding: open[last].text.finished(), as: UTF8.self)
    }
  }

  private mutating func endCell() {
    guard let last = open.indices.last, var cell = open[last].cell else { return }
    let text = open[last].text.finished()
    cell.text = bytes.count..<(bytes.count + text.count)
    cell.hasMark = open[last].text.hasMark
    tables[open[last].number].hiddenParts += open[last].text.hiddenParts
    bytes += text
    open[last].row?.cells.append(cell)
    open[last].cell = nil
  }

  private mutating func endRow() {
    endCell()
    endCaption()
    guard let last = open.indices.last, let row = open[last].row else { return }
    tables[open[last].number].rows.append(row)
    open[last].row = nil
  }

  private mutating func endSection() { endRow() }

  private mutating func endTable() {
    endSection()
    open.removeLast()
  }

  // MARK: - Attributes

  /// The digits at the beginning of a value.
  private func number(_ value: String?) -> Int? {
    guard let value else { return nil }
    let digits = value.utf8.drop { isSpace($0) }.prefix { isDigit($0) }.prefix(9)
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private func isHidden(_ tag: HTMLTokenizer.Tag) -> Bool {
    if tag["hidden"] != nil { return true }
    guard let style = tag["style"] else { return false }
    let plain = style.lowercased().filter { !$0.isWhitespace }
    return plain.contains("display:none") || plain.contains("visibility:hidden")
  }
}

extension Diagnostic {
  fileprivate static func tooDeep(_ location: String) -> Diagnostic {
    Diagnostic(
      .tooDeep, "tables are more than \(HTMLTables.deepest) levels deep within one another", location: location,
      kind: .limit)
  }
}
