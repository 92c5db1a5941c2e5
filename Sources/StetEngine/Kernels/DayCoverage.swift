package import StetColumns

extension Coverage {
  /// The days of which a column of dates or periods has rows; nil if it has none.
  ///
  /// Periods cover all their days. The first and last days of dates may be later or earlier than those that the table covers: by as many
  /// days as lie, at the most, between ninety-nine in a hundred neighboring days with rows.
  package init?(of column: Column) {
    switch column {
    case .date(let vector): self.init(vector, day: { $0 })
    case .datetime(let vector):
      self.init(vector, day: { Int32(truncatingIfNeeded: floorDivide(Int($0), 86_400_000_000).quotient) })
    case .period(let vector, let kind):
      guard let (least, most) = extremes(vector, { $0 }), let first = firstDay(Int(least), kind),
        let next = firstDay(Int(most) + 1, kind)
      else { return nil }
      self.init(End(found: first, slack: 0), End(found: next - 1, slack: 0), kind: kind)
    default: return nil
    }
  }

  /// The last day that has a row, or the first of the last period.
  package var lastBeginning: Int32? { kind.map { days(of: $0, around: last.day)?.lowerBound } ?? last.day }

  private init?<Stamp>(_ vector: Vector<Stamp>, day: @Sendable (Stamp) -> Int32) {
    guard let (least, most) = extremes(vector, day), (earliestDay...latestDay).contains(least),
      (earliestDay...latestDay).contains(most)
    else { return nil }
    let parts = parallelStretches(vector.values.count) { rows in
      var hasRow = [Bool](repeating: false, count: Int(most - least) + 1)
      for row in rows where vector.validity?[row] ?? true { hasRow[Int(day(vector.values[row]) - least)] = true }
      return hasRow
    }
    var gaps: [Int32] = []
    var last = 0
    for place in parts[0].indices.dropFirst() where parts.contains(where: { $0[place] }) {
      gaps.append(Int32(truncatingIfNeeded: place - last))
      last = place
    }
    gaps.sort()
    // One day alone says nothing about those around it.
    let slack = gaps.isEmpty ? Int32.max : gaps[(gaps.count * 99 + 99) / 100 - 1]
    self.init(End(found: least, slack: slack), End(found: most, slack: slack))
  }
}

extension Table {
  /// The days that its sources have, and steps left; nil if they are not known.
  package func coverage(of timeline: Timeline) -> Coverage? {
    var whole: Coverage?
    for part in timeline.parts {
      guard var coverage = sources.lazy.compactMap({ $0.coverage[part.mark] }).first else { return nil }
      for narrowing in part.narrowings { coverage.narrow(narrowing) }
      guard coverage.first.day <= coverage.last.day else { continue }
      whole = whole?.union(coverage) ?? coverage
    }
    return whole
  }
}

extension Coverage {
  fileprivate mutating func narrow(_ narrowing: Timeline.Narrowing) {
    switch narrowing {
    case .from(let day): if day > first.day { first = End(known: day) }
    case .through(let day): if day < last.day { last = End(known: day) }
    case .without(let days):
      if days.contains(first.day) { first = End(known: days.upperBound + 1) }
      if days.contains(last.day) { last = End(known: days.lowerBound - 1) }
    case .whole(let kind):
      let (own, end) = (days(of: kind, around: first.day), days(of: kind, around: last.day))
      if let own, first.day - own.lowerBound > first.slack { first = End(known: own.upperBound + 1) }
      if let end, end.upperBound - last.day > last.slack { last = End(known: end.lowerBound - 1) }
    case .toDate: break
    }
  }
}

/// The days of the period that a day lies in; nil if it reaches out of the calendar.
func days(of kind: PeriodKind, around day: Int32) -> ClosedRange<Int32>? {
  guard let ordinal = calendarPeriod(of: CivilDate(daysSinceEpoch: day), kind).ordinal,
    let first = firstDay(Int(ordinal), kind), let next = firstDay(Int(ordinal) + 1, kind)
  else { return nil }
  return first...next - 1
}

/// The first and last of the days of a column; nil if it has none.
private func extremes<Stamp>(
  _ vector: Vector<Stamp>, _ day: @Sendable (Stamp) -> Int32
) -> (least: Int32, most: Int32)? {
  let parts = parallelStretches(vector.values.count) { rows in
    var (least, most) = (Int32.max, Int32.min)
    for row in rows where vector.validity?[row] ?? true {
      let own = day(vector.values[row])
      (least, most) = (min(least, own), max(most, own))
    }
    return (least, most)
  }
  let (least, most) = parts.reduce((Int32.max, Int32.min)) { (min($0.0, $1.0), max($0.1, $1.1)) }
  return least <= most ? (least, most) : nil
}
