import StetDiagnostics

extension Parser {
  mutating func primary() -> Expression {
    let token = current
    switch token.kind {
    case .number(let digits, let scale):
      advance()
      return number(digits, scale, token.range)
    case .text(let pieces):
      advance()
      return text(pieces, token.range)
    case .date(let days):
      advance()
      return .literal(.date(days), token.range)
    case .period(let period):
      advance()
      return .literal(.period(period), token.range)
    case .symbol("("): return parenthesised()
    case .symbol("["):
      advance()
      let items = list(until: "]")
      return .list(items, SourceRange(token.range.lower, lastEnd))
    case .symbol("{"): return record(token.range)
    case .name(let word): return named(word, token)
    case .quotedName(let word):
      advance()
      return .name(Name(word, token.range))
    case .symbol, .separator, .end:
      report(.expectedValue(describe(token), at: token.range))
      return .absent(token.range)
    }
  }

  private mutating func named(_ word: String, _ token: Token) -> Expression {
    let next = peek(1)
    if operatorWords.contains(word) || beginsStatement() {
      report(.expectedValue(describe(token), at: token.range))
      return .absent(token.range)
    }
    if beginsCase() { return caseOfSQL() }
    switch word {
    case "true", "false":
      advance()
      return .literal(.bool(word == "true"), token.range)
    case "missing":
      advance()
      return .literal(.missing, token.range)
    case "if": return conditional()
    case "match" where next.kind != .symbol("(") || next.isSpaced: return match()
    case "load" where beginsSource(next):
      advance()
      let items = arguments(labelled: true, until: ")")
      return .load(items, SourceRange(token.range.lower, lastEnd))
    case "table" where next.kind == .symbol("{"): return table()
    default: break
    }
    advance()
    let name = Name(word, token.range)
    if isSymbol("("), !current.isSpaced {
      advance()
      var items: [Argument] = []
      if !isSymbol(")"), enter() {
        items = arguments(labelled: true, until: ")")
        depth -= 1
      }
      expect(")", after: "the arguments of `\(word)`")
      return .call(name, items, SourceRange(token.range.lower, lastEnd))
    }
    if isSymbol("["), !current.isSpaced { return cell(name) }
    return .name(name)
  }

  private func beginsSource(_ token: Token) -> Bool {
    switch token.kind {
    case .name, .quotedName, .text: true
    case .number, .date, .period, .symbol, .separator, .end: false
    }
  }

  /// `by_year[fiscal_year: FY2008].share`
  private mutating func cell(_ name: Name) -> Expression {
    advance()
    let conditions = isSymbol("]") ? [] : arguments(labelled: true, until: "]")
    expect("]", after: "the conditions of a cell")
    expect(".", after: "`]`")
    guard let column = self.name() else {
      report(.expected("a column", after: "`.`", found: describe(current), at: current.range))
      return .absent(name.range)
    }
    return .cell(name, conditions, column: column, name.range.union(column.range))
  }

  private mutating func parenthesised() -> Expression {
    let open = current.range
    advance()
    let inside = expression()
    if isSymbol("|") {
      let pipeline = pipeline(from: inside, start: inside.range.lower)
      expect(")", after: "the pipeline")
      return .pipeline(pipeline, SourceRange(open.lower, lastEnd))
    }
    expect(")", after: "the value in parentheses")
    // A table in parentheses is a pipeline without steps: its parentheses could contain one.
    switch inside {
    case .load, .table:
      return .pipeline(Pipeline(source: inside, steps: [], range: inside.range), SourceRange(open.lower, lastEnd))
    default: return inside
    }
  }

  private mutating func record(_ open: SourceRange) -> Expression {
    advance()
    var items: [Argument] = []
    if !isSymbol("}"), enter() {
      items = arguments(labelled: true, until: "}")
      depth -= 1
    }
    expect("}", after: "the entries in braces")
    return .record(items, SourceRange(open.lower, lastEnd))
  }

  mutating func list(until close: String) -> [Expression] {
    guard enter() else { return [] }
    defer { depth -= 1 }
    var items: [Expression] = []
    while !isSymbol(close) {
      items.append(expression())
      guard take(",") else { break }
    }
    expect(close, after: "the list")
    return items
  }

  private mutating func conditional() -> Expression {
    let start = current.range.lower
    advance()
    let condition = expression()
    guard takeName("then") else {
      report(.expected("`then`", after: "the condition of `if`", found: describe(current), at: current.range))
      return .absent(SourceRange(start, lastEnd))
    }
    let then = expression()
    guard takeName("else") else {
      report(.expected("`else`", after: "`then …`", found: describe(current), at: current.range))
      return .absent(SourceRange(start, lastEnd))
    }
    let otherwise = expression()
    return .conditional(condition, then: then, otherwise: otherwise, SourceRange(start, otherwise.range.upper))
  }
}

extension Diagnostic {
  static func expectedValue(_ found: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(.expectedValue, "a value is expected here, not \(found)", at: range)
  }
}
