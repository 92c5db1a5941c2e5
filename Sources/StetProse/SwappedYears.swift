internal import StetColumns

/// Rule: a date that the words tie to one value must be named by that value's part of the expression. If another part names
/// it, the claim falls; if its own part names no date, the dates of the whole expression decide, as if there were no parts.
extension Claim {
  /// `values` has, for each date, the indices of the values that the words tie it to.
  func checkDates(_ evidence: Evidence, _ values: [Range<Int>?]) -> StatementVerdict {
    let parts = evidence.mentionedIn.map { $0.filter(\.isDateLike) }
    var outcome = StatementVerdict.stands
    var tied = 0
    var misplaced: [(date: DateMention, own: [Value])] = []
    for (date, places) in zip(dates, values) {
      guard let places, parts.indices.contains(places.upperBound - 1), parts[places].allSatisfy({ !$0.isEmpty }) else {
        outcome = outcome.and(date.check(in: evidence.mentioned))
        continue
      }
      tied += 1
      let own = Array(parts[places].joined())
      let others = (parts[..<places.lowerBound] + parts[places.upperBound...]).joined()
      if !own.contains(where: { date.relation(to: $0) != .apart }),
        others.contains(where: { date.relation(to: $0) == .same })
      {
        misplaced.append((date, own))
      } else {
        let isOwn = own.contains { date.relation(to: $0) != .apart }
        outcome = outcome.and(date.check(in: isOwn ? own : evidence.mentioned))
      }
    }
    guard let first = misplaced.first else { return outcome }
    if misplaced.count > 1, misplaced.count == tied { return outcome.and(.falls(swapped(misplaced))) }
    let advice = first.own.count == 1 ? first.own[0].prose : nil
    return outcome.and(.falls(misplacedDate(first.date, first.own), advice: advice))
  }
}

extension DateMention {
  fileprivate var kind: String {
    switch self {
    case .value(.period(_, .year)), .value(.period(_, .fiscalYear)): "year"
    case .value, .monthOfAnyYear, .dayOfAnyYear: "date"
    }
  }
}

private func swapped(_ misplaced: [(date: DateMention, own: [Value])]) -> String {
  let right = misplaced.map { listed($0.own) }.joined(separator: ", then ")
  return "the \(misplaced[0].date.kind)s are swapped: the expression has \(right)"
}
private func misplacedDate(_ date: DateMention, _ own: [Value]) -> String {
  "the \(date.kind) is wrong: this value is for \(listed(own)), and \(date.text) belongs to another value"
}
private func listed(_ values: [Value]) -> String {
  var texts: [String] = []
  for value in values where !texts.contains(value.prose) { texts.append(value.prose) }
  return texts.joined(separator: ", ")
}
