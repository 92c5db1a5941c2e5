package import StetColumns
package import StetDiagnostics
package import StetSyntax

/// Lowers the steps of a pipeline to a plan: the engine knows the verbs and their shapes, the parser does not.
package struct StepBinder {
  let catalog: any Catalog
  var names: Names { catalog.names }
  /// The columns that the next step sees.
  package internal(set) var schema: Schema
  package private(set) var steps: [PlanStep] = []
  package private(set) var diagnostics: [Diagnostic] = []
  /// What must run before the steps can be bound; nothing is reported for it.
  package private(set) var awaited: Awaited?
  /// Whether a step could not be bound, even if only because of a name that was refused earlier and is not reported again.
  package private(set) var isStopped = false
  /// Names that other definitions of the step define.
  var definedBeside: Set<String> = []
  /// The columns that the step names.
  private var named: Set<String> = []
  /// The pipelines that run before the step.
  private var inputs: [StepInput] = []
  private(set) var path: BindingPath

  package init(schema: Schema, catalog: any Catalog) {
    self.init(schema: schema, catalog: catalog, path: BindingPath())
  }

  init(schema: Schema, catalog: any Catalog, path: BindingPath) {
    self.schema = schema
    self.catalog = catalog
    self.path = path
  }

  /// Stops at the first step with an error, because those after it would only repeat it, and after a step whose columns
  /// only its run decides; the steps that are left are bound when it has run.
  package mutating func bind(_ tree: [Step]) -> ArraySlice<Step> {
    for (index, step) in tree.enumerated() {
      named = []
      inputs = []
      definedBeside = []
      guard let verb = names.verbs.named(step.name) else {
        reportMisread(step)
        isStopped = true
        return []
      }
      guard fits(step, verb), let operations = verb.lower(step, &self), diagnostics.isEmpty, awaited == nil else {
        // What was reported may follow from what is not known yet.
        if awaited != nil { diagnostics = [] }
        isStopped = true
        return []
      }
      var words = step.name
      if let reason = step.clause("because")?.arguments.first?.value, case .literal(.text(let text), _) = reason {
        words += " because \"\(text)\""
      }
      for (place, operation) in operations.enumerated() {
        let schema = place == operations.count - 1 && !operation.decidesSchema ? schema : nil
        steps.append(
          PlanStep(
            operation: operation, name: words, range: step.range, schema: schema, continues: place > 0,
            order: steps.count, named: named, inputs: place == 0 ? inputs : []))
      }
      if operations.last?.decidesSchema == true { return tree[(index + 1)...] }
    }
    return []
  }

  // MARK: - Building blocks of verbs

  mutating func report(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

  mutating func report<T>(_ diagnostic: Diagnostic) -> T? {
    diagnostics.append(diagnostic)
    return nil
  }

  mutating func report(_ others: [Diagnostic]) { diagnostics += others }

  /// An expression over the columns of the table, or over those of another schema.
  mutating func expression(
    _ tree: Expression, in other: Schema? = nil, _ surroundings: ExpressionBinder.Surroundings = .row
  ) -> TypedExpression? {
    bound(in: other ?? schema, surroundings) { $0.bind(tree) }
  }

  mutating func condition(_ tree: Expression) -> TypedExpression? { bound(in: schema) { $0.condition(tree) } }

  /// An expression over keys and aggregates; the aggregates are added to `calls`.
  mutating func aggregated(_ tree: Expression, keys: Schema, _ calls: inout [AggregateCall]) -> TypedExpression? {
    let before = calls
    return bound(in: keys, .group(input: schema), collected: before) { binder in
      let bound = binder.bind(tree)
      calls = binder.collected
      return bound
    }
  }

  mutating func bound(
    in schema: Schema, _ surroundings: ExpressionBinder.Surroundings = .row, collected: [AggregateCall] = [],
    _ read: (inout ExpressionBinder) -> TypedExpression?
  ) -> TypedExpression? {
    var binder = ExpressionBinder(
      schema: schema, catalog: catalog, surroundings: surroundings, definedBeside: definedBeside, collected: collected,
      path: path)
    let bound = read(&binder)
    diagnostics += binder.diagnostics
    awaited = awaited ?? binder.awaited
    named.formUnion(binder.named)
    inputs += binder.inputs
    path.bodiesRead = binder.path.bodiesRead
    return bound
  }

  /// Whether a step cannot be bound as long as a value is not known; a pipeline that gives it then runs first.
  mutating func awaits(_ value: TypedExpression) -> Bool {
    guard let outer = value.outerValues.first else { return false }
    switch outer {
    case .pipeline(let key): awaited = awaited ?? inputs.first { $0.key == key }.map { .input($0) }
    case .named: awaited = awaited ?? .run
    }
    return true
  }

  mutating func expressions(_ arguments: [Argument]) -> [TypedExpression]? {
    var bound: [TypedExpression] = []
    for argument in arguments {
      guard let value = expression(argument.value) else { return nil }
      bound.append(value)
    }
    return bound
  }

  /// `fy, -persons`: keys in ascending order, or descending after a minus.
  mutating func sortKeys(_ arguments: [Argument]) -> [SortKey]? {
    var keys: [SortKey] = []
    let foreign = directions(in: arguments)
    guard foreign.isEmpty else {
      report(foreign)
      return nil
    }
    for argument in arguments {
      var (value, descending) = (argument.value, false)
      if case .unary(.minus, let inner, _) = value { (value, descending) = (inner, true) }
      guard let key = orderedExpression(value) else { return nil }
      keys.append(SortKey(expression: key, descending: descending))
    }
    return keys
  }

  /// Arguments that must be names of columns, as indexes.
  mutating func columns(_ arguments: [Argument]) -> [Int]? {
    var indexes: [Int] = []
    for argument in arguments {
      guard let index = column(argument.value) else { return nil }
      indexes.append(index)
    }
    return indexes
  }

  mutating func column(_ tree: Expression) -> Int? {
    guard let bound = expression(tree) else { return nil }
    guard case .column(let index) = bound.kind else { return report(.needsColumnName(tree.range)) }
    return index
  }

  /// The other table of a step, with its columns.
  mutating func table(_ tree: Expression) -> (table: OtherTable, schema: Schema)? {
    var binder = PipelineBinder(catalog: catalog, path: path)
    let bound = binder.source(tree)
    path.bodiesRead = binder.path.bodiesRead
    diagnostics += binder.diagnostics
    awaited = awaited ?? binder.awaited
    guard let bound else { return nil }
    let input = StepInput(pipeline: bound, key: PipelineKey(tree), use: .table, range: tree.range)
    guard let schema = bound.schema else {
      awaited = awaited ?? .input(input)
      return nil
    }
    inputs.append(input)
    return (.pipeline(input.key), schema)
  }

  /// All columns as they are.
  func identity() -> [(field: Field, value: TypedExpression)] {
    schema.fields.enumerated().map { index, field in
      (field, TypedExpression(.column(index), field.type, unit: field.unit, range: SourceRange(0, 0)))
    }
  }

  /// The columns of the result, whose names must be distinct.
  mutating func project(_ columns: [(field: Field, value: TypedExpression)], at range: SourceRange) -> [any Operation]?
  {
    guard let schema = distinctNames(columns.map(\.field), at: range) else { return nil }
    self.schema = schema
    return [ProjectOperation(columns)]
  }

  mutating func distinctNames(_ fields: [Field], at range: SourceRange) -> Schema? {
    var seen: Set<String> = []
    for field in fields where !seen.insert(field.name).inserted { return report(.nameTwice(field.name, range)) }
    return Schema(fields)
  }

  /// A whole number that a literal or a named value gives, not below `least`: 1 for a verb to which 0 means nothing.
  mutating func count(_ tree: Expression, of step: Step, atLeast least: Int = 0) -> Int? {
    if case .name(let word) = tree, word.text == "all", names.values["all"] == nil, names.types["all"] == nil,
      let joint = step.joint
    {
      return report(.needless(step, joint))
    }
    guard let bound = expression(tree, in: Schema([])) else { return nil }
    if bound.type == .int, awaits(bound) { return nil }
    guard case .constant(.int(let count)) = bound.kind, count >= least else {
      return report(.needsCount(step, bound, atLeast: least))
    }
    guard count <= Int64(Int32.max) else { return report(.countTooLarge(step, bound)) }
    return Int(count)
  }

  /// The option's value, if the step has it.
  func option(_ name: String, of step: Step) -> Expression? {
    for argument in step.arguments {
      if case .passes(let label) = argument.label, label.text == name { return argument.value }
    }
    return nil
  }
}

extension Step {
  func clause(_ word: String) -> Clause? { clauses.first { $0.word.text == word } }

  /// The arguments without a label.
  var plainArguments: [Argument] { arguments.filter { $0.label == .none } }
}

extension Argument {
  /// The name that a definition gives.
  var definedName: Name? { if case .defines(let name) = label { name } else { nil } }
}

extension Diagnostic {
  static func needsColumnName(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsColumn, "a column name is expected here", at: range)
  }

  static func needsCount(_ step: Step, _ found: TypedExpression, atLeast least: Int) -> Diagnostic {
    var fixIts: [FixIt] = []
    if step.words.map(\.text) == ["take"], case .negate(let inner) = found.kind,
      case .constant(.int(let count)) = inner.kind
    {
      fixIts = [FixIt("`last \(count)`", range: found.range, replacement: "last \(count)")]
    }
    return Diagnostic(
      .needsCount, "`\(step.verb.text)` needs a whole number, \(least) or higher", at: found.range,
      notes: fixIts.isEmpty ? [] : ["`take last` keeps the last rows"],
      fixIts: fixIts)
  }

  fileprivate static func countTooLarge(_ step: Step, _ found: TypedExpression) -> Diagnostic {
    Diagnostic(
      .needsCount, "the number in `\(step.verb.text)` can be at most 2,147,483,647", at: found.range)
  }

  /// A step that changes nothing, such as `take all`.
  static func needless(_ step: Step, _ joint: SourceRange) -> Diagnostic {
    let kept = step.verb.text == "select" ? "columns" : "rows"
    return Diagnostic(
      .needlessStep, "all \(kept) are kept unless a step drops some", at: step.range,
      fixIts: [FixIt("remove this step", range: joint.union(step.range), replacement: "")])
  }

  static func nameTwice(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.nameTwice, "two columns would be called `\(name)`", at: range)
  }

  static func needsDefinition(_ step: Step, _ argument: Argument) -> Diagnostic {
    Diagnostic(
      .needsDefinition, "`\(step.verb.text)` needs a definition: `name = …`", at: argument.range,
      fixIts: [
        FixIt("`name = …`", range: SourceRange(argument.range.lower, argument.range.lower), replacement: "name = ")
      ])
  }

  static func needsName(_ argument: Argument) -> Diagnostic {
    Diagnostic(
      .needsName, "a calculated column needs a name", at: argument.range,
      fixIts: [
        FixIt("`name = …`", range: SourceRange(argument.range.lower, argument.range.lower), replacement: "name = ")
      ])
  }
}
