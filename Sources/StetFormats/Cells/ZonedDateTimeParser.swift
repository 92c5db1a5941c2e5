import StetColumns

/// `2011-05-04T13:45:06Z`, `2011-05-04 13:45 -0500`: a date and time with the zone that it is of, in microseconds.
struct ZonedDateTimeParser: CellParser {
  let zone: ZoneReading

  var zero: Int64 { 0 }

  func parse(_ cell: Span<UInt8>) -> Int64? {
    guard let (end, ahead) = Self.offset(cell), let written = DateTimeParser().parse(cell.extracting(0..<end)) else {
      return nil
    }
    let moment = zone.shifted(written, ahead: ahead)
    return Self.calendar.contains(moment) ? moment : nil
  }

  /// The years 1 to 9999.
  private static let calendar: Range<Int64> = {
    let days = [CivilDate(year: 1, month: 1, day: 1), CivilDate(year: 9999, month: 12, day: 31)].map {
      Int64($0?.daysSinceEpoch ?? 0)
    }
    return days[0] * 86_400_000_000..<(days[1] + 1) * 86_400_000_000
  }()

  /// Where date and time end, and how many seconds they are ahead of UTC; nil without a zone.
  private static func offset(_ cell: Span<UInt8>) -> (end: Int, ahead: Int)? {
    let count = cell.count
    guard count > 16 else { return nil }
    /// Without a space before the zone.
    func end(_ end: Int) -> Int { cell[end - 1] == UInt8(ascii: " ") ? end - 1 : end }
    if cell[count - 1] | 0x20 == UInt8(ascii: "z") { return (end(count - 1), 0) }
    if count > 19, equal(cell.extracting((count - 3)..<count), "UTC") { return (end(count - 3), 0) }
    // ISO 8601-1 §4.3.13: `+05:00`, `+0500`, `+05`.
    for length in [6, 5, 3] where count - length >= 16 {
      let start = count - length
      guard cell[start] == UInt8(ascii: "+") || cell[start] == UInt8(ascii: "-"),
        let hours = digits(cell, (start + 1)..<(start + 3)), hours <= 14
      else { continue }
      var minutes = 0
      if length > 3 {
        guard length == 5 || cell[start + 3] == UInt8(ascii: ":"), let value = digits(cell, (count - 2)..<count),
          value < 60
        else { continue }
        minutes = value
      }
      return (end(start), (cell[start] == UInt8(ascii: "-") ? -1 : 1) * (hours * 60 + minutes) * 60)
    }
    return nil
  }
}
