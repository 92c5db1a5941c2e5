import StetColumns
import StetDiagnostics
import StetWorkbooks

/// What loading a table of a workbook says about the sheet: where the table is, what was left out, what the sheet hides.
struct WorkbookReceipt {
  let layout: SheetLayout
  let tables: SheetTables
  let sheet: Workbook.Sheet
  let workbook: Workbook
  let options: ReadOptions

  private var grid: SheetGrid { tables.grid }

  /// Every line with something in it, from the first of the table's own to the last, and those that are empty between its rows.
  func count(_ receipt: inout LoadReceipt) {
    receipt.header = layout.header.count
    receipt.skippedLines = layout.titles.count + layout.aboveNames.count
    receipt.trailingLines = layout.notes.count
    let lines = layout.header.suffix(1) + layout.body
    let numbers = lines.map { Int(grid.rows[$0].number) }
    receipt.hollowRows = zip(numbers, numbers.dropFirst()).reduce(0) { $0 + max(0, $1.1 - $1.0 - 1) }
    receipt.records =
      receipt.loaded + receipt.header + receipt.skippedLines + receipt.trailingLines + receipt.hollowRows
  }

  var notes: [String] {
    var notes: [String] = []
    let range = tables.range(of: layout).text
    let isStated = options.range?.lastRow != nil
    if !isStated || options.sheet == nil {
      notes.append("the table is \(range) of the sheet \(quoted(sheet.name))" + leftOut)
    } else if !leftOut.isEmpty {
      notes.append("in \(range) of the sheet \(quoted(sheet.name))" + leftOut)
    }
    if tables.others > 0, options.range == nil {
      notes.append(
        "\(counted(tables.others, "block")) of cells outside the table \(agreeing("is", "are", tables.others)) not read"
      )
    }
    if sheet.state != .visible { notes.append("the sheet is hidden") }
    let hidden = hiddenRows
    if hidden > 0 {
      notes.append(
        "\(counted(hidden, "row")) \(agreeing("is", "are", hidden)) hidden in the sheet\(grid.isFiltered ? " by a filter" : ""), and read"
      )
    }
    let columns = hiddenColumns
    if !columns.isEmpty {
      notes.append(
        "hidden \(columns.count == 1 ? "column" : "columns") \(joinedWithAnd(columns.map(CellReference.letters))) read")
    }
    if let merged = mergedCells {
      notes.append(
        "\(counted(merged.count, "merged cell")) in the rows: only the first place of each has the value; the first is \(merged.first)"
      )
    }
    let others = workbook.sheets.filter { $0.state != .visible && $0.name != sheet.name && $0.content == .cells }
    if options.sheet == nil, !others.isEmpty {
      notes.append(
        "hidden \(others.count == 1 ? "sheet" : "sheets") not read: \(others.prefix(8).map { quoted($0.name) }.joined(separator: ", "))"
      )
    }
    return notes
  }

  /// `; left out: "title" … "note"`
  private var leftOut: String {
    let lines = (layout.titles + layout.aboveNames + layout.notes).sorted()
    let texts = lines.compactMap { layout.text(of: $0, in: grid) }
    guard let first = texts.first, let last = texts.last else { return "" }
    let shown = texts.count == 1 ? [first] : [first, last]
    return "; left out: \(shown.map { quoted($0) }.joined(separator: texts.count > 2 ? " … " : ", "))"
  }

  private var hiddenRows: Int {
    guard !grid.hiddenRows.isEmpty else { return 0 }
    let hidden = Set(grid.hiddenRows)
    return layout.body.count { hidden.contains(grid.rows[$0].number) }
  }

  private var hiddenColumns: [Int] {
    layout.columns.filter { column in grid.hiddenColumns.contains { $0.contains(column) } }
  }

  private var mergedCells: (count: Int, first: String)? {
    guard let first = layout.body.first, let last = layout.body.last, !grid.merges.isEmpty else { return nil }
    let rows = Int(grid.rows[first].number)...Int(grid.rows[last].number)
    let columns = (layout.columns.first ?? 1)...(layout.columns.last ?? 1)
    // One that takes places in columns without anything else is only wide.
    let own = grid.merges.filter { merge in
      merge.rows.overlaps(rows) && merge.columns.overlaps(columns)
        && (merge.rows.count > 1 || layout.columns.count { merge.columns.contains($0) } > 1)
    }
    return own.first.map { (own.count, $0.text) }
  }
}
