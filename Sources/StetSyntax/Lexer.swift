package import StetDiagnostics

/// Splits a script into tokens; it reports what it cannot read and skips it.
package func lex(_ source: SourceText) -> ([Token], [Diagnostic]) {
  guard source.bytes.count <= Parser.largestScript else { return ([], [.scriptTooLarge(source.bytes.count)]) }
  var lexer = Lexer(source: source, range: source.range)
  lexer.run()
  return (lexer.tokens, lexer.diagnostics)
}

/// The offset right after the bracket that closes the one at the beginning of a source; nil if it is never closed.
package func endOfBracket(_ source: SourceText) -> Int? {
  var lexer = Lexer(source: source, range: source.range)
  repeat {
    guard lexer.index < lexer.limit else { return nil }
    lexer.next()
  } while !lexer.brackets.isEmpty
  return source.base + lexer.index
}

struct Lexer {
  let bytes: [UInt8]
  /// Where the source begins among all sources: the cursor counts from its first byte, ranges from that of the first source.
  private let base: Int
  let limit: Int
  var index: Int
  var tokens: [Token] = []
  var diagnostics: [Diagnostic] = []
  var brackets: [(symbol: UInt8, range: SourceRange)] = []
  var documentation: [String] = []
  var isSpaced = true
  /// The lines that ended since the last token.
  var lineEnds = 0
  /// The lines that ended since the last token or comment.
  var lineEndsSinceWords = 0
  var comments: [Comment] = []

  /// A file of garbage is not worth millions of findings.
  static let mostDiagnostics = 1_000

  init(source: SourceText, range: SourceRange) {
    bytes = source.bytes
    base = source.base
    index = range.lower - source.base
    limit = range.upper - source.base
  }

  func span(_ start: Int, _ end: Int) -> SourceRange { SourceRange(base + start, base + end) }

  /// Whether brackets were open when the text ended.
  private(set) var endsInBrackets = false
  /// Whether a statement began while brackets were open.
  var hasForgottenBracket = false

  mutating func run() {
    if index == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    while index < limit { next() }
    endsInBrackets = !brackets.isEmpty
    closeBrackets()
    append(.separator, from: limit, to: limit)
    append(.end, from: limit, to: limit)
  }

  mutating func report(_ diagnostic: Diagnostic) {
    if diagnostics.count < Self.mostDiagnostics { diagnostics.append(diagnostic) }
  }

  // MARK: - One token

  mutating func next() {
    let start = index
    let byte = bytes[index]
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\t"):
      index += 1
      isSpaced = true
    case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
      let isPair = byte == UInt8(ascii: "\r") && index + 1 < limit && bytes[index + 1] == UInt8(ascii: "\n")
      index += isPair ? 2 : 1
      isSpaced = true
      lineEnds += 1
      lineEndsSinceWords += 1
    case UInt8(ascii: "/") where index + 1 < limit && bytes[index + 1] == byte:
      report(.foreignComment(at: span(start, start + 2)))
      comment()
    case UInt8(ascii: "#"): comment()
    case UInt8(ascii: "\""): text()
    case UInt8(ascii: "`"): quotedName()
    case UInt8(ascii: "@"): date()
    case UInt8(ascii: "0")...UInt8(ascii: "9"): number()
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): name()
    case UInt8(ascii: ";"):
      index += 1
      append(.separator, from: start, to: index)
      if brackets.isEmpty, endsLine(index) { report(.semicolon(at: span(start, index))) }
    case UInt8(ascii: "'"): foreignText(1, closedBy: ["'"])
    case 0x80...: notASCII()
    default: symbol()
    }
  }

  mutating func append(_ kind: Token.Kind, at range: SourceRange) {
    append(kind, from: range.lower - base, to: range.upper - base)
  }

  mutating func append(_ kind: Token.Kind, from start: Int, to end: Int) {
    if lineEnds > 0, endsStatement(before: kind) {
      // A comment at the end of the line belongs to the statement before, the others to what follows.
      let trailing = comments.prefix { $0.isTrailing }
      comments.removeFirst(trailing.count)
      tokens.append(
        Token(
          kind: .separator, range: span(start, start), isSpaced: true, isPrecededByNewline: false,
          documentation: [], comments: Array(trailing), hasBlankLineBefore: false))
    }
    tokens.append(
      Token(
        kind: kind, range: span(start, end), isSpaced: isSpaced, isPrecededByNewline: lineEnds > 0 || start == 0,
        documentation: documentation, comments: comments, hasBlankLineBefore: lineEndsSinceWords > 1))
    documentation = []
    comments = []
    isSpaced = false
    lineEnds = 0
    lineEndsSinceWords = 0
  }

  /// Whether only white space and a comment follow on the line.
  func endsLine(_ place: Int) -> Bool {
    let next = bytes[place..<limit].first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
    return next == nil || [UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "#")].contains(next)
  }

  func isLineEnd(_ place: Int) -> Bool {
    bytes[place] == UInt8(ascii: "\n") || bytes[place] == UInt8(ascii: "\r")
  }

  /// Whether a line's end between the last token and this one ends a statement.
  func endsStatement(before kind: Token.Kind) -> Bool {
    if let innermost = brackets.last, innermost.symbol != UInt8(ascii: "{") { return false }
    switch kind {
    case .symbol("|"), .name("and"), .name("or"): return false
    default: break
    }
    switch tokens.last?.kind {
    case nil, .separator: return false
    case .symbol(let symbol): return [")", "]", "}"].contains(symbol)
    case .name(let name): return !["and", "or", "not", "in"].contains(name)
    case .quotedName, .number, .text, .date, .period, .end: return true
    }
  }

  mutating func comment() {
    let start = index
    while index < limit, !isLineEnd(index) {
      if bytes[index] < 0x80 { index += 1 } else { _ = words() }
    }
    let text = String(decoding: bytes[start..<index], as: UTF8.self)
    comments.append(
      Comment(
        text: text, isTrailing: lineEnds == 0 && !tokens.isEmpty, hasBlankLineBefore: lineEndsSinceWords > 1))
    lineEndsSinceWords = 0
    guard text.hasPrefix("##") else { return }
    let words = text.dropFirst(2)
    documentation.append(String(words.first == " " ? words.dropFirst() : words))
  }
}

extension Diagnostic {
  fileprivate static func foreignComment(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignComment, "comments must begin with `#`", at: range, fixIts: [FixIt("`#`", range: range, replacement: "#")]
    )
  }

  /// Only a hint: the script means the same without it.
  fileprivate static func semicolon(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needlessSemicolon, "a statement ends at the end of its line and needs no `;`", at: range, severity: .note,
      fixIts: [FixIt("remove it", range: range, replacement: "")])
  }

  static func unterminated(_ code: Code, _ what: String, closing: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      code,
      "the \(what) that begins here has no closing \(closing == "`" ? "backtick" : "`\(closing)`") on the same line",
      at: range)
  }
}
