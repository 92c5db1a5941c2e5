import StetDiagnostics

/// Steps through the tokens of JSON (RFC 8259), for code that makes values or cells from them.
///
/// Texts contain no line breaks, so those between tokens are all there are, and `line` is counted on the way.
struct JSONLexer {
  /// How deep values may be nested.
  static let deepest = 128

  let bytes: [UInt8]
  let name: String
  private let end: Int
  /// Whether a line break may come between two tokens. In JSON lines it ends a document.
  private let crossesLines: Bool
  private(set) var line: Int32 = 1
  var index: Int

  /// Reads `bytes` from `start`, and no further than `end`.
  init(_ bytes: [UInt8], name: String, from start: Int = 0, to end: Int? = nil, crossesLines: Bool = true) {
    self.bytes = bytes
    self.name = name
    self.end = end ?? bytes.count
    self.crossesLines = crossesLines
    index = start
  }

  var isAtEnd: Bool { index >= end }

  /// The current byte; at the end 0, which does not begin a token.
  @inline(__always)
  var next: UInt8 { index < end ? bytes[index] : 0 }

  @inline(__always)
  mutating func skipSpace() {
    while index < end {
      let byte = bytes[index]
      if byte > 0x20 { return }
      if byte == UInt8(ascii: "\n") {
        guard crossesLines else { return }
        line += 1
      } else if byte != 0x20, byte != UInt8(ascii: "\t"), byte != UInt8(ascii: "\r") {
        return
      }
      index += 1
    }
  }

  /// Skips the end of a line, if it is next.
  mutating func takeLineEnd() -> Bool {
    guard next == UInt8(ascii: "\n") else { return false }
    index += 1
    line += 1
    return true
  }

  /// Skips white space and one byte; stays before any other.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    index += 1
    return true
  }

  /// Skips the key of a member and its colon; returns the key as a cell.
  @inline(__always)
  mutating func key() throws(RunFailure) -> TextCell {
    skipSpace()
    guard next == UInt8(ascii: "\"") else { throw failure("a key in quotes is expected") }
    let key = try text()
    guard take(UInt8(ascii: ":")) else { throw failure("`:` is expected") }
    return key
  }

  // MARK: - Texts

  /// Skips a text; returns its bytes inside the quotes. Every escape in it is one that `unescaped` can read.
  @inline(__always)
  mutating func text() throws(RunFailure) -> TextCell {
    let open = index
    index += 1
    var quoting = TextCell.Quoting.plain
    while index < end {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        index += 1
        return try cell(from: open + 1, to: index - 1, quoting)
      }
      if byte == UInt8(ascii: "\\") {
        quoting = .escaped
        _ = try escape()
      } else if byte < 0x20 {
        throw failure(
          byte == UInt8(ascii: "\n")
            ? "the line ends inside a string" : "a string contains an unescaped control character")
      } else {
        index += 1
      }
    }
    index = open
    throw failure("a quoted string has no closing quotation mark")
  }

  func cell(from start: Int, to end: Int, _ quoting: TextCell.Quoting) throws(RunFailure) -> TextCell {
    guard end - start <= TextCell.longest else { throw RunFailure(.valueTooLong(location(of: start))) }
    return TextCell(start: start, length: end - start, quoting: quoting)
  }

  /// The text of a cell that was skipped, in UTF-8.
  static func unescaped(_ bytes: [UInt8], _ cell: TextCell) -> [UInt8] {
    var lexer = JSONLexer(bytes, name: "", from: cell.start, to: cell.end)
    var text: [UInt8] = []
    text.reserveCapacity(cell.length)
    while !lexer.isAtEnd {
      if lexer.next == UInt8(ascii: "\\") {
        guard let scalar = try? lexer.escape() else {
          preconditionFailure("a cell's escapes must have been read before")
        }
        text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      } else {
        text.append(lexer.next)
        lexer.index += 1
      }
    }
    return text
  }

  /// The text of a cell.
  func string(_ cell: TextCell) -> String {
    cell.isEscaped
      ? String(decoding: Self.unescaped(bytes, cell), as: UTF8.self)
      : String(decoding: bytes[cell.start..<cell.end], as: UTF8.self)
  }

  private mutating func escape() throws(RunFailure) -> UnicodeScalar {
    guard index + 1 < end else { throw failure("an escape sequence is cut off") }
    let byte = bytes[index + 1]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      index += 2
      return UnicodeScalar(byte)
    case UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      index += 2
      return switch byte {
      case UInt8(ascii: "b"): "\u{8}"
      case UInt8(ascii: "f"): "\u{C}"
      case UInt8(ascii: "n"): "\n"
      case UInt8(ascii: "r"): "\r"
      default: "\t"
      }
    case UInt8(ascii: "u"):
      index += 2
      let high = try hex()
      if let scalar = UnicodeScalar(high) { return scalar }
      guard high < 0xDC00, index + 1 < end, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u")
      else { throw failure("a `\\u` escape gives only half of a character") }
      index += 2
      let low = try hex()
      guard (0xDC00...0xDFFF).contains(low), let scalar = UnicodeScalar(0x10000 + (high - 0xD800) << 10 + low - 0xDC00)
      else { throw failure("a `\\u` escape gives only half of a character") }
      return scalar
    default: throw failure("the escape is not valid in JSON")
    }
  }

  private mutating func hex() throws(RunFailure) -> UInt32 {
    guard index + 4 <= end, bytes[index] != UInt8(ascii: "+"), bytes[index] != UInt8(ascii: "-"),
      let value = UInt32(String(decoding: bytes[index..<(index + 4)], as: UTF8.self), radix: 16)
    else { throw failure("a `\\u` escape must have four hexadecimal digits") }
    index += 4
    return value
  }

  // MARK: - Numbers and words

  /// Steps over `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?` (RFC 8259 §6).
  @inline(__always)
  mutating func number() throws(RunFailure) -> TextCell {
    let start = index
    if next == UInt8(ascii: "-") { index += 1 }
    let whole = index
    guard skipDigits() else {
      index = start
      throw failure("a value is expected")
    }
    if index - whole > 1, bytes[whole] == UInt8(ascii: "0") { throw failure("a number cannot have a leading zero") }
    if next == UInt8(ascii: ".") {
      index += 1
      guard skipDigits() else { throw failure("a digit is expected") }
    }
    if next | 0x20 == UInt8(ascii: "e") {
      index += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
      guard skipDigits() else { throw failure("a digit is expected") }
    }
    return try cell(from: start, to: index, .none)
  }

  @inline(__always)
  private mutating func skipDigits() -> Bool {
    let start = index
    while index < end, isDigit(bytes[index]) { index += 1 }
    return index > start
  }

  /// Skips `true`, `false` or `null`.
  mutating func word(_ word: StaticString) throws(RunFailure) -> TextCell {
    let count = word.utf8CodeUnitCount
    guard index + count <= end, (0..<count).allSatisfy({ unsafe bytes[index + $0] == word.utf8Start[$0] }) else {
      throw failure("a value is expected")
    }
    index += count
    return try cell(from: index - count, to: index, .none)
  }

  /// Whether a value seems to be next.
  var isAtValue: Bool {
    isDigit(next)
      || [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""), 0x2D, 0x74, 0x66, 0x6E].contains(next)
  }

  /// Skips a value and returns it as a cell: absent for `null`, and as it is written if it is an object or a list. `depth` values
  /// are around it.
  @inline(__always)
  mutating func value(around depth: Int) throws(RunFailure) -> TextCell {
    switch next {
    case UInt8(ascii: "\""): return try text()
    case UInt8(ascii: "n"):
      _ = try word("null")
      return .absent
    case UInt8(ascii: "t"): return try word("true")
    case UInt8(ascii: "f"): return try word("false")
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      let start = index
      try skipValue(depth: depth)
      return try cell(from: start, to: index, .none)
    default: return try number()
    }
  }

  /// Skips a value of any kind; `depth` values are around it.
  mutating func skipValue(depth: Int) throws(RunFailure) {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"):
      try open(depth)
      var isFirst = true
      while !take(UInt8(ascii: "}")) {
        if !isFirst, !take(UInt8(ascii: ",")) { throw failure("`,` or `}` is expected") }
        isFirst = false
        _ = try key()
        try skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      try open(depth)
      var isFirst = true
      while !take(UInt8(ascii: "]")) {
        if !isFirst, !take(UInt8(ascii: ",")) { throw failure("`,` or `]` is expected") }
        isFirst = false
        try skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "\""): _ = try text()
    case UInt8(ascii: "t"): _ = try word("true")
    case UInt8(ascii: "f"): _ = try word("false")
    case UInt8(ascii: "n"): _ = try word("null")
    default: _ = try number()
    }
  }

  /// Skips the bracket of a value that has `depth` values around it.
  mutating func open(_ depth: Int) throws(RunFailure) {
    if depth >= Self.deepest { throw failure("values are nested more than \(Self.deepest) levels deep") }
    index += 1
  }

  // MARK: - Errors

  func location(of offset: Int) -> String {
    let (line, column) = SourceText(name: name, bytes: bytes).position(of: offset)
    return "\(name):\(line):\(column)"
  }

  /// Two members with the same name.
  func repeated(_ key: TextCell, _ name: String) -> RunFailure {
    var lexer = self
    lexer.index = key.start - 1
    return lexer.failure("the key \(quoted(name)) occurs twice")
  }

  func failure(_ message: String, notes: [String] = []) -> RunFailure {
    let isLineEnd = !crossesLines && (isAtEnd || next == UInt8(ascii: "\n"))
    var notes = notes
    if next == UInt8(ascii: "N") || next == UInt8(ascii: "I") || bytes[index..<min(end, index + 2)] == [0x2D, 0x49] {
      notes.append("JSON has no `NaN` or `Infinity`; a missing value is written `null`")
    }
    return RunFailure(
      Diagnostic(
        .badJson, isLineEnd ? message + ", but the line ends" : message, location: location(of: index), kind: .data,
        notes: notes))
  }
}

extension Diagnostic {
  fileprivate static func valueTooLong(_ location: String) -> Diagnostic {
    Diagnostic(
      .cellTooLong, "a value is larger than 16 MiB", location: location, kind: .limit,
      notes: ["the cause may be a string that is never closed, or a whole document in one value"])
  }
}
