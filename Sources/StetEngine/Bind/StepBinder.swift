package import StetColumns
package import StetDiagnostics
package import StetSyntax

/// Lowers the steps of a pipeline to a plan: verbs and their shapes are known here, never in the parser.
package struct StepBinder {
  private let names: Names
  private var schema: Schema
  package private(set) var steps: [PlanStep] = []
  package private(set) var diagnostics: [Diagnostic] = []

  package init(schema: Schema, names: Names) {
    self.schema = schema
    self.names = names
  }

  /// Stops at the first step with an error: those behind it would only echo it.
  package mutating func bind(_ tree: [Step]) {
    for step in tree {
      guard fits(step), let operation = operation(step), diagnostics.isEmpty else { return }
      var words = step.words.map(\.text).joined(separator: " ")
      if let reason = reason(step) { words += " because \"\(reason)\"" }
      steps.append(PlanStep(operation: operation, name: words, range: step.range, schema: schema))
    }
  }

  // MARK: - The shape of a step

  /// What may follow a verb besides its arguments. Whatever else a step carries is refused: a part that is read over
  /// in silence changes a number.
  private struct Shape {
    var clauses: Set<String> = []
    var defines = false
    var hasBody = false
  }

  private static let shapes: [String: Shape] = {
    var shapes = [
      "exclude": Shape(clauses: ["because"]), "derive": Shape(defines: true), "select": Shape(defines: true),
      "rename": Shape(defines: true), "group": Shape(clauses: ["by"], hasBody: true),
    ]
    for verb in ["filter", "drop", "sort", "take", "take last", "append", "distinct", "expect"] { shapes[verb] = Shape() }
    for join in ["join", "left join", "full join"] {
      shapes[join] = Shape(clauses: ["on"])
      shapes[join + " many"] = Shape(clauses: ["on"])
    }
    for join in ["keep matching", "drop matching"] { shapes[join] = Shape(clauses: ["on"]) }
    return shapes
  }()

  private mutating func fits(_ step: Step) -> Bool {
    let words = step.words.map(\.text).joined(separator: " ")
    guard let shape = Self.shapes[words] else { return report(unknown(step)) ?? false }
    for (index, clause) in step.clauses.enumerated() {
      guard shape.clauses.contains(clause.word.text) else { return report(.noClause(words, clause)) ?? false }
      guard !step.clauses[..<index].contains(where: { $0.word.text == clause.word.text }) else {
        return report(.clauseTwice(clause)) ?? false
      }
    }
    if let body = step.body, !shape.hasBody { return report(.noBody(words, body, step)) ?? false }
    if step.block != nil { return report(.noBlock(words, step)) ?? false }
    for argument in step.arguments {
      switch argument.label {
      case .none: continue
      case .passes(let name): return report(.noOption(words, name)) ?? false
      case .defines(let name):
        guard !shape.defines else { continue }
        let gap = SourceRange(name.range.upper, argument.value.range.lower)
        return report(["filter", "exclude", "expect"].contains(words) ? .singleEquals(gap) : .definesNothing(words, name))
          ?? false
      }
    }
    return true
  }

  private func reason(_ step: Step) -> String? {
    guard let clause = step.clauses.first(where: { $0.word.text == "because" }) else { return nil }
    guard case .literal(.text(let reason), _)? = clause.arguments.first?.value else { return nil }
    return reason
  }

  /// A single expression, outside any step.
  package mutating func value(_ tree: Expression) -> TypedExpression? { expression(tree) }

  private mutating func operation(_ step: Step) -> Operation? {
    switch step.words.map(\.text).joined(separator: " ") {
    case "filter": return condition(step).map { .filter($0, excluding: false) }
    case "exclude": return condition(step).map { .filter($0, excluding: true) }
    case "derive": return derive(step)
    case "select": return select(step)
    case "drop": return drop(step)
    case "rename": return rename(step)
    case "sort": return sort(step)
    case "take", "take last": return take(step)
    case "group": return group(step)
    case "join", "join many": return join(step, .inner)
    case "left join", "left join many": return join(step, .left)
    case "full join", "full join many": return join(step, .full)
    case "keep matching": return join(step, .keep)
    case "drop matching": return join(step, .drop)
    case "append": return append(step)
    case "distinct": return distinct(step)
    case "expect": return condition(step).map { .expect($0) }
    default: preconditionFailure("every verb with a shape lowers to an operation")
    }
  }

  private mutating func report<T>(_ diagnostic: Diagnostic) -> T? {
    diagnostics.append(diagnostic)
    return nil
  }

  private mutating func expression(_ expression: Expression, condition: Bool = false) -> TypedExpression? {
    var binder = ExpressionBinder(schema: schema, names: names)
    let bound = condition ? binder.condition(expression) : binder.bind(expression)
    diagnostics += binder.diagnostics
    return bound
  }

  // MARK: - Rows

  private mutating func condition(_ step: Step) -> TypedExpression? {
    guard let first = step.arguments.first, step.arguments.count == 1 else { return report(.wantsOneCondition(step)) }
    if let clause = step.clauses.first, reason(step) == nil { return report(.wantsReason(clause)) }
    return expression(first.value, condition: true)
  }

  private mutating func sort(_ step: Step) -> Operation? {
    var keys: [SortKey] = []
    for argument in step.arguments {
      if case .unary(.minus, let inner, _) = argument.value {
        guard let key = expression(inner) else { return nil }
        keys.append(SortKey(expression: key, descending: true))
      } else {
        guard let key = expression(argument.value) else { return nil }
        keys.append(SortKey(expression: key, descending: false))
      }
    }
    return keys.isEmpty ? report(.wantsColumns(step)) : .sort(keys)
  }

  private mutating func take(_ step: Step) -> Operation? {
    guard step.arguments.count == 1, case .literal(.int(let count), _) = step.arguments[0].value, count >= 0 else {
      return report(.wantsCount(step))
    }
    return .take(Int(count), fromEnd: step.words.count == 2)
  }

  private mutating func distinct(_ step: Step) -> Operation? {
    if step.arguments.isEmpty { return .distinct(Array(schema.fields.indices)) }
    guard let indexes = columns(step.arguments) else { return nil }
    return .distinct(indexes)
  }

  // MARK: - Columns

  private mutating func derive(_ step: Step) -> Operation? {
    var columns = identity()
    for argument in step.arguments {
      guard case .defines(let name) = argument.label else { return report(.wantsDefinition(step, argument)) }
      if let clause = argument.clauses.first { return report(.notBuilt(clause.word)) }
      guard let value = expression(argument.value) else { return nil }
      let field = Field(name.text, value.type, unit: value.unit)
      if let index = columns.firstIndex(where: { $0.field.name == name.text }) {
        columns[index] = (field, value)
      } else {
        columns.append((field, value))
      }
    }
    return project(columns)
  }

  private mutating func select(_ step: Step) -> Operation? {
    var columns: [(field: Field, value: TypedExpression)] = []
    for argument in step.arguments {
      guard let value = expression(argument.value) else { return nil }
      let known: Field? = if case .column(let index) = value.kind { schema.fields[index] } else { nil }
      switch (argument.label, known) {
      case (.defines(let name), _):
        columns.append((Field(name.text, value.type, unit: value.unit, summary: known?.summary), value))
      case (_, .some(let field)): columns.append((field, value))
      case (_, .none): return report(.wantsName(argument))
      }
    }
    let names = columns.map(\.field.name)
    if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
      return report(.twice(twice, step))
    }
    return project(columns)
  }

  private mutating func drop(_ step: Step) -> Operation? {
    guard let indexes = columns(step.arguments) else { return nil }
    return project(identity().enumerated().filter { !indexes.contains($0.offset) }.map(\.element))
  }

  private mutating func rename(_ step: Step) -> Operation? {
    var columns = identity()
    for argument in step.arguments {
      guard case .defines(let name) = argument.label else { return report(.wantsDefinition(step, argument)) }
      guard let index = self.columns([Argument(.none, argument.value)])?.first else { return nil }
      if let other = schema.index(of: name.text), other != index { return report(.twice(name.text, step)) }
      columns[index].field.name = name.text
    }
    return project(columns)
  }

  private func identity() -> [(field: Field, value: TypedExpression)] {
    schema.fields.enumerated().map { index, field in
      (field, TypedExpression(.column(index), field.type, unit: field.unit, range: SourceRange(0, 0)))
    }
  }

  private mutating func project(_ columns: [(field: Field, value: TypedExpression)]) -> Operation {
    schema = Schema(columns.map(\.field))
    return .project(columns)
  }

  /// Arguments that must be names of columns, as indexes.
  private mutating func columns(_ arguments: [Argument]) -> [Int]? {
    var indexes: [Int] = []
    for argument in arguments {
      guard let bound = expression(argument.value) else { return nil }
      guard case .column(let index) = bound.kind else { return report(.wantsColumnName(argument)) }
      indexes.append(index)
    }
    return indexes
  }

  // MARK: - Groups

  private mutating func group(_ step: Step) -> Operation? {
    var keys: [(field: Field, value: TypedExpression)] = []
    for argument in step.clauses.first(where: { $0.word.text == "by" })?.arguments ?? [] {
      guard let value = expression(argument.value) else { return nil }
      switch (argument.label, value.kind) {
      case (.defines(let name), _): keys.append((Field(name.text, value.type, unit: value.unit), value))
      case (_, .column(let index)): keys.append((schema.fields[index], value))
      default: return report(.wantsName(argument))
      }
    }
    guard let body = step.body, !body.isEmpty else { return report(.wantsAggregates(step)) }
    var calls: [AggregateCall] = []
    for argument in body {
      guard case .defines(let name) = argument.label else { return report(.wantsDefinition(step, argument)) }
      if let clause = argument.clauses.first { return report(.noClause("group", clause)) }
      guard let call = aggregate(name, argument.value) else { return nil }
      calls.append(call)
    }
    let fields = keys.map(\.field) + calls.map(\.field)
    if let twice = fields.map(\.name).first(where: { name in fields.count { $0.name == name } > 1 }) {
      return report(.twice(twice, step))
    }
    schema = Schema(fields)
    return .group(keys: keys, aggregates: calls)
  }

  private mutating func aggregate(_ name: Name, _ value: Expression) -> AggregateCall? {
    guard case .call(let function, let arguments, let range) = value else { return report(.wantsAggregate(value.range)) }
    guard let aggregate = aggregateCatalogue.first(where: { $0.name == function.text }) else {
      let near = nearest(to: function.text, among: aggregateCatalogue.map(\.name))
      return report(.unknownAggregate(function, near))
    }
    var bound: [TypedExpression] = []
    var condition: TypedExpression?
    for argument in arguments {
      switch argument.label {
      case .passes(let label):
        guard label.text == "where", condition == nil else { return report(.unknownOption(label)) }
        guard let test = expression(argument.value, condition: true) else { return nil }
        condition = test
      case .defines(let name):
        return report(.singleEquals(SourceRange(name.range.upper, argument.value.range.lower)))
      case .none:
        guard let value = expression(argument.value) else { return nil }
        bound.append(value)
      }
    }
    guard aggregate.arity.contains(bound.count), let type = aggregate.result(bound.map(\.type)) else {
      return report(.argumentsDoNotFit(function, bound.map(\.type)))
    }
    let keepsUnit = ["sum", "mean", "median", "min", "max", "first", "last", "sd"].contains(aggregate.name)
    return AggregateCall(
      field: Field(name.text, type, unit: keepsUnit ? bound.first?.unit : nil), aggregate: aggregate,
      arguments: bound, condition: condition, range: range)
  }

  // MARK: - Two tables

  private mutating func join(_ step: Step, _ kind: JoinKind) -> Operation? {
    guard step.arguments.count == 1, let on = step.clauses.first(where: { $0.word.text == "on" }) else {
      return report(.wantsOn(step))
    }
    guard let right = table(step.arguments[0].value) else { return nil }
    var pairs: [(left: TypedExpression, right: Int)] = []
    for argument in on.arguments {
      if case .defines(let name) = argument.label {
        return report(.singleEquals(SourceRange(name.range.upper, argument.value.range.lower)))
      }
      var (left, rightName) = (argument.value, argument.value)
      if case .binary(.equal, let a, let b, _) = argument.value { (left, rightName) = (a, b) }
      guard let key = expression(left) else { return nil }
      var binder = ExpressionBinder(schema: right.schema, names: names)
      guard let other = binder.bind(rightName), case .column(let index) = other.kind else {
        diagnostics += binder.diagnostics
        return diagnostics.isEmpty ? report(.wantsColumnName(argument)) : nil
      }
      guard key.type == other.type else { return report(.keysDiffer(argument, key.type, other.type)) }
      if kind == .full {
        // A key of the right side alone is shown in the left side's column, so there must be one.
        guard case .column = key.kind else { return report(.fullJoinKey(argument)) }
      }
      pairs.append((key, index))
    }
    if kind == .inner || kind == .left || kind == .full {
      let keys = Set(pairs.map(\.right))
      let added = right.schema.fields.enumerated().filter { !keys.contains($0.offset) }.map(\.element)
      if let clash = added.first(where: { schema.index(of: $0.name) != nil }) { return report(.clash(clash.name, step)) }
      schema = Schema(schema.fields + added)
    }
    let allowsMany = step.words.last?.text == "many"
    return .join(kind, right, on: pairs, allowsMany: allowsMany)
  }

  private mutating func append(_ step: Step) -> Operation? {
    guard step.arguments.count == 1 else { return report(.wantsOneTable(step)) }
    guard let other = table(step.arguments[0].value) else { return nil }
    let here = Set(schema.names)
    let there = Set(other.schema.names)
    guard here == there else {
      return report(.columnsDiffer(step, here.subtracting(there).sorted(), there.subtracting(here).sorted()))
    }
    for (index, field) in schema.fields.enumerated() {
      guard let match = other.schema.index(of: field.name) else { continue }
      let type = other.schema.fields[match].type
      guard type != field.type else { continue }
      guard type.isNumeric, field.type.isNumeric else { return report(.fieldTypesDiffer(step, field.name, field.type, type)) }
      schema.fields[index].type = type == .float || field.type == .float ? .float : .decimal
    }
    return .append(other)
  }

  private mutating func table(_ expression: Expression) -> Table? {
    switch names.table(expression) {
    case .success(let table): return table
    case .failure(let failure):
      diagnostics += failure.diagnostics
      return nil
    }
  }

  // MARK: - Verbs that are not here

  private func unknown(_ step: Step) -> Diagnostic {
    let words = step.words.map(\.text).joined(separator: " ")
    if let verb = Self.dialects[step.verb.text] {
      return Diagnostic(
        "foreign-verb", "`\(step.verb.text)` is `\(verb)` here", at: step.verb.range,
        fixIts: [.init("`\(verb)`", range: step.verb.range, replacement: verb)])
    }
    if Self.unbuilt.contains(step.verb.text) { return .notBuilt(step.verb) }
    if Self.unbuilt.contains(words) { return .notBuilt(Name(words, step.verb.range)) }
    let near = nearest(to: words, among: Self.verbs)
    return Diagnostic(
      "unknown-verb", "there is no verb `\(words)`", at: step.verb.range,
      notes: near == nil ? ["the verbs are \(Self.verbs.map { "`\($0)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [.init("`\($0)`", range: step.verb.range, replacement: $0)] } ?? [])
  }

  private static let verbs = [
    "filter", "exclude", "derive", "select", "drop", "rename", "sort", "take", "group", "join", "append", "distinct",
    "expect",
  ]
  private static let unbuilt: Set<String> = [
    "top", "lump", "pivot", "unpivot", "complete", "fill", "recode", "sample", "describe", "profile", "why", "ledger",
    "chart", "save", "join nearest", "left join nearest", "expect all", "line", "column", "bar", "area", "point",
  ]
  private static let dialects: [String: String] = [
    "where": "filter", "mutate": "derive", "summarise": "group", "summarize": "group", "arrange": "sort",
    "limit": "take", "extend": "derive", "head": "take", "order": "sort", "tail": "take last", "project": "select",
    "union": "append", "unique": "distinct", "group_by": "group by",
  ]
}

extension Diagnostic {
  fileprivate static func wantsOneCondition(_ step: Step) -> Diagnostic {
    Diagnostic("wants-condition", "`\(step.verb.text)` takes one condition", at: step.range)
  }

  fileprivate static func singleEquals(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "single-equals", "`=` defines; `==` compares", at: range,
      fixIts: [FixIt("`==`", range: range, replacement: " == ")])
  }

  fileprivate static func noClause(_ verb: String, _ clause: Clause) -> Diagnostic {
    Diagnostic("no-clause", "`\(verb)` has no `\(clause.word.text)`, or not yet", at: clause.word.range)
  }

  fileprivate static func clauseTwice(_ clause: Clause) -> Diagnostic {
    Diagnostic("clause-twice", "`\(clause.word.text)` stands twice in one step", at: clause.word.range)
  }

  fileprivate static func noBody(_ verb: String, _ body: [Argument], _ step: Step) -> Diagnostic {
    Diagnostic("no-body", "nothing follows `\(verb)` behind a colon", at: body.first?.range ?? step.range)
  }

  fileprivate static func noBlock(_ verb: String, _ step: Step) -> Diagnostic {
    Diagnostic("no-block", "`\(verb)` has no braces", at: step.range)
  }

  fileprivate static func noOption(_ verb: String, _ name: Name) -> Diagnostic {
    Diagnostic(
      "unknown-option", "`\(verb)` has no option `\(name.text)`, or not yet", at: name.range,
      notes: verb == "sort" ? ["`sort -column` sorts from high to low"] : [])
  }

  fileprivate static func definesNothing(_ verb: String, _ name: Name) -> Diagnostic {
    Diagnostic(
      "defines-nothing", "`\(verb)` defines no column", at: name.range,
      notes: ["`derive \(name.text) = …` in front of it does"])
  }

  fileprivate static func wantsReason(_ clause: Clause) -> Diagnostic {
    Diagnostic("wants-reason", "`because` gives a reason in quotes", at: clause.word.range)
  }

  fileprivate static func fullJoinKey(_ argument: Argument) -> Diagnostic {
    Diagnostic(
      "full-join-key", "a full join matches on columns, not on computed keys", at: argument.range,
      notes: ["`derive` gives the key a name in front of the join"])
  }

  fileprivate static func wantsColumns(_ step: Step) -> Diagnostic {
    Diagnostic("wants-columns", "`\(step.verb.text)` takes at least one column", at: step.range)
  }

  fileprivate static func wantsCount(_ step: Step) -> Diagnostic {
    Diagnostic("wants-count", "`take` takes a whole number of rows", at: step.range)
  }

  fileprivate static func wantsDefinition(_ step: Step, _ argument: Argument) -> Diagnostic {
    Diagnostic(
      "wants-definition", "`\(step.verb.text)` takes definitions `name = …`", at: argument.range)
  }

  fileprivate static func wantsName(_ argument: Argument) -> Diagnostic {
    Diagnostic(
      "wants-name", "a computed column needs a name", at: argument.range,
      fixIts: [
        FixIt("`name = …`", range: SourceRange(argument.range.lower, argument.range.lower), replacement: "name = ")
      ])
  }

  fileprivate static func wantsColumnName(_ argument: Argument) -> Diagnostic {
    Diagnostic("wants-column", "a column's name is expected here", at: argument.range)
  }

  fileprivate static func twice(_ name: String, _ step: Step) -> Diagnostic {
    Diagnostic("name-twice", "two columns would be called `\(name)`", at: step.range)
  }

  fileprivate static func wantsAggregates(_ step: Step) -> Diagnostic {
    Diagnostic(
      "wants-aggregates", "`group` needs what to compute", at: step.range, notes: ["`group by state: n = count()`"])
  }

  fileprivate static func wantsAggregate(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "wants-aggregate", "`group` computes one aggregate a column, such as `sum(…)`", at: range,
      notes: ["arithmetic between aggregates goes into a `derive` behind the group"])
  }

  fileprivate static func unknownAggregate(_ name: Name, _ near: String?) -> Diagnostic {
    Diagnostic(
      "unknown-aggregate", "there is no aggregate `\(name.text)`", at: name.range,
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func unknownOption(_ name: Name) -> Diagnostic {
    Diagnostic("unknown-option", "an aggregate has no option `\(name.text)`; it has `where:`", at: name.range)
  }

  fileprivate static func argumentsDoNotFit(_ name: Name, _ types: [ValueType]) -> Diagnostic {
    let given = types.isEmpty ? "nothing" : types.map { "`\($0.name)`" }.joined(separator: ", ")
    return Diagnostic("arguments", "`\(name.text)` cannot work on \(given)", at: name.range)
  }

  fileprivate static func wantsOn(_ step: Step) -> Diagnostic {
    Diagnostic(
      "wants-on", "a join names one table and the columns it matches on", at: step.range,
      notes: ["`join budgets on fiscal_year`"])
  }

  fileprivate static func keysDiffer(_ argument: Argument, _ a: ValueType, _ b: ValueType) -> Diagnostic {
    Diagnostic("types-differ", "the keys have types `\(a.name)` and `\(b.name)`", at: argument.range)
  }

  fileprivate static func clash(_ name: String, _ step: Step) -> Diagnostic {
    Diagnostic(
      "name-twice", "both tables have a column `\(name)`", at: step.range,
      notes: ["`rename` or `drop` it in one of them before the join"])
  }

  fileprivate static func wantsOneTable(_ step: Step) -> Diagnostic {
    Diagnostic("wants-table", "`append` takes one table", at: step.range)
  }

  fileprivate static func columnsDiffer(_ step: Step, _ here: [String], _ there: [String]) -> Diagnostic {
    var notes: [String] = []
    if !here.isEmpty { notes.append("only above: \(here.joined(separator: ", "))") }
    if !there.isEmpty { notes.append("only in the appended table: \(there.joined(separator: ", "))") }
    return Diagnostic("columns-differ", "the two tables have different columns", at: step.range, notes: notes)
  }

  fileprivate static func fieldTypesDiffer(
    _ step: Step, _ name: String, _ a: ValueType, _ b: ValueType
  ) -> Diagnostic {
    Diagnostic("types-differ", "`\(name)` is `\(a.name)` above and `\(b.name)` in the appended table", at: step.range)
  }
}
