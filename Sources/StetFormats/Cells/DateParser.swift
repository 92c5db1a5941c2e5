import StetColumns

/// `2011-05-04`
struct DateParser: CellParser {
  var zero: Int32 { 0 }

  func parse(_ cell: Span<UInt8>) -> Int32? {
    guard cell.count == 10, cell[4] == UInt8(ascii: "-"), cell[7] == UInt8(ascii: "-"), let year = digits(cell, 0..<4),
      let month = digits(cell, 5..<7), let day = digits(cell, 8..<10)
    else { return nil }
    return CivilDate(year: year, month: month, day: day)?.daysSinceEpoch
  }
}

/// `03/04/2011`, `3.4.2011`, `2011/4/3` in a declared order, and ISO 8601; a year has four digits.
struct OrderedDateParser: CellParser {
  let order: ReadOptions.DateOrder

  var zero: Int32 { 0 }

  func parse(_ cell: Span<UInt8>) -> Int32? {
    if let day = DateParser().parse(cell) { return day }
    guard let parts = parts(cell) else { return nil }
    let (a, b, c) = parts.values
    let date =
      switch order {
      case .ymd: parts.yearFirst ? CivilDate(year: a, month: b, day: c) : nil
      case .dmy: parts.yearFirst ? nil : CivilDate(year: c, month: b, day: a)
      case .mdy: parts.yearFirst ? nil : CivilDate(year: c, month: a, day: b)
      }
    return date?.daysSinceEpoch
  }

  private func parts(_ cell: Span<UInt8>) -> (values: (Int, Int, Int), yearFirst: Bool)? {
    guard (8...10).contains(cell.count) else { return nil }
    var breaks: [Int] = []
    for index in 0..<cell.count where !isDigit(cell[index]) { breaks.append(index) }
    guard breaks.count == 2, cell[breaks[0]] == cell[breaks[1]],
      [UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "-")].contains(cell[breaks[0]])
    else { return nil }
    let lengths = (breaks[0], breaks[1] - breaks[0] - 1, cell.count - breaks[1] - 1)
    guard let a = digits(cell, 0..<breaks[0]), let b = digits(cell, (breaks[0] + 1)..<breaks[1]),
      let c = digits(cell, (breaks[1] + 1)..<cell.count), (1...2).contains(lengths.1)
    else { return nil }
    if lengths.0 == 4, (1...2).contains(lengths.2) { return ((a, b, c), true) }
    return (1...2).contains(lengths.0) && lengths.2 == 4 ? ((a, b, c), false) : nil
  }
}

/// `2011-05-04T13:45`, `2011-05-04 13:45:06.5`, in microseconds; without a time zone, which could not be kept.
struct DateTimeParser: CellParser {
  var zero: Int64 { 0 }

  func parse(_ cell: Span<UInt8>) -> Int64? {
    guard cell.count >= 16, cell[10] == UInt8(ascii: "T") || cell[10] == UInt8(ascii: " "),
      let day = DateParser().parse(cell.extracting(0..<10)), let hour = digits(cell, 11..<13), hour < 24,
      let time = clock(cell.extracting(13..<cell.count))
    else { return nil }
    return Int64(day) * 86_400_000_000 + Int64(hour) * 3_600_000_000 + time
  }
}

/// `:45`, `:45:06`, `:45:06.5`: what comes after an hour, in microseconds.
private func clock(_ cell: Span<UInt8>) -> Int64? {
  guard cell.count >= 3, cell[0] == UInt8(ascii: ":"), let minute = digits(cell, 1..<3), minute < 60 else { return nil }
  if cell.count == 3 { return Int64(minute) * 60_000_000 }
  guard cell.count >= 6, cell[3] == UInt8(ascii: ":"), let second = digits(cell, 4..<6), second < 60,
    let fraction = fraction(cell.extracting(6..<cell.count))
  else { return nil }
  return Int64(minute * 60 + second) * 1_000_000 + fraction
}

/// `.5` in millionths, or nothing; a seventh digit that is not zero would be lost.
private func fraction(_ cell: Span<UInt8>) -> Int64? {
  if cell.count == 0 { return 0 }
  guard cell.count > 1, cell.count <= 20, cell[0] == UInt8(ascii: ".") else { return nil }
  var value: Int64 = 0
  for location in 1..<max(7, cell.count) {
    let byte = location < cell.count ? cell[location] : UInt8(ascii: "0")
    guard isDigit(byte), location < 7 || byte == UInt8(ascii: "0") else { return nil }
    if location < 7 { value = value * 10 + Int64(byte - UInt8(ascii: "0")) }
  }
  return value
}

/// `3 days`, `1 hour`, `12.5 seconds`, `-1 week`, `26:03:04.5`, in microseconds.
struct DurationParser: CellParser {
  var zero: Int64 { 0 }

  func parse(_ cell: Span<UInt8>) -> Int64? {
    guard cell.count > 0, cell.count <= 40 else { return nil }
    let start = cell[0] == UInt8(ascii: "-") ? 1 : 0
    var end = start
    while end < cell.count, isDigit(cell[end]) { end += 1 }
    guard end > start, end - start <= 18, end < cell.count, let whole = digits(cell, start..<end) else { return nil }
    let rest = cell.extracting(end..<cell.count)
    let micros = rest[0] == UInt8(ascii: ":") ? time(whole, rest) : count(Int64(whole), rest)
    return start == 1 ? micros.map { -$0 } : micros
  }

  private func time(_ hours: Int, _ rest: Span<UInt8>) -> Int64? {
    // Two parts could be hours and minutes or minutes and seconds.
    guard rest.count >= 6, let tail = clock(rest) else { return nil }
    let (value, over) = Int64(hours).multipliedReportingOverflow(by: 3_600_000_000)
    let (sum, past) = value.addingReportingOverflow(tail)
    return over || past ? nil : sum
  }

  private func count(_ whole: Int64, _ rest: Span<UInt8>) -> Int64? {
    var space = 0
    while space < rest.count, rest[space] != UInt8(ascii: " ") { space += 1 }
    guard space + 1 < rest.count, let fraction = fraction(rest.extracting(0..<space)) else { return nil }
    let word = rest.extracting((space + 1)..<rest.count)
    let units: [(StaticString, StaticString, Int64)] = [
      ("second", "seconds", 1), ("minute", "minutes", 60), ("hour", "hours", 3600), ("day", "days", 86_400),
      ("week", "weeks", 604_800),
    ]
    guard let unit = units.first(where: { equal(word, $0.0) || equal(word, $0.1) }) else { return nil }
    let (micros, over) = whole.multipliedReportingOverflow(by: 1_000_000)
    let (sum, past) = micros.addingReportingOverflow(fraction)
    let (value, beyond) = sum.multipliedReportingOverflow(by: unit.2)
    return over || past || beyond ? nil : value
  }
}
