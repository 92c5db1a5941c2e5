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
    append(Array(name.utf8)[...], delimiter, to: &bytes)
  }
  bytes.append(UInt8(ascii: "\n"))
  for row in 0..<table.rowCount {
    if row % 1024 == 0, isCancelled() { break }
    for (index, column) in table.columns.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      if case .text(let vector) = column {
        let code = Int(vector.code(of: row))
        if code >= 0 { append(vector.pool.utf8(code), delimiter, to: &bytes) }
      } else {
        // Only text can contain a comma, a quote or a line break.
        bytes.append(contentsOf: writtenText(column[row]).utf8)
      }
    }
    bytes.append(UInt8(ascii: "\n"))
  }
  return bytes
}

private func append(_ text: ArraySlice<UInt8>, _ delimiter: UInt8, to bytes: inout [UInt8]) {
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
    || bytes.isEmpty && text.starts(with: [0xEF, 0xBB, 0xBF])
  guard needsQuotes else { return bytes.append(contentsOf: text) }
  bytes.append(UInt8(ascii: "\""))
  for byte in text {
    if byte == UInt8(ascii: "\"") { bytes.append(byte) }
    bytes.append(byte)
  }
  bytes.append(UInt8(ascii: "\""))
}
