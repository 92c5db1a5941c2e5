import StetColumns
import StetDiagnostics
import StetSyntax

/// Gives every name of an expression its column, and every operation its type; what does not fit is reported once.
struct ExpressionBinder {
  /// What stands around an expression, and so what an aggregate in it means.
  enum Surroundings {
    /// One row by itself.
    case row
    /// The body of `group`: the names are the keys; each aggregate becomes a column of the result, over `input`.
    case group(input: Schema)
    /// A definition of `derive`: an aggregate is over the rows of the partition.
    case partition([TypedExpression], order: [SortKey])
  }

  let schema: Schema
  let names: Names
  let surroundings: Surroundings
  /// The aggregates of a `group`, in the order of their columns behind the keys.
  var collected: [AggregateCall]
  private(set) var diagnostics: [Diagnostic] = []
  private var depth = 0
  /// The scopes and functions whose bodies are being read, outermost first.
  private var open: [Name] = []
  private var bodiesRead = 0

  /// Expressions inside one another, scopes included. Binder and evaluator follow them by recursion; a debug build ran
  /// out of a stack of 8 MiB below 999.
  static let deepest = 200
  /// Scopes built of scopes double with every level.
  static let mostBodies = 1_000
  /// Each case of a `match` nests in the one before.
  static let mostCases = 100

  init(schema: Schema, names: Names, surroundings: Surroundings = .row, collected: [AggregateCall] = []) {
    self.schema = schema
    self.names = names
    self.surroundings = surroundings
    self.collected = collected
  }

  /// Nil where something was reported.
  mutating func bind(_ expression: Expression) -> TypedExpression? {
    guard depth < Self.deepest else { return report(.tooDeep(expression.range)) }
    depth += 1
    defer { depth -= 1 }
    return bindOne(expression)
  }

  private mutating func bindOne(_ expression: Expression) -> TypedExpression? {
    let range = expression.range
    switch expression {
    case .literal(let literal, _): return literalValue(literal, range)
    case .name(let name): return column(name)
    case .unary(.minus, let operand, _):
      guard let inner = bind(operand) else { return nil }
      guard inner.type.isNumeric else { return report(.wantsNumber("-", inner)) }
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
      guard let test = condition(test), let pair = unified(then, otherwise, "`then` and `else`") else { return nil }
      return TypedExpression(
        .conditional(test, then: pair.0, otherwise: pair.1), pair.0.type, unit: pair.0.unit, range: range)
    case .match(let subject, let arms, let otherwise, _): return match(subject, arms, otherwise, range)
    case .pipeline, .cell:
      switch names.scalar(expression) {
      case .success(let value): return constant(value, range)
      case .failure(let failure):
        diagnostics += failure.diagnostics
        return nil
      }
    case .call(let name, let arguments, _): return call(name, arguments, range)
    case .interpolation(let parts, let range): return interpolation(parts, range)
    case .list, .range, .load, .table, .record: return report(.noValue(range))
    case .absent: return nil
    }
  }

  /// An expression that must be true or false.
  mutating func condition(_ expression: Expression) -> TypedExpression? {
    guard let bound = bind(expression) else { return nil }
    guard bound.type == .bool else { return report(.wantsCondition(bound)) }
    return bound
  }

  mutating func report<T>(_ diagnostic: Diagnostic) -> T? {
    diagnostics.append(diagnostic)
    return nil
  }

  mutating func report(_ others: [Diagnostic]) { diagnostics += others }

  // MARK: - Names and literals

  private mutating func column(_ name: Name) -> TypedExpression? {
    if let index = schema.index(of: name.text) {
      let field = schema.fields[index]
      return TypedExpression(.column(index), field.type, unit: field.unit, range: name.range)
    }
    if case .group(let input) = surroundings, input.index(of: name.text) != nil { return report(.notAKey(name)) }
    if let scope = names.scopes[name.text] { return inBody(of: name) { $0.condition(scope) } }
    if let value = names.values[name.text] { return constant(value, name.range) }
    if names.refused.contains(name.text) { return nil }
    if let literal = foreignLiteral(name.text) { return report(.foreignWord(name, literal)) }
    return report(
      .unknownColumn(name, columns: schema.names, others: names.values.keys.sorted() + names.scopes.keys.sorted()))
  }

  /// Whether a name stands for something here.
  func knows(_ name: Name) -> Bool {
    schema.index(of: name.text) != nil || names.scopes[name.text] != nil || names.values[name.text] != nil
      || names.refused.contains(name.text)
  }

  /// The body of a scope or a function, which may use others but not itself.
  mutating func inBody(of name: Name, _ read: (inout Self) -> TypedExpression?) -> TypedExpression? {
    // A scope has no arguments, so that one inside itself is a cycle; a function may be inside its own argument.
    let isCycle =
      open.contains { $0.text == name.text } && (names.scopes[name.text] != nil || names.callsItself(name.text))
    guard !isCycle else {
      return report(.cycle((open + [name]).map(\.text), name.range))
    }
    bodiesRead += 1
    guard bodiesRead <= Self.mostBodies else { return report(.tooManyBodies(name.range)) }
    open.append(name)
    defer { open.removeLast() }
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
  fileprivate var microseconds: Int64? {
    switch self {
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    case .day: 86_400_000_000
    case .week: 604_800_000_000
    case .month, .quarter, .year: nil
    }
  }

  /// Nil where the unit is shorter than a month.
  var months: Int64? {
    switch self {
    case .second, .minute, .hour, .day, .week: nil
    case .month: 1
    case .quarter: 3
    case .year: 12
    }
  }
}

extension Diagnostic {
  fileprivate static func unknownColumn(_ name: Name, columns: [String], others: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: columns + others)
    func list(_ names: [String]) -> String { names.prefix(20).map { "`\($0)`" }.joined(separator: ", ") }
    let fixIts = near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? []
    // Outside a table there are no columns that could be meant.
    guard !columns.isEmpty else {
      return Diagnostic(
        .unknownName, "there is no name `\(name.text)`", at: name.range,
        notes: (near == nil && !others.isEmpty ? ["the names are \(list(others))"] : [])
          + [
            "a dataset is loaded with `load \(reservedWords.contains(name.text) ? "name" : name.text)`, and a text stands in quotes"
          ], fixIts: fixIts)
    }
    return Diagnostic(
      .unknownColumn, "there is no column `\(name.text)`", at: name.range,
      notes: near == nil ? ["the columns are \(list(columns))"] : [], fixIts: fixIts)
  }

  fileprivate static func notAKey(_ name: Name) -> Diagnostic {
    Diagnostic(
      .notAKey, "`\(name.text)` has many values in a group; an aggregate makes them one", at: name.range,
      notes: ["`sum(\(name.text))`, or `by \(name.text)` to make it a key"])
  }

  fileprivate static func tooDeep(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooDeep, "more than \(ExpressionBinder.deepest) expressions inside one another, scopes included", at: range,
      kind: .limit, notes: ["`derive` can name a part of it"])
  }

  fileprivate static func cycle(_ names: [String], _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .scopeCycle, "a name is defined by itself: \(names.map { "`\($0)`" }.joined(separator: " → "))", at: range)
  }

  fileprivate static func tooManyBodies(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooManyScopes, "one expression uses scopes and functions more than \(ExpressionBinder.mostBodies) times",
      at: range, kind: .limit)
  }

  fileprivate static func wantsNumber(_ symbol: String, _ side: TypedExpression) -> Diagnostic {
    Diagnostic(.wantsNumber, "`\(symbol)` works on numbers, and this is `\(side.type.name)`", at: side.range)
  }

  fileprivate static func wantsCondition(_ side: TypedExpression) -> Diagnostic {
    Diagnostic(.wantsCondition, "a condition is true or false, and this is `\(side.type.name)`", at: side.range)
  }

  fileprivate static func noValue(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.noValue, "this cannot stand where a single value is wanted", at: range)
  }

  fileprivate static func calendarDuration(_ unit: DurationUnit, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .calendarDuration, "a \(unit.rawValue) has no fixed length", at: range,
      notes: ["a date plus or minus \(unit.rawValue)s works, and so does `add_months`"])
  }

  fileprivate static func durationTooLong(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.numberTooLarge, "the duration is too long", at: range)
  }
}
