package import StetColumns

/// A table as a JSON array with an object for each row, keys in column order.
///
/// Numbers have every digit; dates, periods and durations are text as in CSV; a missing value is `null`.
///
/// Once `isCancelled` says so, the text ends after some row.
package func jsonText(_ table: Table, isCancelled: () -> Bool = { false }) -> [UInt8] {
  var writer = JSONWriter(isIndented: false)
  writer.append("[")
  for row in 0..<table.rowCount {
    if row % 1024 == 0, isCancelled() { break }
    writer.append(row == 0 ? "\n  " : ",\n  ")
    writer.object(table, row)
  }
  writer.append(table.rowCount > 0 ? "\n]\n" : "]\n")
  return writer.bytes
}

/// The same with an object on each line and nothing around them.
func jsonLines(_ table: Table, isCancelled: () -> Bool = { false }) -> [UInt8] {
  var writer = JSONWriter(isIndented: false)
  for row in 0..<table.rowCount {
    if row % 1024 == 0, isCancelled() { break }
    writer.object(table, row)
    writer.append("\n")
  }
  return writer.bytes
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

  /// A row, keys in column order.
  mutating func object(_ table: Table, _ row: Int) {
    append("{")
    for (index, field) in table.schema.fields.enumerated() {
      if index > 0 { append(", ") }
      text(field.name)
      append(": ")
      value(table.columns[index][row])
    }
    append("}")
  }

  mutating func value(_ value: Value) {
    switch value {
    case .missing: append("null")
    case .bool, .int, .decimal: append(plainText(value))
    // JSON has no infinity and no NaN; columns have none.
    case .float(let number): append(number.isFinite ? plainText(value) : "null")
    case .text(let words): text(words)
    case .date, .datetime, .period, .duration: text(writtenText(value))
    }
  }

  mutating func text(_ text: String) {
    append("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): append("\\\"")
      case UInt8(ascii: "\\"): append("\\\\")
      case UInt8(ascii: "\n"): append("\\n")
      case UInt8(ascii: "\r"): append("\\r")
      case UInt8(ascii: "\t"): append("\\t")
      case 0..<0x20, 0x7F: append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
      default: bytes.append(byte)
      }
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
