import StetDiagnostics

extension Parser {
  mutating func statement() -> Statement? {
    let start = current.range.lower
    let documentation = current.documentation
    guard let kind = statementKind() else { return nil }
    return Statement(kind, range: SourceRange(start, max(start, lastEnd)), documentation: documentation)
  }

  /// Whether the cursor is at the first word of a line that can only be a statement of its own.
  func beginsStatement() -> Bool { place > 0 && beginsStatement(at: place) }

  func beginsStatement(at index: Int) -> Bool {
    guard index + 2 < tokens.count, tokens[index].isPrecededByNewline, case .name(let word) = tokens[index].kind else {
      return false
    }
    switch (word, tokens[index + 1].kind) {
    case ("let", .name), ("let", .quotedName), ("scope", .name), ("param", .name):
      return tokens[index + 2].kind == .symbol("=")
    case ("def", .name): return tokens[index + 2].kind == .symbol("(")
    case ("use", .text), ("claim", .text), ("check", .text): return true
    default: return false
    }
  }

  private mutating func statementKind() -> Statement.Kind? {
    // A statement's word is a keyword only where its shape follows, so that a table may be called `check`.
    guard case .name(let word) = current.kind else { return .pipeline(pipeline()) }
    switch (word, peek(1).kind) {
    case ("let", _), ("scope", .name), ("scope", .quotedName), ("param", .name), ("param", .quotedName):
      advance()
      return definition(word)
    case ("def", .name):
      advance()
      return function()
    case ("use", .text(let pieces)):
      advance()
      defer { advance() }
      return .use(words(pieces), current.range)
    case ("calendar", .name):
      advance()
      return name().map { .calendar($0) }
    case ("claim", .text(let pieces)):
      advance()
      advance()
      guard expect(":", after: "the sentence of a `claim`") else { return nil }
      return .claim(words(pieces), expression())
    case ("check", .text(let pieces)):
      advance()
      advance()
      return check(words(pieces))
    case ("why", .name), ("why", .quotedName), ("why", .number), ("why", .symbol("(")):
      // After a word, a table may be called `why` only if a step follows.
      advance()
      return .why(expression())
    case (_, .symbol("=")) where word != "let":
      let name = Name(word, current.range)
      note(.missingLet(name))
      return definition("let")
    default: return .pipeline(pipeline())
    }
  }

  private mutating func definition(_ word: String) -> Statement.Kind? {
    guard let name = name() else {
      report(.expected("a name", after: "`\(word)`", found: describe(current), at: current.range))
      return nil
    }
    guard expectEquals(after: "`\(word) \(name.text)`") else { return nil }
    switch word {
    case "scope": return .scope(name, expression())
    case "param": return .parameter(name, expression())
    default: return .binding(name, pipeline())
    }
  }

  /// The `=` of a definition, also where a `:` or `==` was written.
  private mutating func expectEquals(after what: String) -> Bool {
    guard isSymbol(":") || isSymbol("==") else { return expect("=", after: what) }
    note(.definesByEquals(at: current.range, spaced: current.isSpaced))
    advance()
    return true
  }

  private mutating func function() -> Statement.Kind? {
    guard let name = name(), expect("(", after: "`def \(name.text)`") else { return nil }
    var parameters: [Name] = []
    while !isSymbol(")") {
      guard let parameter = self.name() else {
        report(.expected("a parameter's name", after: "`(`", found: describe(current), at: current.range))
        return nil
      }
      parameters.append(parameter)
      guard take(",") else { break }
    }
    guard expect(")", after: "the parameters"), expectEquals(after: "`)`") else { return nil }
    return .function(name, parameters: parameters, body: pipeline())
  }

  private mutating func check(_ sentence: String) -> Statement.Kind? {
    var speaker: String?
    if takeName("by") {
      guard case .text(let pieces) = current.kind else {
        report(.expected("the speaker in quotes", after: "`by`", found: describe(current), at: current.range))
        return nil
      }
      speaker = words(pieces)
      advance()
    }
    guard expect(":", after: "the sentence of a `check`") else { return nil }
    return .check(sentence, speaker: speaker, expression())
  }

  /// Text as typed, braces included: sentences are quoted, never filled in.
  private func words(_ pieces: [TextPiece]) -> String {
    pieces.map { piece in
      switch piece {
      case .words(let words): words
      case .expression(let range): "{\(source[range])}"
      }
    }.joined()
  }
}

extension Diagnostic {
  fileprivate static func missingLet(_ name: Name) -> Diagnostic {
    Diagnostic(
      .missingLet, "a name must be defined with `let`", at: name.range,
      fixIts: [
        FixIt("`let \(name.text) =`", range: SourceRange(name.range.lower, name.range.lower), replacement: "let ")
      ])
  }

  fileprivate static func definesByEquals(at range: SourceRange, spaced: Bool) -> Diagnostic {
    Diagnostic(
      .definesByEquals, "a definition must be written with `=`", at: range,
      fixIts: [FixIt("`=`", range: range, replacement: spaced ? "=" : " =")])
  }
}
