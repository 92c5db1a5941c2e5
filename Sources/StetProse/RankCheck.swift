internal import StetColumns

/// Checks records, ranks and first times against a series; they are about its last period.
///
/// Rule: a figure without one of these words is not about the last period, least of all `more than 100,000 a year`; a person decides.
extension Claim {
  func check(
    _ points: [(period: Value, value: Value)], partial: String?, _ evidence: Evidence
  ) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    guard let last = points.last else { return .byHand(noPeriods) }
    guard !isMovement || firstTimes.count == 1 || isMovementToRecord, ranks.count + firstTimes.count <= 1,
      ordinals.isEmpty,
      amounts.count <= 1
    else { return .byHand(tooMuchForSeries) }
    if statements.isEmpty { return .byHand(nothingRead) }
    if let partial, !ranks.isEmpty || !firstTimes.isEmpty { return .falls(notOver(last.period, partial)) }
    guard let series = try Series(points, DataUnit(evidence.unit)) else { return .byHand(notInOrder) }
    var outcome = checkDates(of: last.period)
    if let rank = ranks.first { outcome = try outcome.and(rank.check(series)) }
    if let since = firstTimes.first {
      return try outcome.and(checkFirstTime(since: since, series, evidence))
    }
    if let amount = amounts.first?.amount {
      if ranks.isEmpty, points.count > 1 {
        return outcome.and(.byHand(dates.isEmpty ? whichPeriod : onePeriodOrAll(last.period)))
      }
      if last.value.isMissing { return outcome.and(.byHand(missingLast)) }
      outcome = try outcome.and(amount.check(last.value, evidence))
    }
    return outcome
  }

  /// `climbed to a record high of 409,849`: what is higher than all before is higher than the period before.
  private var isMovementToRecord: Bool {
    guard leadsToRank, let rank = ranks.first, rank.position == 1, case .whole = rank.span, unchanged == nil else {
      return false
    }
    return direction == (rank.extreme == .high ? .up : .down)
      && amounts.allSatisfy { $0.role == .after && !$0.amount.isMultiple }
  }

  /// A date in the words is that of the last period.
  private func checkDates(of last: Value) -> StatementVerdict {
    dates.reduce(.stands) { outcome, date in
      switch date.relation(to: last) {
      case .same: outcome
      case .containing, .overlapping: outcome.and(.byHand(otherPeriod(date, last)))
      case .apart: outcome.and(.falls(otherPeriod(date, last)))
      }
    }
  }

  /// `rose for the first time since X`: true in the last period and in X, and in no period in between. `topped 400,000` likewise.
  private func checkFirstTime(
    since: DateMention?, _ series: Series, _ evidence: Evidence
  ) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    guard unchanged == nil, (direction == nil) != amounts.isEmpty else { return .byHand(firstTimeOfWhat) }
    var isTrue: [Bool?] = []
    for (index, number) in series.numbers.enumerated() {
      guard let number else {
        isTrue.append(nil)
        continue
      }
      if let direction {
        guard index > 0, let before = series.numbers[index - 1] else {
          isTrue.append(nil)
          continue
        }
        isTrue.append(try (number - before).sign == direction.sign)
      } else if let amount = amounts.first?.amount {
        let value = Measured(number: number, unit: DataUnit(evidence.unit).kind, form: evidence.form)
        let outcome = try amount.check(value)
        guard outcome.verdict != .byHand else { return outcome }
        isTrue.append(outcome.verdict == .stands)
      }
    }
    let last = series.numbers.count - 1
    guard let now = isTrue[last] else { return .byHand(missingInSpan) }
    guard now else { return .falls(notNow(series.periods[last])) }
    // The first period has no known direction.
    var start = direction == nil ? 0 : 1
    if let since {
      let matches = series.matches(since)
      guard let end = matches.last, end < last else { return .byHand(notInSeries(since)) }
      guard !matches.contains(where: { isTrue[$0] == nil }) else { return .byHand(missingInSpan) }
      guard matches.contains(where: { isTrue[$0] == true }) else { return .falls(notThen(since)) }
      start = end + 1
    }
    guard start < last else { return since == nil ? .byHand(noEarlier) : .stands }
    if series.hasGap(in: start..<last + 1) || isTrue[start..<last].contains(where: { $0 == nil }) {
      return .byHand(missingInSpan)
    }
    guard let earlier = (start..<last).last(where: { isTrue[$0] == true }) else { return .stands }
    return .falls(alsoThen(series.periods[earlier]))
  }
}

/// The numbers of a series whose periods ascend.
private struct Series {
  var periods: [Value]
  var numbers: [ExactNumber?]
  /// Consecutive periods differ by one; nil for dates, whose steps are not known.
  var ordinals: [Int]
  var kind: PeriodKind?

  /// Nil if periods are missing, are of several kinds or do not ascend, or if a value is not a number.
  init?(_ points: [(period: Value, value: Value)], _ unit: DataUnit) throws(ExactNumber.OutOfRange) {
    periods = points.map(\.period)
    numbers = []
    ordinals = []
    var kinds: Set<ValueType> = []
    for (period, value) in points {
      switch period {
      case .period(let ordinal, _): ordinals.append(Int(ordinal))
      case .date(let day): ordinals.append(Int(day))
      case .int(let year) where (1000...2999).contains(year): ordinals.append(Int(year))
      case .missing, .bool, .int, .decimal, .float, .text, .datetime, .duration: return nil
      }
      if let type = period.type { kinds.insert(type) }
      if value.isMissing {
        numbers.append(nil)
      } else {
        guard let number = try ExactNumber(value) else { return nil }
        numbers.append(try number * ExactNumber(powerOfTen: unit.power))
      }
    }
    guard kinds.count == 1, zip(ordinals, ordinals.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
    switch periods.first {
    case .period(_, let kind)?: self.kind = kind
    case .int?: kind = .year
    case .date?, .missing?, .bool?, .decimal?, .float?, .text?, .datetime?, .duration?, nil: kind = nil
    }
  }

  func hasGap(in range: Range<Int>) -> Bool {
    guard kind != nil, let first = range.first, let last = range.last else { return false }
    return ordinals[last] - ordinals[first] != last - first
  }

  /// The periods that a date in words names, as a whole or in part (`2010` in a series of months).
  func matches(_ date: DateMention) -> [Int] {
    periods.indices.filter {
      switch date.relation(to: periods[$0]) {
      case .same, .containing: true
      case .overlapping, .apart: false
      }
    }
  }
}

extension Rank {
  fileprivate func check(_ series: Series) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    let last = series.numbers.count - 1
    guard let now = series.numbers[last] else { return .byHand(missingLast) }
    let start: Int
    switch span {
    case .whole: start = 0
    case .since(let date): return position == 1 ? check(since: date, series, now) : .byHand(rankSince)
    case .recent(let count, let unit):
      guard let steps = series.kind?.steps(count, of: unit), position == 1 else { return .byHand(otherLength) }
      guard let first = series.ordinals.firstIndex(of: series.ordinals[last] - steps + 1) else {
        return .byHand(tooShort(series.periods[0]))
      }
      start = first
    }
    guard start < last else { return .byHand(noEarlier) }
    let earlier = series.numbers[start..<last]
    if series.hasGap(in: start..<last + 1) || earlier.contains(where: { $0 == nil }) { return .byHand(missingInSpan) }
    let better = (start..<last).filter { beats(series.numbers[$0], now) }
    let equal = (start..<last).filter { series.numbers[$0] == now }
    if better.count == position - 1, equal.isEmpty { return .stands }
    if let tie = equal.last, better.count < position {
      return .falls(tied(series.periods[tie]), advice: sinceLast(series, now))
    }
    let reason = better.last.map { beaten(series.periods[$0], better.count + 1) } ?? isFirst
    return .falls(reason, advice: sinceLast(series, now))
  }

  private func check(since date: DateMention, _ series: Series, _ now: ExactNumber) -> StatementVerdict {
    let last = series.numbers.count - 1
    let matches = series.matches(date)
    guard let end = matches.last, end < last else { return .byHand(notInSeries(date)) }
    let between = end + 1..<last
    if series.hasGap(in: matches[0]..<last + 1) || matches.contains(where: { series.numbers[$0] == nil })
      || between.contains(where: { series.numbers[$0] == nil })
    {
      return .byHand(missingInSpan)
    }
    if let rival = between.last(where: { beats(series.numbers[$0], now) || series.numbers[$0] == now }) {
      return .falls(rivaled(series.periods[rival]), advice: sinceLast(series, now))
    }
    guard matches.contains(where: { beats(series.numbers[$0], now) || series.numbers[$0] == now }) else {
      return .falls(surpassed(date), advice: sinceLast(series, now))
    }
    return .stands
  }

  private func rivaled(_ period: Value) -> String {
    "the value for \(period.prose) was at least as \(extreme == .high ? "high" : "low")"
  }

  private func surpassed(_ date: DateMention) -> String {
    "the value for \(date.text) was \(extreme == .high ? "lower" : "higher")"
  }

  private func beats(_ other: ExactNumber?, _ now: ExactNumber) -> Bool {
    guard let other else { return false }
    return extreme == .high ? other > now : other < now
  }

  /// `highest since fiscal 2009`, or that it is a record.
  private func sinceLast(_ series: Series, _ now: ExactNumber) -> String? {
    guard !series.numbers.contains(where: { $0 == nil }), !series.hasGap(in: series.numbers.indices) else { return nil }
    let last = series.numbers.count - 1
    guard let rival = (0..<last).last(where: { beats(series.numbers[$0], now) || series.numbers[$0] == now }) else {
      return extreme == .high ? "a record" : "a record low"
    }
    guard rival < last - 1 else { return nil }
    return (extreme == .high ? "highest since " : "lowest since ") + series.periods[rival].prose
  }
}

extension PeriodKind {
  /// How many of these periods a length of time is; nil if it is not a whole number of them.
  fileprivate func steps(_ count: Int, of unit: TimeUnit) -> Int? {
    switch (self, unit) {
    case (.year, .year), (.fiscalYear, .year), (.quarter, .quarter), (.fiscalQuarter, .quarter), (.month, .month),
      (.week, .week):
      count
    case (.quarter, .year), (.fiscalQuarter, .year): 4 * count
    case (.month, .year): 12 * count
    case (.month, .quarter): 3 * count
    case (.year, _), (.fiscalYear, _), (.quarter, _), (.fiscalQuarter, _), (.month, _), (.week, _): nil
    }
  }
}

private let noPeriods = "the series has no periods"
private let notInOrder = "the series must have one number for each period, with the periods in ascending order"
private let tooMuchForSeries =
  "a series can support a claim about a record, a rank or a first time; a claim about a change needs `[before, after]`"
private let whichPeriod = "the expression gives a series, but the words do not say which of its periods is meant"
private func onePeriodOrAll(_ last: Value) -> String {
  "the expression gives a series, but it is unclear whether the figure is for \(last.prose) alone"
}
private let missingLast = "the value of the last period is missing"
private let missingInSpan = "some values or periods in this span of time are missing"
private let noEarlier = "there is no earlier period to compare with"
private let otherLength = "the length of time in the words does not match the periods of the series"
private let rankSince = "with `since` and a date, only first place can be checked, not a lower rank"
private let isFirst = "the last period ranks first"
private let firstTimeOfWhat =
  "it is unclear what happened for the first time; `rose` or `topped 400,000` would be clear"
private func notOver(_ period: Value, _ reason: String) -> String {
  "\(period.prose) is incomplete in the data: \(reason)"
}
private func otherPeriod(_ date: DateMention, _ last: Value) -> String {
  "the last period of the series is \(last.prose), not \(date.text)"
}
private func tooShort(_ first: Value) -> String {
  "the series begins with \(first.prose), which is too late to check this"
}
private func notInSeries(_ date: DateMention) -> String { "\(date.text) is not an earlier period in the series" }
private func notNow(_ last: Value) -> String { "it is not true in \(last.prose)" }
private func notThen(_ date: DateMention) -> String { "it was not true in \(date.text)" }
private func alsoThen(_ period: Value) -> String { "it was also true in \(period.prose)" }
private func tied(_ period: Value) -> String { "the last period ties with \(period.prose)" }
private func beaten(_ period: Value, _ rank: Int) -> String {
  "\(period.prose) is ahead, and the last period ranks No. \(rank)"
}
