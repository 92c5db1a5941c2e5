package import StetColumns

/// A table as a JSON array with an object for each row, keys in column order.
///
/// Numbers have every digit; dates, periods and durations are text as in CSV; a missing value is `null`.
package func jsonText(_ table: Table) -> [UInt8] { jsonContent(table).bytes }

func jsonContent(_ table: Table) -> FileContent {
  guard table.rowCount > 0 else { return FileContent(Array("[]\n".utf8)) }
  let (columns, count) = (jsonColumns(table), table.rowCount)
  return FileContent(rowCount: count, beginning: Array("[\n".utf8), end: Array("]\n".utf8)) { rows in
    // Every object but the last one has a comma after it.
    let (first, last) = (rows.lowerBound..<min(rows.upperBound, count - 1), max(rows.lowerBound, count - 1))
    let text = objects(columns, first, indented: "  ", after: "},\n")
    return last < rows.upperBound ? text + objects(columns, last..<rows.upperBound, indented: "  ", after: "}\n") : text
  }
}

/// The same with an object on each line and nothing around them.
func jsonLines(_ table: Table) -> FileContent {
  let columns = jsonColumns(table)
  return FileContent(rowCount: table.rowCount) { objects(columns, $0, after: "}\n") }
}

/// The columns of a table with their names as JSON.
private func jsonColumns(_ table: Table) -> [(name: [UInt8], column: Column)] {
  zip(table.schema.names, table.columns).map { name, column in
    var writer = TextWriter()
    appendText(Array(name.utf8).span, to: &writer)
    writer.end()
    return (writer.finish()[0], column)
  }
}

private func objects(
  _ columns: [(name: [UInt8], column: Column)], _ rows: Range<Int>, indented indent: String = "", after: String
) -> [UInt8] {
  let cells = columns.enumerated().map { index, column in
    (
      before: Array((index == 0 ? indent + "{" : ", ").utf8) + column.name + Array(": ".utf8),
      cells: jsonCells(column.column, rows)
    )
  }
  guard !cells.isEmpty else { return Array(String(repeating: indent + "{" + after, count: rows.count).utf8) }
  return TextRun.lines(cells, of: rows.count, missing: Array("null".utf8), after: Array(after.utf8))
}

private func jsonCells(_ column: Column, _ rows: Range<Int>) -> TextRun {
  switch column {
  case .bool, .int, .narrowInt, .decimal, .longDecimal, .float: return TextRun(column, rows)
  case .text, .date, .datetime, .period, .duration:
    let texts = writtenTexts(column, rows)
    var writer = TextWriter(texts: rows.count, bytes: texts.byteCount + 2 * rows.count)
    for place in 0..<texts.count {
      writer.text { writer in
        guard texts.isPresent?[place] ?? true else { return false }
        unsafe texts.withBytes { bytes in
          appendText(
            unsafe Span(_unsafeElements: UnsafeBufferPointer(rebasing: bytes[texts.range(place)])), to: &writer)
        }
        return true
      }
    }
    return writer.finish()
  }
}

/// In quotes, and what they may not contain escaped.
private func appendText(_ text: borrowing Span<UInt8>, to writer: inout TextWriter) {
  writer.append(UInt8(ascii: "\""))
  for place in text.indices {
    if let escape = jsonEscape(text[place]) { writer.append(escape) } else { writer.append(text[place]) }
  }
  writer.append(UInt8(ascii: "\""))
}

/// What stands for a byte within a text; nil if it stands for itself.
private func jsonEscape(_ byte: UInt8) -> String? {
  switch byte {
  case UInt8(ascii: "\""): "\\\""
  case UInt8(ascii: "\\"): "\\\\"
  case UInt8(ascii: "\n"): "\\n"
  case UInt8(ascii: "\r"): "\\r"
  case UInt8(ascii: "\t"): "\\t"
  case 0..<0x20, 0x7F: "\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  default: nil
  }
}

/// Appends JSON to a buffer (RFC 8259).
struct JSONWriter {
  private(set) var bytes: [UInt8] = []
  private let isIndented: Bool
  private var depth = 0

  init(isIndented: Bool) { self.isIndented = isIndented }

  mutating func write(_ json: JSON) {
    switch json {
    case .null: append("null")
    case .bool(let value): append(value ? "true" : "false")
    case .number(let digits): append(digits)
    case .text(let value): text(value)
    case .array(let items):
      open("[")
      for (index, item) in items.enumerated() {
        separate(index)
        write(item)
      }
      close("]", isEmpty: items.isEmpty)
    case .object(let members):
      open("{")
      for (index, member) in members.enumerated() {
        separate(index)
        text(member.key)
        append(": ")
        write(member.value)
      }
      close("}", isEmpty: members.isEmpty)
    }
  }

  mutating func text(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      if let escape = jsonEscape(byte) { append(escape) } else { bytes.append(byte) }
    }
    append("\"")
  }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  private mutating func open(_ bracket: String) {
    append(bracket)
    depth += 1
  }

  private mutating func separate(_ index: Int) {
    if index > 0 { append(isIndented ? "," : ", ") }
    breakLine()
  }

  private mutating func close(_ bracket: String, isEmpty: Bool) {
    depth -= 1
    if !isEmpty { breakLine() }
    append(bracket)
  }

  private mutating func breakLine() {
    if isIndented { append("\n" + String(repeating: "  ", count: depth)) }
  }
}
