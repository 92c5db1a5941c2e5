import StetColumns

extension StepBinder {
  /// Where the dates or periods of a value come from; nil where it does not name the day or the period of a column's dates.
  func timeline(of value: TypedExpression) -> Timeline? { value.timedColumn.flatMap { schema.fields[$0].timeline } }

  /// What a condition that holds for all rows says about the first and last days of columns.
  mutating func narrowTimelines(by condition: TypedExpression) {
    let before = schema
    for (column, bounds) in condition.dayBounds {
      let narrowings = bounds.narrowings
      narrow(before.fields[column].timeline, by: narrowings)
    }
  }

  /// Of all columns with the same days.
  mutating func narrow(_ timeline: Timeline?, by narrowings: [Timeline.Narrowing]) {
    guard let timeline else { return }
    for place in schema.fields.indices where schema.fields[place].timeline == timeline {
      for narrowing in narrowings { schema.fields[place].timeline?.narrow(narrowing) }
    }
  }
}

extension Function {
  /// Those that give the day or the period that their first argument lies in.
  fileprivate static let holding: Set<String> =
    Set([Function.year, .month, .quarter, .fiscalYear, .date, .period(.month)].map(\.name))
}

extension TypedExpression {
  /// The column of dates or periods of which it is the day or the period that they lie in.
  var datedColumn: Int? { column(through: Function.holding) }

  /// The same, where the first or the last day may stand for the period that it is of.
  fileprivate var timedColumn: Int? {
    column(through: Function.holding.union([Function.start.name, Function.end.name]))
  }

  private func column(through functions: Set<String>) -> Int? {
    switch kind {
    case .column(let index): index
    case .call(let function, let arguments):
      arguments.first.flatMap {
        functions.contains(function.name) && ($0.type.isTime || $0.isYearOfDate) ? $0.column(through: functions) : nil
      }
    default: nil
    }
  }

  /// The dates or shorter periods of which it is the day or the period that they lie in; itself where it is no such call.
  var heldDates: TypedExpression {
    guard case .call(let function, let arguments) = kind, let first = arguments.first, first.type.isTime,
      Function.holding.contains(function.name)
    else { return self }
    return first.heldDates
  }

  /// The first and last days of columns where this is true, as far as it says so.
  fileprivate var dayBounds: [Int: DayBounds] {
    switch kind {
    case .logic(.and, let a, let b): return a.dayBounds.merging(b.dayBounds) { $0.and($1) }
    case .logic(.or, let a, let b):
      let (left, right) = (a.dayBounds, b.dayBounds)
      return left.reduce(into: [:]) { both, own in both[own.key] = right[own.key].map { own.value.or($0) } }
    case .not(let inner): return inner.negatedDayBounds
    case .comparison(let comparison, let a, let b): return Self.dayBounds(comparison, a, b)
    default: return [:]
    }
  }

  private var negatedDayBounds: [Int: DayBounds] {
    switch kind {
    case .logic(.or, let a, let b): a.negatedDayBounds.merging(b.negatedDayBounds) { $0.and($1) }
    case .not(let inner): inner.dayBounds
    case .comparison(.less, let a, let b): Self.dayBounds(.greaterOrEqual, a, b)
    case .comparison(.lessOrEqual, let a, let b): Self.dayBounds(.greater, a, b)
    case .comparison(.greater, let a, let b): Self.dayBounds(.lessOrEqual, a, b)
    case .comparison(.greaterOrEqual, let a, let b): Self.dayBounds(.less, a, b)
    case .comparison(.equal, let a, let b): Self.dayBounds(.notEqual, a, b)
    case .comparison(.notEqual, let a, let b): Self.dayBounds(.equal, a, b)
    case .logic(.and, let a, let b):
      a.negatedDayBounds.reduce(into: [:]) { both, own in
        both[own.key] = b.negatedDayBounds[own.key].map { own.value.or($0) }
      }
    default: [:]
    }
  }

  private static func dayBounds(
    _ comparison: Comparison, _ a: TypedExpression, _ b: TypedExpression
  ) -> [Int: DayBounds] {
    if let column = a.datedColumn, let days = b.days(as: a) {
      switch comparison {
      case .equal: return [column: DayBounds(first: days.lowerBound, last: days.upperBound)]
      case .less: return [column: DayBounds(first: nil, last: days.lowerBound - 1)]
      case .lessOrEqual: return [column: DayBounds(first: nil, last: days.upperBound)]
      case .greater: return [column: DayBounds(first: days.upperBound + 1, last: nil)]
      case .greaterOrEqual: return [column: DayBounds(first: days.lowerBound, last: nil)]
      case .notEqual: return [column: DayBounds(without: [days])]
      }
    }
    guard b.datedColumn != nil, a.isConstant else { return [:] }
    switch comparison {
    case .equal, .notEqual: return dayBounds(comparison, b, a)
    case .less: return dayBounds(.greater, b, a)
    case .lessOrEqual: return dayBounds(.greaterOrEqual, b, a)
    case .greater: return dayBounds(.less, b, a)
    case .greaterOrEqual: return dayBounds(.lessOrEqual, b, a)
    }
  }

  /// The days of a constant that is compared with the days or periods of a value.
  private func days(as value: TypedExpression) -> ClosedRange<Int32>? {
    switch constantValue {
    case .date(let day): return day...day
    case .datetime(let moment):
      let day = Int32(truncatingIfNeeded: floorDivide(Int(moment), 86_400_000_000).quotient)
      return day...day
    case .period(let ordinal, let kind): return days(ofPeriod: Int(ordinal), kind)
    case .int(let year) where value.type == .int && (1...9999).contains(year): return days(ofPeriod: Int(year), .year)
    default: return nil
    }
  }

  /// Its value, where it is one for all rows and known before the run.
  private var constantValue: Value? {
    switch kind {
    case .constant(let value): return value
    case .call(_, let arguments) where arguments.allSatisfy { $0.constantValue != nil }:
      var evaluator = Evaluator(Table(schema: Schema([]), columns: [], rowCount: 1))
      return try? evaluator.column(self)[0]
    default: return nil
    }
  }

  private func days(ofPeriod ordinal: Int, _ kind: PeriodKind) -> ClosedRange<Int32>? {
    guard let first = firstDay(ordinal, kind), let next = firstDay(ordinal + 1, kind) else { return nil }
    return first...next - 1
  }
}

/// The first and last days that are left, nil for those that there were, and days that are not.
private struct DayBounds {
  var first: Int32?
  var last: Int32?
  var without: [ClosedRange<Int32>] = []

  var narrowings: [Timeline.Narrowing] {
    [first.map { .from($0) }, last.map { .through($0) }].compactMap { $0 } + without.map { .without($0) }
  }

  func and(_ other: DayBounds) -> DayBounds {
    DayBounds(
      first: first.map { max($0, other.first ?? $0) } ?? other.first,
      last: last.map { min($0, other.last ?? $0) } ?? other.last, without: without + other.without)
  }

  func or(_ other: DayBounds) -> DayBounds {
    DayBounds(
      first: first.flatMap { own in other.first.map { min(own, $0) } },
      last: last.flatMap { own in other.last.map { max(own, $0) } },
      without: without.filter { other.without.contains($0) })
  }
}
