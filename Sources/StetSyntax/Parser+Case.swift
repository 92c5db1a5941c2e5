import StetDiagnostics

/// SQL's `case when a > 1 then x else y end` and `case a when 1 then x end`.
extension Parser {
  func beginsCase() -> Bool {
    guard isWord("case", at: 0) else { return false }
    return isWord("when", at: 1) || isWord("when", at: 2)
  }

  /// The whole of it, read on as the `if` that it is here.
  mutating func caseOfSQL() -> Expression {
    let start = current.range.lower
    let found = diagnostics.count
    advance()
    let subject = isWord("when", at: 0) ? nil : expression()
    var branches: [(test: Expression, value: Expression)] = []
    while isWord("when", at: 0) {
      advance()
      let test = expression()
      guard takeWord("then", after: "`when`") else { return .absent(SourceRange(start, lastEnd)) }
      branches.append((test, expression()))
    }
    var otherwise: Expression?
    if isWord("else", at: 0) {
      advance()
      otherwise = expression()
    }
    guard takeWord("end", after: "`case`") else { return .absent(SourceRange(start, lastEnd)) }
    let range = SourceRange(start, lastEnd)
    // What is wrong inside is mended first: one fix at a time can be pasted.
    note(.caseOfSQL(found == diagnostics.count ? translated(subject, branches, otherwise) : nil, at: range))
    var whole = otherwise ?? .literal(.missing, range)
    for (test, value) in branches.reversed() {
      let condition = subject.map { Expression.binary(.equal, $0, test, test.range) } ?? test
      whole = .conditional(condition, then: value, otherwise: whole, range)
    }
    return whole
  }

  /// Nil where a condition that is missing could choose another branch here.
  private func translated(
    _ subject: Expression?, _ branches: [(test: Expression, value: Expression)], _ otherwise: Expression?
  ) -> String? {
    let last = otherwise.map { source[$0.range] } ?? "missing"
    if let subject {
      let arms = branches.map { "\(source[$0.test.range]) => \(source[$0.value.range])" }
      return "match \(source[subject.range]) { \(arms.joined(separator: ", ")), else => \(last) }"
    }
    var words = last
    for (test, value) in branches.reversed() {
      guard let isTotal = test.isDecidedForMissing else { return nil }
      let condition = source[test.range]
      words = "if \(isTotal ? condition : "(\(condition)) ?? false") then \(source[value.range]) else \(words)"
    }
    return words
  }

  private func isWord(_ word: String, at distance: Int) -> Bool {
    if case .name(let name) = peek(distance).kind { name.lowercased() == word } else { false }
  }

  private mutating func takeWord(_ word: String, after other: String) -> Bool {
    guard isWord(word, at: 0) else {
      report(.expected("`\(word)`", after: other, found: describe(current), at: current.range))
      return false
    }
    advance()
    return true
  }
}

extension Expression {
  /// Whether a condition is true or false here wherever SQL has `null`, which SQL takes for false; false where it is missing
  /// here, too, and nil where it could be true here.
  fileprivate var isDecidedForMissing: Bool? {
    switch self {
    case .isMissing: true
    case .binary(.equal, .literal, _, _), .binary(.equal, _, .literal, _): true
    case .binary(.and, let a, let b, _), .binary(.or, let a, let b, _):
      if let first = a.isDecidedForMissing, let second = b.isDecidedForMissing { first && second } else { nil }
    case .binary(.less, _, _, _), .binary(.lessOrEqual, _, _, _), .binary(.greater, _, _, _),
      .binary(.greaterOrEqual, _, _, _), .between, .name:
      false
    case .binary, .unary, .literal, .interpolation, .conditional, .match, .call, .list, .range, .load, .table, .record,
      .pipeline, .cell, .absent:
      nil
    }
  }
}

extension Diagnostic {
  fileprivate static func caseOfSQL(_ here: String?, at range: SourceRange) -> Diagnostic {
    Diagnostic(
      .foreignOperator, "`case` is written `if … then … else …` or `match` here", at: range,
      notes: here == nil
        ? [
          "if the condition is missing, the result of `if` is missing too; with `(…) ?? false` as the condition, it is the `else` value"
        ] : [],
      fixIts: here.map { [FixIt("`\($0)`", range: range, replacement: $0)] } ?? [])
  }
}
