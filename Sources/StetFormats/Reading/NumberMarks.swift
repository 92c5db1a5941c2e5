import StetColumns

/// The decimal mark and the thousands separator of a file, if the script states them: `1.234,56` is then a number as `1234.56` is.
package struct NumberMarks: Sendable, Equatable {
  /// The decimal mark, if the script states it.
  var stated: UInt8?
  /// Nil: digits are not grouped. A space stands for no-break spaces, too.
  var thousands: String?

  /// Points between thousands leave the comma.
  private var decimal: UInt8 { stated ?? UInt8(ascii: thousands == "." ? "," : ".") }

  /// As the script states them: `decimal: ",", thousands: "."`.
  var words: String {
    let decimal = stated.map { "decimal: \"\(Character(UnicodeScalar($0)))\"" }
    return [decimal, thousands.map { "thousands: \"\($0)\"" }].compactMap { $0 }.joined(separator: ", ")
  }

  /// What may stand between thousands if only the decimal mark is stated.
  var freeSeparator: String? {
    guard let stated, thousands == nil else { return nil }
    return stated == UInt8(ascii: ",") ? "." : ","
  }

  /// The separators that a script may state.
  static let separators = [".", ",", " ", "'", "’", "_"]

  /// A cell with a point as its decimal mark and without separators; nil if its marks are not where those of a number are.
  func plain(_ cell: Span<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    plain.reserveCapacity(cell.count)
    var (index, digits, isGrouped, isPastPoint) = (0, 0, false, false)
    while index < cell.count {
      let byte = cell[index]
      if isDigit(byte) {
        digits += 1
        plain.append(byte)
        index += 1
      } else if digits > 0, let length = separator(cell, index) {
        // Groups of three after the first.
        guard !isPastPoint, isGrouped ? digits == 3 : digits <= 3, isGroup(cell, index + length) else { return nil }
        (digits, isGrouped) = (0, true)
        index += length
      } else {
        if isGrouped, digits != 3, !isPastPoint { return nil }
        if byte == decimal {
          guard !isPastPoint else { return nil }
          isPastPoint = true
          plain.append(UInt8(ascii: "."))
        } else if byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") {
          return nil
        } else {
          plain.append(byte)
        }
        index += 1
      }
    }
    return isGrouped && digits != 3 && !isPastPoint ? nil : plain
  }

  private func isGroup(_ cell: Span<UInt8>, _ start: Int) -> Bool {
    start + 3 <= cell.count && (start..<start + 3).allSatisfy { isDigit(cell[$0]) }
      && (start + 3 == cell.count || !isDigit(cell[start + 3]))
  }

  /// How long the separator at a place is; nil if there is none.
  private func separator(_ cell: Span<UInt8>, _ start: Int) -> Int? {
    guard let thousands else { return nil }
    let forms = thousands == " " ? [" ", "\u{A0}", "\u{202F}", "\u{2009}"] : [thousands]
    for form in forms {
      let bytes = form.utf8
      guard start + bytes.count <= cell.count else { continue }
      if bytes.enumerated().allSatisfy({ cell[start + $0] == $1 }) { return bytes.count }
    }
    return nil
  }
}
