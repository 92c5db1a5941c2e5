import StetColumns

/// Days, with times as their fractions, counted from one of two epochs (ECMA-376 part 1, §18.17.4).
struct SerialDate {
  /// Counted from 1904-01-01 as 0, instead of from 1900-01-01 as 1.
  let is1904: Bool

  /// 9999-12-31.
  private static let lastDay = 2_958_465

  /// The day after 1970-01-01 that a whole number of days is; nil for none. In the epoch of 1900, 60 is 29 February 1900, which was
  /// no day, and what comes before is one day later than it would otherwise be.
  private func day(_ serial: Int) -> Int32? {
    if is1904 {
      guard serial >= 0, serial <= Self.lastDay - 1462 else { return nil }
      return Int32(serial - 24_107)
    }
    guard serial >= 1, serial <= Self.lastDay, serial != 60 else { return nil }
    return Int32(serial - (serial < 60 ? 25_568 : 25_569))
  }

  /// Appends a date, or a date and time if the number has a fraction or the format a time; nil, and nothing appended, if there is no
  /// such day.
  func append(_ serial: Double, showsTime: Bool, to bytes: inout [UInt8]) -> SheetGrid.Kind? {
    guard serial >= 0, serial < 3_000_000 else { return nil }
    // Sheets show milliseconds at most, and the fraction of a day is not exact.
    let milliseconds = Int((serial * 86_400_000).rounded())
    let (days, time) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
    guard let day = day(days) else { return nil }
    Self.append(CivilDate(daysSinceEpoch: day), to: &bytes)
    guard time > 0 || showsTime else { return .date }
    bytes.append(UInt8(ascii: " "))
    Self.append(milliseconds: time, to: &bytes)
    return .datetime
  }

  /// Appends a part of a day as a time, `13:45:00`; more than a day goes on, `26:03:04.5`.
  static func append(time serial: Double, to bytes: inout [UInt8]) -> Void? {
    guard serial.magnitude < 3_000_000 else { return nil }
    if serial < 0 { bytes.append(UInt8(ascii: "-")) }
    append(milliseconds: Int((serial.magnitude * 86_400_000).rounded()), to: &bytes)
    return ()
  }

  static func append(milliseconds: Int, to bytes: inout [UInt8]) {
    let seconds = milliseconds / 1000
    append(seconds / 3600, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(seconds / 60 % 60, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    append(seconds % 60, to: &bytes)
    var (rest, places) = (milliseconds % 1000, 3)
    guard rest > 0 else { return }
    while rest % 10 == 0 { (rest, places) = (rest / 10, places - 1) }
    bytes.append(UInt8(ascii: "."))
    let text = String(rest)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: places - text.utf8.count))
    bytes += text.utf8
  }

  private static func append(_ date: CivilDate, to bytes: inout [UInt8]) {
    append(date.year / 100, to: &bytes)
    append(date.year % 100, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(date.month, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    append(date.day, to: &bytes)
  }

  /// At least two digits.
  private static func append(_ number: Int, to bytes: inout [UInt8]) {
    guard number > 99 else {
      bytes.append(UInt8(ascii: "0") + UInt8(number / 10))
      return bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }
    bytes += String(number).utf8
  }
}
