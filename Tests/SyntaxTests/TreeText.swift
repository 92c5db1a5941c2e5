import StetSyntax

/// A tree as text without its places, to compare what two scripts mean.
func treeText(_ script: Script) -> String {
  script.statements.map { $0.documentation.map { "## \($0)\n" }.joined() + text($0.kind) }.joined(separator: "\n")
}

private func text(_ kind: Statement.Kind) -> String {
  switch kind {
  case .binding(let name, let pipeline): "let \(text(name)) \(text(pipeline))"
  case .scope(let name, let condition): "scope \(text(name)) \(text(condition))"
  case .parameter(let name, let value): "param \(text(name)) \(text(value))"
  case .function(let name, let parameters, let body):
    "def \(text(name)) \(parameters.map(text)) \(text(body))"
  case .use(let file, _): "use \(file)"
  case .calendar(let name): "calendar \(text(name))"
  case .claim(let sentence, let condition): "claim \(sentence) \(text(condition))"
  case .check(let sentence, let speaker, let condition): "check \(sentence) \(speaker ?? "nobody") \(text(condition))"
  case .why(let expression): "why \(text(expression))"
  case .pipeline(let pipeline): "show \(text(pipeline))"
  }
}

private func text(_ name: Name) -> String { "`\(name.text)`" }

private func text(_ pipeline: Pipeline) -> String {
  ([text(pipeline.source)] + pipeline.steps.map(text)).joined(separator: " | ")
}

private func text(_ step: Step) -> String {
  let body = step.body.map { " body \(text($0))" } ?? ""
  let block = step.block.map { " block {\($0.map(text).joined(separator: "; "))}" } ?? ""
  return "step \(step.words.map(text)) \(text(step.arguments)) clauses \(step.clauses.map(text))" + body + block
}

private func text(_ clause: Clause) -> String { "\(text(clause.word)) \(text(clause.arguments))" }

private func text(_ arguments: [Argument]) -> String {
  "(" + arguments.map(text).joined(separator: ", ") + ")"
}

private func text(_ argument: Argument) -> String {
  let label =
    switch argument.label {
    case .none: ""
    case .defines(let name): "\(text(name)) = "
    case .passes(let name): "\(text(name)): "
    }
  return label + text(argument.value) + argument.clauses.map { " \(text($0))" }.joined()
}

private func text(_ line: BlockLine) -> String {
  switch line {
  case .step(let step): text(step)
  case .entry(let key, let value): "entry \(text(key)) \(text(value))"
  }
}

private func text(_ expressions: [Expression]) -> String { "[" + expressions.map(text).joined(separator: ", ") + "]" }

private func text(_ expression: Expression) -> String {
  switch expression {
  case .literal(let literal, _): "\(literal)"
  case .name(let name): text(name)
  case .interpolation(let parts, _): "text(\(parts.map(text).joined(separator: " + ")))"
  case .unary(let operation, let operand, _): "(\(operation.rawValue) \(text(operand)))"
  case .binary(let operation, let left, let right, _): "(\(text(left)) \(operation.rawValue) \(text(right)))"
  case .between(let value, let lower, let upper, _): "between(\(text(value)), \(text(lower)), \(text(upper)))"
  case .isMissing(let value, let negated, _): "isMissing(\(text(value)), \(negated))"
  case .conditional(let condition, let then, let otherwise, _):
    "if(\(text(condition)), \(text(then)), \(text(otherwise)))"
  case .match(let subject, let arms, let otherwise, _):
    "match(\(text(subject)); \(arms.map { "\(text($0.patterns)) => \(text($0.result))" }); \(otherwise.map(text) ?? "none"))"
  case .call(let name, let arguments, _): "call \(text(name))\(text(arguments))"
  case .list(let items, _): "list \(text(items))"
  case .range(let lower, let upper, _): "range(\(text(lower)), \(text(upper)))"
  case .load(let arguments, _): "load \(text(arguments))"
  case .record(let items, _): "record(\(items.map(text).joined(separator: ", ")))"
  case .table(let columns, let rows, _): "table(\(columns.map(text)); \(rows.map(text).joined(separator: "; ")))"
  case .pipeline(let pipeline, _): "pipeline(\(text(pipeline)))"
  case .cell(let name, let conditions, let column, _): "cell \(text(name)) \(text(conditions)) \(text(column))"
  case .absent: "absent"
  }
}

private func text(_ result: MatchResult) -> String {
  switch result {
  case .value(let value): text(value)
  case .error: "error"
  }
}

private func text(_ part: TextPart) -> String {
  switch part {
  case .text(let words): "words(\(words))"
  case .value(let value, let format): "value(\(text(value)), \(format ?? "plain"))"
  }
}
