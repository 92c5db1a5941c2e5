import StetDiagnostics

/// The one table of precedence, loosest first; `between`, `is` and the postfix forms stand with the comparisons.
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

extension Parser {
  mutating func expression() -> Expression {
    // Operators are counted for each outermost expression: only what nests makes the tree deep.
    if depth == 0 { chain = 0 }
    return expression(from: 1)
  }

  /// Counts a level of nesting; false, with a report, where there are too many.
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
        left = infix(left, next, operation)
        compared = place.upper
        continue
      }
      left = infix(left, next, operation)
    }
    return left
  }

  /// `1 < a < 3`: what stands between the operators goes into the fix.
  private mutating func chained(from start: Int, at place: SourceRange) {
    let middle = source[SourceRange(start, lastEnd)].drop { $0 == " " }
    note(.chained(String(middle), at: place, source[place]))
  }

  private enum Infix {
    case binary(BinaryOperator)
    case between, isMissing, notMissing, range
  }

  private func nextOperator() -> (Int, Infix)? {
    switch current.kind {
    case .symbol(".."): return (rangeLevel, .range)
    case .symbol(let symbol): return precedence[symbol].map { ($0.level, .binary($0.operation)) }
    case .name("between"): return (comparisonLevel, .between)
    case .name("is"): return (comparisonLevel, .isMissing)
    case .name("not"):
      if peek(1).kind == .name("missing") { return (comparisonLevel, .notMissing) }
      return peek(1).kind == .name("in") ? (comparisonLevel, .binary(.notIn)) : nil
    case .name(let word): return precedence[word].map { ($0.level, .binary($0.operation)) }
    case .quotedName, .number, .text, .date, .period, .separator, .end: return nil
    }
  }

  private mutating func infix(_ left: Expression, _ level: Int, _ operation: Infix) -> Expression {
    if isSymbol("=") { note(.singleEquals(at: current.range)) }
    advance()
    switch operation {
    case .binary(let operation):
      if operation == .notIn { advance() }
      let right = expression(from: level + 1)
      let range = left.range.union(right.range)
      return .binary(operation, left, right, range)
    case .range:
      let right = expression(from: rangeLevel + 1)
      return .range(left, right, left.range.union(right.range))
    case .between:
      let lower = expression(from: rangeLevel)
      guard takeName("and") else {
        report(.expected("`and`", after: "the lower end of `between`", found: describe(current), at: current.range))
        return .between(left, lower, .absent(current.range), left.range.union(lower.range))
      }
      let upper = expression(from: rangeLevel)
      return .between(left, lower, upper, left.range.union(upper.range))
    case .isMissing:
      let negated = takeName("not")
      if !takeName("missing") {
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
    if isName("not"), level <= notLevel {
      advance()
      let operand = expression(from: notLevel)
      return .unary(.not, operand, SourceRange(start, operand.range.upper))
    }
    if isSymbol("-") {
      signs.insert(start)
      advance()
      let operand = expression(from: 9)
      return .unary(.minus, operand, SourceRange(start, operand.range.upper))
    }
    return primary()
  }

  // MARK: - Values

  private mutating func primary() -> Expression {
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

  private mutating func number(_ digits: Int128, _ scale: Int, _ range: SourceRange) -> Expression {
    var digits = digits
    var scale = scale
    var end = range.upper
    if case .name(let word) = current.kind {
      if let zeros = ["thousand": 3, "million": 6, "billion": 9, "trillion": 12][word] {
        end = current.range.upper
        advance()
        let shift = min(zeros, scale)
        scale -= shift
        for _ in shift..<zeros {
          let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
          if overflow { note(.numberTooLarge(at: range)) }
          digits = overflow ? 0 : product
        }
      } else if scale == 0, let unit = DurationUnit(rawValue: word.hasSuffix("s") ? String(word.dropLast()) : word),
        case let isTooLong = digits > Int128(Int32.max)
      {
        if isTooLong { note(.numberTooLarge(at: range)) }
        digits = isTooLong ? 0 : digits
        end = current.range.upper
        advance()
        return .literal(.duration(Int64(digits), unit), SourceRange(range.lower, end))
      }
    }
    let whole = SourceRange(range.lower, end)
    if scale > 0 { return .literal(.decimal(digits: digits, scale: scale), whole) }
    guard digits <= Int128(Int64.max) else {
      note(.numberTooLarge(at: whole))
      return .literal(.int(0), whole)
    }
    return .literal(.int(Int64(digits)), whole)
  }

  private mutating func text(_ pieces: [TextPiece], _ range: SourceRange) -> Expression {
    if pieces.isEmpty { return .literal(.text(""), range) }
    if pieces.count == 1, case .words(let words) = pieces[0] { return .literal(.text(words), range) }
    var parts: [TextPart] = []
    for piece in pieces {
      switch piece {
      case .words(let words): parts.append(.text(words))
      case .expression(let inside):
        guard enter() else { return .absent(range) }
        defer { depth -= 1 }
        let (value, format) = split(inside)
        guard source[value].contains(where: { !$0.isWhitespace }) else {
          note(.emptyBraces(at: SourceRange(inside.lower - 1, inside.upper + 1)))
          continue
        }
        let expression = inner(value) { $0.wholeExpression() }
        parts.append(.value(expression, format: format))
      }
    }
    return .interpolation(parts, range)
  }

  /// The expression and, behind its last colon outside brackets and texts, the format.
  private func split(_ range: SourceRange) -> (SourceRange, String?) {
    var depth = 0
    var inText = false
    var colon: Int?
    for index in range.lower..<range.upper {
      switch source.bytes[index - source.base] {
      case UInt8(ascii: "\""): inText.toggle()
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): if !inText { depth += 1 }
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): if !inText { depth -= 1 }
      case UInt8(ascii: ":"): if !inText, depth == 0 { colon = index }
      default: break
      }
    }
    guard let colon else { return (range, nil) }
    return (SourceRange(range.lower, colon), source[SourceRange(colon + 1, range.upper)])
  }

  private mutating func wholeExpression() -> Expression {
    let result = expression()
    if current.kind != .separator { report(.expectedValue(describe(current), at: current.range)) }
    return result
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
    return inside
  }

  private mutating func list(until close: String) -> [Expression] {
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

  private mutating func match() -> Expression {
    let start = current.range.lower
    advance()
    let subject = expression()
    var arms: [MatchArm] = []
    var otherwise: MatchResult?
    guard expect("{", after: "`match …`") else { return .absent(SourceRange(start, lastEnd)) }
    while true {
      while current.kind == .separator || isSymbol(",") { advance() }
      if isSymbol("}") || current.kind == .end { break }
      if isName("else"), peek(1).kind == .symbol("=>") {
        advance()
        advance()
        otherwise = matchResult()
        continue
      }
      var patterns = [expression()]
      while take(",") { patterns.append(expression()) }
      guard expect("=>", after: "the cases of `match`") else { break }
      arms.append(MatchArm(patterns: patterns, result: matchResult()))
    }
    expect("}", after: "the cases of `match`")
    return .match(subject, arms, otherwise: otherwise, SourceRange(start, lastEnd))
  }

  private mutating func matchResult() -> MatchResult {
    if isName("error") {
      defer { advance() }
      return .error(current.range)
    }
    return .value(expression())
  }

  private mutating func table() -> Expression {
    let start = current.range.lower
    advance()
    advance()
    var columns: [Name] = []
    while current.kind == .separator { advance() }
    while let column = name() {
      columns.append(column)
      guard take(",") else { break }
    }
    var rows: [[Expression]] = []
    while true {
      while current.kind == .separator { advance() }
      if isSymbol("}") || current.kind == .end { break }
      let before = current.range
      var row = [expression()]
      while take(",") { row.append(expression()) }
      rows.append(row)
      guard current.kind == .separator || isSymbol("}"), current.range != before else { break }
    }
    expect("}", after: "the rows of the table")
    return .table(columns: columns, rows: rows, SourceRange(start, lastEnd))
  }
}

extension Diagnostic {
  fileprivate static func expectedValue(_ found: String, at range: SourceRange) -> Diagnostic {
    Diagnostic("expected-value", "a value is expected here, not \(found)", at: range)
  }

  fileprivate static func emptyBraces(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "expected-value", "braces in a text hold an expression; literal braces are written `{{` and `}}`", at: range,
      fixIts: [FixIt("`{{}}`", range: range, replacement: "{{}}")])
  }

  fileprivate static func tooDeep(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "too-deep", "more than \(Parser.deepest) levels of nesting", at: range, kind: .limit,
      notes: ["`let` can name a part of it"])
  }

  fileprivate static func tooLong(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "too-long", "more than \(Parser.longestChain) operators in one expression", at: range, kind: .limit,
      notes: ["`let` can name a part of it"])
  }

  fileprivate static func numberTooLarge(at range: SourceRange) -> Diagnostic {
    Diagnostic("number-too-large", "the number does not fit 64 bits", at: range)
  }

  static func singleEquals(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      "single-equals", "`=` defines; `==` compares", at: range,
      fixIts: [FixIt("`==`", range: range, replacement: "==")])
  }

  fileprivate static func chained(_ middle: String, at range: SourceRange, _ symbol: String) -> Diagnostic {
    Diagnostic(
      "chained-comparison", "comparisons do not chain", at: range,
      fixIts: [
        FixIt("`and \(middle) \(symbol)`", range: range, replacement: "and \(middle) \(symbol)")
      ])
  }
}
