import StetColumns

/// Dates and times as ISO 8601 has them, in the form in which a grid has them.
enum ISODate {
  /// `2011-05-04`, `2011-05-04T13:45:00.5`, also with `Z`; nil for anything else.
  static func read(_ text: [UInt8]) -> (SheetGrid.Kind, [UInt8])? {
    var text = text[...]
    if text.last == UInt8(ascii: "Z") { text = text.dropLast() }
    guard text.count >= 10, let date = day(text.prefix(10)) else { return nil }
    let clock = text.dropFirst(10)
    if clock.isEmpty { return (.date, date) }
    guard clock.first == UInt8(ascii: "T") || clock.first == UInt8(ascii: " "), let time = time(clock.dropFirst())
    else {
      return nil
    }
    // Midnight is how a day without a time is written, too.
    if time == Array("00:00:00".utf8) { return (.date, date) }
    return (.datetime, date + [UInt8(ascii: " ")] + time)
  }

  private static func day(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false).map { number($0) }
    guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
      CivilDate(year: year, month: month, day: day) != nil
    else { return nil }
    return Array(text)
  }

  /// `13:45:00`, from `13:45` and `13:45:00.000000` too.
  private static func time(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let hour = number(parts[0]), let minute = number(parts[1]), hour < 24,
      minute < 60
    else { return nil }
    let pieces = (parts.count == 3 ? parts[2] : "00".utf8.map { $0 }[...]).split(separator: UInt8(ascii: "."))
    guard let second = pieces.first.flatMap({ number($0) }), second < 60, pieces.count <= 2 else { return nil }
    var fraction = pieces.count == 2 ? Array(pieces[1]) : []
    guard fraction.allSatisfy({ $0 &- 48 <= 9 }) else { return nil }
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    func two(_ number: Int) -> [UInt8] { [UInt8(48 + number / 10), UInt8(48 + number % 10)] }
    let colon = [UInt8(ascii: ":")]
    return two(hour) + colon + two(minute) + colon + two(second)
      + (fraction.isEmpty ? [] : [UInt8(ascii: ".")] + fraction)
  }

  private static func number(_ text: ArraySlice<UInt8>) -> Int? {
    guard (1...4).contains(text.count), text.allSatisfy({ $0 &- 48 <= 9 }) else { return nil }
    return text.reduce(0) { $0 * 10 + Int($1 - 48) }
  }
}
