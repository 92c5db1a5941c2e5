internal import StetColumns

/// A year, quarter, month or day in words: `2010`, `fiscal 2010`, `FY2010`, `May 4, 2011`, `third quarter of 2012`.
///
/// Rule: it is right if the value, or for a date without a value of its own a literal of the expression, is the same
/// year, month and so on. A fiscal year is not the calendar year with the same number. Dates that merely overlap (2012 and a day in
/// it) are left to a person. If the expression names only other dates, the words fall.
enum DateMention: Sendable, Equatable {
  /// A period or a date.
  case value(Value)
  case monthOfAnyYear(Int)
  case dayOfAnyYear(month: Int, day: Int)

  var text: String {
    switch self {
    case .value(let value): value.prose
    case .monthOfAnyYear(let month): months[month - 1]
    case .dayOfAnyYear(let month, let day): "\(months[month - 1]) \(day)"
    }
  }

  /// How two of them relate to each other.
  enum Relation {
    case same
    /// The words name a time that contains the value.
    case containing
    case overlapping
    case apart
  }

  func relation(to other: Value) -> Relation {
    let other = dated(other)
    switch self {
    case .monthOfAnyYear(let month):
      guard let span = DaySpan(other) else { return .apart }
      if span.months == month...month { return .same }
      return span.months.contains(month) ? .overlapping : .apart
    case .dayOfAnyYear(let month, let day):
      guard case .date(let days) = other else {
        return DaySpan(other)?.months.contains(month) == true ? .overlapping : .apart
      }
      let date = CivilDate(daysSinceEpoch: days)
      return date.month == month && date.day == day ? .same : .apart
    case .value(let value):
      if value == other { return .same }
      return relation(of: value, other)
    }
  }

  private func relation(of value: Value, _ other: Value) -> Relation {
    switch (value, other) {
    // Fiscal 2012 and 2012 share a number and most of their months, but not their figures.
    case (.period(let a, .year), .period(let b, .fiscalYear)), (.period(let a, .fiscalYear), .period(let b, .year)):
      return a == b ? .overlapping : .apart
    case (.period(let a, .fiscalYear), .period(let b, .fiscalQuarter)):
      return a == Int32(floorDivide(Int(b), 4).quotient) ? .containing : .apart
    default:
      guard let span = DaySpan(value), let rest = DaySpan(other), span.days.overlaps(rest.days) else { return .apart }
      let isWhole = span.days.lowerBound <= rest.days.lowerBound && rest.days.upperBound <= span.days.upperBound
      return isWhole && !span.isFiscal && !rest.isFiscal ? .containing : .overlapping
    }
  }
}

/// An int of four digits as a year, a time as its day.
private func dated(_ value: Value) -> Value {
  switch value {
  case .int(let year) where (1000...2999).contains(year): .period(Int32(year), .year)
  case .datetime(let microseconds): day(microseconds).map { .date($0) } ?? value
  case .missing, .bool, .int, .decimal, .float, .text, .date, .period, .duration: value
  }
}

/// Nil outside the years 1 to 9999.
private func day(_ microseconds: Int64) -> Int32? {
  guard microseconds.magnitude < 300_000_000_000_000_000 else { return nil }
  return Int32(exactly: floorDivide(Int(microseconds), 86_400_000_000).quotient)
}

extension Value {
  /// A year as an int, a period or a date: what a date in words can be checked against.
  var isDateLike: Bool {
    switch dated(self) {
    case .period, .date: true
    case .missing, .bool, .int, .decimal, .float, .text, .datetime, .duration: false
    }
  }

  /// As written in prose: `Sept. 5, 2024`, `fiscal 2012`, `409,849`.
  var prose: String {
    switch self {
    case .date, .period: DaySpan(self) == nil ? "a date out of range" : formatted(self, "ap") ?? plainText(self)
    case .datetime(let microseconds): day(microseconds) == nil ? "a date and time out of range" : plainText(self)
    // A year has no comma.
    case .int(let number) where isDateLike: String(number)
    case .int, .decimal, .float: formatted(self, ",") ?? plainText(self)
    case .missing: "missing"
    case .bool, .text, .duration: plainText(self)
    }
  }
}

/// The days of a period, fiscal ones as those of the federal calendar.
private struct DaySpan {
  var days: ClosedRange<Int32>
  var isFiscal: Bool

  init?(_ value: Value) {
    switch value {
    case .date(let day):
      guard (-700_000...2_900_000).contains(day) else { return nil }
      self.init(day, day, isFiscal: false)
    case .period(let ordinal, let kind):
      let ordinal = Int(ordinal)
      switch kind {
      case .year: self.init(firstMonth: 12 * ordinal, count: 12, isFiscal: false)
      case .fiscalYear: self.init(firstMonth: 12 * ordinal - 3, count: 12, isFiscal: true)
      case .month: self.init(firstMonth: ordinal, count: 1, isFiscal: false)
      case .quarter: self.init(firstMonth: 3 * ordinal, count: 3, isFiscal: false)
      case .fiscalQuarter: self.init(firstMonth: 3 * ordinal - 3, count: 3, isFiscal: true)
      case .week:
        guard (-100_000...400_000).contains(ordinal) else { return nil }
        self.init(Int32(7 * ordinal - 3), Int32(7 * ordinal + 3), isFiscal: false)
      }
    case .missing, .bool, .int, .decimal, .float, .text, .datetime, .duration: return nil
    }
  }

  /// Months since the start of the year 0.
  private init?(firstMonth: Int, count: Int, isFiscal: Bool) {
    let end = floorDivide(firstMonth + count, 12)
    let start = floorDivide(firstMonth, 12)
    guard let first = CivilDate(year: start.quotient, month: start.remainder + 1, day: 1),
      let following = CivilDate(year: end.quotient, month: end.remainder + 1, day: 1)
    else { return nil }
    self.init(first.daysSinceEpoch, following.daysSinceEpoch - 1, isFiscal: isFiscal)
  }

  private init(_ first: Int32, _ last: Int32, isFiscal: Bool) {
    days = first...last
    self.isFiscal = isFiscal
  }

  /// The months it touches, from 1 to 12; all of them if it crosses the new year.
  var months: ClosedRange<Int> {
    let first = CivilDate(daysSinceEpoch: days.lowerBound)
    let last = CivilDate(daysSinceEpoch: days.upperBound)
    return first.year == last.year ? first.month...last.month : 1...12
  }
}
