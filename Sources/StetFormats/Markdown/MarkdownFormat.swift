package import StetColumns
import StetDiagnostics

extension OutputFormat {
  package static let markdown = OutputFormat(
    "Markdown",
    summary: "a table in GitHub-flavored Markdown, with right-aligned numbers; a missing value is an empty cell",
    endings: ["md"]
  ) { table, isCancelled in Array(markdownText(table, isCancelled: isCancelled).utf8) }
}

package func markdownText(_ table: Table, isCancelled: () -> Bool = { false }) -> String {
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
