/// A value in the words of the format mini-language; nil for an unknown pattern.
///
/// `[+][$ € £][,][.places][f % pp k m bn tn]`, or `ap`, `ordinal`, `words`. Rounding is half to even on the decimal
/// digits as they print, so 2.665 as `.2f` is 2.66 and 2.675 is 2.68. Text, dates and periods under a number pattern stay as they are.
package func formatted(_ value: Value, _ pattern: String?) -> String? {
  guard let pattern else { return plainWords(value) }
  switch pattern {
  case "ap": return associatedPress(value)
  case "ordinal": return value.asInt.map(ordinal) ?? plainWords(value)
  case "words": return value.asInt.map(spelled) ?? plainWords(value)
  default:
    guard let format = Format(pattern) else { return nil }
    return format.text(of: value)
  }
}

/// A parsed number pattern.
package struct Format: Sendable, Equatable {
  enum Unit: String, CaseIterable {
    case none = ""
    case fixed = "f"
    case percent = "%"
    case points = "pp"
    case k, m, bn, tn
  }

  var plus = false
  var currency = ""
  var grouped = false
  var places: Int?
  var unit = Unit.none

  package init?(_ pattern: String) {
    var rest = pattern[...]
    if rest.first == "+" {
      plus = true
      rest.removeFirst()
    }
    if let sign = rest.first, "$€£".contains(sign) {
      currency = String(sign)
      rest.removeFirst()
    }
    if rest.first == "," {
      grouped = true
      rest.removeFirst()
    }
    if rest.first == "." {
      rest.removeFirst()
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard let places = Int(digits), places <= 30 else { return nil }
      self.places = places
      rest.removeFirst(digits.count)
    }
    guard !pattern.isEmpty, let unit = Unit(rawValue: String(rest)) else { return nil }
    self.unit = unit
  }

  /// The text of a number that is `digits` × 10^−`scale`; false, and nothing written, if it takes more digits than 64 bits have.
  package func append(negative: Bool, _ digits: UInt64, scale: Int, to writer: inout TextWriter) -> Bool {
    let shift =
      switch unit {
      case .none, .fixed: 0
      case .percent, .points: -2
      case .k: 3
      case .m: 6
      case .bn: 9
      case .tn: 12
      }
    guard var number = ShortMagnitude(digits, scale: scale + shift) else { return false }
    let places: Int? =
      switch unit {
      case .none: self.places
      case .fixed, .percent: self.places ?? 0
      case .points, .k, .m, .bn, .tn: self.places ?? 1
      }
    if let places, !number.round(to: places) { return false }
    if self.places == nil, unit != .fixed, unit != .percent { number.trim() }
    if number.digits > 0 { writer.append(negative ? "−" : plus ? "+" : "") }
    writer.append(currency)
    writer.append(digits: number.digits, places: number.scale, grouped: grouped)
    switch unit {
    case .none, .fixed: break
    case .points: writer.append(" pp")
    case .percent, .k, .m, .bn, .tn: writer.append(unit.rawValue)
    }
    return true
  }

  /// The text of any value; text, dates and periods stay as they are.
  package func text(of value: Value) -> String { DecimalDigits(value).map(text) ?? plainWords(value) }

  func text(_ number: DecimalDigits) -> String {
    var number = number
    switch unit {
    case .none, .fixed: break
    case .percent, .points: number.scale -= 2
    case .k: number.scale += 3
    case .m: number.scale += 6
    case .bn: number.scale += 9
    case .tn: number.scale += 12
    }
    switch unit {
    case .none: number = places.map(number.rounded) ?? number.trimmed
    case .fixed, .percent: number = number.rounded(to: places ?? 0)
    case .points, .k, .m, .bn, .tn: number = places.map(number.rounded) ?? number.rounded(to: 1).trimmed
    }
    let sign = number.isZero ? "" : number.negative ? "−" : plus ? "+" : ""
    let body = sign + currency + number.text(grouped: grouped)
    switch unit {
    case .none, .fixed: return body
    case .points: return body + " pp"
    case .percent, .k, .m, .bn, .tn: return body + unit.rawValue
    }
  }
}

/// As `formatted`, but zero is `0` or `$0`, not `$0.0m`.
package func tickLabel(_ value: Double, _ pattern: String) -> String? {
  guard value == 0, var format = Format(pattern) else { return formatted(.float(value), pattern) }
  switch format.unit {
  case .k, .m, .bn, .tn: format.unit = .none
  case .none, .fixed, .percent, .points: break
  }
  format.places = 0
  return DecimalDigits(.int(0)).map(format.text)
}

/// The magnitude of most numbers: up to 18 digits, and not more places than that.
private struct ShortMagnitude {
  private(set) var digits: UInt64
  private(set) var scale: Int

  /// Nil if it takes more digits.
  init?(_ digits: UInt64, scale: Int) {
    guard digits < 1_000_000_000_000_000_000, scale <= 18 else { return nil }
    (self.digits, self.scale) = (digits, scale)
    if scale < 0, !round(to: 0) { return nil }
  }

  /// Half to even; false if it would take more digits.
  mutating func round(to places: Int) -> Bool {
    guard places <= 18, places - scale <= 18 else { return false }
    if places >= scale {
      let (product, overflow) = digits.multipliedReportingOverflow(by: Self.powers[places - scale])
      guard !overflow, product < 1_000_000_000_000_000_000 else { return false }
      digits = product
    } else {
      let unit = Self.powers[scale - places]
      let (quotient, rest) = digits.quotientAndRemainder(dividingBy: unit)
      let isUp = rest > unit / 2 || rest == unit / 2 && quotient & 1 == 1
      digits = quotient + (isUp ? 1 : 0)
    }
    scale = places
    return true
  }

  mutating func trim() {
    while scale > 0, digits % 10 == 0 {
      digits /= 10
      scale -= 1
    }
  }

  /// 10^0 … 10^18.
  private static let powers: [UInt64] = powersOfTen.prefix(19).map { UInt64($0) }
}

/// Decimal digits, most significant first, times 10^−scale.
struct DecimalDigits {
  var negative: Bool
  var digits: [UInt8]
  var scale: Int

  init?(_ value: Value) {
    switch value {
    case .int(let value): self.init(text: String(value))
    case .decimal(let value): self.init(text: value.description)
    case .float(let value):
      guard value.isFinite else { return nil }
      self.init(text: value.description)
    case .missing, .bool, .text, .date, .datetime, .period, .duration: return nil
    }
  }

  private init(text: String) {
    negative = text.hasPrefix("-")
    digits = []
    scale = 0
    var afterPoint = false
    for (offset, byte) in text.utf8.enumerated() {
      if byte == UInt8(ascii: ".") { afterPoint = true }
      if byte == UInt8(ascii: "e") {
        scale -= Int(text.dropFirst(offset + 1)) ?? 0
        break
      }
      guard (48...57).contains(byte) else { continue }
      digits.append(byte - 48)
      if afterPoint { scale += 1 }
    }
  }

  var isZero: Bool { digits.allSatisfy { $0 == 0 } }

  func rounded(to places: Int) -> DecimalDigits {
    var result = self
    if places >= scale {
      result.digits += [UInt8](repeating: 0, count: places - scale)
      result.scale = places
      return result
    }
    let dropped = scale - places
    let rest = dropped <= digits.count ? digits.suffix(dropped) : []
    result.digits = Array(digits.dropLast(dropped))
    let isTie = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
    let isOdd = (result.digits.last ?? 0) % 2 == 1
    let up = isTie ? isOdd : rest.first ?? 0 >= 5
    result.scale = places
    if up { result.increment() }
    return result
  }

  var trimmed: DecimalDigits {
    var result = scale < 0 ? rounded(to: 0) : self
    while result.scale > 0, result.digits.last ?? 0 == 0 {
      if !result.digits.isEmpty { result.digits.removeLast() }
      result.scale -= 1
    }
    return result
  }

  private mutating func increment() {
    var place = digits.count - 1
    while place >= 0, digits[place] == 9 {
      digits[place] = 0
      place -= 1
    }
    if place >= 0 { digits[place] += 1 } else { digits.insert(1, at: 0) }
  }

  /// The magnitude in plain notation.
  func text(grouped: Bool) -> String {
    let padded = [UInt8](repeating: 0, count: max(0, scale + 1 - digits.count)) + digits
    let whole = padded.dropLast(scale).drop { $0 == 0 }.map { String($0) }
    var text = whole.isEmpty ? "0" : ""
    for (index, digit) in whole.enumerated() {
      if grouped, index > 0, (whole.count - index) % 3 == 0 { text += "," }
      text += digit
    }
    if scale > 0 { text += "." + padded.suffix(scale).map { String($0) }.joined() }
    return text
  }
}

private func plainWords(_ value: Value) -> String {
  let text = plainText(value)
  guard DecimalDigits(value) != nil, text.hasPrefix("-") else { return text }
  return "−" + text.dropFirst()
}

/// Numbers, dates and periods after the Associated Press stylebook.
private func associatedPress(_ value: Value) -> String {
  switch value {
  case .int, .decimal, .float:
    guard let number = DecimalDigits(value), let size = value.asFloat?.magnitude else { return plainWords(value) }
    // The unit is chosen after rounding: 999,960,000 is 1 billion.
    let names = [
      (999_950_000_000.0, Format.Unit.tn, " trillion"), (999_950_000, .bn, " billion"), (1e6, .m, " million"),
    ]
    guard let (_, unit, name) = names.first(where: { size >= $0.0 }), var format = Format(",") else {
      return Format(",")?.text(number) ?? plainWords(value)
    }
    format.unit = unit
    return format.text(number).dropLast(unit.rawValue.count) + name
  case .date(let days):
    let date = CivilDate(daysSinceEpoch: days)
    return "\(pressMonths[date.month - 1]) \(date.day), \(date.year)"
  case .period(let ordinal, let kind):
    let ordinal = Int(ordinal)
    let quarters = ["first", "second", "third", "fourth"]
    switch kind {
    case .year: return String(ordinal)
    case .fiscalYear: return "fiscal \(ordinal)"
    case .month: return "\(months[floorDivide(ordinal, 12).remainder]) \(floorDivide(ordinal, 12).quotient)"
    case .quarter:
      return "\(quarters[floorDivide(ordinal, 4).remainder]) quarter of \(floorDivide(ordinal, 4).quotient)"
    case .fiscalQuarter:
      return "\(quarters[floorDivide(ordinal, 4).remainder]) quarter of fiscal \(floorDivide(ordinal, 4).quotient)"
    case .week: return "the week of " + associatedPress(.date(Int32(ordinal * 7 - 3)))
    }
  case .missing, .bool, .text, .datetime, .duration: return plainText(value)
  }
}

private func ordinal(_ number: Int64) -> String {
  let last = number.magnitude % 100
  let text = formatted(.int(number), ",") ?? String(number)
  if (11...13).contains(last) { return text + "th" }
  switch last % 10 {
  case 1: return text + "st"
  case 2: return text + "nd"
  case 3: return text + "rd"
  default: return text + "th"
  }
}

private func spelled(_ number: Int64) -> String {
  if number < 0 { return "minus " + spelled(magnitude: number.magnitude) }
  return spelled(magnitude: number.magnitude)
}

private func spelled(magnitude number: UInt64) -> String {
  let small = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
  ]
  let tens = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
  if number < 20 { return small[Int(number)] }
  if number < 100 { return tens[Int(number / 10)] + (number % 10 == 0 ? "" : "-" + small[Int(number % 10)]) }
  let units: [(UInt64, String)] = [
    (1_000_000_000_000_000_000, "quintillion"), (1_000_000_000_000_000, "quadrillion"), (1_000_000_000_000, "trillion"),
    (1_000_000_000, "billion"), (1_000_000, "million"), (1000, "thousand"), (100, "hundred"),
  ]
  guard let (size, name) = units.first(where: { number >= $0.0 }) else {
    preconditionFailure("the number must be at least 100")
  }
  let rest = number % size
  return spelled(magnitude: number / size) + " " + name + (rest == 0 ? "" : " " + spelled(magnitude: rest))
}

package let months = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
  "December",
]
package let pressMonths = [
  "Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
]
