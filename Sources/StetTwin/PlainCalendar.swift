import StetColumns
import StetDiagnostics

/// A day of the calendar, counted off year by year and month by month from 0001-01-01, which was a Monday.
struct PlainDay {
  var year: Int
  var month: Int
  var day: Int

  init(_ year: Int, _ month: Int, _ day: Int) { (self.year, self.month, self.day) = (year, month, day) }

  /// Days since 1970-01-01.
  init(_ days: Int) {
    var rest = days + daysBefore1970
    year = 1 + rest / 146_097 * 400
    rest %= 146_097
    while rest >= length(year) {
      rest -= length(year)
      year += 1
    }
    month = 1
    while rest >= months(year)[month - 1] {
      rest -= months(year)[month - 1]
      month += 1
    }
    day = rest + 1
  }

  /// Fails outside the years 1 to 9999.
  func value() throws -> Value {
    guard (1...9999).contains(year) else { throw TwinFailure(.overflow) }
    let cycles = (year - 1) / 400
    var days = cycles * 146_097
    for earlier in (cycles * 400 + 1)..<(year + 1) where earlier < year { days += length(earlier) }
    days += months(year).prefix(month - 1).reduce(0, +) + day - 1
    return .date(Int32(days - daysBefore1970))
  }

  var daysInMonth: Int { months(year)[month - 1] }

  /// The fiscal year begins in October of the year before.
  var fiscalYear: Int { month >= 10 ? year + 1 : year }
}

/// From 0001-01-01 to 1970-01-01.
let daysBefore1970 = 719_162

private func isLeap(_ year: Int) -> Bool { year % 400 == 0 || year % 100 != 0 && year % 4 == 0 }
private func months(_ year: Int) -> [Int] { [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] }
private func length(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }

/// Days since 1970-01-01 of a date, of a date with a time, or of the first day of a period; nil for other values.
func days(of value: Value) throws -> Int? {
  switch value {
  case .date(let days): return Int(days)
  case .datetime(let microseconds):
    let day = 86_400_000_000
    let rest = ((Int(microseconds) % day) + day) % day
    return (Int(microseconds) - rest) / day
  case .period(let ordinal, let kind): return try firstDay(Int(ordinal), kind).asDate.map { Int($0) }
  case .missing, .bool, .int, .decimal, .float, .text, .duration: return nil
  }
}

/// Periods are numbered: a year by itself, months and quarters on from the year 0, weeks from that of 1969-12-29.
func periodHolding(_ days: Int, _ kind: PeriodKind) -> Value {
  let day = PlainDay(days)
  let number =
    switch kind {
    case .year: day.year
    case .month: day.year * 12 + day.month - 1
    case .quarter: day.year * 4 + [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3][day.month - 1]
    case .fiscalYear: day.fiscalYear
    case .fiscalQuarter: day.fiscalYear * 4 + [1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0][day.month - 1]
    case .week: (days + daysBefore1970) / 7 - (daysBefore1970 - 3) / 7
    }
  return .period(Int32(number), kind)
}

func firstDay(_ number: Int, _ kind: PeriodKind) throws -> Value {
  switch kind {
  case .year: return try PlainDay(number, 1, 1).value()
  case .month: return try PlainDay(number / 12, number % 12 + 1, 1).value()
  case .quarter: return try PlainDay(number / 4, [1, 4, 7, 10][number % 4], 1).value()
  case .fiscalYear: return try PlainDay(number - 1, 10, 1).value()
  case .fiscalQuarter:
    return try PlainDay(number % 4 == 0 ? number / 4 - 1 : number / 4, [10, 1, 4, 7][number % 4], 1).value()
  case .week: return try checked(number * 7 - 3)
  }
}

func lastDay(_ number: Int, _ kind: PeriodKind) throws -> Value {
  switch kind {
  case .year: return try PlainDay(number, 12, 31).value()
  case .month:
    let first = PlainDay(number / 12, number % 12 + 1, 1)
    return try PlainDay(first.year, first.month, first.daysInMonth).value()
  case .quarter: return try lastDay(number / 4 * 12 + [2, 5, 8, 11][number % 4], .month)
  case .fiscalYear: return try PlainDay(number, 9, 30).value()
  case .fiscalQuarter:
    return try lastDay((number % 4 == 0 ? number / 4 - 1 : number / 4) * 12 + [11, 2, 5, 8][number % 4], .month)
  case .week: return try checked(number * 7 + 3)
  }
}

private func checked(_ days: Int) throws -> Value {
  guard (-daysBefore1970...2_932_896).contains(days) else { throw TwinFailure(.overflow) }
  return .date(Int32(days))
}

/// Days since 1970-01-01 as a date, in the years 1 to 9999.
func date(_ days: Int64) throws -> Value { try checked(Int(days)) }
