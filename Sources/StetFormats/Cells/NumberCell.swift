import StetColumns

/// How numbers are written in a column of a declared numeric type, besides plain digits.
struct NumberStyle {
  /// In the order of `NumberCell.currencies`: the first row with each.
  var firstCurrency = [Int?](repeating: nil, count: NumberCell.currencies.count)
  var firstPercent: Int?
  var percents = 0
  /// Cells without a percent sign that are not zero, for which the sign would make no difference.
  var firstWithoutPercent: Int?
  var withoutPercent = 0
  /// Cells that are numbers only because the column is declared so.
  var firstWritten: Int?
  var written = 0
  private var marks = NumberCell.Marks()

  mutating func add(_ cell: NumberCell, row: Int) {
    if let currency = cell.currency, firstCurrency[currency] == nil { firstCurrency[currency] = row }
    if cell.marks.contains(.percent) {
      percents += 1
      if firstPercent == nil { firstPercent = row }
    } else if !cell.isZero {
      addPlain(row)
    }
    if !cell.marks.isEmpty {
      written += 1
      marks.formUnion(cell.marks)
      if firstWritten == nil { firstWritten = row }
    }
  }

  mutating func addPlain(_ row: Int) {
    withoutPercent += 1
    if firstWithoutPercent == nil { firstWithoutPercent = row }
  }

  /// Whether only some cells have a percent sign, or there are two currencies: two kinds of numbers.
  var isMixed: Bool {
    firstPercent != nil && firstWithoutPercent != nil || firstCurrency.count { $0 != nil } > 1
  }

  /// `thousands separators and currency signs`
  var signs: String {
    let all: [(NumberCell.Marks, String)] = [
      (.grouped, "thousands separators"), (.currency, "currency signs"), (.percent, "percent signs"),
      (.bracketed, "parentheses"),
      (.sign, "plus or minus signs"), (.space, "spaces"),
    ]
    let words = all.filter { marks.contains($0.0) }.map(\.1)
    return words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
  }
}

/// A number as people write it, `$1,234.50`, `(5)`, `12%`, split into its parts; read only if a type is declared.
///
/// A comma, or a space of any width, groups three digits; a point is the decimal mark. `1.234,56` and `1,23` are not
/// numbers here: one cell does not show which mark is which.
struct NumberCell {
  struct Marks: OptionSet {
    let rawValue: UInt8
    static let grouped = Marks(rawValue: 1)
    static let currency = Marks(rawValue: 2)
    static let percent = Marks(rawValue: 4)
    static let bracketed = Marks(rawValue: 8)
    /// `+5`, or the typographic minus sign.
    static let sign = Marks(rawValue: 16)
    static let space = Marks(rawValue: 32)
  }

  static let currencies: [[UInt8]] = ["$", "€", "£", "¥"].map { Array($0.utf8) }
  private static let minus = Array("\u{2212}".utf8)
  private static let wideSpaces = ["\u{A0}", "\u{202F}", "\u{2009}"].map { Array($0.utf8) }

  private(set) var marks: Marks = []
  private(set) var currency: Int?
  /// Exact, with a percent sign applied; nil past 128 bits.
  private(set) var decimal: Decimal?
  /// Plain digits with a point, for a correctly rounded double.
  private(set) var digits: [UInt8] = []

  var isZero: Bool {
    digits.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
  }

  /// Nil if the cell is not such a number.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count > 0, bytes.count <= 100 else { return nil }
    var cell = Cursor(bytes)
    if cell.trim() { marks.insert(.space) }
    if cell.take("(") {
      guard cell.dropLast(UInt8(ascii: ")")) else { return nil }
      marks.insert(.bracketed)
    }
    var isNegative = marks.contains(.bracketed)
    var hasSign = isNegative
    takeSign(&cell, &isNegative, &hasSign)
    takeCurrency(&cell)
    if currency != nil { takeSign(&cell, &isNegative, &hasSign) }
    if cell.dropLast(UInt8(ascii: "%")) {
      marks.insert(.percent)
      _ = cell.trim()
    } else if currency == nil {
      takeTrailingCurrency(&cell)
    }
    if marks.contains(.percent), currency != nil { return nil }
    guard readDigits(&cell, isNegative) else { return nil }
    decimal = exact()
  }

  private mutating func takeSign(_ cell: inout Cursor, _ isNegative: inout Bool, _ hasSign: inout Bool) {
    guard !hasSign else { return }
    if cell.take("-") {
      isNegative = true
    } else if cell.take(Self.minus) {
      isNegative = true
      marks.insert(.sign)
    } else if cell.take("+") {
      marks.insert(.sign)
    } else {
      return
    }
    hasSign = true
  }

  private mutating func takeCurrency(_ cell: inout Cursor) {
    for (index, sign) in Self.currencies.enumerated() where cell.take(sign) {
      currency = index
      marks.insert(.currency)
      _ = cell.trim()
      return
    }
  }

  private mutating func takeTrailingCurrency(_ cell: inout Cursor) {
    for (index, sign) in Self.currencies.enumerated() where cell.dropLast(sign) {
      currency = index
      marks.insert(.currency)
      _ = cell.trim()
      return
    }
  }

  /// Digits in groups of three or without groups, one point, digits.
  private mutating func readDigits(_ cell: inout Cursor, _ isNegative: Bool) -> Bool {
    if isNegative { digits.append(UInt8(ascii: "-")) }
    let first = digits.count
    while let digit = cell.takeDigit() { digits.append(digit) }
    var group: [UInt8]?
    while true {
      var rest = cell
      guard let separator = rest.takeGroupSeparator(Self.wideSpaces) else { break }
      let leading = digits.count - first
      guard group == nil ? (1...3).contains(leading) : group == separator else { return false }
      for _ in 0..<3 {
        guard let digit = rest.takeDigit() else { return false }
        digits.append(digit)
      }
      group = separator
      marks.insert(.grouped)
      cell = rest
    }
    let whole = digits.count - first
    if cell.take(".") {
      if whole == 0 { digits.append(UInt8(ascii: "0")) }
      digits.append(UInt8(ascii: "."))
      let point = digits.count
      while let digit = cell.takeDigit() { digits.append(digit) }
      if digits.count == point { digits.removeLast() }
      if digits.count == first || whole == 0 && digits.count == point - 1 { return false }
    } else if whole == 0 {
      return false
    }
    return cell.isEmpty
  }

  private func exact() -> Decimal? {
    var value: Int128 = 0
    var scale = 0
    var isPastPoint = false
    for byte in digits where byte != UInt8(ascii: "-") {
      if byte == UInt8(ascii: ".") {
        isPastPoint = true
        continue
      }
      let (tenfold, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, past) = tenfold.subtractingReportingOverflow(Int128(byte - UInt8(ascii: "0")))
      if over || past { return nil }
      value = sum
      if isPastPoint { scale += 1 }
    }
    if marks.contains(.percent) { scale += 2 }
    guard scale <= 38 else { return nil }
    // Accumulated as a negative number, whose range is larger by one.
    if digits.first == UInt8(ascii: "-") { return Decimal(digits: value, scale: scale) }
    return value == .min ? nil : Decimal(digits: -value, scale: scale)
  }

  var int: Int64? {
    guard !marks.contains(.percent), let decimal, decimal.scale == 0 else { return nil }
    return Int64(exactly: decimal.digits)
  }

  var float: Double? {
    if marks.contains(.percent) { return decimal?.double }
    guard let value = Double(String(decoding: digits, as: UTF8.self)), value.isFinite else { return nil }
    return value == 0 && !isZero ? nil : value
  }
}

/// The rest of a cell that is being parsed from both ends.
private struct Cursor {
  private let bytes: [UInt8]
  private var start = 0
  private var end: Int

  init(_ span: Span<UInt8>) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(span.count)
    for index in 0..<span.count { bytes.append(span[index]) }
    self.bytes = bytes
    end = bytes.count
  }

  var isEmpty: Bool { start == end }

  mutating func take(_ scalar: UnicodeScalar) -> Bool {
    guard start < end, UInt32(bytes[start]) == scalar.value else { return false }
    start += 1
    return true
  }

  mutating func take(_ word: [UInt8]) -> Bool {
    guard bytes[start..<end].starts(with: word) else { return false }
    start += word.count
    return true
  }

  mutating func dropLast(_ byte: UInt8) -> Bool { dropLast([byte]) }

  mutating func dropLast(_ word: [UInt8]) -> Bool {
    guard end - start >= word.count, bytes[(end - word.count)..<end].elementsEqual(word) else { return false }
    end -= word.count
    return true
  }

  /// Removes spaces from both ends; true if there were any.
  mutating func trim() -> Bool {
    let before = (start, end)
    while take(" ") || take([0xC2, 0xA0]) {}
    while dropLast(UInt8(ascii: " ")) || dropLast([0xC2, 0xA0]) {}
    return before != (start, end)
  }

  mutating func takeDigit() -> UInt8? {
    guard start < end, isDigit(bytes[start]) else { return nil }
    start += 1
    return bytes[start - 1]
  }

  mutating func takeGroupSeparator(_ wide: [[UInt8]]) -> [UInt8]? {
    if take(",") { return [UInt8(ascii: ",")] }
    if take(" ") { return [UInt8(ascii: " ")] }
    for space in wide where take(space) { return space }
    return nil
  }
}
