import StetDiagnostics

/// The one table of precedence, loosest first; `between`, `is` and the postfix forms rank with the comparisons.
private let precedence: [String: (level: Int, operation: BinaryOperator)] = [
  "or": (1, .or), "and": (2, .and),
  "==": (4, .equal), "=": (4, .equal), "!=": (4, .notEqual), "<": (4, .less), "<=": (4, .lessOrEqual),
  ">": (4, .greater),
  ">=": (4, .greaterOrEqual), "in": (4, .in), "not": (4, .notIn),
  "??": (6, .coalesce), "+": (7, .add), "-": (7, .subtract), "*": (8, .multiply), "/": (8, .divide), "%": (8, .modulo),
]
private let notLevel = 3
private let comparisonLevel = 4
private let rangeLevel = 5
private let powerLevel = 9

extension Parser {
  mutating func expression() -> Expression {
    // Operators are counted for each outermost expression: only what nests makes the tree deep.
    if depth == 0 { chain = 0 }
    let start = current.range.lower
    let value = expression(from: 1)
    return isSymbol("?") ? ternary(value, from: start) : value
  }

  /// Counts a level of nesting; false, with a report, if there are too many.
  mutating func enter() -> Bool {
    guard depth < Parser.deepest else {
      report(.tooDeep(at: current.range))
      return false
    }
    depth += 1
    return true
  }

  private mutating func expression(from level: Int) -> Expression {
    guard enter() else { return .absent(current.range) }
    defer { depth -= 1 }
    let start = current.range.lower
    var left = prefix(level)
    var compared: Int?
    while let (next, operation) = nextOperator(), next >= level {
      chain += 1
      guard chain <= Parser.longestChain else {
        report(.tooLong(at: current.range))
        return left
      }
      if next == comparisonLevel {
        let place = current.range
        if let compared { chained(from: compared, at: place) }
        left = infix(left, from: start, next, operation)
        compared = place.upper
        continue
      }
      left = infix(left, from: start, next, operation)
    }
    return left
  }

  /// `1 < a < 3`: what is between the operators goes into the fix.
  private mutating func chained(from start: Int, at place: SourceRange) {
    let middle = source[SourceRange(start, lastEnd)].drop { $0 == " " }
    note(.chained(String(middle), at: place, source[place]))
  }

  private enum Infix {
    case binary(BinaryOperator)
    case between, isMissing, notMissing, range, power
  }

  private func nextOperator() -> (Int, Infix)? {
    switch current.kind {
    case .symbol(".."): return (rangeLevel, .range)
    case .symbol("^"), .symbol("**"): return (powerLevel, .power)
    case .symbol(let symbol): return precedence[symbol].map { ($0.level, .binary($0.operation)) }
    case .name(let word):
      switch operatorInCapitals() ?? word {
      case "between": return (comparisonLevel, .between)
      case "is": return (comparisonLevel, .isMissing)
      case "not":
        if peek(1).kind == .name("missing") { return (comparisonLevel, .notMissing) }
        return peek(1).kind == .name("in") || peek(1).kind == .name("IN") ? (comparisonLevel, .binary(.notIn)) : nil
      case let word: return precedence[word].map { ($0.level, .binary($0.operation)) }
      }
    case .quotedName, .number, .text, .date, .period, .separator, .end: return nil
    }
  }

  private mutating func infix(
    _ left: Expression, from start: Int, _ level: Int, _ operation: Infix
  ) -> Expression {
    if isSymbol("=") { note(.singleEquals(at: current.range)) }
    if let word = operatorInCapitals() { note(.capitals(word, at: current.range)) }
    let base = source[SourceRange(start, lastEnd)]
    let place = current.range
    advance()
    switch operation {
    case .binary(let operation):
      if operation == .notIn {
        if isName("IN") { note(.capitals("in", at: current.range)) }
        advance()
      }
      let right = expression(from: level + 1)
      let range = left.range.union(right.range)
      return .binary(operation, left, right, range)
    case .power:
      let exponent = expression(from: powerLevel)
      note(.power(base, source[exponent.range], at: SourceRange(start, lastEnd)))
      return left
    case .range:
      let right = expression(from: rangeLevel + 1)
      return .range(left, right, left.range.union(right.range))
    case .between:
      let lower = expression(from: rangeLevel)
      if let word = operatorInCapitals(), word == "and" {
        note(.capitals(word, at: current.range))
        advance()
      } else if !takeName("and") {
        report(.expected("`and`", after: "the lower bound of `between`", found: describe(current), at: current.range))
        return .between(left, lower, .absent(current.range), left.range.union(lower.range))
      }
      let upper = expression(from: rangeLevel)
      return .between(left, lower, upper, left.range.union(upper.range))
    case .isMissing:
      if case .text = current.kind {
        note(.isComparison(at: place))
        return .binary(.equal, left, expression(from: level + 1), left.range.union(current.range))
      }
      let negated = takeName("not") || takeName("NOT")
      if case .name(let word) = current.kind, word.lowercased() == "null" {
        note(.null(word, at: current.range))
        advance()
      } else if !takeName("missing") {
        report(.expected("`missing`", after: "`is`", found: describe(current), at: current.range))
      }
      return .isMissing(left, negated: negated, left.range.union(SourceRange(lastEnd, lastEnd)))
    case .notMissing:
      advance()
      return .isMissing(left, negated: true, left.range.union(SourceRange(lastEnd, lastEnd)))
    }
  }

  private mutating func prefix(_ level: Int) -> Expression {
    let start = current.range.lower
    if isName("not") || operatorInCapitals() == "not", level <= notLevel {
      if let word = operatorInCapitals() { note(.capitals(word, at: current.range)) }
      advance()
      let operand = expression(from: notLevel)
      return .unary(.not, operand, SourceRange(start, operand.range.upper))
    }
    if isSymbol("-") {
      signs.insert(start)
      advance()
      // The least whole number has no positive counterpart.
      if case .number(let digits, scale: 0) = current.kind, digits == Int128(Int64.max) + 1 {
        let range = SourceRange(start, current.range.upper)
        advance()
        return .literal(.int(.min), range)
      }
      let operand = expression(from: 9)
      return .unary(.minus, operand, SourceRange(start, operand.range.upper))
    }
    return primary()
  }
}

extension Diagnostic {
  fileprivate static func tooDeep(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooDeep, "the expression is nested more than \(Parser.deepest) levels deep", at: range, kind: .limit,
      notes: ["part of the expression can be given a name with `let`"])
  }

  fileprivate static func tooLong(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooLong, "the expression has more than \(Parser.longestChain) operators", at: range, kind: .limit,
      notes: ["part of the expression can be given a name with `let`"])
  }

  static func singleEquals(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .singleEquals, "`=` defines a name; `==` compares values", at: range,
      fixIts: [FixIt("`==`", range: range, replacement: "==")])
  }

  fileprivate static func chained(_ middle: String, at range: SourceRange, _ symbol: String) -> Diagnostic {
    Diagnostic(
      .chainedComparison, "two comparisons need `and` between them", at: range,
      fixIts: [
        FixIt("`and \(middle) \(symbol)`", range: range, replacement: "and \(middle) \(symbol)")
      ])
  }
}
