package import StetColumns

/// A table as CSV: RFC 4180 with LF, a missing value empty, an empty text as `""`.
///
/// Read again with the table's types declared, it is the same table. In a table with one column, a missing value is a
/// blank line, which the reader reads as one if the file has one column. Text that contains any usual delimiter is
/// quoted, so that a reader that guesses the delimiter finds only commas.
///
/// Once `isCancelled` says so, the text ends after some row.
package func csvText(
  _ table: Table, delimiter: UInt8 = UInt8(ascii: ","), isCancelled: () -> Bool = { false }
) -> [UInt8] {
  var header = TextWriter()
  for (index, name) in table.schema.names.enumerated() {
    if index > 0 { header.append(delimiter) }
    append(Array(name.utf8).span, delimiter, isFirst: index == 0, to: &header)
  }
  header.append(UInt8(ascii: "\n"))
  header.end()
  var bytes = header.finish()[0]
  let block = 4096
  let columns = Array(table.columns)
  // A few blocks at a time: between them, somebody may have asked to stop.
  for start in stride(from: 0, to: table.rowCount, by: 16 * block) {
    if isCancelled() { break }
    let end = min(start + 16 * block, table.rowCount)
    let blocks = parallelMap((end - start + block - 1) / block) { place in
      let first = start + place * block
      return rows(columns, first..<min(first + block, end), delimiter)
    }
    for block in blocks { unsafe block.withBytes { unsafe bytes.append(contentsOf: $0) } }
  }
  return bytes
}

private func rows(_ columns: [Column], _ rows: Range<Int>, _ delimiter: UInt8) -> TextRun {
  var writer = TextWriter(texts: 1, bytes: rows.count * columns.count * 8)
  // Only text can contain a comma, a quote or a line break.
  let runs = columns.map { column in column.type == .text ? nil : writtenTexts(column, rows) }
  for row in rows {
    for (index, column) in columns.enumerated() {
      if index > 0 { writer.append(delimiter) }
      if let run = runs[index] {
        unsafe run.withBytes {
          unsafe writer.append(UnsafeBufferPointer(rebasing: $0[run.range(row - rows.lowerBound)]))
        }
      } else if case .text(let vector) = column {
        let code = Int(vector.code(of: row))
        if code >= 0 {
          append(vector.pool.bytes.span.extracting(vector.pool.range(code)), delimiter, to: &writer)
        }
      }
    }
    writer.append(UInt8(ascii: "\n"))
  }
  writer.end()
  return writer.finish()
}

/// As `writtenText` gives them.
private func writtenTexts(_ column: Column, _ rows: Range<Int>) -> TextRun {
  switch column {
  case .period, .duration:
    var writer = TextWriter(texts: rows.count)
    for row in rows {
      writer.append(writtenText(column[row]))
      writer.end()
    }
    return writer.finish()
  case .bool, .int, .narrowInt, .decimal, .longDecimal, .float, .text, .date, .datetime: return TextRun(column, rows)
  }
}

private func append(
  _ text: borrowing Span<UInt8>, _ delimiter: UInt8, isFirst: Bool = false, to writer: inout TextWriter
) {
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
