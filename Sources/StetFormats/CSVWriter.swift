package import StetColumns

/// A table as CSV: RFC 4180 with LF, a missing value empty, an empty text as `""`.
///
/// In a table of one column a missing value is a blank line, which readers skip: RFC 4180 has no other spelling.
package func csvText(_ table: Table, delimiter: UInt8 = UInt8(ascii: ",")) -> [UInt8] {
  var bytes: [UInt8] = []
  for (index, name) in table.schema.names.enumerated() {
    if index > 0 { bytes.append(delimiter) }
    append(Array(name.utf8)[...], delimiter, to: &bytes)
  }
  bytes.append(UInt8(ascii: "\n"))
  for row in 0..<table.rowCount {
    for (index, column) in table.columns.enumerated() {
      if index > 0 { bytes.append(delimiter) }
      if case .text(let vector) = column {
        let code = Int(vector.codes[row])
        if code >= 0 { append(vector.pool.utf8(code), delimiter, to: &bytes) }
      } else {
        // Nothing but text can hold a comma, a quote or a line break.
        bytes.append(contentsOf: plainText(column[row]).utf8)
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
      $0 == delimiter || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
    }
    // A reader would take it for a byte-order mark.
    || bytes.isEmpty && text.starts(with: [0xEF, 0xBB, 0xBF])
  guard needsQuotes else { return bytes.append(contentsOf: text) }
  bytes.append(UInt8(ascii: "\""))
  for byte in text {
    if byte == UInt8(ascii: "\"") { bytes.append(byte) }
    bytes.append(byte)
  }
  bytes.append(UInt8(ascii: "\""))
}
