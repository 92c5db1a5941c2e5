import StetDiagnostics

extension Parser {
  mutating func match() -> Expression {
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
      guard expect("=>", after: "a case of `match`") else { break }
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

  mutating func table() -> Expression {
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
