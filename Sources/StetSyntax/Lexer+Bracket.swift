import StetDiagnostics

extension Lexer {
  /// A closing bracket: it closes the innermost open one, or one further out, or nothing.
  mutating func closingBracket(_ symbol: String, at range: SourceRange) {
    guard let innermost = brackets.last else {
      report(.unopened(symbol, at: range))
      return
    }
    if closing(innermost.symbol) != symbol {
      guard let open = brackets.lastIndex(where: { closing($0.symbol) == symbol }) else {
        // A typing slip: go on as if it were the right one.
        report(.mismatched(opening(innermost), closing(innermost.symbol), written: symbol, at: range))
        append(.symbol(closing(innermost.symbol)), at: range)
        brackets.removeLast()
        return
      }
      closeBrackets(downTo: open + 1)
    }
    append(.symbol(symbol), at: range)
    brackets.removeLast()
  }

  /// Reports the innermost open bracket, where there is one, and closes all above a depth with tokens of no width, so that
  /// the rest is read normally.
  mutating func closeBrackets(downTo depth: Int = 0) {
    guard brackets.count > depth, let innermost = brackets.last else { return }
    report(.unclosed(opening(innermost), at: innermost.range))
    let place = tokens.last?.range.upper ?? innermost.range.upper
    while brackets.count > depth {
      let open = brackets.removeLast()
      // Comments and documentation belong to what follows.
      tokens.append(
        Token(
          kind: .symbol(closing(open.symbol)), range: SourceRange(place, place), isSpaced: false,
          isPrecededByNewline: false, documentation: [], comments: [], hasBlankLineBefore: false))
    }
  }

  /// Whether the word at an offset begins a statement in the first column. Inside brackets, where such words may be names,
  /// that only happens after a forgotten bracket.
  func beginsStatement(_ word: String, from start: Int) -> Bool {
    guard start == 0 || isLineEnd(start - 1), Self.statementWords.contains(word) else { return false }
    let following = bytes[index..<limit].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard let next = following.first, following.startIndex > index || next == UInt8(ascii: "\"") else { return false }
    switch word {
    case "use", "claim", "check": return next == UInt8(ascii: "\"")
    case "calendar", "def": return isNameByte(next) || next >= 0x80
    default: return isNameByte(next) || next >= 0x80 || next == UInt8(ascii: "`")
    }
  }

  private static let statementWords: Set<String> = [
    "let", "scope", "param", "def", "use", "calendar", "claim", "check",
  ]

  private func closing(_ symbol: UInt8) -> String {
    symbol == UInt8(ascii: "(") ? ")" : symbol == UInt8(ascii: "[") ? "]" : "}"
  }

  private func opening(_ bracket: (symbol: UInt8, range: SourceRange)) -> String {
    String(UnicodeScalar(bracket.symbol))
  }
}

extension Diagnostic {
  fileprivate static func unclosed(_ bracket: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.unclosedBracket, "`\(bracket)` is never closed", at: range)
  }

  fileprivate static func mismatched(
    _ open: String, _ right: String, written: String, at range: SourceRange
  ) -> Diagnostic {
    Diagnostic(
      .mismatchedBracket, "`\(open)` must be closed by `\(right)`, not by `\(written)`", at: range,
      fixIts: [FixIt("`\(right)`", range: range, replacement: right)])
  }

  fileprivate static func unopened(_ bracket: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unopenedBracket, "`\(bracket)` has no opening `\(bracket == ")" ? "(" : bracket == "]" ? "[" : "{")`", at: range,
      fixIts: [FixIt("remove it", range: range, replacement: "")])
  }
}
