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
  var bytes: [UInt8] = []
  for (index, name) in table.schema.names.enumerated() {
    if index > 0 { bytes.append(delimiter) }
    append(Array(name.utf8)[...], delimiter, isFirst: index == 0, to: &bytes)
  }
  bytes.append(UInt8(ascii: "\n"))
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
    for block in blocks { bytes += block }
  }
  return bytes
}

private func rows(_ columns: [Column], _ rows: Range<Int>, _ delimiter: UInt8) -> [UInt8] {
  var bytes: [UInt8] = []
  // Only text can contain a comma, a quote or a line break.
  let runs = columns.map { column in column.type == .text ? nil : writtenTexts(column, rows) }
  for row in rows {
    for (index, column) in columns.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      if let run = runs[index] {
        bytes += run[row - rows.lowerBound]
      } else if case .text(let vector) = column {
        let code = Int(vector.code(of: row))
        if code >= 0 { append(vector.pool.utf8(code), delimiter, to: &bytes) }
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }
  return bytes
}

/// As `writtenText` gives them.
private func writtenTexts(_ column: Column, _ rows: Range<Int>) -> TextRun {
  switch column {
  case .period, .duration:
    var run = TextRun(capacity: rows.count)
    for row in rows {
      run.append { bytes in
        bytes += writtenText(column[row]).utf8
        return true
      }
    }
    return run
  case .bool, .int, .narrowInt, .decimal, .longDecimal, .float, .text, .date, .datetime: return TextRun(column, rows)
  }
}

private func append(
  _ text: ArraySlice<UInt8>, _ delimiter: UInt8, isFirst: Bool = false, to bytes: inout [UInt8]
) {
  let needsQuotes =
    text.isEmpty
    || text.contains {
      switch $0 {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
      case UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"): true
      default: false
      }
    }
    // A reader would treat it as a byte-order mark.
    || isFirst && text.starts(with: [0xEF, 0xBB, 0xBF])
  guard needsQuotes else { return bytes.append(contentsOf: text) }
  bytes.append(UInt8(ascii: "\""))
  for byte in text {
    if byte == UInt8(ascii: "\"") { bytes.append(byte) }
    bytes.append(byte)
  }
  bytes.append(UInt8(ascii: "\""))
}
