package import StetColumns

/// A table as CSV: RFC 4180 with LF, a missing value empty, an empty text as `""`.
///
/// Read again with the table's types declared, it is the same table. In a table with one column, a missing value is a
/// blank line, which the reader reads as one if the file has one column. Text that contains any usual delimiter is
/// quoted, so that a reader that guesses the delimiter finds only commas.
package func csvText(_ table: Table) -> [UInt8] { csvContent(table).bytes }

func csvContent(_ table: Table, delimiter: UInt8 = UInt8(ascii: ",")) -> FileContent {
  var header = TextWriter()
  for (index, name) in table.schema.names.enumerated() {
    if index > 0 { header.append(delimiter) }
    append(Array(name.utf8).span, isFirst: index == 0, to: &header)
  }
  header.append(UInt8(ascii: "\n"))
  header.end()
  let columns = Array(table.columns)
  return FileContent(rowCount: table.rowCount, beginning: header.finish()[0]) { rows in
    let cells = columns.enumerated().map { index, column in
      (before: index == 0 ? [] : [delimiter], cells: csvCells(column, rows))
    }
    return TextRun.lines(cells, of: rows.count, after: [UInt8(ascii: "\n")])
  }
}

private func csvCells(_ column: Column, _ rows: Range<Int>) -> TextRun {
  // Only text can contain a comma, a quote or a line break.
  guard case .text(let texts) = column else { return writtenTexts(column, rows) }
  let pool = texts.pool
  var writer = TextWriter(texts: rows.count, bytes: rows.count * 8)
  for row in rows {
    let code = Int(texts.code(of: row))
    if code >= 0 { append(pool.bytes.span.extracting(pool.range(code)), to: &writer) }
    writer.end()
  }
  return writer.finish()
}

private func append(_ text: borrowing Span<UInt8>, isFirst: Bool = false, to writer: inout TextWriter) {
  var needsQuotes = text.isEmpty
  for place in text.indices {
    switch text[place] {
    case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): needsQuotes = true
    case UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"): needsQuotes = true
    default: break
    }
  }
  // A reader would treat it as a byte-order mark.
  if isFirst, text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF { needsQuotes = true }
  guard needsQuotes else { return writer.append(text) }
  writer.append(UInt8(ascii: "\""))
  for place in text.indices {
    if text[place] == UInt8(ascii: "\"") { writer.append(text[place]) }
    writer.append(text[place])
  }
  writer.append(UInt8(ascii: "\""))
}
