package import StetDiagnostics

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
      let arguments = arguments.map { $0.substituting(values) }
      switch values[name.text] {
      case nil: return .cell(name, arguments, column: column, range)
      case .name(let other)?: return .cell(other, arguments, column: column, range)
      // A table that has no name here.
      case let table?:
        return Pipeline(cellOf: table, arguments, column, range).map { .pipeline($0, range) }
          ?? .cell(name, arguments, column: column, range)
      }
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

extension Pipeline {
  /// The steps that find an addressed cell: `people[state: "TX"].persons` filters, and selects one column. Nil if a condition names no
  /// column.
  package init?(cellOf source: Expression, _ conditions: [Argument], _ column: Name, _ range: SourceRange) {
    var steps: [Step] = []
    for condition in conditions {
      guard case .passes(let key) = condition.label else { return nil }
      let test = Expression.binary(.equal, .name(key), condition.value, condition.range)
      steps.append(Step(words: [Name("filter", range)], arguments: [Argument(.none, test)], range: range))
    }
    steps.append(Step(words: [Name("select", range)], arguments: [Argument(.none, .name(column))], range: range))
    self.init(source: source, steps: steps, range: range)
  }

  /// The names of all functions that are called in it.
  package var called: Set<String> {
    var names: Set<String> = []
    visit { if case .call(let name, _, _) = $0 { names.insert(name.text) } }
    return names
  }

  /// Shows every expression in it, the outer ones first.
  package func visit(_ show: (Expression) -> Void) {
    source.visit(show)
    for expression in steps.flatMap(\.expressions) { expression.visit(show) }
  }
}

extension Expression {
  /// The expressions directly inside, except those in the steps of a pipeline.
  package var parts: [Expression] {
    switch self {
    case .literal, .absent, .name, .load, .table: return []
    case .interpolation(let parts, _):
      return parts.compactMap { if case .value(let value, _) = $0 { value } else { nil } }
    case .unary(_, let operand, _): return [operand]
    case .binary(_, let left, let right, _), .range(let left, let right, _): return [left, right]
    case .between(let a, let b, let c, _), .conditional(let a, let b, let c, _): return [a, b, c]
    case .isMissing(let subject, _, _): return [subject]
    case .match(let subject, let arms, let otherwise, _):
      let results = arms.map(\.result) + (otherwise.map { [$0] } ?? [])
      return [subject] + arms.flatMap(\.patterns)
        + results.compactMap { if case .value(let value) = $0 { value } else { nil } }
    case .call(_, let arguments, _), .record(let arguments, _), .cell(_, let arguments, _, _):
      return arguments.map(\.value)
    case .list(let items, _): return items
    case .pipeline(let pipeline, _): return [pipeline.source]
    }
  }

  /// Shows the expression and all inside it, the outer ones first.
  package func visit(_ show: (Expression) -> Void) {
    show(self)
    switch self {
    case .literal, .absent, .name: break
    case .interpolation(let parts, _):
      for part in parts { if case .value(let value, _) = part { value.visit(show) } }
    case .unary(_, let operand, _): operand.visit(show)
    case .binary(_, let left, let right, _), .range(let left, let right, _):
      left.visit(show)
      right.visit(show)
    case .between(let a, let b, let c, _), .conditional(let a, let b, let c, _):
      for part in [a, b, c] { part.visit(show) }
    case .isMissing(let subject, _, _): subject.visit(show)
    case .match(let subject, let arms, let otherwise, _):
      subject.visit(show)
      for pattern in arms.flatMap(\.patterns) { pattern.visit(show) }
      for result in arms.map(\.result) + (otherwise.map { [$0] } ?? []) {
        if case .value(let value) = result { value.visit(show) }
      }
    case .call(_, let arguments, _), .load(let arguments, _), .record(let arguments, _), .cell(_, let arguments, _, _):
      for argument in arguments.flatMap(\.expressions) { argument.visit(show) }
    case .list(let items, _): for item in items { item.visit(show) }
    case .table(_, let rows, _): for cell in rows.joined() { cell.visit(show) }
    case .pipeline(let pipeline, _):
      pipeline.source.visit(show)
      for expression in pipeline.steps.flatMap(\.expressions) { expression.visit(show) }
    }
  }
}

extension Step {
  /// The expressions that it holds, each with all that is inside it.
  package var expressions: [Expression] {
    let arguments = arguments + clauses.flatMap(\.arguments) + (body ?? [])
    let lines = (block ?? []).flatMap { line in
      switch line {
      case .step(let step): step.expressions
      case .entry(_, let value): [value]
      }
    }
    return arguments.flatMap(\.expressions) + lines
  }
}

extension Argument {
  fileprivate var expressions: [Expression] { [value] + clauses.flatMap(\.arguments).flatMap(\.expressions) }
}
