import StetColumns

extension AggregateTwin {
  static let share = AggregateTwin("share") { rows, types in
    let decided = rows.filter { !$0[0].isMissing }
    func weight(_ rows: [[Value]]) throws -> Calculated {
      let weights = rows.map { $0[1] }.filter { !$0.isMissing }
      return weights.isEmpty ? Calculated(.missing) : try total(weights, types[1])
    }
    let whole = try weight(decided)
    let part = try weight(decided.filter { $0[0].asBool == true })
    if types[1] != .float {
      guard let below = whole.value.asDecimal else { return Calculated(.missing) }
      let above = part.value.asDecimal ?? Decimal(digits: 0, scale: 0)
      return Calculated(ratio(above, below).map { .float($0) } ?? .missing)
    }
    guard let below = whole.value.asFloat, below != 0 else {
      return Calculated(.missing, slack: whole.slack == 0 ? 0 : .infinity)
    }
    let quotient = (part.value.asFloat ?? 0) / below
    return Calculated(try finite(quotient), slack: whole.slack == 0 && part.slack == 0 ? 0 : .infinity)
  }
}
