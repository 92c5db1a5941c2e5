import StetColumns
package import StetDiagnostics
package import StetWorkbooks

/// What is in a workbook: its sheets, the tables that were found in each, and the line to load each, which was tried.
package struct WorkbookLook: Sendable {
  package struct Sheet: Sendable {
    package let name: String
    package let state: Workbook.Sheet.State
    package let content: Workbook.Sheet.Content
    /// From the first cell with anything in it to the last: `A1:AA229`; nil if there is none.
    package let range: String?
    /// Cells with anything in them.
    package let cells: Int
    package let tables: [Table]
    /// The first text, if there is no table.
    package let text: String?
  }

  package struct Table: Sendable {
    /// From the names to the last row: `A10:AA229`.
    package let range: String
    package let names: [String]
    package let rows: Int
    /// The line above that is its title.
    package let title: String?
    /// What is not sure about it, and what loading says; one clause each.
    package let doubts: [String]
    /// Why the line below does not load it; nil if it does.
    package let failure: Diagnostic?
    /// `load "f.xlsx", sheet: "Facilities", range: "A10:AA229"`
    package let load: String
  }

  package let kind: Workbook.Kind
  package let sheets: [Sheet]
}

extension TableSource {
  /// The sheets and tables of a workbook; nil for a file of another format.
  package func workbookLook(_ control: ReadControl = ReadControl()) throws(RunFailure) -> WorkbookLook? {
    guard format.name == SourceFormat.xlsx.name || format.name == SourceFormat.ods.name else { return nil }
    return try WorkbookReader.look(at: file, options, control)
  }
}

extension WorkbookReader {
  /// Each table of each sheet with the options that read it; no options for a sheet without one.
  @Sendable static func found(
    _ file: OpenFile, _ options: ReadOptions
  ) throws(RunFailure) -> [(title: String, options: Proposal?)] {
    let workbook = try open(file, { false })
    let reader = WorkbookReader(name: file.name, workbook: workbook, options: options, isCancelled: { false })
    var found: [(title: String, options: Proposal?)] = []
    for (index, sheet) in workbook.sheets.enumerated() {
      let tables = try reader.tables(of: index)
      let state = sheet.state == .visible ? "" : " (hidden)"
      guard !tables.layouts.isEmpty else {
        found.append(("sheet \(quoted(sheet.name))\(state) has no table", nil))
        continue
      }
      for layout in tables.layouts {
        let range = tables.range(of: layout)
        let title = layout.titles.last.flatMap { layout.text(of: $0, in: tables.grid) }.map { ", \(quoted($0))" } ?? ""
        found.append(
          (
            "sheet \(quoted(sheet.name))\(state), \(range.text)\(title)",
            reader.advice.line(index, tables.layouts.count == 1 ? nil : range).proposal
          ))
      }
    }
    return found
  }

  static func look(
    at file: OpenFile, _ options: ReadOptions, _ control: ReadControl
  ) throws(RunFailure) -> WorkbookLook {
    let workbook = try open(file, control.isCancelled)
    let reader = WorkbookReader(name: file.name, workbook: workbook, options: options, isCancelled: control.isCancelled)
    var sheets: [WorkbookLook.Sheet] = []
    for index in workbook.sheets.indices { sheets.append(try reader.look(atSheet: index)) }
    return WorkbookLook(kind: workbook.kind, sheets: sheets)
  }

  private func look(atSheet index: Int) throws(RunFailure) -> WorkbookLook.Sheet {
    let (sheet, grid) = (workbook.sheets[index], try workbook.grid(index))
    let found = try tables(of: index)
    let columns = grid.columns.map { Int($0) }
    let used = grid.rows.first.flatMap { first in
      grid.rows.last.map { last in
        CellRange(
          rows: Int(first.number)...Int(last.number), columns: (columns.min() ?? 1)...(columns.max() ?? 1)
        ).text
      }
    }
    return WorkbookLook.Sheet(
      name: sheet.name, state: sheet.state, content: sheet.content, range: used, cells: grid.cells.count,
      tables: found.layouts.map { look(at: $0, of: found, index) },
      text: found.layouts.isEmpty ? grid.cells.first { !grid.isBlank($0) }.map { grid.text($0) } : nil)
  }

  private func look(at layout: SheetLayout, of found: SheetTables, _ index: Int) -> WorkbookLook.Table {
    let range = found.range(of: layout)
    // A sheet with one table needs no range.
    let stated = found.layouts.count == 1 ? nil : range
    var doubts = layout.isSure ? [] : ["no numbers show which line has the names"]
    if layout.header.isEmpty { doubts = ["its first line is a row like the others"] }
    if layout.header.count > 1 { doubts.append("names on \(layout.header.count) lines are joined") }
    var failure: Diagnostic?
    var names = SheetNames(layout.header, layout.columns, found.grid).names
    switch advice.trial(index, stated) {
    case .success(let loaded):
      names = loaded.table.schema.names
      doubts += loaded.receipt.notes
    case .failure(let found): failure = found.diagnostics.first
    }
    let title = layout.titles.last { row in
      found.grid.cellRange(row).contains { layout.columns.contains(Int(found.grid.columns[$0])) }
    }
    return WorkbookLook.Table(
      range: range.text, names: names, rows: layout.body.count,
      title: (title ?? layout.titles.last).flatMap { layout.text(of: $0, in: found.grid) },
      doubts: doubts, failure: failure,
      load: advice.line(index, stated).text)
  }
}
