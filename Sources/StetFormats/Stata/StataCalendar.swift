import StetColumns

/// What a display format says a number is a date of: days, months and so on since the beginning of 1960
/// (https://www.stata.com/help.cgi?datetime).
struct StataCalendar {
  private enum Unit { case day, month, quarter, year, moment, other }

  /// Nil for dates that have no type here.
  let type: ValueType?
  /// Why there is none.
  let words: String
  private let unit: Unit

  /// Nil if it is not the format of a date.
  init?(format: String) {
    // `%-td`, `%tdD_m_Y`, and `%d` of old versions.
    let letters = format.utf8.filter { $0 != UInt8(ascii: "-") }.prefix(3)
    guard letters.starts(with: "%t".utf8) || letters.starts(with: "%d".utf8) else { return nil }
    let letter = letters.starts(with: "%d".utf8) ? UInt8(ascii: "d") : letters.count > 2 ? letters[2] : 0
    switch letter {
    case UInt8(ascii: "d"): (unit, type, words) = (.day, .date, "")
    case UInt8(ascii: "m"): (unit, type, words) = (.month, .period(.month), "")
    case UInt8(ascii: "q"): (unit, type, words) = (.quarter, .period(.quarter), "")
    case UInt8(ascii: "y"): (unit, type, words) = (.year, .period(.year), "")
    case UInt8(ascii: "c"): (unit, type, words) = (.moment, .datetime, "")
    case UInt8(ascii: "C"): (unit, type, words) = (.other, nil, "milliseconds since 1960, leap seconds included")
    case UInt8(ascii: "w"): (unit, type, words) = (.other, nil, "weeks of Stata since 1960, of which a year has 52")
    case UInt8(ascii: "h"): (unit, type, words) = (.other, nil, "half-years since 1960")
    default: (unit, type, words) = (.other, nil, "a date of `\(format)`")
    }
  }

  /// As a cell of the type; nil if a number is no date.
  func text(_ number: Double) -> String? {
    guard number == number.rounded(), abs(number) < 1e15 else { return nil }
    let count = Int(number)
    switch unit {
    case .day:
      let day = count - 3653
      return Self.days.contains(day) ? plainText(.date(Int32(day))) : nil
    case .month: return Self.year(1960 * 12 + count, 12).map { "\($0)-" + Self.two((1960 * 12 + count) % 12 + 1) }
    case .quarter: return Self.year(1960 * 4 + count, 4).map { "\($0)-Q\((1960 * 4 + count) % 4 + 1)" }
    case .year: return Self.year(count, 1)
    case .moment:
      let milliseconds = count - 315_619_200_000
      guard Self.days.contains(milliseconds.quotient(86_400_000)) else { return nil }
      return plainText(.datetime(Int64(milliseconds) * 1000))
    case .other: return nil
    }
  }

  /// From the first day of the year 1 to the last one of 9999, counted from 1970.
  private static let days = -719_162...2_932_896

  private static func year(_ ordinal: Int, _ parts: Int) -> String? {
    let year = ordinal / parts
    guard ordinal >= parts, year <= 9999 else { return nil }
    return String(repeating: "0", count: 4 - String(year).count) + String(year)
  }

  private static func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
}

extension Int {
  /// Rounded down.
  fileprivate func quotient(_ divisor: Int) -> Int {
    self >= 0 ? self / divisor : -((-self + divisor - 1) / divisor)
  }
}
