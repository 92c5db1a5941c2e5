internal import StetColumns

/// A value of the expression as an exact number, in its unit.
struct Measured: Sendable {
  var number: ExactNumber
  var unit: DataUnit.Kind
  var form: Evidence.Form

  /// Nil for what is not a number.
  init?(_ value: Value, _ evidence: Evidence) throws(ExactNumber.OutOfRange) {
    let unit = DataUnit(evidence.unit)
    guard let number = try ExactNumber(value) else { return nil }
    self.number = try number * ExactNumber(powerOfTen: unit.power)
    self.unit = unit.kind
    form = evidence.form
  }

  init(number: ExactNumber, unit: DataUnit.Kind, form: Evidence.Form) {
    self.number = number
    self.unit = unit
    self.form = form
  }

  /// A share as a percentage.
  var percent: ExactNumber {
    get throws(ExactNumber.OutOfRange) {
      switch unit {
      case .percent, .points: number
      case .none, .counted, .other: try number * ExactNumber(100)
      }
    }
  }
}

extension Amount {
  func check(_ value: Value, _ evidence: Evidence) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    if case .duration(let microseconds) = value { return try check(duration: microseconds) }
    guard let measured = try Measured(value, evidence) else { return .byHand(noNumber(value)) }
    return try check(measured)
  }

  func check(_ value: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    switch measure {
    case .quantity(let quantity):
      if let mismatch = try quantity.mismatch(value, qualifier) { return mismatch }
      let number = try quantity.number(of: value)
      if qualifier.isOpen, let doubt = try quantity.doubt(number, value) { return doubt }
      if try quantity.interval(qualifier).contains(number) { return .stands }
      return .falls(otherValue(quantity.words(number)), advice: advice(quantity, number))
    case .range(let lower, let upper):
      if let mismatch = try upper.mismatch(value, qualifier) { return mismatch }
      let number = try upper.number(of: value)
      if try Interval(lower.number, through: upper.number).contains(number) { return .stands }
      return .falls(otherValue(upper.words(number)), advice: upper.printing(number))
    case .share(let share): return try check(share, value)
    case .multiple: return .byHand(multipleOfOne)
    }
  }

  /// Rule for shares: a plain value or a ratio, not a change, and without a unit or in percent.
  private func check(_ share: Share, _ value: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    switch value.unit {
    case .none, .percent: break
    case .points, .counted, .other: return .falls(noShare(value))
    }
    switch value.form {
    case .plain, .ratio: break
    case .change, .difference: return .byHand(noPart)
    }
    let number = try value.percent / ExactNumber(100)
    // `most` would be right for any count.
    guard number.sign >= 0, number <= ExactNumber(1) else { return .falls(isNoShare(value)) }
    if try share.interval(qualifier).contains(number) { return .stands }
    let text = try (number * ExactNumber(100)).text() + "%"
    return .falls(otherValue(text), advice: try advice(share, number))
  }

  private func check(duration: Int64) throws(ExactNumber.OutOfRange) -> StatementVerdict {
    guard case .quantity(let quantity) = measure, case .time(let unit)? = quantity.noun, let size = unit.microseconds
    else { return .byHand(durationWithoutUnit) }
    let number = try ExactNumber(Int128(duration), over: Int128(size))
    if try quantity.interval(qualifier).contains(number) { return .stands }
    return .falls(otherValue(number.text() + " \(unit.rawValue)s"), advice: advice(quantity, number))
  }
}

extension Quantity {
  /// The value as this figure counts: of a share, percent.
  func number(of value: Measured) throws(ExactNumber.OutOfRange) -> ExactNumber {
    switch kind {
    case .percent, .points: try value.percent
    case .count, .money: value.number
    }
  }

  func words(_ number: ExactNumber) -> String {
    switch kind {
    case .count: number.text(places: 6)
    case .percent: number.text() + "%"
    case .points: number.text() + " percentage points"
    case .money(let currency): (number.sign < 0 ? "−" : "") + currency.sign + number.magnitude.text()
    }
  }

  /// An open-ended comparison is true of values that cannot be meant: negative ones, a share above one, percent off by a factor of 100.
  fileprivate func doubt(_ number: ExactNumber, _ value: Measured) throws(ExactNumber.OutOfRange) -> StatementVerdict? {
    if number.sign < 0, !isNegative { return .byHand(negativeValue(words(number))) }
    if isAbsolute { return nil }
    let printed = try self.number.magnitude
    let hundred = ExactNumber(100)
    let fifty = ExactNumber(50)
    switch value.form {
    case .plain, .ratio:
      if printed <= hundred, number > hundred { return .byHand(isNoShare(value)) }
    case .change, .difference: break
    }
    let most = try printed * fifty
    let least = try printed / fifty
    return number.magnitude > most || number.magnitude < least ? .byHand(farAway(words(number))) : nil
  }

  /// Why this kind of figure cannot be checked against the value at all; nil if it can.
  fileprivate func mismatch(_ value: Measured, _ qualifier: Qualifier) throws(ExactNumber.OutOfRange)
    -> StatementVerdict?
  {
    switch kind {
    case .percent: try mismatchOfPercent(value, qualifier)
    case .points: try mismatchOfPoints(value, qualifier)
    case .money(let currency):
      switch value.unit {
      case .none: nil
      case .counted(.money(let other)): currency == other ? nil : .falls(otherUnit(currency.rawValue, value))
      case .percent, .points, .counted, .other: .falls(otherUnit(currency.rawValue, value))
      }
    case .count:
      switch (value.unit, noun) {
      case (.percent, _), (.points, _): .byHand(withoutPercent)
      case (.counted(let unit), let noun?): unit == noun ? nil : .falls(otherUnit(noun.name, value))
      case (.none, _), (.other, _), (.counted, nil): nil
      }
    }
  }

  /// Rule: percent is for a share and for a relative change; a difference between shares is in percentage points.
  private func mismatchOfPercent(_ value: Measured, _ qualifier: Qualifier) throws(ExactNumber.OutOfRange)
    -> StatementVerdict?
  {
    switch value.unit {
    case .points: return .falls(percentForPoints, advice: try asPoints(value, qualifier))
    case .counted, .other: return value.form == .change ? nil : .falls(noShare(value))
    case .none, .percent: break
    }
    switch value.form {
    case .plain, .ratio, .change: return nil
    case .difference: return .falls(percentForPoints, advice: try asPoints(value, qualifier))
    }
  }

  /// Rule: percentage points are for a difference between shares.
  private func mismatchOfPoints(_ value: Measured, _ qualifier: Qualifier) throws(ExactNumber.OutOfRange)
    -> StatementVerdict?
  {
    switch value.unit {
    case .points: return nil
    case .counted, .other: return .falls(noShare(value))
    case .none, .percent: break
    }
    switch value.form {
    case .difference: return nil
    case .change: return .falls(pointsForPercent, advice: try asPercent(value, qualifier))
    case .ratio: return .falls(pointsForShare)
    case .plain: return .byHand(pointsOfPlain)
    }
  }

  private func asPoints(_ value: Measured, _ qualifier: Qualifier) throws(ExactNumber.OutOfRange) -> String? {
    var points = self
    points.kind = .points(isOfPercent: true)
    return points.printing(try value.percent.magnitude)
  }

  private func asPercent(_ value: Measured, _ qualifier: Qualifier) throws(ExactNumber.OutOfRange) -> String? {
    var percent = self
    percent.kind = .percent
    return percent.printing(try value.percent.magnitude)
  }
}

extension Amount {
  /// Words similar to those written that would stand; each is checked against the value before it is offered.
  func advice(_ quantity: Quantity, _ number: ExactNumber) -> String? {
    let qualifiers: [Qualifier] =
      qualifier == .exact ? [.about] : [.nearly, .justOver, .about, .moreThan, .lessThan]
    for other in qualifiers {
      if let words = other.words, (try? quantity.interval(other).contains(number)) == true {
        return words + " " + quantity.text
      }
    }
    guard let text = quantity.printing(number), let (printed, _) = ProseReader(text).quantity(at: 0),
      (try? printed.interval(.exact).contains(number)) == true, printed.digits != 0 || number.sign == 0
    else { return nil }
    return text
  }

  func advice(_ share: Share, _ number: ExactNumber) throws(ExactNumber.OutOfRange) -> String? {
    for other in [Qualifier.nearly, .justOver, .moreThan, .lessThan] where other != qualifier {
      // `more than half` says little of nine tenths.
      let tenth = try share.fraction * ExactNumber(11, over: 10)
      if other == .moreThan, number > tenth { continue }
      if other == .lessThan, try number < share.fraction * ExactNumber(9, over: 10) { continue }
      if let words = other.words, try share.interval(other).contains(number) { return words + " " + share.text }
    }
    return try (number * ExactNumber(100)).text(places: 0) + "%"
  }
}

private func otherValue(_ text: String) -> String { "the value is \(text)" }
private func negativeValue(_ text: String) -> String { "the value is negative, \(text)" }
private func farAway(_ text: String) -> String {
  "the value, \(text), is far from the figure in the words; it may have a different unit"
}
private func isNoShare(_ value: Measured) -> String {
  "the value, \(value.number.text(places: 4)), is not part of a whole"
}
private let multipleOfOne = "a multiple needs both values, `[before, after]`"
private let noPart = "the value is a difference or a change, not part of a whole"
private let withoutPercent = "the value is in percent, but the words do not say percent"
private let percentForPoints = "the value is a difference between shares, so it must be given in percentage points"
private let pointsForPercent = "the value is a relative change, so it must be given in percent"
private let pointsForShare = "the value is a share, not a difference between shares"
private let pointsOfPlain =
  "it is unclear whether the value is a difference between shares; `a - b` or `[before, after]` makes it clear"
private let durationWithoutUnit =
  "the value is a length of time, but the words do not name days, hours or another unit of time"
private func noShare(_ value: Measured) -> String {
  "the unit of the value is \(value.unit.name), so the value is not a share"
}
private func otherUnit(_ name: String, _ value: Measured) -> String {
  "the unit in the words is \(name), but the unit of the value is \(value.unit.name)"
}

extension DataUnit.Kind {
  fileprivate var name: String {
    switch self {
    case .none: "nothing"
    case .percent: "percent"
    case .points: "percentage points"
    case .counted(let unit): unit.name
    case .other(let name): name
    }
  }
}
