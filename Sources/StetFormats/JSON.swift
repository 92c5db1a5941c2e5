package import StetDiagnostics

/// A JSON value; objects keep their order (RFC 8259).
package indirect enum JSON: Sendable {
  case null
  case bool(Bool)
  /// As written, so that no digit is lost.
  case number(String)
  case text(String)
  case array([JSON])
  case object([(key: String, value: JSON)])

  package subscript(key: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  package var text: String? { if case .text(let text) = self { text } else { nil } }
  /// A whole number of at most 64 bits, written without point and exponent.
  package var int: Int? { if case .number(let digits) = self { Int(digits) } else { nil } }
  package var array: [JSON]? { if case .array(let items) = self { items } else { nil } }

  package static func parse(_ bytes: [UInt8], name: String) throws(RunFailure) -> JSON {
    var parser = JSONParser(bytes: bytes, name: name)
    return try parser.document()
  }

  /// UTF-8 text: on one line, or indented by two spaces a level. Keys keep their order, so equal values give equal bytes.
  package func write(indented: Bool = false) -> [UInt8] {
    var writer = JSONWriter(isIndented: indented)
    writer.write(self)
    return writer.bytes
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  let name: String
  var index = 0
  var depth = 0

  init(bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  mutating func document() throws(RunFailure) -> JSON {
    if let place = firstInvalidUTF8(bytes.span) {
      index = place
      throw failure("a byte is not UTF-8")
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    let result = try value()
    skipSpace()
    if index < bytes.count { throw failure("something stands behind the end of the document") }
    return result
  }

  private mutating func value() throws(RunFailure) -> JSON {
    skipSpace()
    guard index < bytes.count else { throw failure("the document ends too early") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func object() throws(RunFailure) -> JSON {
    var members: [(key: String, value: JSON)] = []
    var keys: Set<String> = []
    try open()
    while !take(UInt8(ascii: "}")) {
      if !members.isEmpty, !take(UInt8(ascii: ",")) { throw failure("`,` or `}` is expected") }
      skipSpace()
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
        throw failure("a key in quotes is expected")
      }
      let keyStart = index
      let key = try text()
      if !keys.insert(key).inserted {
        index = keyStart
        throw failure("the key \(quoted(key)) stands twice")
      }
      guard take(UInt8(ascii: ":")) else { throw failure("`:` is expected") }
      members.append((key, try value()))
    }
    depth -= 1
    return .object(members)
  }

  private mutating func array() throws(RunFailure) -> JSON {
    var items: [JSON] = []
    try open()
    while !take(UInt8(ascii: "]")) {
      if !items.isEmpty, !take(UInt8(ascii: ",")) { throw failure("`,` or `]` is expected") }
      items.append(try value())
    }
    depth -= 1
    return .array(items)
  }

  private mutating func open() throws(RunFailure) {
    depth += 1
    if depth > 128 { throw failure("more than 128 levels of nesting") }
    index += 1
  }

  private mutating func text() throws(RunFailure) -> String {
    index += 1
    var scalars = String.UnicodeScalarView()
    var plain: [UInt8] = []
    func flush() {
      scalars.append(contentsOf: String(decoding: plain, as: UTF8.self).unicodeScalars)
      plain = []
    }
    while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
      guard bytes[index] >= 0x20 else { throw failure("a control character stands in a text") }
      guard bytes[index] == UInt8(ascii: "\\") else {
        plain.append(bytes[index])
        index += 1
        continue
      }
      flush()
      scalars.append(try escape())
    }
    guard index < bytes.count else { throw failure("a text is never closed") }
    flush()
    index += 1
    return String(scalars)
  }

  private mutating func escape() throws(RunFailure) -> UnicodeScalar {
    guard index + 1 < bytes.count else { throw failure("an escape is cut off") }
    let byte = bytes[index + 1]
    index += 2
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return UnicodeScalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let high = try hex()
      if let scalar = UnicodeScalar(high) { return scalar }
      guard high < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"),
        bytes[index + 1] == UInt8(ascii: "u")
      else { throw failure("half of a surrogate pair stands alone") }
      index += 2
      let low = try hex()
      guard (0xDC00...0xDFFF).contains(low), let scalar = UnicodeScalar(0x10000 + (high - 0xD800) << 10 + low - 0xDC00)
      else { throw failure("half of a surrogate pair stands alone") }
      return scalar
    default: throw failure("an unknown escape")
    }
  }

  private mutating func hex() throws(RunFailure) -> UInt32 {
    guard index + 4 <= bytes.count, bytes[index] != UInt8(ascii: "+"), bytes[index] != UInt8(ascii: "-"),
      let value = UInt32(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
    else { throw failure("an escape is cut off") }
    index += 4
    return value
  }

  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` (RFC 8259 §6)
  private mutating func number() throws(RunFailure) -> JSON {
    let start = index
    if peek("-") { index += 1 }
    let whole = index
    guard skipDigits() > 0 else {
      index = start
      throw failure("a value is expected")
    }
    if index - whole > 1, bytes[whole] == UInt8(ascii: "0") { throw failure("a number starts with a zero") }
    if peek(".") {
      index += 1
      guard skipDigits() > 0 else { throw failure("a digit is expected") }
    }
    if peek("e") || peek("E") {
      index += 1
      if peek("+") || peek("-") { index += 1 }
      guard skipDigits() > 0 else { throw failure("a digit is expected") }
    }
    return .number(String(decoding: bytes[start..<index], as: UTF8.self))
  }

  private func peek(_ byte: UnicodeScalar) -> Bool { index < bytes.count && bytes[index] == UInt8(ascii: byte) }

  private mutating func skipDigits() -> Int {
    let start = index
    while index < bytes.count, isDigit(bytes[index]) { index += 1 }
    return index - start
  }

  private mutating func word(_ word: String, _ value: JSON) throws(RunFailure) -> JSON {
    guard bytes[index...].starts(with: word.utf8) else { throw failure("a value is expected") }
    index += word.utf8.count
    return value
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
  }

  private func failure(_ message: String) -> RunFailure {
    let (line, column) = SourceText(name: name, bytes: bytes).position(of: index)
    return RunFailure(Diagnostic(.badJson, message, place: "\(name):\(line):\(column)", kind: .data))
  }
}
