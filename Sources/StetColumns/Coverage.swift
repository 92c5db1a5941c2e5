/// The days that the rows of a table are about, by one of its columns of dates or periods.
package struct Coverage: Sendable, Hashable {
  /// The first or the last of these days.
  package struct End: Sendable, Hashable {
    /// Since 1970-01-01.
    package var day: Int32
    /// Whether the description of the table, an option or a filter says so; else it is the first or last day that has a row.
    package var isKnown: Bool
    /// How many days without a row before or after it are common and say nothing.
    package var slack: Int32

    package init(known day: Int32) { (self.day, isKnown, slack) = (day, true, 0) }

    package init(found day: Int32, slack: Int32) { (self.day, isKnown, self.slack) = (day, false, slack) }
  }

  package var first: End
  package var last: End

  package init(_ first: End, _ last: End) { (self.first, self.last) = (first, last) }

  /// Of both of two tables.
  package func union(_ other: Coverage) -> Coverage {
    Coverage(first.day <= other.first.day ? first : other.first, last.day >= other.last.day ? last : other.last)
  }
}

/// Which column of a source a column's dates or periods come from, and what filters left of them.
package struct Timeline: Sendable, Hashable {
  package let mark: Additivity.Mark
  /// The first day that a filter left; nil for all.
  package private(set) var from: Int32?
  package private(set) var through: Int32?
  /// The periods of which the same part was kept of each.
  package var toDate: PeriodKind?

  package init(_ mark: Additivity.Mark) { self.mark = mark }

  package mutating func narrow(from first: Int32?, through last: Int32?) {
    if let first { from = max(from ?? first, first) }
    if let last { through = min(through ?? last, last) }
  }
}

extension Table {
  /// The days that its sources have, and filters left; nil if they are not known.
  package func coverage(of timeline: Timeline) -> Coverage? {
    guard var coverage = sources.lazy.compactMap({ $0.coverage[timeline.mark] }).first else { return nil }
    if let from = timeline.from, from > coverage.first.day { coverage.first = Coverage.End(known: from) }
    if let through = timeline.through, through < coverage.last.day { coverage.last = Coverage.End(known: through) }
    return coverage.first.day <= coverage.last.day ? coverage : nil
  }
}

/// What the description of a table or an option of `load` says about the days that it covers.
package struct DeclaredCoverage: Sendable, Hashable {
  /// The last day of all its columns of dates and periods.
  package var asOf: Int32?
  /// The first and last days of some columns.
  package var columns: [String: ClosedRange<Int32>] = [:]

  package init() {}
}
