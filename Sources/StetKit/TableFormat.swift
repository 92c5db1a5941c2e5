package import StetColumns
import StetDiagnostics
import StetFormats

/// How a table is written; the ending of a file's name, or `--as`.
package enum TableFormat: String, CaseIterable, Sendable {
  case csv, tsv, json, md

  package init?(path: String) {
    guard let dot = path.lastIndex(of: "."), let format = TableFormat(rawValue: String(path[path.index(after: dot)...]))
    else { return nil }
    self = format
  }

  /// The whole table; once `isCancelled` says so, a part of it that is good for nothing.
  package func bytes(of table: Table, isCancelled: () -> Bool = { false }) -> [UInt8] {
    switch self {
    case .csv: csvText(table, isCancelled: isCancelled)
    case .tsv: csvText(table, delimiter: UInt8(ascii: "\t"), isCancelled: isCancelled)
    case .json: jsonText(table, isCancelled: isCancelled)
    case .md: Array(markdownText(table, isCancelled).utf8)
    }
  }
}

/// A table in the form of GitHub's Markdown, numbers to the right.
private func markdownText(_ table: Table, _ isCancelled: () -> Bool) -> String {
  func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
  func escapedCell(_ text: String) -> String {
    escaped(text).replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("*", with: "\\*").replacing(
      "_", with: "\\_"
    ).replacing("<", with: "&lt;")
  }
  var text = line(table.schema.names.map(escapedCell))
  text += line(table.schema.fields.map { $0.type.isNumeric ? "--:" : "---" })
  for row in 0..<table.rowCount {
    if row % 1024 == 0, isCancelled() { break }
    text += line(table.row(row).map { $0.isMissing ? "" : escapedCell(plainText($0)) })
  }
  return text
}
