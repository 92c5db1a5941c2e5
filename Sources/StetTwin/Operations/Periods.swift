import StetColumns
import StetEngine

extension PeriodsOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    let evaluator = RowEvaluator(table)
    let (periods, dates) = (try evaluator.column(period), try evaluator.column(dates))
    context.counts["without a period because of missing values"] = periods.count(where: \.isMissing)
    let own = try dates.map { try days(of: $0) }
    guard let covered = try covered(dates, own, context) else {
      return table.only(periods.indices.filter { !periods[$0].isMissing })
    }
    return table.only(
      try periods.indices.filter { row in
        guard !periods[row].isMissing, let day = own[row] else { return false }
        switch kept {
        case .whole:
          // A period that reaches out of the calendar has no ends.
          guard let (first, last) = try? ends(of: periods[row]) else { return true }
          let isToDate =
            timeline?.toDate.map { .period($0) == period.type || $0 == .year && period.type == .int } ?? false
          return covered.first - first <= covered.slack && (isToDate || last - covered.last <= covered.endSlack)
        case .toDate: return try isReached(day, in: periods[row], covered)
        }
      })
  }

  private struct Covered {
    var first: Int
    var last: Int
    var slack: Int
    var endSlack: Int
  }

  /// The days that the description of the table, the script's filters or the dates themselves say.
  private func covered(_ dates: [Value], _ days: [Int?], _ context: TwinContext) throws -> Covered? {
    if let timeline, let known = context.coverage(of: timeline) {
      return Covered(
        first: Int(known.first.day), last: Int(known.last.day), slack: Int(known.first.slack),
        endSlack: Int(known.last.slack))
    }
    let present = Set(days.compactMap { $0 }).sorted()
    guard let first = present.first, let last = present.last else { return nil }
    if case .period = self.dates.type {
      let ends = try dates.compactMap { try self.ends(of: $0)?.last }
      return Covered(first: first, last: ends.max() ?? last, slack: 0, endSlack: 0)
    }
    let gaps = zip(present, present.dropFirst()).map { $1 - $0 }.sorted()
    let slack = gaps.isEmpty ? Int(Int32.max) : gaps[(gaps.count * 99 + 99) / 100 - 1]
    return Covered(first: first, last: last, slack: slack, endSlack: slack)
  }

  /// The first and last days of a period, or of a year as a number.
  private func ends(of value: Value) throws -> (first: Int, last: Int)? {
    let (number, kind): (Int, PeriodKind)
    switch value {
    case .period(let ordinal, let own): (number, kind) = (Int(ordinal), own)
    case .int(let year): (number, kind) = (Int(year), .year)
    default: return nil
    }
    guard let first = try firstDay(number, kind).asDate, let last = try lastDay(number, kind).asDate else { return nil }
    return (Int(first), Int(last))
  }

  /// Whether a day is no later in its period than the last day is in its own.
  private func isReached(_ day: Int, in period: Value, _ covered: Covered) throws -> Bool {
    var last = covered.last
    if case .period(let kind) = dates.type, let own = try ends(of: periodHolding(last, kind)) {
      last = own.last - last > covered.endSlack ? own.first - 1 : own.last
    }
    guard day <= last else { return false }
    let kind: PeriodKind = if case .period(_, let kind) = period { kind } else { .year }
    if kind == .week { return try weekday(day) <= weekday(last) }
    let (own, other) = (monthAndDay(day), monthAndDay(last))
    let isEnd = monthAndDay(last + 1).month != other.month
    func inPeriod(_ month: Int) -> Int {
      switch kind {
      case .week, .month: 0
      case .quarter, .fiscalQuarter: month % 3
      case .year: month
      case .fiscalYear: (month + 3) % 12
      }
    }
    let (months, most) = (inPeriod(own.month), inPeriod(other.month))
    return months < most || months == most && (isEnd || own.day <= other.day)
  }

  private func weekday(_ day: Int) throws -> Int {
    let week = periodHolding(day, .week).asOrdinal ?? 0
    return day - (try firstDay(Int(week), .week).asDate.map { Int($0) } ?? day)
  }

  /// From 0 for January, and from 1.
  private func monthAndDay(_ day: Int) -> (month: Int, day: Int) {
    let month = Int(periodHolding(day, .month).asOrdinal ?? 0)
    var number = 1
    while day - number >= -719_162, periodHolding(day - number, .month).asOrdinal.map({ Int($0) }) == month {
      number += 1
    }
    return (month % 12, number)
  }
}
