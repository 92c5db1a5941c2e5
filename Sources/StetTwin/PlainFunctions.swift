import StetColumns
import StetDiagnostics
import StetEngine

/// A function of one row's values, calculated again; nil where the twin knows no second way.
///
/// Patterns, formats, `number`, `date`, `log` and `exp` are the engine's own.
func plainCall(_ name: String, _ values: [Value], _ type: ValueType) throws -> Value? {
  if name == "joined" {
    return .text(
      values.map { $0.isMissing ? "missing" : plainText($0).replacing("-", with: $0.asText == nil ? "−" : "-") }
        .joined())
  }
  guard known.contains(name) else { return nil }
  if values.contains(where: \.isMissing) { return .missing }
  switch values[0] {
  case .text(let text): return try ofText(name, text, Array(values.dropFirst()))
  case .date(let days): return try ofDate(name, days, Array(values.dropFirst()), type)
  case .period(let ordinal, let kind): return try ofPeriod(name, ordinal, kind, Array(values.dropFirst()))
  case .int, .decimal, .float: return try ofNumber(name, values)
  case .missing, .bool, .datetime, .duration: return nil
  }
}

private let known: Set<String> = [
  "length", "lower", "upper", "trim", "clean", "slug", "replace", "split_part", "contains", "starts_with", "ends_with",
  "pad",
  "year", "day", "weekday", "month", "quarter", "fiscal_year", "period", "add_months", "add_days", "subtract_days",
  "days_between", "start", "end", "add_periods", "periods_between", "abs", "floor", "ceil", "round", "clamp", "mod",
  "sqrt",
  "per_capita", "near",
]

// MARK: - Text

private func ofText(_ name: String, _ text: String, _ rest: [Value]) throws -> Value? {
  let bytes = Array(text.utf8)
  func isSpace(_ character: Character) -> Bool { character.isWhitespace }
  switch name {
  case "length": return .int(Int64(text.indices.count))
  case "lower": return .text(text.unicodeScalars.map(\.properties.lowercaseMapping).joined())
  case "upper": return .text(text.unicodeScalars.map(\.properties.uppercaseMapping).joined())
  case "trim":
    let characters = Array(text)
    guard let first = characters.firstIndex(where: { !isSpace($0) }),
      let last = characters.lastIndex(where: { !isSpace($0) })
    else { return .text("") }
    return .text(String(characters[first...last]))
  case "clean":
    var result = ""
    var gap = false
    for character in text {
      if isSpace(character) {
        gap = true
        continue
      }
      let seen = character.unicodeScalars.filter { ![.control, .format].contains($0.properties.generalCategory) }
      if seen.isEmpty { continue }
      if gap, !result.isEmpty { result += " " }
      gap = false
      result.unicodeScalars.append(contentsOf: seen)
    }
    return .text(result)
  case "slug":
    var result = ""
    var gap = false
    for character in text.unicodeScalars.map(\.properties.lowercaseMapping).joined() {
      guard ("a"..."z").contains(character) || ("0"..."9").contains(character) else {
        gap = true
        continue
      }
      result += (gap && !result.isEmpty ? "-" : "") + String(character)
      gap = false
    }
    return .text(result)
  case "contains", "starts_with", "ends_with":
    let part = Array((rest[0].asText ?? "").utf8)
    let places = found(part, in: bytes)
    switch name {
    case "contains": return .bool(!places.isEmpty)
    case "starts_with": return .bool(places.contains(0))
    default: return .bool(places.contains(bytes.count - part.count))
    }
  case "replace":
    let wanted = Array((rest[0].asText ?? "").utf8)
    if wanted.isEmpty { return .text(text) }
    return .text(parts(of: bytes, by: wanted).joined(separator: rest[1].asText ?? ""))
  case "split_part":
    guard case .int(let number) = rest[1], number != 0 else { throw TwinFailure(.argument) }
    let all = parts(of: bytes, by: Array((rest[0].asText ?? "").utf8))
    guard number.magnitude <= all.count else { return .missing }
    return .text(number > 0 ? all[Int(number) - 1] : all.reversed()[-Int(number) - 1])
  case "pad":
    guard case .int(let width) = rest[0], let filler = rest[1].asText, filler.count == 1, width <= 10_000 else {
      throw TwinFailure(.argument)
    }
    var padded = text
    // Counted before: a filler may join the first letter to one character.
    var lacking = max(0, Int(width)) - text.count
    while lacking > 0 {
      padded = filler + padded
      lacking -= 1
    }
    return .text(padded)
  case "fiscal_year":
    let digits = text.uppercased().hasPrefix("FY") ? text.dropFirst(2).drop { $0 == " " } : text[...]
    guard let year = digits.utf8.allSatisfy({ (48...57).contains($0) }) ? Int32(digits) : nil,
      (1700...2200).contains(year)
    else {
      throw TwinFailure(.notADate)
    }
    return .period(year, .fiscalYear)
  default: return nil
  }
}

/// Every place where a text stands in another.
private func found(_ part: [UInt8], in bytes: [UInt8]) -> [Int] {
  (0...bytes.count).filter { bytes.dropFirst($0).starts(with: part) }
}

/// What lies between the separators, read from the left; all of it where there is none.
private func parts(of bytes: [UInt8], by separator: [UInt8]) -> [String] {
  var parts: [[UInt8]] = [[]]
  var rest = bytes[...]
  while let byte = rest.first {
    if !separator.isEmpty, rest.starts(with: separator) {
      rest = rest.dropFirst(separator.count)
      parts.append([])
    } else {
      parts[parts.count - 1].append(byte)
      rest = rest.dropFirst()
    }
  }
  return parts.map { String(decoding: $0, as: UTF8.self) }
}

// MARK: - Dates and periods

private func isLeap(_ year: Int) -> Bool { year % 400 == 0 || year % 100 != 0 && year % 4 == 0 }
private func months(_ year: Int) -> [Int] { [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] }
private func length(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }

/// Counted off year by year and month by month from 0001-01-01, which was a Monday.
private func civil(_ days: Int32) -> (year: Int, month: Int, day: Int) {
  var rest = Int(days) + 719_162
  var year = 1 + rest / 146_097 * 400
  rest %= 146_097
  while rest >= length(year) {
    rest -= length(year)
    year += 1
  }
  var month = 1
  while rest >= months(year)[month - 1] {
    rest -= months(year)[month - 1]
    month += 1
  }
  return (year, month, rest + 1)
}

private func date(_ year: Int, _ month: Int, _ day: Int) throws -> Value {
  guard (1...9999).contains(year) else { throw TwinFailure(.overflow) }
  var days = (year - 1) / 400 * 146_097
  for earlier in ((year - 1) / 400 * 400 + 1)..<(year + 1) where earlier < year { days += length(earlier) }
  days += months(year).prefix(month - 1).reduce(0, +) + day - 1
  return .date(Int32(days - 719_162))
}

private func ofDate(_ name: String, _ days: Int32, _ rest: [Value], _ type: ValueType) throws -> Value? {
  let (year, month, day) = civil(days)
  switch name {
  case "year": return .int(Int64(year))
  case "day": return .int(Int64(day))
  case "weekday": return .int(Int64((Int(days) + 719_162) % 7 + 1))
  case "month": return .period(Int32(year * 12 + month - 1), .month)
  case "quarter": return .period(Int32(year * 4 + (month - 1) / 3), .quarter)
  case "fiscal_year": return .period(Int32([10, 11, 12].contains(month) ? year + 1 : year), .fiscalYear)
  case "period":
    guard type == .period(.fiscalYear) else { return nil }
    return .period(Int32([10, 11, 12].contains(month) ? year + 1 : year), .fiscalYear)
  case "days_between":
    guard case .date(let other) = rest[0] else { return nil }
    return .int(Int64(other) - Int64(days))
  case "add_days", "subtract_days":
    guard case .duration(let microseconds) = rest[0] else { return nil }
    guard microseconds % 86_400_000_000 == 0 else { throw TwinFailure(.argument) }
    let moved = Int64(days) + microseconds / 86_400_000_000 * (name == "add_days" ? 1 : -1)
    guard (-719_162...2_932_896).contains(moved) else { throw TwinFailure(.overflow) }
    return .date(Int32(moved))
  case "add_months":
    guard case .int(let steps) = rest[0] else { return nil }
    guard steps.magnitude < 1_000_000 else { throw TwinFailure(.overflow) }
    var (newYear, newMonth) = (year, month)
    for _ in 0..<steps.magnitude {
      newMonth += steps > 0 ? 1 : -1
      if newMonth == 13 { (newYear, newMonth) = (newYear + 1, 1) }
      if newMonth == 0 { (newYear, newMonth) = (newYear - 1, 12) }
    }
    return try date(newYear, newMonth, min(day, months(newYear)[newMonth - 1]))
  default: return nil
  }
}

private func ofPeriod(_ name: String, _ ordinal: Int32, _ kind: PeriodKind, _ rest: [Value]) throws -> Value? {
  if name == "periods_between" {
    guard case .period(let other, _) = rest[0] else { return nil }
    return .int(Int64(ordinal) - Int64(other))
  }
  guard kind == .fiscalYear else { return nil }
  switch name {
  // From 1 October of the year before to 30 September.
  case "start": return try date(Int(ordinal) - 1, 10, 1)
  case "end": return try date(Int(ordinal), 9, 30)
  case "add_periods":
    guard case .int(let steps) = rest[0] else { return nil }
    let moved = Int128(ordinal) + Int128(steps)
    guard (1...10_000).contains(moved) else { throw TwinFailure(.overflow) }
    return .period(Int32(moved), kind)
  default: return nil
  }
}

// MARK: - Numbers

private func ofNumber(_ name: String, _ values: [Value]) throws -> Value? {
  let number = values[0]
  switch name {
  case "abs":
    if case .float(let value) = number { return .float(value < 0 ? 0 - value : value) }
    return order(number, zero(like: number)) < 0 ? try negated(number) : number
  case "clamp":
    if order(values[1], values[2]) > 0 { throw TwinFailure(.argument) }
    if order(number, values[1]) < 0 { return values[1] }
    return order(number, values[2]) > 0 ? values[2] : number
  case "mod": return try calculate(.modulo, number, values[1])
  case "floor", "ceil":
    switch number {
    case .float(let value):
      // The nearest whole number, moved where it lies on the wrong side.
      let near = value.rounded()
      if name == "floor" { return .float(near > value ? near - 1 : near) }
      return .float(near < value ? near + 1 : near)
    case .decimal(let value):
      let unit = powersOfTen[value.scale]
      let rest = ((value.digits % unit) + unit) % unit
      let down = (value.digits - rest) / unit
      return .decimal(Decimal(digits: name == "ceil" && rest > 0 ? down + 1 : down, scale: 0))
    default: return number
    }
  case "round":
    guard case .int(let places) = values[1], (-30...30).contains(places) else { throw TwinFailure(.argument) }
    return try rounded(number, Int(places))
  case "sqrt":
    guard case .float(let value) = number else { return nil }
    return value < 0 ? .missing : .float(value.squareRoot())
  case "per_capita", "near":
    guard let a = number.asFloat, let b = values[1].asFloat, let c = values[2].asFloat else { return nil }
    if name == "near" { return .bool(abs(a - b) <= c * abs(b)) }
    let rate = a / b * c
    return rate.isFinite ? .float(rate) : .missing
  case "fiscal_year":
    guard case .int(let year) = number else { throw TwinFailure(.notADate) }
    guard (1700...2200).contains(year) else { throw TwinFailure(.notADate) }
    return .period(Int32(year), .fiscalYear)
  default: return nil
  }
}

private func zero(like value: Value) -> Value {
  if case .decimal = value { .decimal(Decimal(digits: 0, scale: 0)) } else { .int(0) }
}

private func negated(_ value: Value) throws -> Value { try calculate(.subtract, zero(like: value), value) }

/// To the nearest multiple of a power of ten; to the even one where two are equally near.
private func rounded(_ value: Value, _ places: Int) throws -> Value? {
  guard case .decimal(let decimal) = widen(value, to: .decimal) else { return nil }
  if places >= decimal.scale { return value }
  let unit = Int128(powersOfTen[decimal.scale - places])
  // Twice the distance from the multiple below, so that a half needs no fraction.
  let rest = floorRemainder(decimal.digits, unit)
  let below = (decimal.digits - rest) / unit
  let isUp = 2 * rest > unit || 2 * rest == unit && below % 2 != 0
  let multiple = BigInteger(isUp ? below + 1 : below)
  guard places < 0 else { return multiple.int128.map { .decimal(Decimal(digits: $0, scale: places)) } }
  guard let whole = (multiple * BigInteger(powersOfTen[-places])).int128 else { throw TwinFailure(.overflow) }
  guard case .int = value else { return .decimal(Decimal(digits: whole, scale: 0)) }
  guard let fits = Int64(exactly: whole) else { throw TwinFailure(.overflow) }
  return .int(fits)
}
