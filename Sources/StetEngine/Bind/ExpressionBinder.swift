import StetColumns
import StetDiagnostics
import StetSyntax

/// Gives every name of an expression its column, and every operation its type; what does not fit is reported once.
struct ExpressionBinder {
  let schema: Schema
  let names: Names
  private(set) var diagnostics: [Diagnostic] = []
  private var depth = 0
  /// The scopes whose conditions are being read, outermost first.
  private var openScopes: [String] = []
  private var scopesRead = 0

  /// Expressions inside one another, scopes included. Binder and evaluator follow them by recursion; a debug build ran
  /// out of a stack of 8 MiB below 999.
  static let deepest = 200
  /// Scopes built of scopes double with every level.
  static let mostScopes = 1_000
  /// Each case of a `match` nests in the one before.
  static let mostCases = 100

  init(schema: Schema, names: Names) {
    self.schema = schema
    self.names = names
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
    case .literal(let literal, _): return constant(value(literal), range)
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
    case .call(let name, _, _):
      if aggregateCatalogue.contains(where: { $0.name == name.text }) {
        return report(.aggregateOutside(name))
      }
      return report(Self.unbuiltFunctions.contains(name.text) ? .notBuilt(name) : .unknownFunction(name))
    case .interpolation(_, let range): return report(.notBuilt(Name("text with {…} inside", range)))
    case .list, .range, .load, .table: return report(.noValue(range))
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

  // MARK: - Names and literals

  private mutating func column(_ name: Name) -> TypedExpression? {
    if let index = schema.index(of: name.text) {
      let field = schema.fields[index]
      return TypedExpression(.column(index), field.type, unit: field.unit, range: name.range)
    }
    if let scope = names.scopes[name.text] { return read(scope, called: name) }
    if let value = names.values[name.text] { return constant(value, name.range) }
    return report(.unknownColumn(name, among: schema.names + names.values.keys.sorted() + names.scopes.keys.sorted()))
  }

  private mutating func read(_ scope: Expression, called name: Name) -> TypedExpression? {
    guard !openScopes.contains(name.text) else { return report(.scopeCycle(openScopes + [name.text], name.range)) }
    scopesRead += 1
    guard scopesRead <= Self.mostScopes else { return report(.tooManyScopes(name.range)) }
    openScopes.append(name.text)
    defer { openScopes.removeLast() }
    return condition(scope)
  }

  private func constant(_ value: Value, _ range: SourceRange) -> TypedExpression {
    TypedExpression(.constant(value), value.type ?? .bool, range: range)
  }

  private func value(_ literal: Literal) -> Value {
    switch literal {
    case .int(let value): .int(value)
    case .decimal(let digits, let scale): .decimal(Decimal(digits: digits, scale: scale))
    case .text(let text): .text(text)
    case .bool(let value): .bool(value)
    case .missing: .missing
    case .date(let days): .date(days)
    case .period(.fiscalYear(let year)): .period(year, .fiscalYear)
    case .period(.fiscalQuarter(let year, let quarter)): .period(year * 4 + quarter - 1, .fiscalQuarter)
    case .period(.quarter(let year, let quarter)): .period(year * 4 + quarter - 1, .quarter)
    case .period(.month(let year, let month)): .period(year * 12 + month - 1, .month)
    case .duration(let count, let unit): .duration(count * unit.microseconds)
    }
  }

  // MARK: - Operators

  private mutating func binary(
    _ operation: BinaryOperator, _ left: Expression, _ right: Expression, _ range: SourceRange
  ) -> TypedExpression? {
    switch operation {
    case .and, .or:
      guard let a = condition(left), let b = condition(right) else { return nil }
      return TypedExpression(.logic(operation == .and ? .and : .or, a, b), .bool, range: range)
    case .equal: return compare(.equal, left, right, range)
    case .notEqual: return compare(.notEqual, left, right, range)
    case .less: return compare(.less, left, right, range)
    case .lessOrEqual: return compare(.lessOrEqual, left, right, range)
    case .greater: return compare(.greater, left, right, range)
    case .greaterOrEqual: return compare(.greaterOrEqual, left, right, range)
    case .in: return membership(left, right, range)
    case .notIn: return membership(left, right, range).map { TypedExpression(.not($0), .bool, range: range) }
    case .coalesce:
      guard let pair = unified(left, right, "`??`") else { return nil }
      return TypedExpression(.coalesce(pair.0, pair.1), pair.0.type, unit: pair.0.unit, range: range)
    case .add: return arithmetic(.add, left, right, range)
    case .subtract: return arithmetic(.subtract, left, right, range)
    case .multiply: return arithmetic(.multiply, left, right, range)
    case .divide: return arithmetic(.divide, left, right, range)
    case .modulo: return arithmetic(.modulo, left, right, range)
    }
  }

  private mutating func arithmetic(
    _ operation: Arithmetic, _ left: Expression, _ right: Expression, _ range: SourceRange
  ) -> TypedExpression? {
    guard let a = bind(left), let b = bind(right) else { return nil }
    if a.isMissingLiteral || b.isMissingLiteral {
      return TypedExpression(.constant(.missing), a.isMissingLiteral ? b.type : a.type, range: range)
    }
    for side in [a, b] where !side.type.isNumeric { return report(.wantsNumber(operation.rawValue, side)) }
    let (x, y) = widen(a, b)
    let type = operation == .divide ? .float : x.type
    let keepsUnit = operation == .add || operation == .subtract
    return TypedExpression(.arithmetic(operation, x, y), type, unit: keepsUnit ? a.unit : nil, range: range)
  }

  private mutating func compare(
    _ comparison: Comparison, _ left: Expression, _ right: Expression, _ range: SourceRange
  ) -> TypedExpression? {
    guard let a = bind(left), let b = bind(right) else { return nil }
    return compare(comparison, a, b, range)
  }

  private mutating func compare(
    _ comparison: Comparison, _ left: TypedExpression, _ right: TypedExpression, _ range: SourceRange
  ) -> TypedExpression? {
    guard let pair = unified(left, right, "`\(comparison.rawValue)`") else { return nil }
    return TypedExpression(.comparison(comparison, pair.0, pair.1), .bool, range: range)
  }

  private mutating func between(
    _ subject: TypedExpression, _ lower: Expression, _ upper: Expression, _ range: SourceRange
  ) -> TypedExpression? {
    guard let lower = bind(lower), let upper = bind(upper), let low = compare(.greaterOrEqual, subject, lower, range),
      let high = compare(.lessOrEqual, subject, upper, range)
    else { return nil }
    return TypedExpression(.logic(.and, low, high), .bool, range: range)
  }

  private mutating func membership(_ left: Expression, _ right: Expression, _ range: SourceRange) -> TypedExpression? {
    guard let subject = bind(left) else { return nil }
    switch right {
    case .range(let lower, let upper, _): return between(subject, lower, upper, range)
    case .list(let items, _):
      var tests: [TypedExpression] = []
      for item in items {
        guard let item = bind(item), let test = compare(.equal, subject, item, range) else { return nil }
        tests.append(test)
      }
      return anyOf(tests[...], range)
    default: return report(.wantsList(right.range))
    }
  }

  /// `or` over all, as a balanced tree: a list of any length stays shallow.
  private func anyOf(_ tests: ArraySlice<TypedExpression>, _ range: SourceRange) -> TypedExpression {
    guard let first = tests.first else { return TypedExpression(.constant(.bool(false)), .bool, range: range) }
    if tests.count == 1 { return first }
    let middle = tests.startIndex + tests.count / 2
    return TypedExpression(
      .logic(.or, anyOf(tests[..<middle], range), anyOf(tests[middle...], range)), .bool, range: range)
  }

  private mutating func match(
    _ subject: Expression, _ arms: [MatchArm], _ otherwise: MatchResult?, _ range: SourceRange
  ) -> TypedExpression? {
    guard let otherwise else { return report(.matchWithoutElse(range)) }
    guard arms.reduce(0, { $0 + $1.patterns.count }) <= Self.mostCases else { return report(.tooManyCases(range)) }
    guard let bound = bind(subject) else { return nil }
    var values: [TypedExpression] = []
    for arm in arms {
      if case .value(let value) = arm.result {
        guard let bound = bind(value) else { return nil }
        values.append(bound)
      }
    }
    let type = values.first { !$0.isMissingLiteral }?.type ?? .text
    func result(_ result: MatchResult) -> TypedExpression? {
      switch result {
      case .value(let value):
        guard let bound = bind(value) else { return nil }
        guard bound.type == type || bound.isMissingLiteral else {
          return report(.typesDiffer("the cases of `match`", type, bound.type, bound.range))
        }
        return TypedExpression(bound.kind, type, range: bound.range)
      case .error(let range):
        return TypedExpression(.failure("a value has no case in `match`"), type, range: range)
      }
    }
    guard var whole = result(otherwise) else { return nil }
    for arm in arms.reversed() {
      guard let value = result(arm.result) else { return nil }
      for pattern in arm.patterns.reversed() {
        var test: TypedExpression?
        if case .literal(.missing, _) = pattern {
          test = TypedExpression(.isMissing(bound), .bool, range: pattern.range)
        } else if let pattern = bind(pattern) {
          test = compare(.equal, bound, pattern, pattern.range)
        }
        guard let test else { return nil }
        whole = TypedExpression(.conditional(test, then: value, otherwise: whole), type, range: range)
      }
    }
    return whole
  }

  // MARK: - Types

  /// Both sides in one type; `missing` takes the type of the other side.
  private mutating func unified(
    _ left: Expression, _ right: Expression, _ what: String
  ) -> (TypedExpression, TypedExpression)? {
    guard let a = bind(left), let b = bind(right) else { return nil }
    return unified(a, b, what)
  }

  private mutating func unified(
    _ a: TypedExpression, _ b: TypedExpression, _ what: String
  ) -> (TypedExpression, TypedExpression)? {
    if a.isMissingLiteral { return (TypedExpression(.constant(.missing), b.type, range: a.range), b) }
    if b.isMissingLiteral { return (a, TypedExpression(.constant(.missing), a.type, range: b.range)) }
    if a.type == b.type { return (a, b) }
    guard a.type.isNumeric, b.type.isNumeric else {
      return report(.typesDiffer(what, a.type, b.type, a.range.union(b.range)))
    }
    return widen(a, b)
  }

  private func widen(_ a: TypedExpression, _ b: TypedExpression) -> (TypedExpression, TypedExpression) {
    func widened(_ side: TypedExpression, _ type: ValueType) -> TypedExpression {
      side.type == type ? side : TypedExpression(.widen(side), type, unit: side.unit, range: side.range)
    }
    if a.type == b.type { return (a, b) }
    let type: ValueType = a.type == .float || b.type == .float ? .float : .decimal
    return (widened(a, type), widened(b, type))
  }

  /// Functions of the reference that a later release brings.
  private static let unbuiltFunctions: Set<String> = [
    "lower", "upper", "trim", "replace", "contains", "starts_with", "ends_with", "matches", "extract", "split_part",
    "length", "pad", "slug", "clean", "abs", "round", "floor", "ceil", "sqrt", "log", "exp", "clamp", "mod", "number",
    "year", "month", "day", "quarter", "weekday", "date", "fiscal_year", "days_between", "add_months", "start", "end",
    "format", "previous", "next", "rank", "row_number", "running_sum", "rolling_mean", "percent_change", "index_to",
    "real", "per_capita", "near", "unique", "quantile", "mode", "share", "weighted_mean", "correlation",
  ]
}

extension TypedExpression {
  /// The literal `missing`, which takes any type.
  var isMissingLiteral: Bool { if case .constant(.missing) = kind { true } else { false } }
}

extension DurationUnit {
  fileprivate var microseconds: Int64 {
    switch self {
    case .second: 1_000_000
    case .minute: 60_000_000
    case .hour: 3_600_000_000
    case .day: 86_400_000_000
    case .week: 604_800_000_000
    // Calendar steps have no fixed length; the binder of dates reads them apart from this value.
    case .month: 2_629_746_000_000
    case .quarter: 7_889_238_000_000
    case .year: 31_556_952_000_000
    }
  }
}

extension Diagnostic {
  fileprivate static func unknownColumn(_ name: Name, among known: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      "unknown-column", "there is no column `\(name.text)`", at: name.range,
      notes: near == nil && !known.isEmpty ? ["the columns are \(known.prefix(20).map { "`\($0)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func tooDeep(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "too-deep", "more than \(ExpressionBinder.deepest) expressions inside one another, scopes included", at: range,
      kind: .limit, notes: ["`derive` can name a part of it"])
  }

  fileprivate static func scopeCycle(_ names: [String], _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "scope-cycle", "a scope is defined by itself: \(names.map { "`\($0)`" }.joined(separator: " → "))", at: range)
  }

  fileprivate static func tooManyScopes(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "too-many-scopes", "the condition uses scopes more than \(ExpressionBinder.mostScopes) times", at: range,
      kind: .limit)
  }

  fileprivate static func tooManyCases(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "too-many-cases", "`match` has more than \(ExpressionBinder.mostCases) cases", at: range, kind: .limit,
      notes: ["a table of codes and a `left join` do the same"])
  }

  fileprivate static func unknownFunction(_ name: Name) -> Diagnostic {
    Diagnostic("unknown-function", "there is no function `\(name.text)`", at: name.range)
  }

  static func notBuilt(_ name: Name) -> Diagnostic {
    Diagnostic("not-built", "`\(name.text)` is not built yet", at: name.range)
  }

  fileprivate static func aggregateOutside(_ name: Name) -> Diagnostic {
    Diagnostic(
      "aggregate-outside-group", "`\(name.text)` makes one value of many rows and stands in `group`", at: name.range,
      notes: ["`… | group: x = \(name.text)(…)` gives one row"])
  }

  fileprivate static func wantsNumber(_ symbol: String, _ side: TypedExpression) -> Diagnostic {
    Diagnostic("wants-number", "`\(symbol)` works on numbers, and this is `\(side.type.name)`", at: side.range)
  }

  fileprivate static func wantsCondition(_ side: TypedExpression) -> Diagnostic {
    Diagnostic("wants-condition", "a condition is true or false, and this is `\(side.type.name)`", at: side.range)
  }

  fileprivate static func wantsList(_ range: SourceRange) -> Diagnostic {
    Diagnostic("wants-list", "`in` looks in a list `[…]` or a range `a..b`", at: range)
  }

  fileprivate static func matchWithoutElse(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "match-without-else", "`match` has no `else`", at: range,
      notes: ["`else => error` refuses what no case names; `else => missing` lets it pass as missing"])
  }

  fileprivate static func typesDiffer(
    _ what: String, _ a: ValueType, _ b: ValueType, _ range: SourceRange
  ) -> Diagnostic {
    let hint = a == .period(.fiscalYear) || b == .period(.fiscalYear) ? ["fiscal years are written `FY2011`"] : []
    return Diagnostic(
      "types-differ", "\(what) has `\(a.name)` on one side and `\(b.name)` on the other", at: range, notes: hint)
  }

  fileprivate static func noValue(_ range: SourceRange) -> Diagnostic {
    Diagnostic("no-value", "this cannot stand where a single value is wanted", at: range)
  }
}
