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

  private mutating func fits(_ step: Step, _ verb: Verb) -> Bool {
    let words = step.name
    let shape = verb.shape
    for (index, clause) in step.clauses.enumerated() {
      guard shape.clauses[clause.word.text] != nil else {
        return refuse(Diagnostic.renamedByWord(step) ?? .noClause(words, clause))
      }
      guard !step.clauses[..<index].contains(where: { $0.word.text == clause.word.text }) else {
        return refuse(.clauseTwice(clause))
      }
    }
    if let parentheses = step.parentheses { return refuse(.noParentheses(words, parentheses)) }
    if let body = step.body, shape.body == nil { return refuse(.noBody(words, body, step)) }
    if step.block != nil, !shape.hasBlock { return refuse(.noBlock(words, step)) }
    for argument in step.arguments {
      switch argument.label {
      case .none: continue
      case .passes(let name):
        guard let options = shape.options, !options.contains(name.text) else { continue }
        let gap = SourceRange(name.range.upper, argument.value.range.lower)
        return refuse(shape.defines ? .definesByColon(name, gap) : .noOption(words, name, options.sorted()))
      case .defines(let name):
        guard !shape.defines else { continue }
        if shape.body != nil, step.body == nil { return refuse(.missingColon(step, name)) }
        let gap = SourceRange(name.range.upper, argument.value.range.lower)
        return refuse(
          ["filter", "exclude", "expect"].contains(words) ? .singleEquals(gap) : .definesNothing(words, name))
      }
    }
    let plain = step.arguments.count { $0.label == .none }
    guard shape.arguments.contains(plain) else {
      return refuse(
        Diagnostic.foreignArguments(step, verb, schema) ?? Diagnostic.missingBy(step, verb)
          ?? .wrongArguments(step, verb))
    }
    return true
  }

  /// A step without a verb of its words. `select a b` has the words `select a`: what follows a verb without a comma
  /// was read as one.
  private mutating func reportMisread(_ step: Step) {
    if ["print", "show", "display", "view", "collect"].contains(step.verb.text), let joint = step.joint {
      return report(.shownAnyway(step, joint))
    }
    for count in (1..<max(step.words.count, 1)).reversed() {
      var reread = step
      reread.words = Array(step.words.prefix(count))
      reread.arguments = step.words.dropFirst(count).map { Argument(.none, .name($0)) } + step.arguments
      guard let verb = names.verbs.named(reread.name) else { continue }
      if verb.name == "sort" {
        guard sortKeys(reread.arguments) != nil else { return }
      }
      if let foreign = Diagnostic.foreignArguments(reread, verb, schema) { return report(foreign) }
      let isList = !verb.shape.defines || verb.name == "select"
      let isLong = verb.shape.arguments.upperBound == .max && verb.shape.arguments.contains(reread.arguments.count)
      return report(
        isList && isLong
          ? .missingComma(step, words: count) : Diagnostic.missingBy(reread, verb) ?? .wrongArguments(reread, verb))
    }
    report(.unknownVerb(step, among: names.verbs))
  }

  private mutating func refuse(_ diagnostic: Diagnostic) -> Bool {
    report(diagnostic)
    return false
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

  private mutating func bound(
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
      guard let key = expression(value) else { return nil }
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
    guard case .column(let index) = bound.kind else { return report(.wantsColumnName(tree.range)) }
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

  /// A whole number from 0 that a literal or a named value gives.
  mutating func count(_ tree: Expression, of step: Step) -> Int? {
    if case .name(let word) = tree, word.text == "all", names.values["all"] == nil, names.types["all"] == nil,
      let joint = step.joint
    {
      return report(.needless(step, joint))
    }
    guard let bound = expression(tree, in: Schema([])) else { return nil }
    if bound.type == .int, awaits(bound) { return nil }
    guard case .constant(.int(let count)) = bound.kind, count >= 0, count <= Int64(Int32.max) else {
      return report(.wantsCount(step, bound))
    }
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
  fileprivate static func noClause(_ verb: String, _ clause: Clause) -> Diagnostic {
    guard verb == "sort", clause.word.text == "by", let first = clause.arguments.first else {
      return Diagnostic(.noClause, "`\(verb)` has no `\(clause.word.text)`", at: clause.word.range)
    }
    let gap = SourceRange(clause.word.range.lower, first.range.lower)
    return Diagnostic(
      .noClause, "`sort` needs no `by`", at: clause.word.range,
      fixIts: [FixIt("without `by`", range: gap, replacement: "")])
  }

  fileprivate static func clauseTwice(_ clause: Clause) -> Diagnostic {
    Diagnostic(.clauseTwice, "`\(clause.word.text)` occurs twice in one step", at: clause.word.range)
  }

  fileprivate static func noBody(_ verb: String, _ body: [Argument], _ step: Step) -> Diagnostic {
    Diagnostic(.noBody, "`\(verb)` does not take a colon", at: body.first?.range ?? step.range)
  }

  fileprivate static func noBlock(_ verb: String, _ step: Step) -> Diagnostic {
    Diagnostic(.noBlock, "`\(verb)` has no braces", at: step.range)
  }

  fileprivate static func noOption(_ verb: String, _ name: Name, _ known: [String]) -> Diagnostic {
    var notes = known.isEmpty ? [] : ["it has \(known.map { "`\($0):`" }.joined(separator: ", "))"]
    if verb == "sort" { notes = ["`sort -column` sorts from high to low"] }
    return Diagnostic(.unknownOption, "`\(verb)` has no option `\(name.text)`", at: name.range, notes: notes)
  }

  fileprivate static func definesNothing(_ verb: String, _ name: Name) -> Diagnostic {
    Diagnostic(
      .definesNothing, "`\(verb)` cannot define a column", at: name.range,
      notes: ["`derive \(name.text) = …` before it can"])
  }

  /// `group state`: the keys come after `by`.
  fileprivate static func missingBy(_ step: Step, _ verb: Verb) -> Diagnostic? {
    guard verb.shape.clauses["by"] != nil, verb.shape.body != nil, step.clauses.isEmpty, step.body == nil else {
      return nil
    }
    let names = step.arguments.compactMap { argument in
      if case .name(let name) = argument.value, argument.label == .none { writtenName(name.text) } else { nil }
    }
    guard names.count == step.arguments.count else { return nil }
    let here = "\(verb.name) by \(names.joined(separator: ", ")): n = count()"
    return Diagnostic(
      .missingBy, "the keys of `\(verb.name)` come after `by`, and what it calculates after a colon", at: step.range,
      fixIts: [FixIt("`\(here)`", range: step.range, replacement: here)])
  }

  fileprivate static func wrongArguments(_ step: Step, _ verb: Verb) -> Diagnostic {
    let limits = verb.shape.arguments
    let wanted =
      limits.upperBound == 0
      ? "nothing" : limits.lowerBound == limits.upperBound ? "\(limits.lowerBound)" : "at least \(limits.lowerBound)"
    return Diagnostic(
      .arguments,
      "`\(step.name)` takes \(wanted) \(wanted == "nothing" ? "after it" : wanted == "1" ? "argument" : "arguments")",
      at: step.range, notes: ["`\(verb.example)`"])
  }

  static func wantsColumnName(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.wantsColumn, "a column's name is expected here", at: range)
  }

  static func wantsCount(_ step: Step, _ found: TypedExpression) -> Diagnostic {
    var fixIts: [FixIt] = []
    if step.words.map(\.text) == ["take"], case .negate(let inner) = found.kind,
      case .constant(.int(let count)) = inner.kind
    {
      fixIts = [FixIt("`last \(count)`", range: found.range, replacement: "last \(count)")]
    }
    return Diagnostic(
      .wantsCount, "`\(step.verb.text)` takes a whole number", at: found.range,
      notes: fixIts.isEmpty ? [] : ["`take last` takes from the end"],
      fixIts: fixIts)
  }

  /// A step that changes nothing, such as `take all`.
  static func needless(_ step: Step, _ joint: SourceRange) -> Diagnostic {
    let kept = step.verb.text == "select" ? "columns" : "rows"
    return Diagnostic(
      .needlessStep, "all \(kept) are kept unless a step drops some", at: step.range,
      fixIts: [FixIt("remove this step", range: joint.union(step.range), replacement: "")])
  }

  fileprivate static func shownAnyway(_ step: Step, _ joint: SourceRange) -> Diagnostic {
    Diagnostic(
      .needlessStep, "a pipeline shows its table even without a step for it", at: step.range,
      fixIts: [FixIt("remove this step", range: joint.union(step.range), replacement: "")])
  }

  fileprivate static func definesByColon(_ name: Name, _ gap: SourceRange) -> Diagnostic {
    Diagnostic(
      .definesByEquals, "a column is defined with `=`, as in `\(name.text) = …`", at: name.range,
      fixIts: [FixIt("`\(name.text) = …`", range: gap, replacement: " = ")])
  }

  fileprivate static func noParentheses(_ verb: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .noParentheses, "`\(verb)` is a verb and has no parentheses", at: range,
      fixIts: [FixIt("`\(verb)`", range: range, replacement: "")])
  }

  fileprivate static func missingColon(_ step: Step, _ name: Name) -> Diagnostic {
    let end = step.words.last?.range.upper ?? step.range.lower
    return Diagnostic(
      .missingColon, "what `\(step.verb.text)` calculates comes after a colon", at: name.range,
      fixIts: [FixIt("`\(step.verb.text): \(name.text) = …`", range: SourceRange(end, end), replacement: ":")])
  }

  /// `select a b`, where all names but the verb's own words were meant as columns.
  fileprivate static func missingComma(_ step: Step, words: Int) -> Diagnostic {
    let names = step.words.dropFirst(words)
    let start = names.first?.range.lower ?? step.range.lower
    let end = step.arguments.first?.range.lower ?? names.last?.range.upper ?? step.range.upper
    let list = names.map { writtenName($0.text) }.joined(separator: ", ") + (step.arguments.isEmpty ? "" : ", ")
    return Diagnostic(
      .missingComma, "the columns of `\(step.verb.text)` are separated by commas",
      at: SourceRange(start, step.range.upper),
      fixIts: [FixIt("`\(list)…`", range: SourceRange(start, end), replacement: list)])
  }

  static func nameTwice(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.nameTwice, "two columns would be called `\(name)`", at: range)
  }

  static func wantsDefinition(_ step: Step, _ argument: Argument) -> Diagnostic {
    Diagnostic(
      .wantsDefinition, "`\(step.verb.text)` takes definitions `name = …`", at: argument.range,
      fixIts: [
        FixIt("`name = …`", range: SourceRange(argument.range.lower, argument.range.lower), replacement: "name = ")
      ])
  }

  static func wantsName(_ argument: Argument) -> Diagnostic {
    Diagnostic(
      .wantsName, "a calculated column needs a name", at: argument.range,
      fixIts: [
        FixIt("`name = …`", range: SourceRange(argument.range.lower, argument.range.lower), replacement: "name = ")
      ])
  }
}
