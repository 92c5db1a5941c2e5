package import StetDiagnostics

/// Formats a script in the one standard style; a script with an error comes back unchanged.
///
/// Layout is decided from tokens and comments alone, never from the line breaks that were there, so formatting twice
/// changes nothing. Literals are copied as written.
package func format(_ source: SourceText) -> (String, [Diagnostic]) {
  let unchanged = String(decoding: source.bytes, as: UTF8.self)
  guard source.bytes.count <= Parser.largestScript else { return (unchanged, [.scriptTooLarge(source.bytes.count)]) }
  var parser = Parser(source: source, range: source.range, depth: 0)
  _ = parser.script()
  let diagnostics = parser.diagnostics.sorted { ($0.range?.lower ?? 0) < ($1.range?.lower ?? 0) }
  guard !diagnostics.contains(where: { $0.severity == .error }) else { return (unchanged, diagnostics) }
  var text = Formatter(source: source, signs: parser.signs).script(parser.tokens)
  // A comment inside brackets moves to a line of its own, which can change where the lines around it break: a few rounds
  // at most until nothing moves.
  for _ in 0..<4 {
    let again = SourceText(name: source.name, text: text)
    var parser = Parser(source: again, range: again.range, depth: 0)
    _ = parser.script()
    let next = Formatter(source: again, signs: parser.signs).script(parser.tokens)
    if next == text { break }
    text = next
  }
  // A layout that parses differently would change the script's meaning: then the script is left as it is.
  let isFaithful = meaning(SourceText(name: source.name, text: text)) == meaning(source)
  return (isFaithful ? text : unchanged, diagnostics)
}

struct Formatter {
  static let width = 90
  let source: SourceText
  let signs: Set<Int>

  /// A token with its text, or a comment.
  enum Piece {
    case token(Token, text: String, isSign: Bool)
    case comment(Comment)
  }

  func script(_ tokens: [Token]) -> String {
    var writer = Writer()
    var pieces: [Piece] = []
    var braces = 0
    var hasBlankLine = false
    func finish() {
      if !pieces.isEmpty { statement(pieces, into: &writer, afterBlank: hasBlankLine) }
      pieces = []
    }
    for token in tokens {
      for comment in token.comments {
        if pieces.isEmpty {
          if comment.isTrailing {
            writer.trail(comment.text)
          } else {
            writer.line(comment.text, indent: 0, afterBlank: comment.hasBlankLineBefore)
          }
        } else {
          pieces.append(.comment(comment))
        }
      }
      switch token.kind {
      case .end: break
      case .separator where braces == 0:
        finish()
        continue
      case .symbol("{"): braces += 1
      case .symbol("}"): braces -= 1
      default: break
      }
      guard token.kind != .end else { break }
      if pieces.isEmpty { hasBlankLine = token.hasBlankLineBefore }
      let isSign = signs.contains(token.range.lower) && token.kind == .symbol("-")
      pieces.append(.token(token, text: source[token.range], isSign: isSign))
    }
    finish()
    writer.finish()
    return writer.text
  }
}

/// What must not change: the tokens without their positions, and the comments.
private func meaning(_ source: SourceText) -> [String] {
  let (tokens, _) = lex(source)
  var words: [String] = []
  // Apart from the tokens: a comment may be on either side of the end of a statement.
  var comments: [String] = []
  for token in tokens {
    comments += token.comments.map(\.text)
    switch token.kind {
    // Several ends in a row, or one beside a brace, end nothing twice.
    case .separator: if let last = words.last, last != "\n", last != "{" { words.append("\n") }
    case .symbol("}"):
      if words.last == "\n" { words.removeLast() }
      words.append("}")
    case .end: break
    case .name, .quotedName, .number, .text, .date, .period, .symbol: words.append(source[token.range])
    }
  }
  return words + comments
}
