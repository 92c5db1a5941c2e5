internal import StetColumns

/// Rules for `rose`, `fell` and their like: the direction agrees with the sign; `N%` and `by a third` are the relative change
/// (after − before) ÷ before; `N points` is the difference between two shares; `N` alone is the difference; `from A to B` are the
/// two values. A single value is enough if the expression is a change (percent), a difference (points, numbers) or a ratio (multiples).
extension Claim {
  func checkMovement(_ values: [Value], _ evidence: Evidence) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    guard ordinals.isEmpty, amounts.filter({ $0.role == .change }).count <= 1,
      amounts.filter({ $0.role == .before }).count <= 1, amounts.filter({ $0.role == .after }).count <= 1
    else { return .byHand(tooManyFigures) }
    var measured: [Measured] = []
    for value in values {
      guard let number = try Measured(value, evidence) else { return .byHand(noNumber(value)) }
      measured.append(number)
    }
    switch measured.count {
    case 1: return try checkOne(measured[0])
    case 2: return try checkTwo(measured[0], measured[1])
    default: return .byHand(needsTwoValues)
    }
  }

  // MARK: - [before, after]

  private func checkTwo(_ before: Measured, _ after: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    var outcome = try checkDirection(before, after)
    if let amount = amount(.change) { outcome = try outcome.and(check(amount, before, after)) }
    if let amount = amount(.before) { outcome = try outcome.and(amount.check(before.plain)) }
    if let amount = amount(.after) { outcome = try outcome.and(amount.check(after.plain)) }
    return outcome
  }

  private func checkDirection(_ before: Measured, _ after: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict
  {
    let difference = try after.number - before.number
    if let unchanged {
      if difference.sign == 0 { return .stands }
      guard unchanged == .roughly, before.number.sign > 0 else { return .falls(wentFromTo(before, after)) }
      return try isFlat(difference / before.number) ? .stands : .falls(wentFromTo(before, after))
    }
    guard let direction, difference.sign != direction.sign else { return .stands }
    return .falls(wentFromTo(before, after), advice: try turned(before, after))
  }

  /// The claim with the direction of the values, if nothing else is wrong.
  private func turned(_ before: Measured, _ after: Measured) throws(ExactNumber.OutOfRange) -> String? {
    guard amounts.count == 1, let amount = amount(.change), case .quantity(let quantity) = amount.measure,
      before.number != after.number, try check(amount, before, after).verdict == .stands
    else { return nil }
    let direction = before.number < after.number ? Direction.up : .down
    let qualifier = amount.qualifier.words.map { $0 + " " } ?? ""
    return "\(direction.verb) \(qualifier)\(quantity.text)"
  }

  private func check(_ amount: Amount, _ before: Measured, _ after: Measured) throws(ExactNumber.OutOfRange)
    -> StatementVerdict
  {
    let difference = Measured(
      number: try (after.number - before.number).magnitude, unit: before.unit, form: .difference)
    switch amount.kind {
    case .relative:
      guard before.number.sign > 0 else { return .byHand(noRelativeChange) }
      let change = try (difference.number / before.number)
      let outcome = try amount.check(Measured(number: change, unit: .none, form: .change), as: .change)
      return try outcome.verdict == .stands ? outcome : asPoints(amount, difference) ?? outcome
    case .points:
      switch before.unit {
      case .counted, .other: return .falls(noShares)
      case .none, .percent, .points: break
      }
      let one = ExactNumber(1)
      // `5 points` of an index look like those of a share.
      if before.unit == .none, before.number.magnitude > one || after.number.magnitude > one {
        return .byHand(noKnownShares)
      }
      return try amount.check(difference)
    case .absolute: return try amount.check(difference.plain)
    case .multiple(let multiple):
      guard before.number.sign > 0, after.number.sign > 0 else { return .byHand(noRelativeChange) }
      return try check(amount, multiple, ratio: after.number / before.number, .plain)
    }
  }

  /// `rose 5%` where 5 percentage points are meant.
  private func asPoints(_ amount: Amount, _ difference: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict? {
    guard case .quantity(var quantity) = amount.measure, quantity.kind == .percent,
      try amount.check(Measured(number: difference.number, unit: difference.unit, form: .plain)).verdict == .stands
    else { return nil }
    quantity.kind = .points(isOfPercent: true)
    let front = [direction?.verb, amount.qualifier.words].compactMap { $0.map { $0 + " " } }.joined()
    return .falls(pointsNotPercent, advice: front + quantity.text)
  }

  // MARK: - One value

  private func checkOne(_ value: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    if amount(.before) != nil { return .byHand(needsTwoValues) }
    if let after = amount(.after) {
      guard amount(.change) == nil, value.form == .plain else { return .byHand(needsTwoValues) }
      // The figure alone can be wrong, but the direction needs the value before.
      let outcome = try after.check(value)
      return outcome.verdict == .stands ? .byHand(needsTwoValues) : outcome
    }
    guard let amount = amount(.change) else { return try checkDirection(value) }
    if case .multiple(let multiple) = amount.kind { return try check(amount, multiple, value) }
    switch value.form {
    case .plain, .ratio: return try checkUnknown(amount, value)
    case .change, .difference: break
    }
    let size = Measured(number: value.number.magnitude, unit: value.unit, form: value.form)
    let outcome = try checkSize(amount, size)
    if let direction, value.number.sign != direction.sign {
      return .falls(hasOtherSign(value), advice: outcome.verdict == .stands ? turned(amount, value) : nil)
    }
    return outcome
  }

  private func checkSize(_ amount: Amount, _ size: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    switch (size.form, amount.kind) {
    case (.change, .relative): return try amount.check(size.ofChange, as: .change)
    case (.change, .points): return try amount.check(size.ofChange)
    case (.change, .absolute): return .falls(isRelative)
    case (.difference, .relative):
      // The difference does not give a part of the value before; percent falls with its advice.
      if case .share = amount.measure { return .byHand(needsTwoValues) }
      return try amount.check(size)
    case (.difference, .points): return try amount.check(size)
    case (.difference, .absolute): return try amount.check(size.plain)
    case (.plain, _), (.ratio, _), (_, .multiple): return .byHand(needsTwoValues)
    }
  }

  private func turned(_ amount: Amount, _ value: Measured) -> String? {
    guard case .quantity(let quantity) = amount.measure, value.number.sign != 0 else { return nil }
    let qualifier = amount.qualifier.words.map { $0 + " " } ?? ""
    return (value.number.sign > 0 ? Direction.up : .down).verb + " " + qualifier + quantity.text
  }

  /// A plain value or a ratio does not say what changed; if no reading of it fits the words, they fall.
  private func checkUnknown(_ amount: Amount, _ value: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    let sizes = try [value.number.magnitude, (value.number - ExactNumber(1)).magnitude]
    for size in sizes {
      let forms: [Evidence.Form] = [.plain, .change, .difference]
      for form in forms where try amount.check(Measured(number: size, unit: value.unit, form: form)).verdict != .falls {
        return .byHand(noKnownChange)
      }
    }
    return .falls("the value is \(value.number.text(places: 4))")
  }

  private func checkDirection(_ value: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    let change: ExactNumber
    switch value.form {
    case .plain: return .byHand(needsTwoValues)
    case .ratio: change = try value.number - ExactNumber(1)
    case .change, .difference: change = value.number
    }
    if let unchanged {
      if change.sign == 0 { return .stands }
      guard unchanged == .roughly else { return .falls(hasOtherSign(value)) }
      if value.form == .difference { return .byHand(needsTwoValues) }
      return try isFlat(value.form == .change ? value.percent / ExactNumber(100) : change)
        ? .stands : .falls(hasOtherSign(value))
    }
    return change.sign == direction?.sign ? .stands : .falls(hasOtherSign(value))
  }

  // MARK: - Multiples

  private func check(
    _ amount: Amount, _ multiple: Multiple, _ value: Measured
  ) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    let ratio: ExactNumber
    switch value.form {
    case .ratio: ratio = value.number
    case .change: ratio = try value.ofChange.percent / ExactNumber(100) + ExactNumber(1)
    case .plain, .difference: return .byHand(needsTwoValues)
    }
    guard ratio.sign > 0 else { return .byHand(noRelativeChange) }
    return try check(amount, multiple, ratio: ratio, value.form)
  }

  private func check(
    _ amount: Amount, _ multiple: Multiple, ratio: ExactNumber, _ form: Evidence.Form
  ) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    // `fell fivefold` can be a fall to a fifth, or a fall by more than there was.
    if multiple.direction == nil, direction == .down { return .byHand(fallByMultiple) }
    let one = ExactNumber(1)
    let factor = try multiple.isInverse ? one / ratio : ratio
    if try multiple.interval(amount.qualifier).contains(factor) { return .stands }
    return .falls("the ratio is \(ratio.text())", advice: try advice(amount, multiple, factor, ratio, form))
  }

  private func advice(
    _ amount: Amount, _ multiple: Multiple, _ factor: ExactNumber, _ ratio: ExactNumber, _ form: Evidence.Form
  ) throws(ExactNumber.OutOfRange) -> String? {
    for other in [Qualifier.nearly, .justOver, .moreThan] {
      // `more than doubled` says little of a hundredfold.
      let limit = try multiple.factor.number * ExactNumber(3, over: 2)
      if let words = other.words, factor < limit, try multiple.interval(other).contains(factor) {
        return words + " " + multiple.text
      }
    }
    // A ratio does not give a relative change, and `times as many` is for more.
    guard form != .ratio else { return ratio > ExactNumber(1) ? ratio.text(places: 1) + " times as many" : nil }
    let change = try (ratio - ExactNumber(1)) * ExactNumber(100)
    return change.sign == 0
      ? "unchanged" : (change.sign > 0 ? "rose " : "fell ") + change.magnitude.text(places: 0) + "%"
  }

  private func isFlat(_ change: ExactNumber) throws(ExactNumber.OutOfRange) -> Bool {
    try change.magnitude <= ExactNumber(1, over: 200)
  }
}

extension Measured {
  /// A value itself, before or after.
  fileprivate var plain: Measured { Measured(number: number, unit: unit, form: .plain) }

  /// A change has no unit but percent, whatever was divided.
  fileprivate var ofChange: Measured {
    Measured(number: number, unit: unit == .percent ? .percent : .none, form: .change)
  }
}

extension Amount {
  /// What a figure says about a movement.
  fileprivate enum Kind {
    case relative, points, absolute
    case multiple(Multiple)
  }

  fileprivate var kind: Kind {
    switch measure {
    case .quantity(let quantity), .range(_, let quantity):
      switch quantity.kind {
      case .percent: .relative
      case .points: .points
      case .count, .money: .absolute
      }
    case .share: .relative
    case .multiple(let multiple): .multiple(multiple)
    }
  }

  /// A relative change; `by a third` is checked against it as a part of the value before.
  fileprivate func check(_ change: Measured, as form: Evidence.Form) throws(ExactNumber.OutOfRange) -> StatementVerdict
  {
    guard case .share = measure else { return try check(change) }
    return try check(Measured(number: change.number, unit: change.unit, form: .plain))
  }
}

private let tooManyFigures =
  "it is unclear which figure is the change and which is the value before or after; `from A to B` makes it clear"
private let needsTwoValues =
  "a claim about a change needs both values, `[before, after]`, or the change itself, `a / b - 1`"
private let noRelativeChange = "a relative change can be calculated only if both values are above zero"
private let noShares = "percentage points can be used only for shares"
private let noKnownShares =
  "it is unclear whether the points are percentage points; `percentage points` in the words and values in percent make it clear"
private let pointsNotPercent =
  "a difference between shares must be given in percentage points, not in percent"
private let isRelative = "the value is a relative change, but the words give an absolute change"
private let noKnownChange =
  "it is unclear whether the value is the change; `a / b - 1`, `a - b` or `[before, after]` makes it clear"
private let fallByMultiple = "a decrease by a multiple, such as “threefold,” can be read in two ways"
private func wentFromTo(_ before: Measured, _ after: Measured) -> String {
  "the values go from \(before.number.text(places: 4)) to \(after.number.text(places: 4))"
}
private func hasOtherSign(_ value: Measured) -> String { "the value is \(value.number.text(places: 4))" }
