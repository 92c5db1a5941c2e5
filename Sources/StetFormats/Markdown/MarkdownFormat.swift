package import StetColumns
import StetDiagnostics

extension OutputFormat {
  package static let markdown = OutputFormat(
    "Markdown",
    summary: "a table in GitHub-flavored Markdown, with right-aligned numbers; a missing value is an empty cell",
    endings: ["md"]
  ) { markdownContent($0) }
}

package func markdownText(_ table: Table) -> String { String(decoding: markdownContent(table).bytes, as: UTF8.self) }

private func markdownContent(_ table: Table) -> FileContent {
  @Sendable func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
  let header =
    line(table.schema.names.map(escapedCell)) + line(table.schema.fields.map { $0.type.isNumeric ? "--:" : "---" })
  let columns = Array(table.columns)
  return FileContent(rowCount: table.rowCount, beginning: Array(header.utf8)) { rows in
    let cells = columns.enumerated().map { index, column in
      var writer = TextWriter(texts: rows.count)
      for row in rows {
        let value = column[row]
        writer.append(value.isMissing ? "" : escapedCell(plainText(value)))
        writer.end()
      }
      return (before: Array((index == 0 ? "| " : " | ").utf8), cells: writer.finish())
    }
    guard !cells.isEmpty else { return Array(String(repeating: line([]), count: rows.count).utf8) }
    return TextRun.lines(cells, of: rows.count, after: Array(" |\n".utf8))
  }
}

private func escapedCell(_ text: String) -> String {
  escaped(text).replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("*", with: "\\*").replacing(
    "_", with: "\\_"
  ).replacing("<", with: "&lt;")
}
