import StetDiagnostics

extension Lexer {
  mutating func text() {
    let start = index
    index += 1
    var pieces: [TextPiece] = []
    var words: [UInt8] = []
    var hasUnclosedBrace = false
    func flush() {
      if !words.isEmpty { pieces.append(.words(String(decoding: words, as: UTF8.self))) }
      words = []
    }
    while index < limit, bytes[index] != UInt8(ascii: "\"") {
      switch bytes[index] {
      case UInt8(ascii: "\\"): escape(into: &words)
      case UInt8(ascii: "{") where index + 1 < limit && bytes[index + 1] == UInt8(ascii: "{"),
        UInt8(ascii: "}") where index + 1 < limit && bytes[index + 1] == UInt8(ascii: "}"):
        words.append(bytes[index])
        index += 2
      case UInt8(ascii: "{"):
        if !hasUnclosedBrace, let inside = interpolation() {
          flush()
          pieces.append(.expression(inside))
        } else {
          // Reported once: to look for the end of each would take time quadratic in the line.
          if !hasUnclosedBrace { report(.unclosedInText(at: span(index, index + 1))) }
          hasUnclosedBrace = true
          index += 1
        }
      case UInt8(ascii: "}"):
        report(.unopenedInText(at: span(index, index + 1)))
        index += 1
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        report(.unterminated(.unterminatedText, "text", closing: "\"", at: span(start, start + 1)))
        flush()
        append(.text(pieces), from: start, to: index)
        return
      case 0x80...:
        let start = index
        if self.words() { words += bytes[start..<index] }
      default:
        words.append(bytes[index])
        index += 1
      }
    }
    flush()
    if index < limit {
      index += 1
    } else {
      report(.unterminated(.unterminatedText, "text", closing: "\"", at: span(start, start + 1)))
    }
    append(.text(pieces), from: start, to: index)
  }

  /// The range between braces, with the cursor moved past the closing one; nil, with the cursor unmoved, if there is none.
  private mutating func interpolation() -> SourceRange? {
    var depth = 0
    var inText = false
    var place = index
    while place < limit, !isLineEnd(place) {
      switch bytes[place] {
      case UInt8(ascii: "\""): inText.toggle()
      case UInt8(ascii: "{") where !inText: depth += 1
      case UInt8(ascii: "}") where !inText:
        depth -= 1
        if depth == 0 {
          defer { index = place + 1 }
          return span(index + 1, place)
        }
      default: break
      }
      place += 1
    }
    return nil
  }

  private mutating func escape(into words: inout [UInt8]) {
    let start = index
    index += 1
    guard index < limit, !isLineEnd(index) else { return }
    let byte = bytes[index]
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): words.append(byte)
    case UInt8(ascii: "n"): words.append(UInt8(ascii: "\n"))
    case UInt8(ascii: "t"): words.append(UInt8(ascii: "\t"))
    case UInt8(ascii: "u") where index < limit && bytes[index] == UInt8(ascii: "{"):
      let digits = bytes[(index + 1)..<limit].prefix(8).prefix { isNameByte($0) && $0 < 0x80 }
      let hex = String(decoding: digits, as: UTF8.self)
      let closes = digits.endIndex < limit && bytes[digits.endIndex] == UInt8(ascii: "}")
      index = closes ? digits.endIndex + 1 : digits.endIndex
      if closes, let code = UInt32(hex, radix: 16), let scalar = UnicodeScalar(code) {
        words += Array(String(Character(scalar)).utf8)
      } else {
        report(.badEscape(at: span(start, index)))
      }
    default: report(.badEscape(at: span(start, index)))
    }
  }

  /// Text in quotes of another kind, read as if they were plain, so that its words are not reported one by one.
  mutating func foreignText(_ opening: Int, closedBy closers: [UnicodeScalar]) {
    let start = index
    index += opening
    let first = index
    while index < limit, !isLineEnd(index) {
      let (scalar, length) = scalar(at: index)
      if let scalar, closers.contains(scalar) {
        let words = String(decoding: bytes[first..<index], as: UTF8.self)
        index += length
        report(.foreignQuotes(words, isSmart: opening > 1, at: span(start, index)))
        append(.text([.words(words)]), from: start, to: index)
        return
      }
      index += length
    }
    report(.unterminated(.unterminatedText, "text", closing: "\"", at: span(start, first)))
    append(.text([]), from: start, to: index)
  }
}

extension Diagnostic {
  fileprivate static func foreignQuotes(_ words: String, isSmart: Bool, at range: SourceRange) -> Diagnostic {
    var plain = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "\"", "\\": plain += "\\" + String(Character(scalar))
      case "{", "}": plain += String(repeating: String(Character(scalar)), count: 2)
      default: plain.unicodeScalars.append(scalar)
      }
    }
    return Diagnostic(
      isSmart ? .smartQuote : .singleQuotes, "text must be in straight double quotes", at: range,
      fixIts: [FixIt("`\"\(plain)\"`", range: range, replacement: "\"\(plain)\"")])
  }

  fileprivate static func unclosedInText(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unclosedBracket, "`{` in text has no closing `}`; a literal brace is written `{{`", at: range,
      fixIts: [FixIt("`{{`", range: range, replacement: "{{")])
  }

  fileprivate static func unopenedInText(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unopenedBracket, "a literal `}` in text must be written `}}`", at: range,
      fixIts: [FixIt("`}}`", range: range, replacement: "}}")])
  }

  fileprivate static func badEscape(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badEscape, "the escape is not valid; the valid ones are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{…}`", at: range)
  }
}
