import StetColumns
import StetDiagnostics

/// One way to take a file of delimited text apart, the table in it, and the options that say so.
struct CSVCandidate {
  /// The delimiter and quotation marks, as far as they are not those that are expected.
  let proposal: Proposal
  /// What of that is about quotation marks.
  let quoting: Proposal
  let layout: CSVLayout
  let outline: CSVOutline

  /// Whether each line is in the table.
  var keepsAll: Bool { layout.titles == 0 && layout.end == outline.records.count && layout.mark == nil }

  /// Whether tabs are within its cells.
  var hasTabs: Bool {
    layout.body.prefix(50).contains { record in
      (0..<outline.records[record].cells.count).contains { column in
        outline.text(record, column).trimmingPrefix { $0 == " " || $0 == "\t" }.dropLast().contains("\t")
      }
    }
  }

  /// `; left out: "Table 39", "Source: us"`: the first and the last line that are not in the table.
  var leftOut: String {
    let marked = (layout.titles..<layout.end).filter { record in
      layout.mark.map { outline.text(record, 0).hasPrefix($0) } ?? false
    }
    let all = Array(0..<layout.titles) + marked + Array(layout.end..<outline.records.count)
    let lines = all.filter { outline.filled($0) > 0 && !outline.statesDelimiter($0) }
    guard let first = lines.first, let last = lines.last else { return "" }
    let texts = (first == last ? [first] : [first, last]).map { quoted(outline.text($0, 0)) }
    return "; left out: \(texts.joined(separator: lines.count > 2 ? " … " : ", "))"
  }

  static func stating(_ delimiter: UInt8) -> Proposal {
    Proposal([("delimiter", .text(String(UnicodeScalar(delimiter))))])
  }

  /// The same with its delimiter in the options, if the script does not state one.
  func stating(_ stated: UInt8?) -> CSVCandidate {
    guard stated == nil, !proposal.states("delimiter") else { return self }
    return CSVCandidate(
      proposal: Self.stating(outline.file.dialect.delimiter) + proposal, quoting: quoting, layout: layout,
      outline: outline)
  }

  // MARK: - Where the table is

  /// The options for everything but the names of columns, in the several ways in which the end of the table can be told.
  func bases(_ options: ReadOptions) -> [Proposal] {
    var base = proposal
    if layout.titles > 0, options.skip == 0 {
      base = base.adding("skip", .int(Int64(outline.records[layout.titles - 1].lastLine)))
    }
    if let mark = layout.mark, options.comments == nil { base = base.adding("comments", .text(mark)) }
    if layout.dropsEmpty, options.ragged == .reject { base = base.adding("ragged", .word("drop_empty")) }
    let isEnded = layout.end == outline.records.count || options.until != .end || options.rows != nil
    return isEnded ? [base] : endings.map { base + $0 }
  }

  /// Each is good only if it gives the rows of the table.
  var endings: [Proposal] {
    var ways: [Proposal] = []
    if outline.isAfterBlank(layout.end) { ways.append(Proposal([("until", .word("blank"))])) }
    let cell = outline.cell(layout.end, 0)
    // The file is compared with the words byte by byte.
    let words = String(outline.text(layout.end, 0).prefix { !$0.isNewline }.prefix(30))
    if !cell.isEscaped, !words.isEmpty { ways.append(Proposal([("until", .text(words))])) }
    ways.append(Proposal([("rows", .int(Int64(layout.body.count - layout.headerLines)))]))
    return ways
  }

  // MARK: - Names

  /// How the columns are named, if their names are not those of the first line.
  var header: Proposal {
    if layout.headerLines > 1 { return Proposal([("header", .int(Int64(layout.headerLines)))]) }
    let others = otherNames
    guard !others.isEmpty else { return Proposal([]) }
    return Proposal([("header", .texts(by: others.sorted { $0.key < $1.key }.map { (String($0.key), $0.value) }))])
  }

  /// Names for the columns that need another, by their places from 1 on. A few that have none are named by their places anyway.
  var otherNames: [Int: String] {
    let names = (0..<outline.records[layout.titles].cells.count).map { outline.text(layout.titles, $0) }
    func isUnnamed(_ place: Int) -> Bool { names[place].allSatisfy(\.isWhitespace) }
    // Those without anything below are left out.
    let empty = names.indices.filter { place in
      isUnnamed(place) && layout.body.allSatisfy { outline.isBlank($0, place) }
    }
    let unnamed = names.indices.count { isUnnamed($0) } - empty.count
    let others = ColumnNames.distinct(names).filter { !empty.contains($0.key - 1) }
    guard ColumnNames.mayLack(unnamed, of: names.count - empty.count) else { return others }
    return others.filter { !isUnnamed($0.key - 1) }
  }

  // MARK: - Cells

  /// Whether in each row texts and numbers are where those of the others are: a row that lacks a cell elsewhere than at its end has
  /// them in other columns.
  var cellsAreInPlace: Bool {
    layout.body.dropFirst().allSatisfy { record in
      (0..<min(layout.width, outline.records[record].cells.count)).allSatisfy { column in
        outline.isBlank(record, column)
          || outline.isValue(record, column) == layout.mostlyTyped.contains(column)
      }
    }
  }

  /// Whether the cells of each short row can be nowhere but in its first columns: in others, texts would be where figures are. A cell
  /// alone is the name of a row.
  var shortRowsStopEarly: Bool {
    layout.ragged.allSatisfy { record in
      let count = outline.records[record].cells.count
      guard count > 1 else { return fits(record, 0, 0) && !outline.isSureNote(record, layout.width) }
      // From the right, each cell as far to the right as it fits.
      var column = layout.width
      for cell in (0..<count).reversed() {
        repeat { column -= 1 } while column >= cell && !fits(record, cell, column)
        guard column >= cell else { return false }
        if cell == count - 1, column == cell { return true }
      }
      return false
    }
  }

  private func fits(_ record: Int, _ cell: Int, _ column: Int) -> Bool {
    outline.isBlank(record, cell) || outline.isCode(record, cell)
      || outline.isValue(record, cell) == layout.mostlyTyped.contains(column)
  }

  /// What notes between rows have in common at their beginning, and no row has; nil if the short rows are not all such notes.
  var noteMark: String? {
    guard let first = layout.ragged.first,
      layout.ragged.allSatisfy({ outline.records[$0].cells.count == 1 && outline.isSureNote($0, layout.width) })
    else { return nil }
    let words = outline.text(first, 0).split(separator: " ")
    for count in [1, 2, 3] where count <= words.count {
      let mark = words.prefix(count).joined(separator: " ")
      guard mark.count > 2, outline.text(first, 0).hasPrefix(mark) else { continue }
      let marked = outline.records.indices.filter { outline.text($0, 0).hasPrefix(mark) }
      if marked == layout.ragged { return mark }
    }
    return nil
  }

  /// Whether a record that is too short is a whole row in another dialect: its only cell has the delimiters of a row in it.
  var hasForeignRows: Bool {
    layout.ragged.contains { record in
      guard outline.records[record].cells.count == 1 else { return false }
      let text = outline.text(record, 0)
      return [",", ";", "\t", "|"].contains { mark in text.count { String($0) == mark } == layout.width - 1 }
    }
  }
}
