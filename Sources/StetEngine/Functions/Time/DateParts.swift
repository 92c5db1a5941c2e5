import StetColumns
import StetDiagnostics

extension Function {
  static let year = Function(
    "year", "the calendar year, as an int", example: "year(@2011-05-04)", [Parameter("date", .datedWithin(.year))],
    result: .type(.int), unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in try ofDay(arguments, .int) { .int(Int64($0.year)) } }

  static let month = Function(
    "month", "the month with its year, such as `2011-05`", example: "month(@2011-05-04)",
    [Parameter("date", .datedWithin(.month))],
    result: .type(.period(.month)), unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in try ofDay(arguments, .period(.month)) { calendarPeriod(of: $0, .month) } }

  static let quarter = Function(
    "quarter", "the calendar quarter, such as `2011-Q2`", example: "quarter(@2011-05-04)",
    [Parameter("date", .datedWithin(.quarter))], result: .type(.period(.quarter)), unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in try ofDay(arguments, .period(.quarter)) { calendarPeriod(of: $0, .quarter) } }

  static let fiscalYear = Function(
    "fiscal_year",
    "the federal fiscal year of a date or a shorter period, October through September and named for the year in which it ends; for a number, or for text such as `FY2011`, the year it names",
    example: "fiscal_year(@2010-10-01)", [Parameter("date", .any)], result: .type(.period(.fiscalYear)), unit: .none,
    foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.period(.fiscalYear)) { values throws(ValueFailure) in
      if case .period(_, let kind) = values[0], !kind.lies(in: .fiscalYear) { throw .inTwoFiscalYears(values[0], kind) }
      if let day = try firstDay(values[0]) { return calendarPeriod(of: day, .fiscalYear) }
      guard let year = fiscalYearNumber(values[0]) else { throw .noFiscalYear(values[0]) }
      return .period(year, .fiscalYear)
    }
  }

  static let day = Function(
    "day", "the day of the month", example: "day(@2011-05-04)", [Parameter("date", .calendar)], result: .type(.int),
    unit: .none, foreign: ["mday": .same, "dayofmonth": .same]
  ) { arguments throws(ValueFailure) in try ofDay(arguments, .int) { .int(Int64($0.day)) } }

  static let weekday = Function(
    "weekday", "the day of the week, from 1 for Monday to 7 for Sunday", example: "weekday(@2011-05-04)",
    [Parameter("date", .calendar)], result: .type(.int), unit: .none,
    foreign: [
      "isodow": .same, "isoweekday": .same,
      "wday": .different("`weekday` counts from 1 for Monday, `wday` from 1 for Sunday"),
      "dayofweek": .different(
        "`weekday` counts from 1 for Monday; `dayofweek` starts with Sunday or counts from 0, depending on the program"),
    ]
  ) { arguments throws(ValueFailure) in
    // 1970-01-01 was a Thursday.
    try ofDay(arguments, .int) { .int(Int64(floorDivide(Int($0.daysSinceEpoch) + 3, 7).remainder + 1)) }
  }
}

/// 2011, `2011`, `FY2011` or `FY 2011`, between 1700 and 2200: two digits would be a guess.
private func fiscalYearNumber(_ value: Value) -> Int32? {
  var number: Int64?
  switch value {
  case .int(let year): number = year
  case .text(let text):
    var rest = text.uppercased()[...]
    if rest.hasPrefix("FY") { rest = rest.dropFirst(2).drop { $0 == " " } }
    number = rest.allSatisfy({ $0.isASCII && $0.isNumber }) ? Int64(rest) : nil
  case .missing, .bool, .decimal, .float, .date, .datetime, .period, .duration: return nil
  }
  return number.flatMap { (1700...2200).contains($0) ? Int32($0) : nil }
}

private func ofDay(
  _ arguments: Arguments, _ type: ValueType, _ part: @Sendable (CivilDate) -> Value
) throws(ValueFailure) -> Column {
  try arguments.map(type) { values throws(ValueFailure) in
    guard let day = try firstDay(values[0]) else { preconditionFailure("the binder guarantees a date here") }
    return part(day)
  }
}

/// The day itself, the day of a date with a time, or the first day of a period.
func firstDay(_ value: Value) throws(ValueFailure) -> CivilDate? {
  switch value {
  case .date(let days): return CivilDate(daysSinceEpoch: days)
  case .datetime(let microseconds):
    return CivilDate(daysSinceEpoch: Int32(floorDivide(Int(microseconds), 86_400_000_000).quotient))
  case .period(let ordinal, let kind):
    guard let first = firstDay(Int(ordinal), kind), (earliestDay...latestDay).contains(first) else {
      throw outsideCalendar
    }
    return CivilDate(daysSinceEpoch: first)
  case .missing, .bool, .int, .decimal, .float, .text, .duration: return nil
  }
}

/// 0001-01-01 and 9999-12-31.
let earliestDay: Int32 = -719_162
let latestDay: Int32 = 2_932_896

/// The numbers of the periods that are in the calendar, including fiscal years that are partly in it.
func calendarOrdinals(_ kind: PeriodKind) -> ClosedRange<Int32> {
  switch kind {
  case .year: 1...9999
  case .month: 12...119_999
  case .quarter: 4...39_999
  case .fiscalYear: 1...10_000
  case .fiscalQuarter: 5...40_000
  case .week: -102_737...418_985
  }
}

/// Days since 1970-01-01 of the first day of a period, also of the first period after the calendar's end; nil beyond.
func firstDay(_ ordinal: Int, _ kind: PeriodKind) -> Int32? {
  func first(_ months: Int) -> Int32? {
    let (year, month) = floorDivide(months, 12)
    if year == 10_000, month == 0 { return latestDay + 1 }
    return CivilDate(year: year, month: month + 1, day: 1)?.daysSinceEpoch
  }
  switch kind {
  case .year: return first(ordinal * 12)
  case .month: return first(ordinal)
  case .quarter: return first(ordinal * 3)
  // Fiscal years begin in October of the year before.
  case .fiscalYear: return first(ordinal * 12 - 3)
  case .fiscalQuarter: return first(ordinal * 3 - 3)
  case .week: return Int32(exactly: ordinal * 7 - 3)
  }
}

func calendarPeriod(of day: CivilDate, _ kind: PeriodKind) -> Value {
  switch kind {
  case .year: return .period(Int32(day.year), kind)
  case .month: return .period(Int32(day.year * 12 + day.month - 1), kind)
  case .quarter: return .period(Int32(day.year * 4 + (day.month - 1) / 3), kind)
  case .fiscalYear: return .period(Int32(day.fiscalYear), kind)
  case .fiscalQuarter: return .period(Int32(day.fiscalYear * 4 + (day.month + 2) % 12 / 3), kind)
  case .week: return .period(Int32(floorDivide(Int(day.daysSinceEpoch) + 3, 7).quotient), kind)
  }
}

extension ValueFailure {
  fileprivate static func inTwoFiscalYears(_ value: Value, _ kind: PeriodKind) -> ValueFailure {
    ValueFailure(
      .argument, "a \(kind.words) such as `\(plainText(value))` can lie in two fiscal years",
      notes: ["`fiscal_year(start(…))` is the one in which it begins, `fiscal_year(end(…))` the one in which it ends"])
  }

  fileprivate static func noFiscalYear(_ value: Value) -> ValueFailure {
    ValueFailure(
      .notADate, "`\(plainText(value))` is not a fiscal year",
      notes: ["`fiscal_year` takes a date, a number such as `2011` or text such as `\"FY2011\"`"])
  }
}
