import StetDiagnostics
import StetSyntax

/// A script up to the cursor, which may end anywhere: in a comment, in a text, in the middle of a word.
struct TextBeforeCursor {
  let bytes: [UInt8]

  enum Region {
    case plain, comment
    case text(Int)
    case quotedName(Int)
  }

  /// Texts, names in backticks and comments end with their line, so the line up to the cursor decides.
  func region() -> Region {
    var result = Region.plain
    var index = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    while index < bytes.count {
      switch (result, bytes[index]) {
      case (.plain, UInt8(ascii: "#")): return .comment
      case (.plain, UInt8(ascii: "\"")): result = .text(index)
      case (.plain, UInt8(ascii: "`")): result = .quotedName(index)
      case (.text, UInt8(ascii: "\\")): index += 1
      case (.text, UInt8(ascii: "\"")), (.quotedName, UInt8(ascii: "`")): result = .plain
      default: break
      }
      index += 1
    }
    return result
  }

  /// The tokens of the statement before an offset. A name stands in for what is typed there, so that a line end
  /// before it ends a statement where it would.
  func tokens(before start: Int) -> [Token] {
    let source = SourceText(name: "", bytes: Array(bytes[..<start]) + Array("x".utf8))
    var tokens = lex(source).0
    while let last = tokens.last, last.range.upper > start { tokens.removeLast() }
    var depth = 0
    var first = 0
    for (index, token) in tokens.enumerated() {
      switch token.kind {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
      case .separator where depth <= 0: first = index + 1
      case .separator, .symbol, .name, .quotedName, .number, .text, .date, .period, .end: break
      }
    }
    return Array(tokens[first...])
  }

  /// Where the word begins that is being typed.
  var startOfWord: Int {
    var start = bytes.count
    while start > 0, isNameByte(bytes[start - 1]) { start -= 1 }
    return start
  }

  /// What is typed from an offset on.
  func typed(from start: Int) -> String { String(decoding: bytes[start...], as: UTF8.self) }
}

func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

private func isNameByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
    true
  default: false
  }
}
