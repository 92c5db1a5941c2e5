import StetDiagnostics

/// Forms of SQL, spreadsheets and other languages that do not fit the grammar: recognized by their shape, reported with
/// the form used here.
extension Parser {
  /// Why the statement cannot be read, if it is one of these forms; nil if it is not.
  func foreign() -> Diagnostic? { statementOfSQL() ?? barePath() ?? star() }

  // MARK: - Operators

  /// `AND` in lower case, where an operator is possible; columns may be called `IN` and `OR`.
  func operatorInCapitals(_ distance: Int = 0) -> String? {
    guard case .name(let word) = peek(distance).kind, word == word.uppercased(),
      operatorWords.contains(word.lowercased()), case let next = peek(distance + 1),
      beginsItem(next) || next.kind == .symbol("(") || next.kind == .name("not")
    else { return nil }
    return word.lowercased()
  }

  /// `test ? a : b`, read as the `if` that it means here.
  mutating func ternary(_ test: Expression, from start: Int) -> Expression {
    let words = source[SourceRange(start, lastEnd)]
    advance()
    let (thenStart, then) = (current.range.lower, expression())
    let thenWords = source[SourceRange(thenStart, max(thenStart, lastEnd))]
    guard take(":") else {
      report(.expected("`:`", after: "`?`", found: describe(current), at: current.range))
      return test
    }
    let (elseStart, otherwise) = (current.range.lower, expression())
    let elseWords = source[SourceRange(elseStart, max(elseStart, lastEnd))]
    note(.ternary("if \(words) then \(thenWords) else \(elseWords)", at: SourceRange(start, lastEnd)))
    return .conditional(test, then: then, otherwise: otherwise, SourceRange(start, lastEnd))
  }

  // MARK: - Paths, `table.column` and `*`

  /// A path without quotes, or a column after its table's name: the tokens around the cursor without spaces between them.
  private func barePath() -> Diagnostic? {
    var first = place
    while first > firstToken, !tokens[first].isSpaced, isPartOfPath(tokens[first - 1]) { first -= 1 }
    // `load ../figures.csv` fails after the first symbols.
    var end = place
    while end < tokens.count, isPartOfPath(tokens[end]), end == first || !tokens[end].isSpaced { end += 1 }
    guard end - first > 2, tokens[first..<end].contains(where: { $0.kind == .symbol(".") }) else { return nil }
    let range = tokens[first].range.union(tokens[end - 1].range)
    guard case .name(let last) = tokens[end - 1].kind else { return nil }
    if Self.fileEndings.contains(last.lowercased()) { return .barePath(source[range], at: range) }
    guard end - first == 3, case .name(let table) = tokens[first].kind else { return nil }
    if tokens[end].kind == .symbol("("), !tokens[end].isSpaced {
      let isAlone = tokens[min(end + 1, tokens.count - 1)].kind == .symbol(")")
      return .method(table, last, isAlone: isAlone, at: range.union(tokens[end].range))
    }
    return .qualified(table, last, at: range)
  }

  private func isPartOfPath(_ token: Token) -> Bool {
    switch token.kind {
    case .name, .number, .period: true
    case .symbol(let symbol): [".", "..", "/", "-"].contains(symbol)
    case .quotedName, .text, .date, .separator, .end: false
    }
  }

  private static let fileEndings: Set<String> = [
    "csv", "tsv", "txt", "json", "md", "svg", "stet", "xlsx", "xls", "ods", "parquet",
  ]

  /// `count(*)`, and `select *` as a step.
  private func star() -> Diagnostic? {
    guard isSymbol("*"), place > 0 else { return nil }
    if tokens[place - 1].kind == .symbol("("), peek(1).kind == .symbol(")") {
      return .starOfRows(at: current.range)
    }
    guard place > 2, tokens[place - 2].kind == .symbol("|"), [.separator, .end, .symbol("|")].contains(peek(1).kind)
    else {
      return nil
    }
    return .starOfColumns(at: current.range, step: SourceRange(tokens[place - 3].range.upper, current.range.upper))
  }

  // MARK: - SQL

  /// A statement that begins with `select` or `from`, as the pipeline that does the same.
  private func statementOfSQL() -> Diagnostic? {
    let end = statementEnd()
    guard firstToken < end, case .name(let first) = tokens[firstToken].kind,
      let opening = Self.clauses[first.lowercased()],
      opening == "" || opening == "select", case let words = tokens[firstToken..<end]
    else { return nil }
    let range = words[firstToken].range.union(words[end - 1].range)
    var parts: [(clause: String, tokens: [Token])] = []
    for token in words {
      if case .name(let word) = token.kind, let clause = Self.clauses[word.lowercased()] {
        parts.append((clause, []))
      } else if parts.last?.clause == "sort", parts.last?.tokens.isEmpty == true, case .name(let by) = token.kind,
        by.lowercased() == "by"
      {
        continue
      } else {
        parts[parts.count - 1].tokens.append(token)
      }
    }
    // A dataset is loaded; a table has its name from a `let`, of this script or of the session.
    let isDefined = words.contains { token in tokens.indices.contains { isDefinition(of: token, at: $0) } }
    return .sql((isDefined ? [""] : ["load ", ""]).compactMap { pipeline(of: parts, source: $0) }, at: range)
  }

  /// The clauses of SQL that a single step can do, with its verb; `from` is the source.
  private static let clauses = ["select": "select", "from": "", "where": "filter", "order": "sort", "limit": "take"]

  /// Nil if a clause has no simple counterpart.
  private func pipeline(of parts: [(clause: String, tokens: [Token])], source prefix: String) -> String? {
    var steps: [String: String] = [:]
    for (clause, tokens) in parts {
      guard steps[clause] == nil else { return nil }
      switch clause {
      case "":
        guard tokens.count == 1, case .name(let table) = tokens[0].kind else { return nil }
        steps[clause] = prefix + table
      case "select":
        if tokens.map(\.kind) == [.symbol("*")] { continue }
        guard tokens.allSatisfy({ isPlainName($0) || $0.kind == .symbol(",") }) else { return nil }
        steps[clause] = written(tokens)
      case "sort": steps[clause] = tokens.split { $0.kind == .symbol(",") }.map(sortKey).joined(separator: ", ")
      default: steps[clause] = written(tokens)
      }
    }
    guard let source = steps[""] else { return nil }
    return ([source] + ["filter", "sort", "take", "select"].compactMap { verb in steps[verb].map { "\(verb) \($0)" } })
      .joined(separator: " | ")
  }

  private func isPlainName(_ token: Token) -> Bool {
    if case .name(let word) = token.kind { !["as", "distinct"].contains(word.lowercased()) } else { false }
  }

  private func isDefinition(of token: Token, at index: Int) -> Bool {
    index > 0 && tokens[index].kind == token.kind && tokens[index - 1].kind == .name("let")
  }

  private func sortKey(_ tokens: ArraySlice<Token>) -> String {
    guard case .name(let word)? = tokens.last?.kind, tokens.count > 1 else { return written(Array(tokens)) }
    switch word.lowercased() {
    case "desc": return "-" + written(tokens.dropLast())
    case "asc": return written(tokens.dropLast())
    default: return written(Array(tokens))
    }
  }

  private func written(_ tokens: some Collection<Token>) -> String {
    var text = ""
    for token in tokens {
      var word = source[token.range]
      if case .name(let name) = token.kind, let here = Self.words[name.lowercased()] { word = here }
      if token.kind == .symbol("=") { word = "==" }
      text += (token.isSpaced && !text.isEmpty ? " " : "") + word
    }
    return text
  }

  private static let words = [
    "and": "and", "or": "or", "not": "not", "is": "is", "in": "in", "between": "between", "null": "missing",
  ]
}

extension Diagnostic {
  static func capitals(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignOperator, "`\(word)` must be written in lowercase", at: range,
      fixIts: [FixIt("`\(word)`", range: range, replacement: word)])
  }

  static func null(_ word: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignWord, "`\(word)` is written `missing` here", at: range,
      fixIts: [FixIt("`missing`", range: range, replacement: "missing")])
  }

  static func isComparison(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignOperator, "`is` can be used only with `missing`; `==` compares values", at: range,
      fixIts: [FixIt("`==`", range: range, replacement: "==")])
  }

  static func power(_ base: String, _ exponent: String, at range: SourceRange) -> Diagnostic {
    let product =
      switch exponent {
      case "2": "(\(base) * \(base))"
      case "3": "(\(base) * \(base) * \(base))"
      case "0.5": "sqrt(\(base))"
      default: "exp(\(exponent) * log(\(base)))"
      }
    return Diagnostic(
      .foreignOperator, "there is no operator for powers", at: range,
      fixIts: [FixIt("`\(product)`", range: range, replacement: product)])
  }

  fileprivate static func ternary(_ here: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignOperator, "`? :` is written `if … then … else …` here", at: range,
      fixIts: [FixIt("`\(here)`", range: range, replacement: here)])
  }

  fileprivate static func barePath(_ path: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .barePath, "a file path must be in quotes", at: range,
      fixIts: [FixIt("`\"\(path)\"`", range: range, replacement: "\"\(path)\"")])
  }

  fileprivate static func qualified(_ table: String, _ column: String, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .qualifiedName, "a column must be written without its table's name", at: range,
      notes: ["a single cell of a table is written `\(table)[fiscal_year: FY2011].\(column)`"],
      fixIts: [FixIt("`\(column)`", range: range, replacement: column)])
  }

  fileprivate static func method(_ value: String, _ function: String, isAlone: Bool, at range: SourceRange)
    -> Diagnostic
  {
    let here = "\(function)(\(value)" + (isAlone ? "" : ", ")
    return Diagnostic(
      .foreignCall, "an argument must be inside the function's parentheses, not before a dot", at: range,
      fixIts: [FixIt("`\(here)\(isAlone ? ")" : "…)")`", range: range, replacement: here)])
  }

  fileprivate static func starOfRows(at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .star, "rows are counted without `*`", at: range,
      fixIts: [FixIt("`()`", range: range, replacement: "")])
  }

  fileprivate static func starOfColumns(at range: SourceRange, step: SourceRange) -> Diagnostic {
    Diagnostic(
      .star, "all columns are kept unless a step drops some", at: range,
      fixIts: [FixIt("remove this step", range: step, replacement: "")])
  }

  fileprivate static func sql(_ pipelines: [String], at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignStatement, "a pipeline must begin with its table, with a `|` before each step", at: range,
      notes: pipelines.isEmpty
        ? ["`load removals | filter year > 2010 | group by state: total = sum(persons) | sort -total`"] : [],
      fixIts: pipelines.map { FixIt("`\($0)`", range: range, replacement: $0) })
  }
}
