import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let complete = Verb(
    "complete",
    summary:
      "adds a row for each combination of values that has none, the last column's from one value to another where these are given; the row's other values are missing",
    example: "complete state, year",
    shape: Shape(takes: [.column], clauses: ["from": .word, "to": .word], arguments: 1...Int.max)
  ) { step, binder in
    guard let indexes = binder.columns(step.arguments), let last = indexes.last else { return nil }
    guard step.clause("from") != nil || step.clause("to") != nil else { return [CompleteOperation(indexes)] }
    let field = binder.schema.fields[last]
    switch field.type {
    case .int, .date, .period: break
    case .bool, .decimal, .float, .text, .datetime, .duration:
      return binder.report(.noSequence(field, step.arguments[indexes.count - 1]))
    }
    guard let first = binder.end("from", of: step, field), let end = binder.end("to", of: step, field) else {
      return nil
    }
    if let first, let end, isBefore(end, first) {
      return binder.report(.reversedSequence(first, end, step.range))
    }
    return [CompleteOperation(indexes, from: first, to: end)]
  }

  static let fill = Verb(
    "fill", summary: "replaces missing values with a given value", example: "fill persons: 0",
    shape: Shape(options: nil)
  ) { step, binder in
    var columns = binder.identity()
    var filled: Set<Int> = []
    for argument in step.arguments {
      guard case .passes(let name) = argument.label else { return binder.report(.needsFilling(step, argument)) }
      guard let index = binder.column(.name(name)) else { return nil }
      guard filled.insert(index).inserted else { return binder.report(.nameTwice(name.text, name.range)) }
      let coalesced = Expression.binary(.coalesce, .name(name), argument.value, name.range.union(argument.value.range))
      guard let value = binder.expression(coalesced) else { return nil }
      columns[index].field.type = value.type
      columns[index].value = value
    }
    guard !filled.isEmpty else { return binder.report(.needsColumns(step)) }
    return binder.project(columns, at: step.range)
  }

  static let fillDown = Verb(
    "fill down", "fill up",
    summary:
      "replaces missing values with the last value above, or with the next one below, within groups if any are named",
    example: "fill down persons within state",
    shape: Shape(takes: [.column], clauses: ["within": .expression], arguments: 1...Int.max)
  ) { step, binder in
    guard let indexes = binder.columns(step.arguments),
      let groups = binder.expressions(step.clause("within")?.arguments ?? [])
    else { return nil }
    return [FillDownOperation(indexes, within: groups, isUp: step.name == "fill up")]
  }
}

extension StepBinder {
  /// One end of a sequence of a column's values; nil within if none is given.
  fileprivate mutating func end(_ word: String, of step: Step, _ field: Field) -> Value?? {
    guard let clause = step.clause(word) else { return .some(nil) }
    guard clause.arguments.count == 1, let tree = clause.arguments.first?.value else {
      return report(.needsEnd(clause, field))
    }
    guard let end = expression(tree, in: Schema([])), !awaits(end) else { return nil }
    guard case .constant(let value) = end.kind, end.type == field.type, !value.isMissing else {
      return report(.needsEnd(clause, field))
    }
    return .some(value)
  }
}

private func isBefore(_ a: Value, _ b: Value) -> Bool {
  guard let a = a.ordinal, let b = b.ordinal else { return false }
  return a < b
}

extension Diagnostic {
  fileprivate static func needsFilling(_ step: Step, _ argument: Argument) -> Diagnostic {
    Diagnostic(
      .needsFilling, "`fill` needs a value for each column", at: argument.range,
      notes: ["`fill persons: 0`, or `fill down state`"])
  }

  fileprivate static func noSequence(_ field: Field, _ argument: Argument) -> Diagnostic {
    Diagnostic(
      .typesDiffer, "`\(field.name)` is of type `\(field.type.name)`, which has no next value", at: argument.range,
      notes: ["`from` and `to` take whole numbers, dates and periods"])
  }

  fileprivate static func needsEnd(_ clause: Clause, _ field: Field) -> Diagnostic {
    Diagnostic(
      .typesDiffer,
      "`\(clause.word.text)` takes one value of type `\(field.type.name)`, as `\(field.name)` has them",
      at: clause.arguments.first?.range ?? clause.word.range)
  }

  fileprivate static func reversedSequence(_ first: Value, _ last: Value, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .reversedRange, "the sequence ends before it begins: \(plainText(first)) comes after \(plainText(last))",
      at: range)
  }
}
