import StetDiagnostics
import StetEngine
import StetSyntax

extension Completer {
  func inStep(_ step: [Token], _ context: CursorContext, _ isEmpty: Bool) -> [Completion.Candidate] {
    // A verb of several words is offered word by word, so that `join` is settled although `join many` exists.
    guard !step.isEmpty else { return words(names.verbs.map(firstWord)) }
    let leading = step.prefix { if case .name = $0.kind { true } else { false } }
      .map { if case .name(let name) = $0.kind { name } else { "" } }
    let begun = leading.joined(separator: " ")
    // The next words of a verb of several.
    var next: [String] = []
    if leading.count == step.count {
      for verb in names.verbs where verb.hasPrefix(begun + " ") {
        next.append(firstWord(String(verb.dropFirst(begun.count + 1))))
      }
    }
    if !next.isEmpty, !names.verbs.contains(begun) { return words(next) }
    let verb =
      names.verbs.filter { begun == $0 || begun.hasPrefix($0 + " ") }.max { $0.count < $1.count } ?? leading.first ?? ""
    let rest = Array(step.dropFirst(verb.split(separator: " ").count))
    return words(next) + inArguments(of: verb, rest, context, isEmpty)
  }

  private func inArguments(
    of verb: String, _ rest: [Token], _ context: CursorContext, _ isEmpty: Bool
  ) -> [Completion.Candidate] {
    let columns = written(context.columns)
    guard let shape = names.catalog.names.verbs.named(verb)?.shape else { return [] }
    // The part of the step that the cursor is in: after the last clause or the colon.
    let outside = outermost(rest)
    let clause = outside.last { if case .name(let word) = $0.kind { shape.clauses[word] != nil } else { false } }
    let part = clause.map { clause in Array(outside.drop { $0.range.lower <= clause.range.lower }) } ?? outside
    if context.bracket == nil {
      if let body = shape.body, outside.contains(where: { $0.kind == .symbol(":") }) {
        let isCalled = outside.last?.kind == .symbol(body == .aggregate ? ":" : "=")
        return isCalled ? functions(names.aggregates) : []
      }
      if case .name(let word)? = clause?.kind, let operand = shape.clauses[word] {
        return operands([operand], part, columns, isEmpty)
      }
      let found = shape.arguments.upperBound == 0 ? [] : operands(shape.takes, part, columns, isEmpty)
      // A clause comes once the arguments are complete.
      let isComplete = shape.arguments.upperBound == 0 || endsOperand(part)
      return found + (isComplete ? words(shape.clauses.keys.sorted()) : [])
    }
    if let bracket = context.bracket, context.tokens[bracket].kind == .symbol("("), bracket > 0,
      case .name(let callee) = context.tokens[bracket - 1].kind, names.aggregates.contains(callee),
      !endsOperand(context.tokens)
    {
      return expression(columns, isEmpty, wantsScopes: context.last == .symbol(":")) + [.init("where", ending: ": ")]
    }
    if endsOperand(rest) { return words(Self.operators) }
    return expression(columns, isEmpty, wantsScopes: shape.takes == [.condition])
  }

  /// What may come at the end of a list of operands.
  private func operands(
    _ takes: [Verb.Shape.Slot], _ tokens: [Token], _ columns: [String], _ isEmpty: Bool
  ) -> [Completion.Candidate] {
    var position = tokens.count { $0.kind == .symbol(",") }
    if endsOperand(tokens) {
      // `top 5 persons`: another kind of operand follows without a comma.
      position += 1
      guard position < takes.count else {
        return takes.last == .expression || takes.last == .condition ? words(Self.operators) : []
      }
    }
    switch takes[min(position, takes.count - 1)] {
    case .column: return plain(columns)
    case .expression: return expression(columns, isEmpty, wantsScopes: false)
    case .condition: return expression(columns, isEmpty, wantsScopes: true)
    case .table: return plain(written(names.tables))
    case .aggregate, .aggregateDefinition: return functions(names.aggregates)
    case .word: return []
    }
  }

  /// The tokens that are in no bracket.
  private func outermost(_ tokens: [Token]) -> [Token] {
    var depth = 0
    return tokens.filter { token in
      switch token.kind {
      case .symbol("("), .symbol("["), .symbol("{"): depth += 1
      case .symbol(")"), .symbol("]"), .symbol("}"):
        depth -= 1
        return depth == 0
      case .symbol, .separator, .name, .quotedName, .number, .text, .date, .period, .end: return depth == 0
      }
      return false
    }
  }

  static let operators = ["and", "or", "in", "not in", "between", "is missing"]

  /// What can come where a value is expected. There are many functions, so they need a first letter.
  func expression(_ columns: [String], _ isEmpty: Bool, wantsScopes: Bool) -> [Completion.Candidate] {
    var found = plain(columns)
    if wantsScopes || !isEmpty { found += plain(written(names.scopes)) }
    found += plain(written(names.values))
    if !isEmpty { found += functions(names.functions) + plain(["not", "if", "match", "missing", "true", "false"]) }
    return found
  }
}
