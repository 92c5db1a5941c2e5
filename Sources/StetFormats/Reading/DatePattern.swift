import StetColumns
import StetDiagnostics

/// Dates as a pattern of letters describes them, in the notation of Unicode (UTS #35, "Date Format Patterns"): `d-MMM-yy`,
/// `MMMM d, yyyy`, `M/d/yyyy h:mm a`, `yyyyMMdd`.
///
/// English names of months; white space in the pattern stands for any. A year of two digits needs `pivot`: it is the last of a hundred
/// years that ends before the year 2000 plus the pivot, so that with 50 `49` is 2049 and `50` is 1950.
package struct DatePattern: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case year(digits: Int)
    /// Digits: one or two, or exactly two.
    case month(isPadded: Bool)
    case monthName
    case day(isPadded: Bool)
    case hour(isPadded: Bool)
    case halfDayHour(isPadded: Bool)
    case minute
    case second
    case halfDay
    case weekday
    case literal(UInt8)
    case space
  }

  package let text: String
  private let parts: [Part]
  let pivot: Int?

  /// Whether cells have a time of day.
  var hasTime: Bool {
    parts.contains { part in
      switch part {
      case .hour, .halfDayHour: true
      default: false
      }
    }
  }

  var needsPivot: Bool { parts.contains(.year(digits: 2)) && pivot == nil }

  /// Nil if the pattern has no day, month and year, or letters that mean nothing.
  package init?(_ text: String, pivot: Int?) {
    var parts: [Part] = []
    var rest = Array(text.utf8)[...]
    while let first = rest.first {
      if first == UInt8(ascii: "'") {
        // Text in quotes stands for itself.
        guard let end = rest.dropFirst().firstIndex(of: first) else { return nil }
        parts += rest[(rest.startIndex + 1)..<end].map { .literal($0) }
        rest = rest[(end + 1)...]
        continue
      }
      let run = rest.prefix { $0 == first }.count
      let isLetter = first | 0x20 >= UInt8(ascii: "a") && first | 0x20 <= UInt8(ascii: "z")
      switch (first, run) {
      case (UInt8(ascii: "y"), 4), (UInt8(ascii: "y"), 2): parts.append(.year(digits: run))
      case (UInt8(ascii: "M"), 1), (UInt8(ascii: "M"), 2): parts.append(.month(isPadded: run == 2))
      case (UInt8(ascii: "M"), 3), (UInt8(ascii: "M"), 4): parts.append(.monthName)
      case (UInt8(ascii: "d"), 1), (UInt8(ascii: "d"), 2): parts.append(.day(isPadded: run == 2))
      case (UInt8(ascii: "H"), 1), (UInt8(ascii: "H"), 2): parts.append(.hour(isPadded: run == 2))
      case (UInt8(ascii: "h"), 1), (UInt8(ascii: "h"), 2): parts.append(.halfDayHour(isPadded: run == 2))
      case (UInt8(ascii: "m"), 2): parts.append(.minute)
      case (UInt8(ascii: "s"), 2): parts.append(.second)
      case (UInt8(ascii: "a"), 1): parts.append(.halfDay)
      case (UInt8(ascii: "E"), 3), (UInt8(ascii: "E"), 4): parts.append(.weekday)
      case (UInt8(ascii: " "), _): parts.append(.space)
      default:
        guard !isLetter else { return nil }
        parts += repeatElement(.literal(first), count: run)
      }
      rest = rest.dropFirst(run)
    }
    func count(_ isWanted: (Part) -> Bool) -> Int { parts.count(where: isWanted) }
    let years = count { if case .year = $0 { true } else { false } }
    let months = count { part in
      switch part {
      case .month, .monthName: true
      default: false
      }
    }
    let days = count { if case .day = $0 { true } else { false } }
    let halves = count { $0 == .halfDay }
    let halfHours = count { if case .halfDayHour = $0 { true } else { false } }
    guard (years, months, days) == (1, 1, 1), halves == halfHours, halves < 2 else { return nil }
    (self.text, self.parts, self.pivot) = (text, parts, pivot)
  }

  /// The day, counted from 1970, and the microseconds of the day.
  func parse(_ cell: Span<UInt8>) -> (day: Int32, time: Int64)? {
    var index = 0
    var (year, month, day, hour, minute, second, isAfternoon) = (0, 0, 0, 0, 0, 0, Bool?.none)
    func number(_ least: Int, _ most: Int) -> Int? {
      var end = index
      while end < cell.count, end - index < most, isDigit(cell[end]) { end += 1 }
      guard end - index >= least, let value = digits(cell, index..<end) else { return nil }
      index = end
      return value
    }
    for part in parts {
      switch part {
      case .year(let digits):
        guard let value = number(digits, digits) else { return nil }
        guard digits == 2 else {
          year = value
          continue
        }
        guard let pivot else { return nil }
        year = value < pivot ? 2000 + value : 1900 + value
      case .month(let isPadded):
        guard let value = number(isPadded ? 2 : 1, 2) else { return nil }
        month = value
      case .monthName:
        guard let (value, length) = Self.name(cell, index, Self.months) else { return nil }
        month = value + 1
        index += length
      case .day(let isPadded):
        guard let value = number(isPadded ? 2 : 1, 2) else { return nil }
        day = value
      case .hour(let isPadded):
        guard let value = number(isPadded ? 2 : 1, 2), value < 24 else { return nil }
        hour = value
      case .halfDayHour(let isPadded):
        guard let value = number(isPadded ? 2 : 1, 2), (1...12).contains(value) else { return nil }
        hour = value % 12
      case .minute:
        guard let value = number(2, 2), value < 60 else { return nil }
        minute = value
      case .second:
        guard let value = number(2, 2), value < 60 else { return nil }
        second = value
      case .halfDay:
        guard let (value, length) = Self.name(cell, index, Self.halfDays) else { return nil }
        isAfternoon = value % 2 == 1
        index += length
      case .weekday:
        guard let (_, length) = Self.name(cell, index, Self.weekdays) else { return nil }
        index += length
      case .literal(let byte):
        guard index < cell.count, cell[index] == byte else { return nil }
        index += 1
      case .space:
        let start = index
        while index < cell.count, cell[index] == UInt8(ascii: " ") || cell[index] == UInt8(ascii: "\t") { index += 1 }
        guard index > start else { return nil }
      }
    }
    guard index == cell.count, let date = CivilDate(year: year, month: month, day: day) else { return nil }
    if isAfternoon == true { hour += 12 }
    return (date.daysSinceEpoch, Int64((hour * 60 + minute) * 60 + second) * 1_000_000)
  }

  // MARK: - Names

  /// The longest first, so that `June` is not read as `Jun` and an `e`.
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]
  private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
  private static let halfDays = ["a.m.", "p.m.", "am", "pm"]

  /// Which name begins at a place, in any case: in full or by its first three letters, with or without a point.
  private static func name(_ cell: Span<UInt8>, _ start: Int, _ names: [String]) -> (place: Int, length: Int)? {
    func matches(_ name: some Sequence<UInt8>, _ count: Int) -> Bool {
      start + count <= cell.count && name.enumerated().allSatisfy { cell[start + $0] | 0x20 == $1 | 0x20 }
    }
    func endsWord(_ end: Int) -> Bool {
      end >= cell.count || !(cell[end] | 0x20 >= UInt8(ascii: "a") && cell[end] | 0x20 <= UInt8(ascii: "z"))
    }
    for (place, name) in names.enumerated() {
      let bytes = Array(name.utf8)
      // `Sept` is how many write it.
      for length in [bytes.count, 4, 3] where length <= bytes.count && (length != 4 || name == "september") {
        guard matches(bytes.prefix(length), length), endsWord(start + length) else { continue }
        let hasPoint = length < bytes.count && start + length < cell.count && cell[start + length] == UInt8(ascii: ".")
        return (place, length + (hasPoint ? 1 : 0))
      }
    }
    return nil
  }
}
