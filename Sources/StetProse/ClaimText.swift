internal import StetColumns

/// Readings and values in words, for the person who sees a judgment.
extension Claim {
  var reading: String {
    var parts: [String] = []
    if let unchanged { parts.append(unchanged == .exactly ? "no change" : "no change of more than 0.5%") }
    if let direction, amount(.change)?.isMultiple != true {
      parts.append(direction.noun + (amount(.change).map { " of " + $0.reading } ?? ""))
    } else {
      parts += amounts.filter { $0.role == .change }.map(\.amount.reading)
    }
    parts += amounts.filter { $0.role == .before }.map { (isMovement ? "before: " : "") + $0.amount.reading }
    parts += amounts.filter { $0.role == .after }.map { (isMovement ? "after: " : "") + $0.amount.reading }
    parts += ordinals.map { "No. \($0) in the ranking" }
    parts += ranks.map(\.text)
    parts += firstTimes.map { $0.map { "for the first time since \($0.text)" } ?? "for the first time" }
    parts += dates.map(\.text)
    return parts.isEmpty ? "no figure" : parts.joined(separator: "; ")
  }

  fileprivate var speaksOfShares: Bool {
    amounts.contains {
      switch $0.amount.measure {
      case .quantity(let quantity), .range(_, let quantity):
        switch quantity.kind {
        case .percent, .points: true
        case .count, .money: false
        }
      case .share: true
      case .multiple: false
      }
    }
  }
}

extension Amount {
  var isMultiple: Bool { if case .multiple = measure { true } else { false } }

  fileprivate var reading: String {
    let front = qualifier.words.map { $0 + " " } ?? ""
    switch measure {
    case .quantity(let quantity):
      let isWhole = qualifier == .exact && quantity.kind == .count && quantity.magnitude == nil && quantity.places == 0
      return front + quantity.text + (isWhole ? "" : bounds(try? quantity.interval(qualifier), quantity.words))
    case .range(let lower, let upper): return "\(lower.text) to \(upper.text)"
    case .share(let share):
      return front + share.text
        + bounds(try? share.interval(qualifier)) { ((try? $0 * ExactNumber(100)) ?? $0).text() + "%" }
    case .multiple(let multiple):
      return front + multiple.text + bounds(try? multiple.interval(qualifier)) { $0.text(places: 4) + " times" }
    }
  }

  /// ` (from 81.5% to 82.5%)` if the interval has two ends.
  private func bounds(_ interval: Interval?, _ words: (ExactNumber) -> String) -> String {
    guard let lower = interval?.lower, let upper = interval?.upper else { return "" }
    return " (from \(words(lower.number)) to \(words(upper.number)))"
  }
}

extension Evidence {
  func found(for claim: Claim) -> String {
    switch content {
    case .other(let what): what
    case .values(let values):
      values.enumerated().map { index, value in
        let isReadAsDate = claim.statements.count == values.count && claim.statements[index].date != nil
        return year(value, isReadAsDate: isReadAsDate) ?? text(of: value, claim)
      }.joined(separator: ", ")
    case .series(let points, _):
      points.last.map { last in
        "\(text(of: last.value, claim)) in \(last.period.prose), the last of \(points.count) periods"
      } ?? "a series without periods"
    }
  }

  /// A whole number that is a year, judging by the words and the unit: it has no comma.
  private func year(_ value: Value, isReadAsDate: Bool) -> String? {
    guard case .int(let number) = value, (1500...2200).contains(number), form == .plain else { return nil }
    let unit = DataUnit(unit)
    let couldBeYear = unit == DataUnit(nil) || unit.kind == .counted(.time(.year))
    return isReadAsDate || couldBeYear ? String(number) : nil
  }

  private func text(of value: Value, _ claim: Claim) -> String {
    guard let measured = try? Measured(value, self) else { return value.prose }
    switch measured.unit {
    case .percent:
      let isOfShares = form == .difference
      return measured.number.text() + (isOfShares ? " percentage points" : "%")
    case .points: return measured.number.text() + " percentage points"
    case .counted(.money(let currency)):
      return (measured.number.sign < 0 ? "−" : "") + currency.sign + measured.number.magnitude.text()
    case .counted(let unit): return measured.number.text() + " " + unit.name
    case .other(let name): return measured.number.text() + " " + name
    case .none: break
    }
    let isShare = claim.speaksOfShares && measured.number.magnitude <= ExactNumber(10)
    if form == .change || isShare, let percent = try? measured.percent {
      return percent.text() + (form == .difference ? " percentage points" : "%")
    }
    if claim.amounts.isEmpty, claim.dates.count == 1, value.isDateLike { return value.prose }
    return measured.number.text(places: 6)
  }
}
