extension Expression {
  /// The expression with others in place of some names; labels and the names of columns that are defined stay.
  package func substituting(_ values: [String: Expression]) -> Expression {
    func inner(_ expression: Expression) -> Expression { expression.substituting(values) }
    switch self {
    case .literal, .absent: return self
    case .name(let name): return values[name.text] ?? self
    case .interpolation(let parts, let range):
      return .interpolation(
        parts.map { part in
          switch part {
          case .text: part
          case .value(let expression, let format): .value(inner(expression), format: format)
          }
        }, range)
    case .unary(let operation, let operand, let range): return .unary(operation, inner(operand), range)
    case .binary(let operation, let left, let right, let range):
      return .binary(operation, inner(left), inner(right), range)
    case .between(let subject, let lower, let upper, let range):
      return .between(inner(subject), inner(lower), inner(upper), range)
    case .isMissing(let subject, let negated, let range): return .isMissing(inner(subject), negated: negated, range)
    case .conditional(let test, let then, let otherwise, let range):
      return .conditional(inner(test), then: inner(then), otherwise: inner(otherwise), range)
    case .match(let subject, let arms, let otherwise, let range):
      return .match(
        inner(subject),
        arms.map { MatchArm(patterns: $0.patterns.map(inner), result: $0.result.substituting(values)) },
        otherwise: otherwise?.substituting(values), range)
    case .call(let name, let arguments, let range):
      return .call(name, arguments.map { $0.substituting(values) }, range)
    case .list(let items, let range): return .list(items.map(inner), range)
    case .range(let lower, let upper, let range): return .range(inner(lower), inner(upper), range)
    case .load(let arguments, let range):
      // The first argument is the name of a dataset, not of a value.
      return .load(arguments.prefix(1) + arguments.dropFirst().map { $0.substituting(values) }, range)
    case .table(let columns, let rows, let range):
      return .table(columns: columns, rows: rows.map { $0.map(inner) }, range)
    case .record(let items, let range): return .record(items.map { $0.substituting(values) }, range)
    case .pipeline(let pipeline, let range): return .pipeline(pipeline.substituting(values), range)
    case .cell(let name, let arguments, let column, let range):
      var table = name
      if case .name(let other)? = values[name.text] { table = other }
      return .cell(table, arguments.map { $0.substituting(values) }, column: column, range)
    }
  }
}

extension Pipeline {
  package func substituting(_ values: [String: Expression]) -> Pipeline {
    Pipeline(
      source: source.substituting(values), steps: steps.map { $0.substituting(values) }, range: range)
  }
}

extension Step {
  fileprivate func substituting(_ values: [String: Expression]) -> Step {
    var step = self
    step.arguments = arguments.map { $0.substituting(values) }
    step.clauses = clauses.map { Clause(word: $0.word, arguments: $0.arguments.map { $0.substituting(values) }) }
    step.body = body?.map { $0.substituting(values) }
    step.block = block?.map { line in
      switch line {
      case .step(let step): .step(step.substituting(values))
      case .entry(let key, let value): .entry(key: key, value: value.substituting(values))
      }
    }
    return step
  }
}

extension Argument {
  fileprivate func substituting(_ values: [String: Expression]) -> Argument {
    Argument(
      label, value.substituting(values),
      clauses: clauses.map { Clause(word: $0.word, arguments: $0.arguments.map { $0.substituting(values) }) })
  }
}

extension MatchResult {
  fileprivate func substituting(_ values: [String: Expression]) -> MatchResult {
    switch self {
    case .value(let expression): .value(expression.substituting(values))
    case .error: self
    }
  }
}
