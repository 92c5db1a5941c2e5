import StetColumns
import StetWorkbooks

/// A column of a table as cells of a sheet.
struct SheetColumnWriter: Sendable {
  /// How the values of a column are written.
  private enum Kind: Sendable { case number, bool, date, datetime, duration, text }

  let name: String
  let letters: String
  private let column: Column
  private let kind: Kind
  private let style: Int
  /// In characters.
  let width: Int

  /// The number formats of the styles from 2 on: texts, days, times, and numbers with so many decimal places.
  static let formats =
    ["@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd hh:mm:ss.000", "[h]:mm:ss", "[h]:mm:ss.000"]
    + (1...15).map { "0." + String(repeating: "0", count: $0) }

  /// A cell holds so many UTF-16 units.
  private static let longestText = 32_767

  init(_ column: Column, name: String, letters: String) throws(UnwritableTable) {
    (self.name, self.letters, self.column) = (name, letters, column)
    if name.utf16.count > Self.longestText {
      throw UnwritableTable("a name has more than \(Self.longestText) characters")
    }
    switch column {
    case .bool: (kind, style) = (.bool, 0)
    case .int, .narrowInt, .float: (kind, style) = (.number, 0)
    case .decimal, .longDecimal: (kind, style) = (.number, (1...15).contains(column.scale) ? 7 + column.scale : 0)
    case .date: (kind, style) = Self.isEvery(column, Self.hasSerial) ? (.date, 3) : (.text, 2)
    case .datetime:
      let isPlain = Self.isEvery(column) { Self.hasSerial($0) && Self.isInSteps($0, of: 1000) }
      let hasSeconds = Self.isEvery(column) { Self.isInSteps($0, of: 1_000_000) }
      (kind, style) = isPlain ? (.datetime, hasSeconds ? 4 : 5) : (.text, 2)
    case .duration:
      let isPlain = Self.isEvery(column) { Self.isInSteps($0, of: 1000) && Self.isShort($0) }
      let hasSeconds = Self.isEvery(column) { Self.isInSteps($0, of: 1_000_000) }
      (kind, style) = isPlain ? (.duration, hasSeconds ? 6 : 7) : (.text, 2)
    case .period(_, .year): (kind, style) = (.number, 0)
    case .text, .period: (kind, style) = (.text, 2)
    }
    width = Self.width(column, name)
    try check()
  }

  /// Refuses what a cell would change.
  private func check() throws(UnwritableTable) {
    switch kind {
    case .number:
      if case .float = column { return }
      for row in 0..<column.count where !column[row].isMissing && !Self.isExact(column[row]) {
        throw UnwritableTable(
          "row \(row + 1) of `\(name)` is \(plainText(column[row])), and a sheet keeps 15 to 17 digits of a number; as text it keeps them all"
        )
      }
    case .text:
      for row in 0..<column.count where writtenText(column[row]).utf16.count > Self.longestText {
        throw UnwritableTable(
          "row \(row + 1) of `\(name)` has more than the \(Self.longestText) characters that a cell holds")
      }
    case .bool, .date, .datetime, .duration: break
    }
  }

  /// Whether a number is the same after it was a binary one. Up to fifteen digits always are.
  private static func isExact(_ value: Value) -> Bool {
    switch value {
    case .int(let number): return number.magnitude < 1_000_000_000_000_000 || isExact(String(number))
    case .decimal(let number):
      return number.digits.magnitude < 1_000_000_000_000_000 || isExact(number.normalized.description)
    case .period: return true
    case .missing, .bool, .float, .text, .date, .datetime, .duration: return true
    }
  }

  private static func isExact(_ text: String) -> Bool {
    guard let binary = Double(text) else { return false }
    return PlainNumber.text(binary) == text
  }

  // MARK: - Days and times

  private static func isEvery(_ column: Column, _ isSo: (Value) -> Bool) -> Bool {
    (0..<column.count).allSatisfy { column[$0].isMissing || isSo(column[$0]) }
  }

  /// From 1 March 1900, when days are counted without the one that was none, to the end of 9999.
  private static func hasSerial(_ value: Value) -> Bool {
    switch value {
    case .date(let day): return day >= -25_508
    case .datetime(let microseconds): return microseconds >= -25_508 * microsecondsOfDay
    default: return false
    }
  }

  private static let microsecondsOfDay: Int64 = 86_400_000_000

  private static func isInSteps(_ value: Value, of step: Int64) -> Bool {
    switch value {
    case .datetime(let microseconds), .duration(let microseconds): return microseconds % step == 0
    default: return false
    }
  }

  private static func isShort(_ value: Value) -> Bool {
    guard case .duration(let microseconds) = value else { return false }
    return microseconds.magnitude < 2_900_000 * microsecondsOfDay.magnitude
  }

  // MARK: - Cells

  func append(_ row: Int, to bytes: inout [UInt8]) {
    let value = column[row]
    guard !value.isMissing else { return }
    bytes += "<c r=\"".utf8
    bytes += letters.utf8
    bytes += "\(row + 2)\"".utf8
    if style > 0 { bytes += " s=\"\(style)\"".utf8 }
    switch kind {
    case .bool: bytes += " t=\"b\"><v>\(value == .bool(true) ? 1 : 0)</v></c>".utf8
    case .text: bytes += " t=\"inlineStr\">\(SheetText.element(writtenText(value)))</c>".utf8
    case .number:
      bytes += "><v>".utf8
      if case .float(let number) = value {
        bytes += PlainNumber.text(number).utf8
      } else {
        bytes += plainText(value).utf8
      }
      bytes += "</v></c>".utf8
    case .date, .datetime, .duration:
      bytes += "><v>".utf8
      bytes += PlainNumber.text(Self.serial(value)).utf8
      bytes += "</v></c>".utf8
    }
  }

  private static func serial(_ value: Value) -> Double {
    switch value {
    case .date(let day): Double(day) + 25_569
    case .datetime(let microseconds): Double(microseconds) / 86_400_000_000 + 25_569
    case .duration(let microseconds): Double(microseconds) / 86_400_000_000
    default: preconditionFailure("only days and times have a serial number")
    }
  }

  /// That of most of the first rows.
  private static func width(_ column: Column, _ name: String) -> Int {
    let longest = (0..<min(1000, column.count)).reduce(name.count + 2) { max($0, writtenText(column[$1]).count + 1) }
    return min(60, max(8, longest))
  }
}
