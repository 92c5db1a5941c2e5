/// A value as plain text that reads back as the same value, as CSV, JSON and messages show it.
package func plainText(_ value: Value) -> String {
  switch value {
  case .missing: return ""
  case .bool(let value): return value ? "true" : "false"
  case .int(let value): return String(value)
  case .decimal(let value): return value.description
  case .float(let value): return shortest(value)
  case .text(let value): return value
  case .date(let days): return iso(CivilDate(daysSinceEpoch: days))
  case .datetime(let microseconds): return isoDateTime(microseconds)
  case .period(let ordinal, let kind): return periodText(Int(ordinal), kind)
  case .duration(let microseconds): return durationText(microseconds)
  }
}

/// The shortest decimal text that reads back as the same double, without an exponent between 1e-6 and 1e16.
package func shortest(_ value: Double) -> String {
  if value == value.rounded(.towardZero), value.magnitude < 1e15 { return String(Int64(value)) }
  let text = value.description
  guard let e = text.firstIndex(where: { $0 == "e" }), value.magnitude >= 1e-6, value.magnitude < 1 else { return text }
  guard let exponent = Int(text[text.index(after: e)...]) else { return text }
  let mantissa = text[..<e].filter { $0 != "." && $0 != "-" }
  let digits = mantissa.hasSuffix("0") && mantissa.count > 1 ? String(mantissa.dropLast()) : String(mantissa)
  return (value < 0 ? "-" : "") + "0." + String(repeating: "0", count: -exponent - 1) + digits
}

package func iso(_ date: CivilDate) -> String {
  padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
}

package func periodText(_ ordinal: Int, _ kind: PeriodKind) -> String {
  switch kind {
  case .year: return String(ordinal)
  case .fiscalYear: return "FY" + padded(ordinal, 4)
  case .month:
    let (year, month) = floorDivide(ordinal, 12)
    return padded(year, 4) + "-" + padded(month + 1, 2)
  case .quarter:
    let (year, quarter) = floorDivide(ordinal, 4)
    return padded(year, 4) + "-Q\(quarter + 1)"
  case .fiscalQuarter:
    let (year, quarter) = floorDivide(ordinal, 4)
    return "FY" + padded(year, 4) + "-Q\(quarter + 1)"
  case .week:
    return "week of " + iso(CivilDate(daysSinceEpoch: Int32(ordinal * 7 - 3)))
  }
}

private func isoDateTime(_ microseconds: Int64) -> String {
  let (days, rest) = floorDivide(Int(microseconds), 86_400_000_000)
  let seconds = rest / 1_000_000
  let fraction = rest % 1_000_000
  var text = iso(CivilDate(daysSinceEpoch: Int32(days))) + "T" + padded(seconds / 3600, 2) + ":"
  text += padded(seconds / 60 % 60, 2) + ":" + padded(seconds % 60, 2)
  if fraction > 0 { text += "." + padded(fraction, 6) }
  return text
}

private func durationText(_ microseconds: Int64) -> String {
  let (days, rest) = microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
  if rest == 0 { return days == 1 || days == -1 ? "\(days) day" : "\(days) days" }
  return shortest(Double(microseconds) / 1_000_000) + " seconds"
}

/// The quotient rounded towards −∞, and the remainder with the sign of `b`.
package func floorDivide(_ a: Int, _ b: Int) -> (quotient: Int, remainder: Int) {
  let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
  return remainder != 0 && (remainder < 0) != (b < 0) ? (quotient - 1, remainder + b) : (quotient, remainder)
}

private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number.magnitude)
  return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
}
