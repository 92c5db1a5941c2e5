import StetDiagnostics

extension Parser {
  /// `source | step | step`
  mutating func pipeline() -> Pipeline {
    let start = current.range.lower
    let source = expression()
    return pipeline(from: source, start: start)
  }

  /// The steps after a source that has been read.
  mutating func pipeline(from source: Expression, start: Int) -> Pipeline {
    var steps: [Step] = []
    while isSymbol("|") {
      let end = lastEnd
      if let last = steps.last, continuesCondition(last) {
        note(.pipeForOr(at: current.range))
        advance()
        steps[steps.count - 1].addAlternative(expression())
        continue
      }
      advance()
      guard var step = step() else { break }
      step.joint = SourceRange(end, step.range.lower)
      steps.append(step)
    }
    return Pipeline(source: source, steps: steps, range: SourceRange(start, max(lastEnd, source.range.upper)))
  }

  /// `a > 1 | b > 2`, where `|` is the `or` of R, pandas and C: what follows compares, and no verb does.
  private func continuesCondition(_ step: Step) -> Bool {
    guard step.clauses.isEmpty, step.body == nil, step.block == nil, step.arguments.last?.label == Argument.Label.none
    else { return false }
    if peek(1).kind == .symbol("(") { return true }
    switch peek(1).kind {
    case .name, .quotedName:
      guard case .symbol(let symbol) = peek(2).kind else { return false }
      return ["==", "!=", "<", "<=", ">", ">="].contains(symbol)
    case .number, .text, .date, .period, .symbol, .separator, .end: return false
    }
  }

  /// `words arguments clause… : body { block }`
  mutating func step() -> Step? {
    guard !beginsStatement(), let verb = name() else {
      report(.expected("a verb", after: "`|`", found: describe(current), at: current.range))
      return nil
    }
    var step = Step(words: [verb], range: verb.range)
    verbEnd = verb.range.upper
    while case .name(let text) = current.kind, !reserved.contains(text), !clauseWords.contains(text),
      beginsItem(peek(1)), !isMinus(peek(1)), !isEndOfSequence(1), operatorInCapitals() == nil,
      operatorInCapitals(1) == nil,
      let word = name()
    {
      step.words.append(word)
    }
    // `filter(a > 1)`: after the verb, a parenthesis opens an argument, with or without a space.
    if isSymbol("("), peek(1).kind == .symbol(")") {
      let open = current.range
      advance()
      step.parentheses = open.union(current.range)
      advance()
    } else if !isSymbol(":"), beginsItem(current) || isSymbol("(") || isName("not") {
      step.arguments = arguments(labelled: true)
    }
    step.clauses = clauses()
    if isSymbol(":") {
      advance()
      step.body = arguments(labelled: true)
      step.clauses += clauses()
    }
    if isSymbol("{") { step.block = block() }
    step.range = SourceRange(verb.range.lower, lastEnd)
    return step
  }

  private mutating func clauses() -> [Clause] {
    var clauses: [Clause] = []
    while case .name(let text) = current.kind, clauseWords.contains(text) || isEndOfSequence() {
      clauses.append(clause())
    }
    return clauses
  }

  /// Whether a clause such as `from 2005` or `to 2012` begins here, and not a column called `from` or `to`.
  private func isEndOfSequence(_ offset: Int = 0) -> Bool {
    (peek(offset).kind == .name("from") || peek(offset).kind == .name("to")) && beginsItem(peek(offset + 1))
  }

  private mutating func clause(ofDefinition: Bool = false) -> Clause {
    guard var word = name() else { preconditionFailure("a clause must begin with its word") }
    if word.text == "at", isName("least") || isName("most"), let degree = name() {
      word = Name("at \(degree.text)", word.range.union(degree.range))
    }
    return Clause(
      word: word, arguments: beginsItem(current) ? arguments(labelled: false, inDefinition: ofDefinition) : [])
  }

  /// Items with commas between them, or next to each other: `top 5 persons`.
  mutating func arguments(labelled: Bool, until close: String? = nil, inDefinition: Bool = false) -> [Argument] {
    var items: [Argument] = []
    while true {
      let before = current.range
      items.append(
        argument(
          labelled: labelled || !items.isEmpty && close != nil, inStep: labelled && close == nil, inRecord: close == "}"
        ))
      if isSymbol(",") {
        // In the clause of one definition, `, name =` begins the next definition.
        if inDefinition, isDefinition(peek(1), peek(2)) { return items }
        // There, `, name:` is an option of the step or call: `derive s = sum(n) within fy, note: "…"`.
        if inDefinition, peek(2).kind == .symbol(":") { return items }
        advance()
        if let close, isSymbol(close) { return items }
        continue
      }
      guard close == nil, beginsItem(current), !isEndOfSequence(), current.range != before else { return items }
    }
  }

  private func isDefinition(_ first: Token, _ second: Token) -> Bool {
    switch first.kind {
    case .name, .quotedName: second.kind == .symbol("=")
    case .number, .text, .date, .period, .symbol, .separator, .end: false
    }
  }

  /// `3` or `*`: in a record, a column may be named by its place, and all of them at once.
  private mutating func columnPlace() -> Name? {
    let place: Name
    switch current.kind {
    case .number(let number, scale: 0): place = Name(String(number), current.range)
    case .symbol("*"): place = Name("*", current.range)
    default: return nil
    }
    advance()
    return place
  }

  private mutating func argument(labelled: Bool, inStep: Bool, inRecord: Bool) -> Argument {
    if isDefinition(current, peek(1)), let label = name() {
      advance()
      var argument = Argument(.defines(label), expression())
      while isName("within") || isName("sort") { argument.clauses.append(clause(ofDefinition: true)) }
      return argument
    }
    if labelled, peek(1).kind == .symbol(":"), let label = name() ?? (inRecord ? columnPlace() : nil) {
      advance()
      if inStep, isDefinition(current, peek(1)), let name = name() {
        note(.missingBy(at: SourceRange(verbEnd, verbEnd)))
        advance()
        return Argument(.defines(name), expression())
      }
      return Argument(.passes(label), expression())
    }
    return Argument(.none, expression())
  }

  // MARK: - Braces

  private mutating func block() -> [BlockLine] {
    advance()
    guard enter() else { return [] }
    defer { depth -= 1 }
    var lines: [BlockLine] = []
    while true {
      while current.kind == .separator || isSymbol(",") { advance() }
      if take("}") || current.kind == .end { return lines }
      if let key = entryKey() {
        lines.append(.entry(key: key, value: expression()))
      } else if let step = step() {
        lines.append(.step(step))
      } else {
        return lines
      }
      guard current.kind == .separator || isSymbol(",") || isSymbol("}") else {
        report(.expected("a new line or `}`", after: "this", found: describe(current), at: current.range))
        return lines
      }
    }
  }

  /// `from:` or `"criminal":` at the start of a line.
  private mutating func entryKey() -> Name? {
    guard peek(1).kind == .symbol(":") else { return nil }
    if case .text(let pieces) = current.kind, pieces.count <= 1, case .words(let words)? = pieces.first ?? .words("") {
      let key = Name(words, current.range)
      advance()
      advance()
      return key
    }
    guard let key = name() else { return nil }
    advance()
    return key
  }

  /// `a - b` is one argument, `sort -b` a verb and its argument.
  private func isMinus(_ token: Token) -> Bool { token.kind == .symbol("-") }

  /// Whether a token begins an argument.
  func beginsItem(_ token: Token) -> Bool {
    switch token.kind {
    case .name(let name): !operatorWords.contains(name) && !clauseWords.contains(name)
    case .quotedName, .number, .text, .date, .period: true
    case .symbol("("): token.isSpaced
    case .symbol("["): token.isSpaced
    case .symbol("-"): true
    case .symbol, .separator, .end: false
    }
  }
}

/// Words that begin a clause of a step; anywhere else they are names like any other.
private let clauseWords: Set<String> = ["by", "on", "within", "sort", "because", "as", "using", "expect", "at"]
/// Words that come between or before values, so that a name before them is a value.
let operatorWords: Set<String> = ["and", "or", "in", "not", "is", "between", "then", "else"]
/// Words that begin a value of their own.
private let reserved: Set<String> = operatorWords.union(["if", "match", "true", "false", "missing", "load", "table"])
/// Words that a column's name is confused with unless it is in backticks.
package let reservedWords: Set<String> = reserved.union(clauseWords)

extension Step {
  /// Another condition that would do in place of the last argument.
  fileprivate mutating func addAlternative(_ condition: Expression) {
    guard var last = arguments.popLast() else { return }
    last.value = .binary(.or, last.value, condition, last.value.range.union(condition.range))
    arguments.append(last)
    range = range.union(condition.range)
  }
}

extension Diagnostic {
  fileprivate static func pipeForOr(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignOperator, "`|` begins a step; two conditions must be joined with `or`", at: range,
      fixIts: [FixIt("`or`", range: range, replacement: "or")])
  }

  fileprivate static func missingBy(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .missingBy, "`by` is missing before the columns", at: range,
      fixIts: [FixIt("`by`", range: range, replacement: " by")])
  }
}
