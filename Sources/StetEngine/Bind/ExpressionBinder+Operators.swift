import StetColumns
import StetDiagnostics
import StetSyntax

extension ExpressionBinder {
  mutating func binary(
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
    if let moved = dateMoved(operation, left, right, range) { return moved }
    guard let a = bind(left), let b = bind(right) else { return nil }
    if a.isMissingLiteral || b.isMissingLiteral {
      return TypedExpression(.constant(.missing), a.isMissingLiteral ? b.type : a.type, range: range)
    }
    if let step = calendarStep(operation, a, b, range) { return step }
    for side in [a, b] where !side.type.isNumeric { return report(.noArithmetic(operation.rawValue, a, b, side)) }
    let (x, y) = widen(a, b)
    let type = operation == .divide ? .float : x.type
    let keepsUnit = operation == .add || operation == .subtract
    return TypedExpression(.arithmetic(operation, x, y), type, unit: keepsUnit ? a.unit : nil, range: range)
  }

  /// `date + 3 months`: the calendar decides how many days that is.
  private mutating func dateMoved(
    _ operation: Arithmetic, _ left: Expression, _ right: Expression, _ range: SourceRange
  ) -> TypedExpression? {
    guard case .literal(.duration(let count, let unit), let place) = right, let months = unit.months,
      operation == .add || operation == .subtract
    else { return nil }
    guard let date = bind(left) else { return nil }
    guard date.type == .date else { return report(.noArithmetic(operation.rawValue, date, date, date)) }
    let (steps, overflow) = count.multipliedReportingOverflow(by: operation == .add ? months : -months)
    let moved = constant(.int(overflow ? .max : steps), place)
    return TypedExpression(.call(.addMonths, [date, moved]), .date, range: range)
  }

  /// What `+` and `-` do with dates, durations and periods; nil where they are about numbers.
  private func calendarStep(
    _ operation: Arithmetic, _ a: TypedExpression, _ b: TypedExpression, _ range: SourceRange
  ) -> TypedExpression? {
    func negated(_ side: TypedExpression) -> TypedExpression {
      operation == .add ? side : TypedExpression(.negate(side), side.type, range: side.range)
    }
    switch (operation, a.type, b.type) {
    case (.subtract, .date, .date):
      return TypedExpression(.call(.daysBetween, [b, a]), .int, unit: "days", range: range)
    case (.add, .date, .duration), (.subtract, .date, .duration):
      return TypedExpression(.call(operation == .add ? .addDays : .subtractDays, [a, b]), .date, range: range)
    case (.subtract, .period(let x), .period(let y)) where x == y:
      return TypedExpression(.call(.periodsBetween, [a, b]), .int, range: range)
    case (.add, .period, .int), (.subtract, .period, .int):
      return TypedExpression(.call(.addPeriods, [a, negated(b)]), a.type, range: range)
    default: return nil
    }
  }

  private mutating func compare(
    _ comparison: Comparison, _ left: Expression, _ right: Expression, _ range: SourceRange
  ) -> TypedExpression? {
    guard let a = bind(left, beside: right), let b = bind(right, beside: a) else { return nil }
    return compare(comparison, a, b, range)
  }

  mutating func compare(
    _ comparison: Comparison, _ left: TypedExpression, _ right: TypedExpression, _ range: SourceRange
  ) -> TypedExpression? {
    guard let pair = unified(left, right, "`\(comparison.rawValue)`") else { return nil }
    switch comparison {
    case .equal, .notEqual: break
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard ordered(pair.0) != nil, ordered(pair.1) != nil else { return nil }
    }
    return TypedExpression(.comparison(comparison, pair.0, pair.1), .bool, range: range)
  }

  mutating func between(
    _ subject: TypedExpression, _ lower: Expression, _ upper: Expression, _ range: SourceRange
  ) -> TypedExpression? {
    let isWritten = [lower, upper].allSatisfy {
      $0.isLiteral && range.lower <= $0.range.lower && $0.range.upper <= range.upper
    }
    guard let lower = bind(lower), let upper = bind(upper) else { return nil }
    let low = compare(.greaterOrEqual, inKind(of: lower, subject), lower, range)
    // Each end has its own fix, unless that of the first is about the subject.
    guard low != nil || mendsOnly(lower.range) else { return nil }
    guard let high = compare(.lessOrEqual, inKind(of: upper, subject), upper, range), let low else { return nil }
    // What a parameter or an argument gives may be guarded against.
    if isWritten, let first = lower.literal, let last = upper.literal, isGreater(first, last) {
      return report(.reversedRange(first, last, lower.range.union(upper.range)))
    }
    return TypedExpression(.logic(.and, low, high), .bool, range: range)
  }

  /// Whether the last error has a fix inside a range, so that what is next to it needs its own.
  private func mendsOnly(_ place: SourceRange) -> Bool {
    diagnostics.last?.fixIts.first.map { place.lower <= $0.range.lower && $0.range.upper <= place.upper } ?? false
  }

  private mutating func membership(_ left: Expression, _ right: Expression, _ range: SourceRange) -> TypedExpression? {
    guard let subject = bind(left) else { return nil }
    switch right {
    case .range(let lower, let upper, _): return between(subject, lower, upper, range)
    case .list(let items, _):
      var tests: [TypedExpression] = []
      for item in items {
        if let bound = bind(item, beside: subject),
          let test = compare(.equal, inKind(of: bound, subject), bound, range)
        {
          tests.append(test)
        } else if !mendsOnly(item.range) {
          return nil
        }
      }
      guard tests.count == items.count else { return nil }
      return anyOf(tests[...], range)
    default:
      // A period is an interval: `departed in FY2022`.
      guard let period = bind(right) else { return nil }
      let moved = inKind(of: period, subject)
      guard case .period = period.type, moved.type == period.type else { return report(.needsList(right.range)) }
      return compare(.equal, moved, period, range)
    }
  }

  /// A date, or a period, as the period of the other side's kind that contains it.
  private func inKind(of other: TypedExpression, _ subject: TypedExpression) -> TypedExpression {
    guard case .period(let kind) = other.type, subject.type != other.type else { return subject }
    switch subject.type {
    case .date, .datetime: break
    // Only a shorter period fits in a longer one, and a week may be in two.
    case .period(let own) where own.isPart(of: kind): break
    case .period, .bool, .int, .decimal, .float, .text, .duration: return subject
    }
    return TypedExpression(.call(.period(kind), [subject]), other.type, range: subject.range)
  }

  /// `or` over all, as a balanced tree: a list of any length stays shallow.
  private func anyOf(_ tests: ArraySlice<TypedExpression>, _ range: SourceRange) -> TypedExpression {
    guard let first = tests.first else { return TypedExpression(.constant(.bool(false)), .bool, range: range) }
    if tests.count == 1 { return first }
    let middle = tests.startIndex + tests.count / 2
    return TypedExpression(
      .logic(.or, anyOf(tests[..<middle], range), anyOf(tests[middle...], range)), .bool, range: range)
  }

  // MARK: - One type for both sides

  /// Both sides in one type; `missing` takes the type of the other side.
  mutating func unified(
    _ left: Expression, _ right: Expression, _ what: String
  ) -> (TypedExpression, TypedExpression)? {
    guard let a = bind(left), let b = bind(right) else { return nil }
    return unified(a, b, what)
  }

  mutating func unified(
    _ a: TypedExpression, _ b: TypedExpression, _ what: String
  ) -> (TypedExpression, TypedExpression)? {
    if a.isMissingLiteral { return (TypedExpression(.constant(.missing), b.type, range: a.range), b) }
    if b.isMissingLiteral { return (a, TypedExpression(.constant(.missing), a.type, range: b.range)) }
    if a.type == b.type { return (a, b) }
    // A calendar year is the number that people write for it.
    if let a = yearNumber(a), b.type.isNumeric { return widen(a, b) }
    if let b = yearNumber(b), a.type.isNumeric { return widen(a, b) }
    guard a.type.isNumeric, b.type.isNumeric else {
      return report(.typesDiffer(what, a, b, schema))
    }
    return widen(a, b)
  }

  func widen(_ a: TypedExpression, _ b: TypedExpression) -> (TypedExpression, TypedExpression) {
    func widened(_ side: TypedExpression, _ type: ValueType) -> TypedExpression {
      side.type == type ? side : TypedExpression(.widen(side), type, unit: side.unit, range: side.range)
    }
    if a.type == b.type { return (a, b) }
    let type: ValueType = a.type == .float || b.type == .float ? .float : .decimal
    return (widened(a, type), widened(b, type))
  }

  private func yearNumber(_ side: TypedExpression) -> TypedExpression? {
    side.type == .period(.year) ? TypedExpression(.widen(side), .int, range: side.range) : nil
  }
}

/// Whether one literal comes after another of its kind.
private func isGreater(_ a: Value, _ b: Value) -> Bool {
  switch (a, b) {
  case (.date(let a), .date(let b)): a > b
  case (.datetime(let a), .datetime(let b)), (.duration(let a), .duration(let b)): a > b
  case (.period(let a, let kind), .period(let b, let other)): kind == other && a > b
  case (.text(let a), .text(let b)): b.utf8.lexicographicallyPrecedes(a.utf8)
  case (.int(let a), .int(let b)): a > b
  default: (a.asFloat ?? .nan) > (b.asFloat ?? .nan)
  }
}

extension Expression {
  /// A literal, with a sign or without.
  fileprivate var isLiteral: Bool {
    switch self {
    case .literal: true
    case .unary(.minus, let operand, _): operand.isLiteral
    default: false
    }
  }
}

extension TypedExpression {
  /// The value that is written; nil for what is calculated.
  fileprivate var literal: Value? {
    switch kind {
    case .constant(let value): value
    case .widen(let inner): inner.literal
    case .negate(let inner):
      switch inner.literal {
      case .int(let value) where value != .min: .int(-value)
      case .decimal(let value): .decimal(Decimal(digits: -value.digits, scale: value.scale))
      case .float(let value): .float(-value)
      default: nil
      }
    default: nil
    }
  }
}

extension PeriodKind {
  /// Whether each period of this kind is within one of the other.
  fileprivate func isPart(of other: PeriodKind) -> Bool {
    switch (self, other) {
    case (.month, .quarter), (.month, .year), (.month, .fiscalYear), (.month, .fiscalQuarter), (.quarter, .year),
      (.quarter, .fiscalYear), (.fiscalQuarter, .fiscalYear), (.fiscalQuarter, .year):
      true
    default: false
    }
  }
}

extension Diagnostic {
  fileprivate static func reversedRange(_ first: Value, _ last: Value, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .reversedRange, "the range ends before it begins: \(plainText(first)) comes after \(plainText(last))", at: range)
  }

  fileprivate static func noArithmetic(
    _ symbol: String, _ a: TypedExpression, _ b: TypedExpression, _ side: TypedExpression
  ) -> Diagnostic {
    var notes: [String] = []
    if side.type == .text { notes.append("`number(…)` reads a number from text") }
    if symbol == "+", a.type == .text { notes = ["text is joined inside quotes: `\"{a} {b}\"`"] }
    return Diagnostic(
      .needsNumber, "`\(symbol)` needs numbers, but this is `\(side.type.name)`", at: side.range, notes: notes)
  }

  fileprivate static func needsList(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsList, "`in` must be followed by a list `[…]`, a range `a..b` or a period such as `FY2022`", at: range)
  }
}
