package import StetDiagnostics

/// Lays a script out in the one way all scripts are laid out; a script with an error comes back as it was.
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
  let formatter = Formatter(source: source, signs: parser.signs)
  let text = formatter.script(parser.tokens)
  // A layout that read differently would change the script's meaning: then the script stands as it is.
  let isFaithful = meaning(SourceText(name: source.name, text: text)) == meaning(source)
  return (isFaithful ? text : unchanged, diagnostics)
}

private struct Formatter {
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

  // MARK: - A statement

  private func statement(_ pieces: [Piece], into writer: inout Writer, afterBlank: Bool) {
    // Comments behind the last token belong under the statement, not in it.
    var pieces = pieces
    var behind: [Comment] = []
    while case .comment(let comment)? = pieces.last {
      behind.insert(comment, at: 0)
      pieces.removeLast()
    }
    let segments = segments(pieces)
    let isShort = segments.count <= 2
    if isShort, !isBroken(pieces), columns(flat(pieces)) <= Self.width {
      writer.line(flat(pieces), indent: 0, afterBlank: afterBlank)
    } else if isShort, segments.count == 2, !hasComment(segments[0]), columns(flat(segments[0])) <= Self.width / 2,
      endsInBraces(segments[1]), !hasComment(segments[1].prefix { !isOpenBrace($0) })
    {
      // `by_year | chart "x" {` keeps its source in front.
      writer.start(indent: 0, afterBlank: afterBlank)
      segment(pieces, indent: 0, into: &writer)
    } else {
      for (number, part) in segments.enumerated() {
        var part = part
        while case .comment(let comment)? = part.first {
          writer.comment(comment, indent: 2)
          part.removeFirst()
        }
        writer.start(indent: number == 0 ? 0 : 2, afterBlank: number == 0 && afterBlank)
        if number == 0, let colon = sentenceEnd(part), columns(flat(part)) > Self.width {
          segment(Array(part[...colon]), indent: 0, into: &writer)
          var condition = Array(part[(colon + 1)...])
          while case .comment(let comment)? = condition.first {
            writer.comment(comment, indent: 2)
            condition.removeFirst()
          }
          writer.start(indent: 2, afterBlank: false)
          segment(condition, indent: 2, into: &writer)
        } else {
          segment(part, indent: number == 0 ? 0 : 2, into: &writer)
        }
      }
    }
    for comment in behind { writer.comment(comment, indent: 0) }
  }

  /// The pieces of each step, its `|` in front; pipes inside brackets stay in their part.
  private func segments(_ pieces: [Piece]) -> [[Piece]] {
    var parts: [[Piece]] = [[]]
    var depth = 0
    for piece in pieces {
      if case .token(let token, _, _) = piece, case .symbol(let symbol) = token.kind {
        if symbol == "|", depth == 0 {
          // Comments in front of a pipe stay in front of it.
          var moved: [Piece] = []
          while case .comment(let comment)? = parts[parts.count - 1].last, !comment.isTrailing {
            moved.insert(.comment(comment), at: 0)
            parts[parts.count - 1].removeLast()
          }
          parts.append(moved)
        }
        if ["(", "[", "{"].contains(symbol) { depth += 1 }
        if [")", "]", "}"].contains(symbol) { depth -= 1 }
      }
      parts[parts.count - 1].append(piece)
    }
    return parts
  }

  /// The colon behind the sentence of a `claim` or `check`.
  private func sentenceEnd(_ pieces: [Piece]) -> Int? {
    guard case .token(let first, _, _)? = pieces.first, first.kind == .name("claim") || first.kind == .name("check"),
      let colon = pieces.firstIndex(where: { isSymbol($0, ":") }), colon + 1 < pieces.count
    else { return nil }
    return colon
  }

  /// Tokens from the cursor on, with breaks after commas and in front of `and`, `or` and inner pipes where the line is
  /// full; braces that hold lines are opened, one line each.
  private func segment(_ pieces: [Piece], indent: Int, into writer: inout Writer) {
    var previous: Piece?
    var index = 0
    while index < pieces.count {
      let piece = pieces[index]
      switch piece {
      case .comment(let comment):
        writer.comment(comment, indent: indent + 2)
        writer.needsLine = indent + 4
      case .token:
        if isOpenBrace(piece), let close = matching(index, pieces) {
          let inside = Array(pieces[(index + 1)..<close])
          let whole = flat(Array(pieces[index...close]))
          if isBroken(Array(pieces[max(0, index - 1)...close])) || writer.column + columns(whole) + 1 > Self.width {
            writer.add(space(previous, piece) + "{")
            block(inside, indent: indent + 2, into: &writer)
            writer.start(indent: indent, afterBlank: false)
            writer.add("}")
            previous = pieces[close]
            index = close + 1
            continue
          }
        }
        // Up to the next place where a line may break.
        var end = index + 1
        while end < pieces.count, !breaks(between: pieces[end - 1], and: pieces[end]) { end += 1 }
        let run = flat(Array(pieces[index..<end]))
        let gap = space(previous, piece)
        if writer.column + columns(gap) + columns(run) > Self.width, previous != nil, mayBreak(previous, piece) {
          writer.start(indent: indent + 4, afterBlank: false)
          writer.add(run)
        } else {
          writer.add(gap + run)
        }
        previous = pieces[end - 1]
        index = end
        continue
      }
      previous = nil
      index += 1
    }
  }

  private func block(_ inside: [Piece], indent: Int, into writer: inout Writer) {
    var depth = 0
    var line: [Piece] = []
    func flush() {
      guard !line.isEmpty else { return }
      writer.start(indent: indent, afterBlank: false)
      segment(line, indent: indent, into: &writer)
      line = []
    }
    for piece in inside {
      switch piece {
      case .comment(let comment) where line.isEmpty: writer.comment(comment, indent: indent)
      case .comment: line.append(piece)
      case .token(let token, _, _):
        switch token.kind {
        case .separator where depth == 0:
          flush()
          continue
        case .symbol("("), .symbol("["), .symbol("{"): depth += 1
        case .symbol(")"), .symbol("]"), .symbol("}"): depth -= 1
        default: break
        }
        line.append(piece)
      }
    }
    flush()
  }

  // MARK: - Questions

  private func isSymbol(_ piece: Piece, _ symbol: String) -> Bool {
    guard case .token(let token, _, _) = piece else { return false }
    return token.kind == .symbol(symbol)
  }

  private func isOpenBrace(_ piece: Piece) -> Bool { isSymbol(piece, "{") }

  private func endsInBraces(_ pieces: [Piece]) -> Bool { pieces.last.map { isSymbol($0, "}") } ?? false }

  private func hasComment(_ pieces: some Sequence<Piece>) -> Bool {
    pieces.contains { if case .comment = $0 { true } else { false } }
  }

  /// Whether pieces cannot stand on one line: a comment, or a chart's lines.
  private func isBroken(_ pieces: [Piece]) -> Bool {
    if hasComment(pieces) { return true }
    var inTable: [Bool] = []
    var previous: Token?
    var endsLine = false
    for piece in pieces {
      guard case .token(let token, _, _) = piece else { continue }
      if endsLine, token.kind != .separator, token.kind != .symbol("}") { return true }
      endsLine = false
      switch token.kind {
      case .symbol("{"): inTable.append(previous?.kind == .name("table"))
      case .symbol("}"): _ = inTable.popLast()
      // The rows of a table may share a line.
      case .separator: endsLine = inTable.last == false
      default: break
      }
      previous = token
    }
    return false
  }

  private func matching(_ open: Int, _ pieces: [Piece]) -> Int? {
    var depth = 0
    for index in open..<pieces.count {
      if isOpenBrace(pieces[index]) { depth += 1 }
      if isSymbol(pieces[index], "}") {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  private func breaks(between left: Piece, and right: Piece) -> Bool {
    if case .comment = right { return true }
    return isOpenBrace(right) || mayBreak(left, right)
  }

  private func mayBreak(_ left: Piece?, _ right: Piece) -> Bool {
    guard let left, case .token(let next, _, _) = right else { return false }
    if isSymbol(left, ",") { return true }
    return next.kind == .name("and") || next.kind == .name("or") || next.kind == .symbol("|")
  }

  // MARK: - One line

  private func columns(_ text: String) -> Int { text.unicodeScalars.count }

  private func flat(_ pieces: [Piece]) -> String {
    var text = ""
    var previous: Piece?
    for piece in pieces {
      guard case .token(let token, let written, _) = piece else { continue }
      if token.kind == .separator {
        guard let last = previous, !isOpenBrace(last), !text.hasSuffix("; ") else { continue }
        text += "; "
        previous = nil
        continue
      }
      if isSymbol(piece, "}"), text.hasSuffix("; ") { text.removeLast(2) }
      text += space(previous, piece) + (isSymbol(piece, "}") && previous == nil ? " " : "") + written
      previous = piece
    }
    return text
  }

  private func space(_ left: Piece?, _ right: Piece) -> String {
    guard case .token(let a, _, let aIsSign)? = left, case .token(let b, _, _) = right else { return "" }
    if aIsSign { return "" }
    switch (a.kind, b.kind) {
    case (.symbol("{"), .symbol("}")), (.symbol("("), _), (.symbol("["), _), (_, .symbol(")")), (_, .symbol("]")),
      (_, .symbol(",")), (_, .symbol(":")), (_, .symbol("..")), (.symbol(".."), _), (_, .symbol(".")),
      (.symbol("."), _):
      return ""
    // Whether a bracket is spaced tells `lower(x)` from `join (x)`.
    case (.name(let word), .symbol("(")), (.name(let word), .symbol("[")):
      return b.isSpaced || operatorWords.contains(word) ? " " : ""
    case (.quotedName, .symbol("(")), (.quotedName, .symbol("[")): return b.isSpaced ? " " : ""
    default: return " "
    }
  }
}

/// The lines written so far.
private struct Writer {
  private(set) var text = ""
  private(set) var column = 0
  private var endsInComment = false
  /// Set behind a comment: what follows starts a line with this indent.
  var needsLine: Int?

  mutating func start(indent: Int, afterBlank: Bool) {
    if column > 0 { text += "\n" }
    if afterBlank, !text.isEmpty { text += "\n" }
    text += String(repeating: " ", count: indent)
    column = indent
    needsLine = nil
  }

  mutating func add(_ words: String) {
    if let indent = needsLine { start(indent: indent, afterBlank: false) }
    text += words
    column += words.unicodeScalars.count
    endsInComment = false
  }

  /// A whole line.
  mutating func line(_ words: String, indent: Int, afterBlank: Bool) {
    finish()
    if afterBlank, !text.isEmpty { text += "\n" }
    text += String(repeating: " ", count: indent) + words + "\n"
    column = 0
    endsInComment = words.hasPrefix("#")
  }

  mutating func comment(_ comment: Comment, indent: Int) {
    if comment.isTrailing {
      trail(comment.text, indent: indent)
    } else {
      line(comment.text, indent: indent, afterBlank: comment.hasBlankLineBefore)
    }
  }

  /// Behind the last thing written.
  mutating func trail(_ words: String, indent: Int = 0) {
    guard !text.isEmpty, !endsInComment else { return line(words, indent: indent, afterBlank: false) }
    if column == 0, text.hasSuffix("\n") { text.removeLast() }
    text += "  " + words + "\n"
    endsInComment = true
    column = 0
    needsLine = nil
  }

  mutating func finish() {
    if column > 0 { text += "\n" }
    column = 0
    needsLine = nil
  }
}

/// What must not change: the tokens without their places, and the comments.
private func meaning(_ source: SourceText) -> [String] {
  let (tokens, _) = lex(source)
  var words: [String] = []
  // Apart from the tokens: a comment may stand on either side of the end of a statement.
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
