package import StetColumns
import StetSyntax

/// The first and last periods of a column, where its table lacks days of them.
package struct PartialPeriods {
  package struct End {
    package let period: Value
    /// The first or last day that the table covers.
    package let day: Int32
    package let isKnown: Bool
  }

  package private(set) var first: End?
  package private(set) var last: End?
  /// The column that the days are from, as its source names it.
  package let source: String

  /// Nil if both are whole, or if nothing is known.
  package init?(of field: Field, in table: Table) {
    guard let timeline = field.timeline, let kind = field.periods, let coverage = table.coverage(of: timeline) else {
      return nil
    }
    self.init(kind, coverage, timeline.mark.column, asYears: field.type == .int)
    // The same part of each is no less of the last.
    if timeline.toDate == kind { last = nil }
    guard first != nil || last != nil else { return nil }
  }

  init?(_ kind: PeriodKind, _ coverage: Coverage, _ source: String, asYears isYear: Bool) {
    self.source = source
    func period(_ end: Coverage.End) -> (value: Value, days: ClosedRange<Int32>)? {
      let value = calendarPeriod(of: CivilDate(daysSinceEpoch: end.day), kind)
      guard let ordinal = value.ordinal, let first = firstDay(Int(ordinal), kind),
        let next = firstDay(Int(ordinal) + 1, kind)
      else { return nil }
      return (isYear ? .int(ordinal) : value, first...next - 1)
    }
    if let (value, days) = period(coverage.first), coverage.first.day - days.lowerBound > coverage.first.slack {
      first = End(period: value, day: coverage.first.day, isKnown: coverage.first.isKnown)
    }
    if let (value, days) = period(coverage.last), days.upperBound - coverage.last.day > coverage.last.slack {
      last = End(period: value, day: coverage.last.day, isKnown: coverage.last.isKnown)
    }
    guard first != nil || last != nil else { return nil }
  }

  /// The same as far as a column has them; nil if it has neither.
  package func found(in column: Column) -> PartialPeriods? {
    var found = self
    if let period = first?.period, !column.contains(period) { found.first = nil }
    if let period = last?.period, !column.contains(period) { found.last = nil }
    return found.first == nil && found.last == nil ? nil : found
  }

  package func contains(_ value: Value) -> Bool { value == first?.period || value == last?.period }

  /// A sentence that says which periods of a column these are and why.
  package func note(_ column: String) -> String { "`\(column)` \(note(of: writtenName(source)))" }

  /// For the readers of a chart.
  package var words: String {
    let periods = named { $0.asInt == nil ? formatted($0, "ap") ?? plainText($0) : plainText($0) }
    let names = periods.joined(separator: " and ")
    func day(_ end: End) -> String { formatted(.date(end.day), "ap") ?? plainText(.date(end.day)) }
    let ends = [first.map { "begin on \(day($0))" }, last.map { "end on \(day($0))" }].compactMap { $0 }
    return names.prefix(1).uppercased() + names.dropFirst() + " \(verb(periods.count)) partial: the data "
      + ends.joined(separator: " and ") + "."
  }

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
    let begins = first.map { "begins on \(plainText(.date($0.day)))" }
    let ends = last.map { "ends on \(plainText(.date($0.day)))" }
    let reasons = [begins, ends].compactMap { $0 }.joined(separator: " and ")
    return "\(periods.joined(separator: " and ")) \(verb(periods.count)) partial: `\(source)` \(reasons)"
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
  fileprivate func contains(_ value: Value) -> Bool {
    guard let wanted = value.ordinal else { return false }
    switch self {
    case .narrowInt(let vector), .period(let vector, _): return vector.contains { Int64($0) == wanted }
    case .int(let vector): return vector.contains { $0 == wanted }
    default: return false
    }
  }
}

extension Vector {
  fileprivate func contains(_ isWanted: (Element) -> Bool) -> Bool {
    guard let validity else { return values.contains(where: isWanted) }
    return values.indices.contains { validity[$0] && isWanted(values[$0]) }
  }
}
