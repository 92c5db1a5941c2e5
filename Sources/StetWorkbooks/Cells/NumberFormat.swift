/// What a number format makes of a number: a date, a share, money (ECMA-376 part 1, §18.8.30 and §18.8.31).
enum NumberFormat: Sendable, Equatable {
  case plain, percent, currency
  /// With a day, and with a day and a time.
  case date, datetime
  /// A time of day without a day, `h:mm`, and one that counts on past 24 hours, `[h]:mm`.
  case time, elapsed
  /// `@`
  case text

  /// Of the formats that files name by a number alone. 27 to 36 and 50 to 58 are the dates of East Asian editions.
  init(builtIn id: Int) {
    switch id {
    case 9, 10: self = .percent
    case 5...8, 42, 44: self = .currency
    case 22: self = .datetime
    case 14...17, 27...31, 36, 50...58: self = .date
    case 18...21, 32...35, 45, 47: self = .time
    case 46: self = .elapsed
    case 49: self = .text
    default: self = .plain
    }
  }

  /// Of a code as `[$-409]d-mmm-yy;@` or `_($* #,##0.00_)`. The first section counts, which is that of positive numbers.
  init(code: String) {
    var scan = Scan()
    scan.read(Array(code.utf8))
    if scan.hasElapsed {
      self = .elapsed
    } else if scan.hasDay || scan.hasMonthName || scan.hasMonth && !scan.hasClock {
      self = scan.hasClock ? .datetime : .date
    } else if scan.hasClock {
      self = .time
    } else if scan.hasPercent {
      self = .percent
    } else if scan.hasCurrency {
      self = .currency
    } else if scan.isText {
      self = .text
    } else {
      self = .plain
    }
  }

  /// What is in the first section of a code.
  private struct Scan {
    var hasDay = false, hasMonth = false, hasMonthName = false, hasClock = false, hasElapsed = false
    var hasPercent = false, hasCurrency = false, isText = false

    mutating func read(_ code: [UInt8]) {
      var index = 0
      while index < code.count {
        let byte = code[index]
        switch byte {
        case UInt8(ascii: ";"): return
        case UInt8(ascii: "\""):
          let end = code[(index + 1)...].firstIndex(of: byte) ?? code.count
          if Self.isCurrency(code[(index + 1)..<end]) { hasCurrency = true }
          index = end
        // The next character stands for itself, for a width, or fills.
        case UInt8(ascii: "\\"), UInt8(ascii: "_"), UInt8(ascii: "*"):
          if index + 1 < code.count, byte == UInt8(ascii: "\\"), code[index + 1] == UInt8(ascii: "$") {
            hasCurrency = true
          }
          index += 1
        case UInt8(ascii: "["):
          let end = code[index...].firstIndex(of: UInt8(ascii: "]")) ?? code.count
          bracket(code[(index + 1)..<max(index + 1, end)])
          index = end
        case UInt8(ascii: "%"): hasPercent = true
        case UInt8(ascii: "@"): isText = true
        case UInt8(ascii: "E"), UInt8(ascii: "e"):
          // An exponent, or the year of an era.
          let next = index + 1 < code.count ? code[index + 1] : 0
          if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 } else { hasDay = true }
        case UInt8(ascii: "G"), UInt8(ascii: "g"):
          if Self.matches(code, index, "general") { index += 6 } else { hasDay = true }
        case UInt8(ascii: "A"), UInt8(ascii: "a"):
          if Self.matches(code, index, "am/pm") { (hasClock, index) = (true, index + 4) }
          if Self.matches(code, index, "a/p") { (hasClock, index) = (true, index + 2) }
        case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "d"), UInt8(ascii: "D"), UInt8(ascii: "b"),
          UInt8(ascii: "B"):
          hasDay = true
        case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "s"), UInt8(ascii: "S"): hasClock = true
        case UInt8(ascii: "m"), UInt8(ascii: "M"):
          // Minutes beside a clock; three are the name of a month.
          let run = code[index...].prefix { $0 | 0x20 == UInt8(ascii: "m") }.count
          if run > 2 { hasMonthName = true } else { hasMonth = true }
          index += run - 1
        default:
          if Self.isCurrency(code[index...].prefix(3)), Self.begins(code[index...]) { hasCurrency = true }
        }
        index += 1
      }
    }

    /// `[h]`, `[$€-407]`, `[Red]`, `[>100]`
    private mutating func bracket(_ content: ArraySlice<UInt8>) {
      guard let first = content.first else { return }
      if content.allSatisfy({ $0 | 0x20 == first | 0x20 }), [0x68, 0x6D, 0x73].contains(first | 0x20) {
        hasElapsed = true
      }
      if first == UInt8(ascii: "$") {
        let symbol = content.dropFirst().prefix { $0 != UInt8(ascii: "-") }
        if !symbol.isEmpty { hasCurrency = true }
      }
    }

    private static let signs = ["$", "€", "£", "¥"].map { Array($0.utf8) }

    private static func isCurrency(_ text: ArraySlice<UInt8>) -> Bool {
      signs.contains { sign in text.indices.contains { text[$0...].starts(with: sign) } }
    }

    private static func begins(_ text: ArraySlice<UInt8>) -> Bool { signs.contains { text.starts(with: $0) } }

    private static func matches(_ code: [UInt8], _ index: Int, _ word: StaticString) -> Bool {
      guard index + word.utf8CodeUnitCount <= code.count else { return false }
      for offset in 0..<word.utf8CodeUnitCount {
        let byte = code[index + offset]
        let small = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
        if unsafe small != word.utf8Start[offset] { return false }
      }
      return true
    }
  }
}
