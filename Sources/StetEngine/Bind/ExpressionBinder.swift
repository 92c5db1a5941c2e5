import StetColumns
package import StetDiagnostics
package import StetSyntax

/// Gives every name of an expression its column, and every operation its type; what does not fit is reported once.
struct ExpressionBinder {
  /// What is around an expression, and so what an aggregate in it means.
  enum Surroundings {
    /// One row by itself.
    case row
    /// The body of `group`: the names are the keys; each aggregate becomes a column of the result, over `input`.
    case group(input: Schema)
    /// A definition of `derive`: an aggregate is over the rows of the partition.
    case partition([TypedExpression], order: [SortKey])
  }

  let schema: Schema
  let catalog: any Catalog
  let names: Names
  let surroundings: Surroundings
  /// Names that other definitions of the same step define.
  let definedBeside: Set<String>
  /// The aggregates of a `group`, in the order of their columns after the keys.
  var collected: [AggregateCall]
  private(set) var diagnostics: [Diagnostic] = []
  /// What must run first; nothing is reported for it.
  private(set) var awaited: Awaited?
  /// The pipelines that run before the expression is evaluated.
  private(set) var inputs: [StepInput] = []
  /// The columns that were named, in any table.
  private(set) var named: Set<String> = []
  private(set) var path: BindingPath

  /// Nested expressions, scopes included. Binder and evaluator follow them by recursion; a debug build ran
  /// out of a stack of 8 MiB below 999.
  static let deepest = 200
  /// Scopes built of scopes double with every level.
  static let mostBodies = 1_000
  /// Each case of a `match` nests in the one before.
  static let mostCases = 100

  init(
    schema: Schema, catalog: any Catalog, surroundings: Surroundings = .row, definedBeside: Set<String> = [],
    collected: [AggregateCall] = [], path: BindingPath = BindingPath()
  ) {
    self.schema = schema
    self.catalog = catalog
    names = catalog.names
    self.surroundings = surroundings
    self.definedBeside = definedBeside
    self.collected = collected
    self.path = path
  }

  /// Reads a part over the rows of a table, such as the arguments of an aggregate.
  mutating func overRows<T>(of schema: Schema, _ read: (inout ExpressionBinder) -> T?) -> T? {
    var inner = ExpressionBinder(schema: schema, catalog: catalog, definedBeside: definedBeside, path: path)
    let found = read(&inner)
    path.bodiesRead = inner.path.bodiesRead
    named.formUnion(inner.named)
    inputs += inner.inputs
    if found == nil {
      diagnostics += inner.diagnostics
      awaited = awaited ?? inner.awaited
    }
    return found
  }

  /// Nil if something was reported.
  mutating func bind(_ expression: Expression) -> TypedExpression? {
    guard path.depth < Self.deepest else { return report(.tooDeep(expression.range)) }
    path.depth += 1
    defer { path.depth -= 1 }
    return bindOne(expression)
  }

  private mutating func bindOne(_ expression: Expression) -> TypedExpression? {
    let range = expression.range
    switch expression {
    case .literal(let literal, _): return literalValue(literal, range)
    case .name(let name): return column(name)
    case .unary(.minus, let operand, _):
      guard let inner = bind(operand) else { return nil }
      guard inner.type.isNumeric else { return report(.needsNumber("-", inner)) }
      return TypedExpression(.negate(inner), inner.type, unit: inner.unit, range: range)
    case .unary(.not, let operand, _):
      return condition(operand).map { TypedExpression(.not($0), .bool, range: range) }
    case .binary(let operation, let left, let right, _): return binary(operation, left, right, range)
    case .between(let subject, let lower, let upper, _):
      guard let bound = bind(subject) else { return nil }
      return between(bound, lower, upper, range)
    case .isMissing(let subject, let negated, _):
      guard let inner = bind(subject) else { return nil }
      let test = TypedExpression(.isMissing(inner), .bool, range: range)
      return negated ? TypedExpression(.not(test), .bool, range: range) : test
    case .conditional(let test, let then, let otherwise, _):
      guard let test = condition(test), let pair = unified(then, otherwise, thenAndElse) else { return nil }
      return TypedExpression(
        .conditional(test, then: pair.0, otherwise: pair.1), pair.0.type, unit: pair.0.unit, range: range)
    case .match(let subject, let arms, let otherwise, _): return match(subject, arms, otherwise, range)
    case .pipeline(let pipeline, _):
      guard names.isTable(pipeline) else { return bind(pipeline.source) }
      return value(of: pipeline, expression, .value)
    case .cell(let name, let conditions, let column, _):
      let written = namesInLookUp(conditions)
      if let own = written.first(where: { schema.index(of: $0.text) != nil }) {
        return report(.lookUpByRow(own, name, conditions))
      }
      if let both = written.first(where: { isValue($0) && isColumn($0, of: name) }) {
        return report(.valueOrColumn(both, name))
      }
      do {
        return value(
          of: try Pipeline(ofCell: name, conditions, column, range), expression,
          .cell(of: name, conditions: conditions.map(\.value.range)))
      } catch {
        report(error.diagnostics)
        return nil
      }
    case .call(let name, let arguments, _): return call(name, arguments, range)
    case .interpolation(let parts, let range): return interpolation(parts, range)
    case .list, .range, .load, .table, .record: return report(.noValue(range))
    case .absent: return nil
    }
  }

  /// The names in the conditions of a lookup that would be columns of the other table.
  private func namesInLookUp(_ conditions: [Argument]) -> [Name] {
    var names: [Name] = []
    // Those of a pipeline in brackets are columns of its own table.
    var inner: [SourceRange] = []
    for condition in conditions {
      condition.value.visit { part in
        switch part {
        case .name(let name): names.append(name)
        case .pipeline(let pipeline, let range) where self.names.isTable(pipeline): inner.append(range)
        default: break
        }
      }
    }
    return names.filter { name in
      !inner.contains { $0.lower <= name.range.lower && name.range.upper <= $0.upper }
    }
  }

  private func isColumn(_ name: Name, of table: Name) -> Bool {
    (try? catalog.schema(of: table))?.index(of: name.text) != nil
  }

  /// An expression that must be true or false.
  mutating func condition(_ expression: Expression) -> TypedExpression? {
    guard let bound = bind(expression) else { return nil }
    guard bound.type == .bool else { return report(.needsCondition(bound)) }
    return bound
  }

  mutating func report<T>(_ diagnostic: Diagnostic) -> T? {
    diagnostics.append(diagnostic)
    return nil
  }

  mutating func report(_ others: [Diagnostic]) { diagnostics += others }

  /// The value of a pipeline in parentheses or of an addressed cell, which runs before the step that it is in.
  private mutating func value(
    of pipeline: Pipeline, _ expression: Expression, _ use: StepInput.Use
  ) -> TypedExpression? {
    let key = PipelineKey(expression)
    if case .value(let value, let field)? = catalog.result(of: key) {
      return TypedExpression(.constant(value), field.type, unit: field.unit, range: expression.range)
    }
    var binder = PipelineBinder(catalog: catalog, path: path)
    let bound = binder.bind(pipeline)
    path.bodiesRead = binder.path.bodiesRead
    guard let bound else {
      diagnostics += binder.diagnostics
      awaited = awaited ?? binder.awaited
      return nil
    }
    let input = StepInput(pipeline: bound, key: key, use: use, range: expression.range)
    guard let schema = bound.schema else {
      awaited = awaited ?? .input(input)
      return nil
    }
    guard schema.fields.count == 1 else { return report(.notOneColumn(schema.fields.count, expression.range)) }
    inputs.append(input)
    let field = schema.fields[0]
    return TypedExpression(.outer(.pipeline(key)), field.type, unit: field.unit, range: expression.range)
  }

  // MARK: - Names and literals

  private mutating func column(_ name: Name) -> TypedExpression? {
    if let index = schema.index(of: name.text) {
      named.insert(name.text)
      let field = schema.fields[index]
      return TypedExpression(.column(index), field.type, unit: field.unit, range: name.range)
    }
    if case .group(let input) = surroundings, input.index(of: name.text) != nil { return report(.notAKey(name)) }
    if let scope = names.scopes[name.text] { return inBody(of: name) { $0.condition(scope) } }
    if let value = names.values[name.text] { return constant(value, name.range) }
    if let field = names.types[name.text] {
      return TypedExpression(.outer(.named(name)), field.type, unit: field.unit, range: name.range)
    }
    if names.refused.contains(name.text) { return nil }
    if definedBeside.contains(name.text) { return report(.definedBeside(name.text, name.range)) }
    if let literal = foreignLiteral(name.text) { return report(.foreignWord(name, literal)) }
    return report(
      .unknownColumn(name, columns: schema.names, others: names.listed))
  }

  /// Whether a name means something here.
  func knows(_ name: Name) -> Bool {
    schema.index(of: name.text) != nil || isValue(name) || names.refused.contains(name.text)
  }

  private func isValue(_ name: Name) -> Bool {
    names.scopes[name.text] != nil || names.values[name.text] != nil || names.types[name.text] != nil
  }

  /// The body of a scope or a function, which may use others but not itself.
  mutating func inBody(of name: Name, _ read: (inout Self) -> TypedExpression?) -> TypedExpression? {
    // A scope has no arguments, so that one inside itself is a cycle; a function may be inside its own argument.
    let isCycle =
      path.open.contains { $0.text == name.text } && (names.scopes[name.text] != nil || names.callsItself(name.text))
    guard !isCycle else {
      return report(.cycle((path.open + [name]).map(\.text), name.range))
    }
    path.bodiesRead += 1
    guard path.bodiesRead <= Self.mostBodies else { return report(.tooManyBodies(name.range)) }
    path.open.append(name)
    defer { path.open.removeLast() }
    return read(&self)
  }

  func constant(_ value: Value, _ range: SourceRange) -> TypedExpression {
    TypedExpression(.constant(value), value.type ?? .bool, range: range)
  }

  private mutating func literalValue(_ literal: Literal, _ range: SourceRange) -> TypedExpression? {
    switch literal {
    case .int(let value): return constant(.int(value), range)
    case .decimal(let digits, let scale): return constant(.decimal(Decimal(digits: digits, scale: scale)), range)
    case .text(let text): return constant(.text(text), range)
    case .bool(let value): return constant(.bool(value), range)
    case .missing: return constant(.missing, range)
    case .date(let days): return constant(.date(days), range)
    case .period(.fiscalYear(let year)): return constant(.period(year, .fiscalYear), range)
    case .period(.fiscalQuarter(let year, let quarter)):
      return constant(.period(year * 4 + quarter - 1, .fiscalQuarter), range)
    case .period(.quarter(let year, let quarter)): return constant(.period(year * 4 + quarter - 1, .quarter), range)
    case .period(.month(let year, let month)): return constant(.period(year * 12 + month - 1, .month), range)
    case .duration(let count, let unit):
      guard let length = unit.microseconds else { return report(.calendarDuration(unit, range)) }
      let (microseconds, overflow) = count.multipliedReportingOverflow(by: length)
      return overflow ? report(.durationTooLong(range)) : constant(.duration(microseconds), range)
    }
  }
}

extension TypedExpression {
  /// The literal `missing`, which takes any type.
  var isMissingLiteral: Bool { if case .constant(.missing) = kind { true } else { false } }
}

extension DurationUnit {
  /// Nil for months, quarters and years, whose length the calendar decides.
  var microseconds: Int64? {
    switch self {
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    case .day: 86_400_000_000
    case .week: 604_800_000_000
    case .month, .quarter, .year, .row: nil
    }
  }

  /// Nil if the unit is shorter than a month.
  var months: Int64? {
    switch self {
    case .second, .minute, .hour, .day, .week, .row: nil
    case .month: 1
    case .quarter: 3
    case .year: 12
    }
  }
}

/// `the columns are a, b`, with the first of more than twenty.
private func listed(_ noun: String, _ names: [String]) -> String {
  let first = names.prefix(20).map { "`\($0)`" }.joined(separator: ", ")
  if names.count > 20 { return "the \(noun)s include \(first)" }
  return names.count == 1 ? "the only \(noun) is \(first)" : "the \(noun)s are \(first)"
}

extension Diagnostic {
  fileprivate static func lookUpByRow(_ column: Name, _ table: Name, _ conditions: [Argument]) -> Diagnostic {
    let keys = conditions.map { condition -> String? in
      guard case .passes(let label) = condition.label, case .name(let name) = condition.value else { return nil }
      return name.text == label.text
        ? writtenName(label.text) : "\(writtenName(name.text)) == \(writtenName(label.text))"
    }
    let on = keys.compactMap { $0 }
    let join =
      on.count < keys.count ? "a left join" : "`left join \(writtenName(table.text)) on \(on.joined(separator: ", "))`"
    return Diagnostic(
      .unclearName,
      "`\(column.text)` here means the column of `\(table.text)`, so every row would get the same cell",
      at: column.range, notes: ["\(join) finds the cell for each row"])
  }

  fileprivate static func valueOrColumn(_ name: Name, _ table: Name) -> Diagnostic {
    Diagnostic(
      .unclearName, "`\(name.text)` is a value of the script and a column of `\(table.text)`", at: name.range,
      notes: [
        "the lookup would compare each row of `\(table.text)` with its own `\(name.text)`; another name for the value makes it clear"
      ])
  }

  fileprivate static func unknownColumn(_ name: Name, columns: [String], others: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: columns + others)
    let fixIts = near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? []
    // Outside a table there are no columns that could be meant.
    guard !columns.isEmpty else {
      return Diagnostic(
        .unknownName, "nothing is named `\(name.text)`", at: name.range,
        notes: (near == nil && !others.isEmpty ? [listed("name", others)] : [])
          + [
            "a dataset is loaded with `load \(reservedWords.contains(name.text) ? "name" : name.text)`, and text is written in quotes"
          ], fixIts: fixIts)
    }
    return Diagnostic(
      .unknownColumn, "there is no column `\(name.text)`", at: name.range,
      notes: near == nil ? [listed("column", columns)] : [], fixIts: fixIts)
  }

  fileprivate static func definedBeside(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .definedBeside, "`\(name)` is defined in the same step and can be used only in a later one", at: range,
      notes: ["in two steps: `| derive \(name) = … | derive …`"])
  }

  fileprivate static func notOneColumn(_ count: Int, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .notOneValue, "a single value is expected here, but the pipeline gives \(counted(count, "column"))", at: range)
  }

  fileprivate static func notAKey(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notAKey, "`\(name.text)` has many values in a group; an aggregate turns them into one", at: name.range,
      notes: ["`sum(\(name.text))`, or `by \(name.text)` to make it a key"])
  }

  fileprivate static func tooDeep(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooDeep, "more than \(ExpressionBinder.deepest) levels of nested expressions, including scopes", at: range,
      kind: .limit, notes: ["a `derive` step can calculate a part of it first"])
  }

  fileprivate static func tooManyBodies(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooManyScopes, "one expression uses scopes and functions more than \(ExpressionBinder.mostBodies) times",
      at: range, kind: .limit)
  }

  fileprivate static func needsNumber(_ symbol: String, _ side: TypedExpression) -> Diagnostic {
    Diagnostic(.needsNumber, "`\(symbol)` needs numbers, but this is `\(side.type.name)`", at: side.range)
  }

  fileprivate static func needsCondition(_ side: TypedExpression) -> Diagnostic {
    Diagnostic(.needsCondition, "a condition must be true or false, but this is `\(side.type.name)`", at: side.range)
  }

  fileprivate static func noValue(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.noValue, "this cannot be used where a single value is expected", at: range)
  }

  fileprivate static func calendarDuration(_ unit: DurationUnit, _ range: SourceRange) -> Diagnostic {
    if unit == .row {
      return Diagnostic(
        .calendarDuration, "rows are no length of time", at: range,
        notes: ["`previous(…, 7 rows)` and other functions of rows in an order count them"])
    }
    return Diagnostic(
      .calendarDuration, "a \(unit.rawValue) has no fixed length", at: range,
      notes: ["a date plus or minus \(unit.rawValue)s works, and so does `add_months`"])
  }

  fileprivate static func durationTooLong(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.numberTooLarge, "the duration is too long", at: range)
  }
}

extension Pipeline {
  /// The steps that find an addressed cell of a table with a name.
  package init(ofCell name: Name, _ conditions: [Argument], _ column: Name, _ range: SourceRange) throws(RunFailure) {
    guard let pipeline = Pipeline(cellOf: .name(name), conditions, column, range) else {
      let unnamed = conditions.first { if case .passes = $0.label { false } else { true } }
      throw RunFailure(.needsTable(unnamed?.range ?? range))
    }
    self = pipeline
  }
}
