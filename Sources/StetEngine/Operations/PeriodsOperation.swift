package import StetColumns
package import StetDiagnostics
import StetSyntax

/// Keeps the rows of whole periods, or those of each period up to as far as the last one goes.
package struct PeriodsOperation: LimitingOperation {
  package enum Kept: Sendable { case whole, toDate }

  package var kept: Kept
  /// Periods, or years as numbers.
  package var period: TypedExpression
  /// The days or shorter periods that it holds; the same where it is a column.
  package var dates: TypedExpression
  package var timeline: Timeline?

  package init(_ kept: Kept, _ period: TypedExpression, of dates: TypedExpression, _ timeline: Timeline?) {
    (self.kept, self.period, self.dates, self.timeline) = (kept, period, dates, timeline)
  }

  package func run(on table: Table, in context: inout StepContext) throws(RunFailure) -> Table {
    var evaluator = context.evaluator(table)
    let (periods, days) = (try evaluator.column(period), try evaluator.column(dates))
    if periods.missingCount > 0 {
      context.entry.counts.append(.init("without a period because of missing values", periods.missingCount))
    }
    guard let range = PeriodRange(kept, periods, days, timeline.flatMap { table.coverage(of: $0) }, timeline)
    else {
      return table.gather(rows(below: table.rowCount) { periods.isPresent($0) })
    }
    context.entry.notes.append(range.note(writtenName(source(table))))
    return table.gather(rows(below: table.rowCount) { periods.isPresent($0) && range.holds(periods[$0], days[$0]) })
  }

  /// The column that the days are from, as its source or the table names it.
  private func source(_ table: Table) -> String {
    if let timeline { return timeline.column }
    if case .column(let index) = dates.kind { return table.schema.fields[index].name }
    return "date"
  }

  package var reason: LeftOut.Reason { kept == .whole ? .partialPeriod : .laterInPeriod }

  package func mapExpressions(_ change: (TypedExpression) -> TypedExpression) -> PeriodsOperation {
    PeriodsOperation(kept, change(period), of: change(dates), timeline)
  }

  package func columnsNeeded(for output: Set<Int>, of width: Int) -> Set<Int> { output.union(columnsRead) }

  package func goBack(_ strand: Strand, _ back: inout StepBack) throws(RunFailure) {
    back.add(strand.with(back.rowsBefore(strand.rows)), decidedBy: [period])
  }
}

extension LeftOut.Reason {
  fileprivate static let partialPeriod = LeftOut.Reason("left out because their period is partial")
  fileprivate static let laterInPeriod = LeftOut.Reason(
    "left out because they are later in their period than the last one goes")
}

/// What a table covers, as a rule for which of its rows stay.
private enum PeriodRange {
  /// Without the first and last periods; nil where nothing lacks days.
  case whole(PartialPeriods?, isKnown: Bool)
  /// Up to as many months and days after the beginning of a period; the day is beyond all others at the end of a month.
  case toDate(months: Int, day: Int, last: Int32)

  /// Nil if the table has no dates.
  init?(
    _ kept: PeriodsOperation.Kept, _ periods: Column, _ days: Column, _ known: Coverage?, _ timeline: Timeline?
  ) {
    guard let coverage = known ?? Coverage(of: days) else { return nil }
    switch kept {
    case .whole:
      let kind: PeriodKind = if case .period(let kind) = periods.type { kind } else { .year }
      // Periods alone do not say whether they are whole.
      self = .whole(
        PartialPeriods(kind, coverage, timeline, periods), isKnown: coverage.kind != kind || coverage.last.isKnown)
    case .toDate:
      guard let last = Self.lastDay(coverage, days.type) else { return nil }
      let kind: PeriodKind = if case .period(let kind) = periods.type { kind } else { .year }
      let place = Self.place(of: last, in: kind)
      let date = CivilDate(daysSinceEpoch: last)
      let isEnd = date.day == CivilDate.days(inMonth: date.month, of: date.year) && kind != .week
      self = .toDate(months: place.months, day: isEnd ? 31 : place.day, last: last)
    }
  }

  /// The last day, or that of the last shorter period of which the table has all days.
  private static func lastDay(_ coverage: Coverage, _ type: ValueType) -> Int32? {
    guard case .period(let kind) = type else { return coverage.last.day }
    let last = calendarPeriod(of: CivilDate(daysSinceEpoch: coverage.last.day), kind)
    guard let ordinal = last.ordinal, let first = firstDay(Int(ordinal), kind),
      let next = firstDay(Int(ordinal) + 1, kind)
    else { return nil }
    return next - 1 - coverage.last.day > coverage.last.slack ? first - 1 : next - 1
  }

  /// How many months after the beginning of its period a day is, and which day of the month; of a week, the day alone.
  private static func place(of day: Int32, in kind: PeriodKind) -> (months: Int, day: Int) {
    let date = CivilDate(daysSinceEpoch: day)
    switch kind {
    // 1969-12-29 was a Monday.
    case .week: return (0, floorDivide(Int(day) + 3, 7).remainder)
    case .month: return (0, date.day)
    case .quarter, .fiscalQuarter: return ((date.month - 1) % 3, date.day)
    case .year: return (date.month - 1, date.day)
    // From October on.
    case .fiscalYear: return ((date.month + 2) % 12, date.day)
    }
  }

  /// Whether a row of a period and of a day or shorter period stays.
  func holds(_ period: Value, _ date: Value) -> Bool {
    switch self {
    case .whole(let partial, _): return !(partial?.contains(period) ?? false)
    case .toDate(let months, let day, let last):
      // A last shorter period of which days are lacking is left out with its likes.
      guard let own = try? firstDay(date), own.daysSinceEpoch <= last else { return false }
      let kind: PeriodKind = if case .period(_, let kind) = period { kind } else { .year }
      return Self.place(of: own.daysSinceEpoch, in: kind) <= (months, day)
    }
  }

  func note(_ source: String) -> String {
    switch self {
    case .whole(let partial?, _): "left out: \(partial.note(of: source))"
    case .whole(nil, true): "no period is partial"
    case .whole(nil, false): "nothing says that the first and last periods are partial: `as_of` after `load` would"
    case .toDate(_, _, let last): "each period as far as the last one goes, to \(plainText(.date(last)))"
    }
  }
}
