internal import StetColumns

extension Claim {
  /// Dates that have no value of their own, checked against the literals of the expression.
  func checkDates(_ mentioned: [Value]) -> StatementVerdict {
    dates.reduce(.stands) { $0.and($1.check(in: mentioned)) }
  }
}

extension DateMention {
  /// The date against the literals of the expression, one of which has to match.
  func check(in mentioned: [Value]) -> StatementVerdict {
    let mentioned = mentioned.filter(\.isDateLike)
    let relations = mentioned.map { relation(to: $0) }
    if relations.contains(.same) { return .stands }
    if mentioned.isEmpty { return .byHand(nothingNamed(self)) }
    guard let near = relations.firstIndex(where: { $0 != .apart }) else {
      return .falls(otherDates(self, mentioned), advice: mentioned.count == 1 ? mentioned[0].prose : nil)
    }
    return .byHand(overlap(self, mentioned[near]))
  }

  /// The date against a value of its own.
  func check(_ value: Value) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    guard value.isDateLike else {
      guard let number = try ExactNumber(value), case .value(.period(let year, .year)) = self else {
        return .byHand(noDate(value))
      }
      return number == ExactNumber(Int(year)) ? .stands : .falls(isOther(value))
    }
    switch relation(to: value) {
    case .same, .containing: return .stands
    case .overlapping: return .byHand(overlap(self, value))
    case .apart: return .falls(isOther(value), advice: value.prose)
    }
  }
}

private func nothingNamed(_ date: DateMention) -> String {
  "the expression does not name \(date.text); a condition or a list value in the expression can name it"
}
private func otherDates(_ date: DateMention, _ mentioned: [Value]) -> String {
  "the expression is about \(joinedWithAnd(mentioned.map(\.prose))), not \(date.text)"
}
private func overlap(_ date: DateMention, _ value: Value) -> String {
  "\(date.text) in the words and \(value.prose) in the expression do not cover the same time"
}
private func noDate(_ value: Value) -> String { "the value, \(value.prose), is not a date" }
