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
  var keepsAll: Bool { layout.titles == 0 && layout.end == outline.records.count }

  /// `; left out: "Table 39", "Source: us"`: the first and the last line that are not in the table.
  var leftOut: String {
    let all = Array(0..<layout.titles) + Array(layout.end..<outline.records.count)
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
    let unnamed = names.count { $0.allSatisfy(\.isWhitespace) }
    let others = ColumnNames.distinct(names)
    guard CSVHeader.mayLack(unnamed, of: names.count) else { return others }
    return others.filter { !names[$0.key - 1].allSatisfy(\.isWhitespace) }
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

  /// The columns of a file with semicolons, which come from where a comma is the decimal mark, in which every point has three digits
  /// behind it.
  func dottedThousands(in table: Table) -> [String] {
    guard outline.file.dialect.delimiter == UInt8(ascii: ";") else { return [] }
    return table.schema.fields.enumerated().filter { place, field in
      guard field.type == .decimal, table.columns[place].scale == 3 else { return false }
      return layout.body.dropFirst(layout.headerLines).allSatisfy { record in
        let parts = outline.text(record, place).split(separator: ".", omittingEmptySubsequences: false)
        return parts.count < 2 || parts[1].count == 3
      }
    }.map(\.element.name)
  }
}
