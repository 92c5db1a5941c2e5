import StetColumns
import StetDiagnostics
import StetSyntax

extension Verb {
  static let group = Verb(
    "group", summary: "makes one row for each group, with calculated aggregates; the result is sorted by the keys",
    example: "group by state: rows = count(), total = sum(persons)",
    shape: Shape(clauses: ["by": .expression], body: .aggregateDefinition, arguments: 0...0)
  ) { step, binder in
    if step.body == nil, let misplaced = Diagnostic.aggregateAmongKeys(step) { return binder.report(misplaced) }
    var keys: [(field: Field, value: TypedExpression)] = []
    for argument in step.clause("by")?.arguments ?? [] {
      guard let key = binder.key(argument) else { return nil }
      keys.append(key)
    }
    guard let body = step.body, !body.isEmpty else { return binder.report(.needsAggregates(step)) }
    guard let keySchema = binder.distinctNames(keys.map(\.field), at: step.range) else { return nil }
    var calls: [AggregateCall] = []
    var checks: [any Operation] = []
    var results: [(field: Field, value: TypedExpression)] = []
    for argument in body {
      guard let name = argument.definedName else { return binder.report(.needsDefinition(step, argument)) }
      if let clause = argument.clauses.first { return binder.report(.clauseInGroup(clause)) }
      let before = calls.count
      guard let value = binder.aggregated(argument.value, keys: keySchema, &calls) else { return nil }
      guard calls.count > before else { return binder.report(.needsAggregate(argument.value.range)) }
      var field = Field(name.text, value.type, unit: value.unit)
      field.additivity = binder.additivity(of: Array(calls[before...]), among: keySchema.fields)
      for call in calls[before...] {
        guard
          let check = binder.addition(
            call.aggregate, call.arguments, where: call.condition, within: keys.map(\.value), in: .group,
            at: call.range)
        else { return nil }
        checks += check
      }
      results.append((field, value))
    }
    // In a definition such as `sum(a) / sum(b)` each is called as it is written.
    for index in calls.indices {
      guard case .column(let column)? = calls[index].arguments.first?.kind, calls[index].arguments.count == 1 else {
        continue
      }
      calls[index].name = "\(calls[index].aggregate.name)(\(writtenName(binder.schema.fields[column].name)))"
    }
    for result in results {
      if case .column(let index) = result.value.kind, index >= keys.count {
        calls[index - keys.count].name = result.field.name
      }
    }
    // Where each definition is one aggregate, the group's own columns are the result.
    let isPlain =
      calls.count == results.count
      && results.enumerated().allSatisfy { index, result in
        if case .column(keys.count + index) = result.value.kind { true } else { false }
      }
    for index in calls.indices {
      calls[index].field.name = isPlain ? results[index].field.name : "\(index)"
      if isPlain { calls[index].field.additivity = results[index].field.additivity }
    }
    let group = GroupOperation(keys: keys, aggregates: calls)
    guard let schema = binder.distinctNames(keys.map(\.field) + results.map(\.field), at: step.range) else {
      return nil
    }
    binder.schema = schema
    if isPlain { return checks + [group] }
    let passed = keys.enumerated().map { index, key in
      (
        field: key.field,
        value: TypedExpression(.column(index), key.field.type, unit: key.field.unit, range: key.value.range)
      )
    }
    return checks + [group, ProjectOperation(passed + results)]
  }
}

extension StepBinder {
  /// A key: a column, or a definition `name = …`.
  mutating func key(_ argument: Argument) -> (field: Field, value: TypedExpression)? {
    guard let value = expression(argument.value) else { return nil }
    if let name = argument.definedName { return (field(name.text, value), value) }
    guard case .column(let index) = value.kind else { return report(.needsName(argument)) }
    return (schema.fields[index], value)
  }
}

extension Diagnostic {
  fileprivate static func needsAggregates(_ step: Step) -> Diagnostic {
    let end = SourceRange(step.range.upper, step.range.upper)
    return Diagnostic(
      .needsAggregates, "what `group` calculates must come after a colon", at: step.range,
      fixIts: [FixIt("`: n = count()`", range: end, replacement: ": n = count()")])
  }

  /// `group by state, n = count()`: the colon that parts keys from aggregates is not there.
  fileprivate static func aggregateAmongKeys(_ step: Step) -> Diagnostic? {
    guard let by = step.clause("by") else { return nil }
    for (index, argument) in by.arguments.enumerated() {
      guard case .call(let function, _, let call) = argument.value,
        aggregateCatalog.contains(where: { $0.name == function.text })
      else { continue }
      let name = argument.definedName ?? Name("\(function.text)_1", SourceRange(call.lower, call.lower))
      let start = index > 0 ? by.arguments[index - 1].range.upper : step.verb.range.upper
      return Diagnostic(
        .missingColon, "what `group` calculates must come after a colon", at: argument.range,
        fixIts: [
          FixIt(
            "`: \(name.text) = …`", range: SourceRange(start, argument.range.lower),
            replacement: argument.definedName == nil ? ": \(name.text) = " : ": ")
        ])
    }
    return nil
  }

  static func needsAggregate(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsAggregate, "an aggregate such as `sum(…)` must turn the rows of a group into one value", at: range)
  }

  fileprivate static func clauseInGroup(_ clause: Clause) -> Diagnostic {
    Diagnostic(.noClause, "a definition in `group` cannot have `\(clause.word.text)`", at: clause.word.range)
  }
}
