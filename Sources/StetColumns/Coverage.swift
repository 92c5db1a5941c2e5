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
  /// Whose days they are, where the column is one of periods.
  package var kind: PeriodKind?

  package init(_ first: End, _ last: End, kind: PeriodKind? = nil) {
    (self.first, self.last, self.kind) = (first, last, kind)
  }

  /// Of both of two tables.
  package func union(_ other: Coverage) -> Coverage {
    Coverage(
      first.day <= other.first.day ? first : other.first, last.day >= other.last.day ? last : other.last,
      kind: kind == other.kind ? kind : nil)
  }
}

/// Which columns of sources a column's dates or periods come from, and what steps left of them.
package struct Timeline: Sendable, Hashable {
  package enum Narrowing: Sendable, Hashable {
    case from(Int32)
    case through(Int32)
    case without(ClosedRange<Int32>)
    /// Of the first and last periods, only whole ones.
    case whole(PeriodKind)
    /// Of each period the same part.
    case toDate(PeriodKind)
  }

  /// The rows that come from one source; several after `append`.
  package struct Part: Sendable, Hashable {
    package let mark: Additivity.Mark
    package fileprivate(set) var narrowings: [Narrowing] = []
  }

  package private(set) var parts: [Part]
  /// Which of several tables of the same source that were joined.
  private var joined = 0

  package init(_ mark: Additivity.Mark) { parts = [Part(mark: mark)] }

  /// As the first source names the column.
  package var column: String { mark.column }

  /// The column of the first source.
  package var mark: Additivity.Mark { parts[0].mark }

  /// The periods of which the same part was kept of each.
  package var toDate: PeriodKind? {
    for case .toDate(let kind) in parts[0].narrowings.reversed() { return kind }
    return nil
  }

  package mutating func narrow(_ narrowing: Narrowing) {
    for place in parts.indices { parts[place].narrowings.append(narrowing) }
  }

  /// Of these rows and those of another table below them.
  package func above(_ other: Timeline) -> Timeline {
    var all = self
    all.parts += other.parts.filter { !parts.contains($0) }
    return all
  }

  /// Of the same rows, where a step at a place joined them to others.
  package func joined(at place: Int) -> Timeline {
    var own = self
    own.joined = joined &* 1_000_003 &+ place &+ 1
    return own
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
