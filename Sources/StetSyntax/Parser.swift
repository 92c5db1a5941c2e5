package import StetDiagnostics

/// Turns a script into its tree. Never throws and never traps: it reports once what it cannot read, and skips to the
/// next statement.
package func parse(_ source: SourceText) -> (Script, [Diagnostic]) {
  guard source.bytes.count <= Parser.largestScript else {
    return (Script(statements: []), [.scriptTooLarge(source.bytes.count)])
  }
  var parser = Parser(source: source, range: source.range, depth: 0)
  let script = parser.script()
  return (script, parser.diagnostics.sorted { ($0.range?.lower ?? 0) < ($1.range?.lower ?? 0) })
}

/// The same for a part of a source, such as a block of a notebook.
package func parse(_ source: SourceText, in range: SourceRange) -> (Script, [Diagnostic]) {
  guard range.upper - range.lower <= Parser.largestScript else {
    return (Script(statements: []), [.scriptTooLarge(range.upper - range.lower)])
  }
  var parser = Parser(source: source, range: range, depth: 0)
  let script = parser.script()
  return (script, parser.diagnostics.sorted { ($0.range?.lower ?? 0) < ($1.range?.lower ?? 0) })
}

/// Part of a source as an expression, which may be a pipeline; nil if it is not an expression.
package func parseExpression(_ source: SourceText, in range: SourceRange) -> (Expression?, [Diagnostic]) {
  let (script, diagnostics) = parse(source, in: range)
  guard !diagnostics.contains(where: { $0.severity == .error }) else { return (nil, diagnostics) }
  guard script.statements.count == 1, case .pipeline(let pipeline) = script.statements[0].kind else {
    return (nil, diagnostics + [.needsExpression(script, range)])
  }
  return (pipeline.steps.isEmpty ? pipeline.source : .pipeline(pipeline, pipeline.range), diagnostics)
}

/// Whether a line typed in the REPL waits for more: an open bracket, or a pipe, operator, comma, colon or `=` at its end.
package func isUnfinished(_ source: SourceText) -> Bool {
  guard source.bytes.count <= Parser.largestScript else { return false }
  var lexer = Lexer(source: source, range: source.range)
  lexer.run()
  // More lines cannot fix a text that its own line did not close, nor a bracket that the next statement closed.
  if lexer.hasForgottenBracket { return false }
  if lexer.diagnostics.contains(where: { $0.code == .unterminatedText }) { return false }
  if lexer.endsInBrackets { return true }
  guard let last = lexer.tokens.last(where: { $0.kind != .separator && $0.kind != .end }) else { return false }
  switch last.kind {
  case .symbol(let symbol): return ![")", "]", "}"].contains(symbol)
  case .name(let name): return ["and", "or", "not", "in"].contains(name)
  case .quotedName, .number, .text, .date, .period, .separator, .end: return false
  }
}

struct Parser {
  static let largestScript = 16 << 20
  /// Nested brackets and operators.
  static let deepest = 100
  /// Operators in one expression; the depth of its tree grows with them.
  static let longestChain = 1_000

  let source: SourceText
  let tokens: [Token]
  private(set) var place = 0
  private(set) var diagnostics: [Diagnostic]
  var depth: Int
  var chain = 0
  /// Where a `-` is a sign, for the formatter.
  var signs: Set<Int> = []
  /// Where the verb of the step being read ends.
  var verbEnd = 0
  private var statementStart = 0
  private(set) var firstToken = 0
  /// Set once a statement has been reported, so that one cause gives one error.
  private var isRecovering = false

  init(source: SourceText, range: SourceRange, depth: Int) {
    self.source = source
    self.depth = depth
    var lexer = Lexer(source: source, range: range)
    lexer.run()
    tokens = lexer.tokens
    diagnostics = lexer.diagnostics
    lexicalErrors = lexer.diagnostics.filter { $0.severity == .error }.compactMap { $0.range?.lower }.sorted()
    endsInBrackets = lexer.endsInBrackets
  }

  private let lexicalErrors: [Int]
  private let endsInBrackets: Bool

  mutating func script() -> Script {
    var statements: [Statement] = []
    while true {
      while current.kind == .separator { advance() }
      guard current.kind != .end else { return Script(statements: statements) }
      isRecovering = false
      chain = 0
      statementStart = current.range.lower
      firstToken = place
      let before = place
      if let statement = statement() { statements.append(statement) }
      if current.kind != .separator, current.kind != .end { report(.unexpected(describe(current), at: current.range)) }
      skipToSeparator()
      precondition(place > before, "every statement must consume at least one token")
    }
  }

  // MARK: - The cursor

  var current: Token { tokens[place] }

  func peek(_ distance: Int) -> Token { tokens[min(place + distance, tokens.count - 1)] }

  /// The end of the token before the cursor.
  var lastEnd: Int { place > 0 ? tokens[place - 1].range.upper : source.base }

  mutating func advance() { if place < tokens.count - 1 { place += 1 } }

  func isSymbol(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }

  func isName(_ name: String) -> Bool { current.kind == .name(name) }

  mutating func take(_ symbol: String) -> Bool {
    guard isSymbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func takeName(_ name: String) -> Bool {
    guard isName(name) else { return false }
    advance()
    return true
  }

  /// Any name, also in backticks.
  mutating func name() -> Name? {
    switch current.kind {
    case .name(let text), .quotedName(let text):
      defer { advance() }
      return Name(text, current.range)
    case .number, .text, .date, .period, .symbol, .separator, .end: return nil
    }
  }

  @discardableResult
  mutating func expect(_ symbol: String, after what: String) -> Bool {
    if take(symbol) { return true }
    report(.expected("`\(symbol)`", after: what, found: describe(current), at: current.range))
    return false
  }

  mutating func report(_ diagnostic: Diagnostic) {
    // An error of the lexer is the likelier cause of a parsing error there.
    if isRecovering { return }
    isRecovering = true
    let end = tokens[statementEnd()].range.upper
    var (low, high) = (0, lexicalErrors.count)
    while low < high {
      let middle = (low + high) / 2
      if lexicalErrors[middle] < statementStart { low = middle + 1 } else { high = middle }
    }
    if low < lexicalErrors.count, lexicalErrors[low] <= end { return }
    diagnostics.append(foreign() ?? diagnostic)
  }

  /// Reports without giving up the rest of the statement.
  mutating func note(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  private mutating func skipToSeparator() { place = statementEnd() }

  /// The end of the statement around the cursor, stepping over whole braces.
  func statementEnd() -> Int {
    var braces = 0
    for token in tokens[firstToken..<place] {
      if token.kind == .symbol("{") { braces += 1 }
      if token.kind == .symbol("}") { braces -= 1 }
    }
    for index in place..<tokens.count {
      switch tokens[index].kind {
      case .symbol("{"): braces += 1
      case .symbol("}"): braces -= 1
      case .separator where braces <= 0: return index
      // `let x =` with nothing after it does not break the next statement.
      case .name where isRecovering && !endsInBrackets && braces <= 0 && index > 0 && beginsStatement(at: index):
        return index
      default: break
      }
    }
    return tokens.count - 1
  }

  mutating func inner<T>(_ range: SourceRange, _ read: (inout Parser) -> T) -> T {
    var parser = Parser(source: source, range: range, depth: depth + 1)
    parser.chain = chain
    parser.statementStart = range.lower
    let result = read(&parser)
    chain = parser.chain
    diagnostics += parser.diagnostics
    return result
  }

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .separator, .end: "the end of the line"
    case .name, .quotedName, .number, .text, .date, .period, .symbol: "`\(source[token.range])`"
    }
  }
}

extension Diagnostic {
  static func expected(_ what: String, after: String, found: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.expected, "\(after) must be followed by \(what), not \(found)", at: range)
  }

  fileprivate static func unexpected(_ found: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.unexpected, "\(found) is not expected here", at: range)
  }

  static func scriptTooLarge(_ size: Int) -> Diagnostic {
    Diagnostic(
      .scriptTooLarge, "the script is \(size) bytes long; the limit is \(Parser.largestScript)", kind: .limit,
      notes: ["data belongs in a file that the script loads"])
  }
}

extension Diagnostic {
  fileprivate static func needsExpression(_ script: Script, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsExpression,
      script.statements.isEmpty
        ? "an expression is expected here" : "an expression is expected here, but this is a statement",
      at: script.statements.first?.range ?? range)
  }
}
