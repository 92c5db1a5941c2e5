import StetColumns
import StetDiagnostics
import StetWorkbooks

extension WorkbookReader {
  /// Each table of each sheet with the options that read it; no options for a sheet without one.
  @Sendable static func found(
    _ file: OpenFile, _ options: ReadOptions
  ) throws(RunFailure) -> [(title: String, options: Proposal?)] {
    let workbook = try open(file, { false })
    let reader = WorkbookReader(name: file.name, workbook: workbook, options: options, isCancelled: { false })
    var found: [(title: String, options: Proposal?)] = []
    let sheets = try workbook.sheets.indices.map { index throws(RunFailure) in try reader.tables(of: index) }
    let hasRows = sheets.contains { !$0.layouts.isEmpty && !$0.isNamesAlone }
    for (index, sheet) in workbook.sheets.enumerated() {
      let tables = sheets[index]
      let state = sheet.state == .visible ? "" : " (hidden)"
      // Beside tables with rows, a line of texts is a title.
      guard !tables.layouts.isEmpty, !(tables.isNamesAlone && hasRows) else {
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
}
