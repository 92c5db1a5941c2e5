package import StetColumns
import StetDiagnostics

/// A table as aligned plain text: right-aligned numbers, missing as a dot, at most `limit` rows.
package func tableText(_ table: Table, limit: Int = 40) -> String {
  let first = table.prefix(limit)
  let shown = first.rowCount
  let names = table.schema.names.map { escaped($0) }
  var cells: [[String]] = []
  for row in 0..<shown {
    cells.append(first.row(row).map { $0.isMissing ? "·" : escaped(plainText($0)) })
  }
  let widths = names.indices.map { column in
    cells.reduce(names[column].count) { max($0, $1[column].count) }
  }
  func line(_ texts: [String]) -> String {
    var parts: [String] = []
    for (column, text) in texts.enumerated() {
      let space = String(repeating: " ", count: widths[column] - text.count)
      parts.append(table.schema.fields[column].type.isNumeric ? space + text : text + space)
    }
    var joined = parts.joined(separator: "  ")
    while joined.last == " " { joined.removeLast() }
    return joined + "\n"
  }
  var text = line(names)
  for row in cells { text += line(row) }
  if shown < table.rowCount { text += "… \(table.rowCount - shown) more \(agreeing("row", table.rowCount - shown))\n" }
  if table.rowCount == 0 { text += "(0 rows)\n" }
  return text
}
