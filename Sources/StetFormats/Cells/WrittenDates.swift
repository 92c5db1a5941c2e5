import StetColumns

/// Dates as people and programs write them with names of months or days, or with a time after slashes: patterns that are offered for a
/// column of texts. A year of two digits is not among them, because its century is for a script to say.
enum WrittenDates {
  private static let patterns: [DatePattern] = [
    "d MMM yyyy", "d-MMM-yyyy", "d/MMM/yyyy", "dMMMyyyy", "d. MMM yyyy", "MMM d, yyyy", "MMM d yyyy",
    "EEE, MMM d, yyyy",
    "EEE, d MMM yyyy", "EEE d MMM yyyy", "EEE yyyy-MM-dd", "d-MMM-yyyy H:mm:ss", "d MMM yyyy H:mm",
    "MMM d, yyyy h:mm a",
    "M/d/yyyy H:mm", "d/M/yyyy H:mm", "M/d/yyyy H:mm:ss", "d/M/yyyy H:mm:ss", "M/d/yyyy h:mm a", "d/M/yyyy h:mm a",
    "M/d/yyyy h:mm:ss a", "d/M/yyyy h:mm:ss a",
  ].compactMap { DatePattern($0, pivot: nil) }

  /// Those that read a text.
  static func patterns(for text: Span<UInt8>) -> [DatePattern] {
    mayBe(text) ? patterns.filter { $0.parse(text) != nil } : []
  }

  /// Whether a text has the name of a month or day, or slashes and colons, and digits at one of its ends.
  static func mayBe(_ text: Span<UInt8>) -> Bool {
    guard text.count >= 9, text.count <= 40, isDigit(text[text.count - 1]) || isDigit(text[0]) else { return false }
    var (slashes, colons) = (0, 0)
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "/"): slashes += 1
      case UInt8(ascii: ":"): colons += 1
      default:
        // Every text of a column is asked: few get as far as the set.
        guard index + 2 < text.count, text[index] >= 0x41, isOne(of: firstLetters, text[index]),
          isOne(of: secondLetters, text[index + 1])
        else { continue }
        let word =
          UInt32(text[index] | 0x20) << 16 | UInt32(text[index + 1] | 0x20) << 8 | UInt32(text[index + 2] | 0x20)
        if names.contains(word) { return true }
      }
    }
    return slashes == 2 && colons > 0
  }

  private static func isOne(of letters: UInt32, _ letter: UInt8) -> Bool { letters >> UInt32(letter & 31) & 1 == 1 }

  /// A bit for each of `adfjmnostw`; letters of both cases and some other characters share one.
  private static var firstLetters: UInt32 { 0x98E452 }
  /// The same for `acehopru`.
  private static var secondLetters: UInt32 { 0x25812A }

  /// The first three letters of each.
  private static let names = Set(
    "jan feb mar apr may jun jul aug sep oct nov dec mon tue wed thu fri sat sun".split(separator: " ").map { name in
      name.utf8.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    })
}
