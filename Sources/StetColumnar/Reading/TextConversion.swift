import StetColumns

extension TextForm {
  /// Adds a text for each of the first `count` values; false if one is not what the form takes.
  func append(
    _ values: StoredValues, _ count: Int, _ storage: Storage, to writer: inout TextWriter
  ) throws(Malformed) -> Bool {
    switch self {
    case .utf8:
      try unsafe values.each(count) { bytes, length in
        unsafe writer.append(bytes, length)
        writer.end()
      }
      return true
    case .hexadecimal, .uuid, .time, .timestamp, .decimal, .interval:
      var fits = true
      try unsafe values.each(count) { bytes, length in
        if unsafe !append(bytes, length, storage, to: &writer) { fits = false }
        writer.end()
      }
      return fits
    }
  }

  /// Adds what a value is written as; false, and nothing added, if it is not one that the form takes.
  func append(
    _ bytes: UnsafePointer<UInt8>, _ length: Int, _ storage: Storage, to writer: inout TextWriter
  ) -> Bool {
    if case .utf8 = self {
      unsafe writer.append(bytes, length)
      return true
    }
    guard let text = unsafe text(Array(UnsafeBufferPointer(start: bytes, count: length)), storage) else { return false }
    writer.append(text)
    return true
  }

  private func text(_ bytes: [UInt8], _ storage: Storage) -> String? {
    switch self {
    case .utf8: return String(validating: bytes, as: UTF8.self)
    case .hexadecimal: return hexadecimalText(bytes[...])
    case .uuid:
      guard bytes.count == 16 else { return nil }
      return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { hexadecimalText(bytes[$0]) }.joined(separator: "-")
    case .time(let unit): return number(bytes).flatMap { timeText(Int128($0), unit) }
    case .timestamp(let unit):
      if storage == .int96 { return julianText(bytes) }
      return number(bytes).flatMap { timestampText(Int128($0), unit) }
    case .decimal(let scale):
      let ordered = if case .littleEndian = storage { Array(bytes.reversed()) } else { bytes }
      return decimalText(ordered, scale)
    case .interval:
      guard bytes.count == 12 else { return nil }
      let parts = [0, 4, 8].map { start in
        (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << UInt32(8 * $1) }
      }
      return intervalText(months: parts[0], days: parts[1], milliseconds: parts[2])
    }
  }
}

private func hexadecimalText(_ bytes: ArraySlice<UInt8>) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

/// Little-endian with a sign, of four or eight bytes.
private func number(_ bytes: [UInt8]) -> Int64? {
  let bits = bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  switch bytes.count {
  case 4: return Int64(Int32(truncatingIfNeeded: bits))
  case 8: return Int64(bitPattern: bits)
  default: return nil
  }
}

/// `09:30:00.25`; nil for what is not within a day.
private func timeText(_ count: Int128, _ unit: TimeUnit) -> String? {
  let perSecond = Int128(unit.perSecond)
  guard 0..<86_400 * perSecond ~= count else { return nil }
  let (seconds, fraction) = count.quotientAndRemainder(dividingBy: perSecond)
  func two(_ number: Int128) -> String { (number < 10 ? "0" : "") + String(number) }
  let whole = two(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + two(seconds % 60)
  guard fraction > 0 else { return whole }
  var digits = String(String(perSecond + fraction).dropFirst())
  while digits.last == "0" { digits.removeLast() }
  return whole + "." + digits
}

/// `2011-05-04T09:30:00.000000001`; nil outside of the years 0001 to 9999.
private func timestampText(_ count: Int128, _ unit: TimeUnit) -> String? {
  let perDay = Int128(unit.perSecond) * 86_400
  var (days, rest) = count.quotientAndRemainder(dividingBy: perDay)
  if rest < 0 { (days, rest) = (days - 1, rest + perDay) }
  guard let day = Int32(exactly: days), Calendar.days ~= day else { return nil }
  return timeText(rest, unit).map { iso(CivilDate(daysSinceEpoch: day)) + "T" + $0 }
}

private func julianText(_ bytes: [UInt8]) -> String? {
  guard bytes.count == 12, let time = number(Array(bytes[..<8])), let day = number(Array(bytes[8...])) else {
    return nil
  }
  guard 0..<86_400_000_000_000 ~= time else { return nil }
  return timestampText((Int128(day) - 2_440_588) * 86_400_000_000_000 + Int128(time), .nanoseconds)
}

/// A number with a sign of any length, the first byte highest, and a point before its last digits.
private func decimalText(_ bytes: [UInt8], _ scale: Int) -> String? {
  guard scale >= 0, bytes.count <= 64 else { return nil }
  let isNegative = bytes.first.map { $0 >= 128 } ?? false
  var magnitude = bytes
  if isNegative {
    var carry = 1
    for place in magnitude.indices.reversed() {
      let sum = Int(~magnitude[place]) + carry
      (magnitude[place], carry) = (UInt8(truncatingIfNeeded: sum), sum >> 8)
    }
  }
  // Nine digits at a time by long division.
  var groups: [String] = []
  while magnitude.contains(where: { $0 != 0 }) {
    var rest = 0
    for place in magnitude.indices {
      let part = rest << 8 | Int(magnitude[place])
      magnitude[place] = UInt8(part / 1_000_000_000)
      rest = part % 1_000_000_000
    }
    groups.append(String(String(1_000_000_000 + rest).dropFirst()))
  }
  let digits = String(groups.reversed().joined().drop { $0 == "0" })
  let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
  let text = scale == 0 ? padded : padded.dropLast(scale) + "." + padded.suffix(scale)
  return (isNegative ? "-" : "") + text
}

/// As ISO 8601 writes a duration: `P1M2DT3.5S`.
private func intervalText(months: UInt32, days: UInt32, milliseconds: UInt32) -> String {
  var text = "P" + (months > 0 ? "\(months)M" : "") + (days > 0 ? "\(days)D" : "")
  if milliseconds > 0 {
    text += "T" + Decimal(digits: Int128(milliseconds), scale: 3).normalized.description + "S"
  }
  return text == "P" ? "PT0S" : text
}
