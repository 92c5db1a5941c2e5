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
  package var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  package var members: [(key: String, value: JSON)]? { if case .object(let members) = self { members } else { nil } }
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

/// Makes values of tokens.
private struct JSONParser {
  private var lexer: JSONLexer
  private var depth = 0

  init(bytes: [UInt8], name: String) { lexer = JSONLexer(bytes, name: name) }

  mutating func document() throws(RunFailure) -> JSON {
    if let location = firstInvalidUTF8(lexer.bytes.span) {
      lexer.index = location
      throw lexer.failure("a byte is not valid UTF-8")
    }
    if lexer.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { lexer.index = 3 }
    let result = try value()
    lexer.skipSpace()
    if !lexer.isAtEnd { throw lexer.failure("unexpected text after the end of the document") }
    return result
  }

  private mutating func value() throws(RunFailure) -> JSON {
    lexer.skipSpace()
    if lexer.isAtEnd { throw lexer.failure("the document ends too early") }
    switch lexer.next {
    case UInt8(ascii: "{"): return try object()
    case UInt8(ascii: "["): return try array()
    case UInt8(ascii: "\""): return .text(text(try lexer.text()))
    case UInt8(ascii: "t"):
      _ = try lexer.word("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      _ = try lexer.word("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      _ = try lexer.word("null")
      return .null
    default: return .number(text(try lexer.number()))
    }
  }

  private mutating func object() throws(RunFailure) -> JSON {
    var members: [(key: String, value: JSON)] = []
    var keys: Set<String> = []
    try lexer.open(depth)
    depth += 1
    while !lexer.take(UInt8(ascii: "}")) {
      if !members.isEmpty, !lexer.take(UInt8(ascii: ",")) { throw lexer.failure("`,` or `}` is expected") }
      let cell = try lexer.key()
      let key = text(cell)
      if !keys.insert(key).inserted { throw lexer.repeated(cell, key) }
      members.append((key, try value()))
    }
    depth -= 1
    return .object(members)
  }

  private mutating func array() throws(RunFailure) -> JSON {
    var items: [JSON] = []
    try lexer.open(depth)
    depth += 1
    while !lexer.take(UInt8(ascii: "]")) {
      if !items.isEmpty, !lexer.take(UInt8(ascii: ",")) { throw lexer.failure("`,` or `]` is expected") }
      items.append(try value())
    }
    depth -= 1
    return .array(items)
  }

  private func text(_ cell: TextCell) -> String { lexer.string(cell) }
}
