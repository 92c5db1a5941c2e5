import StetDiagnostics

extension Lexer {
  mutating func symbol() {
    let start = index
    let two = index + 1 < limit ? String(decoding: bytes[index...(index + 1)], as: UTF8.self) : ""
    if two == "==" || two == "!=", index + 2 < limit, bytes[index + 2] == UInt8(ascii: "=") {
      index += 3
      report(.foreign(two + "=", two, at: span(start, index)))
      append(.symbol(two), from: start, to: index)
      return
    }
    if two == "=~" {
      index += 2
      report(.patternOperator(at: span(start, index)))
      append(.symbol("=="), from: start, to: index)
      return
    }
    let isMagrittr = two == "%>" && index + 2 < limit && bytes[index + 2] == UInt8(ascii: "%")
    if let right = Self.foreign[two], two != "%>" || isMagrittr {
      index += isMagrittr ? 3 : 2
      report(.foreign(two, right, at: span(start, index)))
      append(["and", "or"].contains(right) ? .name(right) : .symbol(right), from: start, to: index)
      return
    }
    if Self.pairs.contains(two) {
      index += 2
      append(.symbol(two), from: start, to: index)
      return
    }
    let byte = bytes[index]
    index += 1
    let one = String(UnicodeScalar(byte))
    guard Self.singles.contains(one) else {
      if byte == UInt8(ascii: "!") {
        report(.foreign("!", "not", at: span(start, index)))
        append(.name("not"), from: start, to: index)
      } else if byte == UInt8(ascii: "&") {
        report(.foreign("&", "and", at: span(start, index)))
        append(.name("and"), from: start, to: index)
      } else {
        let scalar = UnicodeScalar(byte)
        report(
          isInvisible(scalar)
            ? .invisible(scalar, at: span(start, index)) : .unknownCharacter(one, at: span(start, index)))
      }
      return
    }
    switch one {
    case "(", "[", "{":
      append(.symbol(one), from: start, to: index)
      brackets.append((byte, span(start, index)))
    case ")", "]", "}": closingBracket(one, at: span(start, index))
    default: append(.symbol(one), from: start, to: index)
    }
  }

  private static let pairs: Set<String> = ["==", "!=", "<=", ">=", "=>", "..", "??", "**"]
  private static let singles: Set<String> = [
    "(", ")", "[", "]", "{", "}", "|", ",", ":", "=", "<", ">", "+", "-", "*", "/", "%", ".", "^", "?",
  ]
  private static let foreign: [String: String] = ["&&": "and", "||": "or", "<>": "!=", "|>": "|", "%>": "|", "->": "|"]
}

extension Diagnostic {
  fileprivate static func foreign(_ written: String, _ right: String, at range: SourceRange) -> Diagnostic {
    let spaced = right == "not" ? "not " : right
    return Diagnostic(
      .foreignOperator, "`\(written == "%>" ? "%>%" : written)` is written `\(right)` here", at: range,
      fixIts: [FixIt("`\(right)`", range: range, replacement: spaced)])
  }

  fileprivate static func patternOperator(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignOperator, "patterns are matched with `matches`, not `=~`", at: range,
      notes: ["as in `matches(name, \"^A\")`"])
  }
}
