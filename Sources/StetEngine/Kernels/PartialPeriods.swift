package import StetColumns
import StetSyntax

/// The periods of a column of which its table lacks days.
package struct PartialPeriods {
  package struct End {
    package let period: Value
    /// The first or last day that the table covers.
    package let day: Int32
    package let isKnown: Bool
  }

  /// Those before and after the whole ones, as far as a column has them.
  package private(set) var first: End?
  package private(set) var last: End?
  /// The column that the days are from, as its source names it.
  package let source: String
  private let coverage: Coverage
  /// The numbers of the first and last whole periods.
  private let whole: (first: Int64, last: Int64)
  /// Periods of another kind of which the same part was kept of each.
  private let cut: PeriodKind?

  /// Nil if none is, or if nothing is known.
  package init?(of field: Field, in table: Table, _ column: Column) {
    guard let timeline = field.timeline, let kind = field.periods, let coverage = table.coverage(of: timeline) else {
      return nil
    }
    self.init(kind, coverage, timeline, column)
  }

  init?(_ kind: PeriodKind, _ coverage: Coverage, _ timeline: Timeline?, _ column: Column) {
    (source, self.coverage) = (timeline?.column ?? "", coverage)
    cut = timeline?.toDate == kind ? nil : timeline?.toDate
    func whole(_ end: Coverage.End, step: Int64, _ lacking: (ClosedRange<Int32>) -> Int32) -> Int64? {
      let period = calendarPeriod(of: CivilDate(daysSinceEpoch: end.day), kind).ordinal
      guard let period, let days = days(of: kind, around: end.day) else { return period }
      return lacking(days) > end.slack ? period + step : period
    }
    let first = whole(coverage.first, step: 1) { coverage.first.day - $0.lowerBound }
    let last = whole(coverage.last, step: -1) { $0.upperBound - coverage.last.day }
    // The same part of each is no less of the last.
    self.whole = (first ?? .min, timeline?.toDate == kind ? .max : last ?? .max)
    let found = column.nearest(before: self.whole.first, after: self.whole.last)
    self.first = found.before.map { End(period: $0, day: coverage.first.day, isKnown: coverage.first.isKnown) }
    self.last = found.after.map { End(period: $0, day: coverage.last.day, isKnown: coverage.last.isKnown) }
    guard self.first != nil || self.last != nil || cut != nil else { return nil }
  }

  package func contains(_ value: Value) -> Bool {
    value.ordinal.map { $0 < whole.first || $0 > whole.last } ?? false
  }

  /// A sentence that says which periods of a column these are and why.
  package func note(_ column: String) -> String { "`\(column)` \(note(of: writtenName(source)))" }

  /// For the readers of a chart.
  package var words: String {
    let periods = named { $0.asInt == nil ? formatted($0, "ap") ?? plainText($0) : plainText($0) }
    guard !periods.isEmpty else { return cutWords.prefix(1).uppercased() + cutWords.dropFirst() + "." }
    let names = periods.joined(separator: " and ")
    func day(_ end: End) -> String { formatted(.date(end.day), "ap") ?? plainText(.date(end.day)) }
    let ends = [first.map { "begin on \(day($0))" }, last.map { "end on \(day($0))" }].compactMap { $0 }
    return names.prefix(1).uppercased() + names.dropFirst() + " \(verb(periods.count)) partial: the data "
      + ends.joined(separator: " and ") + "."
  }

  private var cutWords: String { cut.map { "of each \($0.words), only the part to date was kept" } ?? "" }

  private func verb(_ count: Int) -> String {
    [first, last].allSatisfy { $0?.isKnown ?? true } ? agreeing("is", "are", count) : "may be"
  }

  private func named(_ name: (Value) -> String) -> [String] {
    let names = [first, last].compactMap { $0 }.map { name($0.period) }
    return names.count > 1 && names[0] == names[1] ? [names[0]] : names
  }

  /// The same, without the column that has them.
  func note(of source: String) -> String {
    let periods = named { plainText($0) }
    guard !periods.isEmpty else { return "may have partial periods: \(cutWords)" }
    let begins = first.map { "begins on \(plainText(.date($0.day)))" }
    let ends = last.map { "ends on \(plainText(.date($0.day)))" }
    let reasons = [begins, ends].compactMap { $0 }.joined(separator: " and ")
    return "\(periods.joined(separator: " and ")) \(verb(periods.count)) partial: `\(source)` \(reasons)"
      + (cut == nil ? "" : "; \(cutWords)")
  }
}

extension Field {
  /// The kind of its periods, whether as such or as calendar years in numbers; nil for other columns.
  var periods: PeriodKind? {
    switch type {
    case .period(let kind): kind
    case .int: timeline == nil ? nil : .year
    default: nil
    }
  }
}

extension Column {
  /// Of whole numbers or periods, the last before a number and the first after another; nil where there is none.
  fileprivate func nearest(before first: Int64, after last: Int64) -> (before: Value?, after: Value?) {
    var (before, after): (Int64?, Int64?)
    func look(_ number: Int64) {
      if number < first { before = Swift.max(before ?? number, number) }
      if number > last { after = Swift.min(after ?? number, number) }
    }
    switch self {
    case .narrowInt(let vector), .period(let vector, _):
      for row in vector.values.indices where vector.validity?[row] ?? true { look(Int64(vector.values[row])) }
    case .int(let vector):
      for row in vector.values.indices where vector.validity?[row] ?? true { look(vector.values[row]) }
    default: break
    }
    func value(_ number: Int64) -> Value {
      if case .period(_, let kind) = self { .period(Int32(truncatingIfNeeded: number), kind) } else { .int(number) }
    }
    return (before.map(value), after.map(value))
  }
}
