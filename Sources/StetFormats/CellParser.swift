import StetColumns

/// Reads cells as typed values: our own grammar, so that `nan`, `0x1p3`, `1e400`, `1_000` stay what they are, text.
enum CellParser {
  static func int(_ cell: ArraySlice<UInt8>) -> Int64? {
    var rest = cell
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    guard let first = rest.first, rest.count <= 18, first != UInt8(ascii: "0") || rest.count == 1 else { return nil }
    var value: Int64 = 0
    for byte in rest {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return isNegative ? -value : value
  }

  static func decimal(_ cell: ArraySlice<UInt8>) -> Decimal? {
    var rest = cell
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative { rest = rest.dropFirst() }
    guard let first = rest.first, rest.count <= 38, isDigit(first), let last = rest.last, isDigit(last) else {
      return nil
    }
    if first == UInt8(ascii: "0"), rest.count > 1, rest[rest.startIndex + 1] != UInt8(ascii: ".") { return nil }
    var value: Int128 = 0
    var scale: Int?
    for byte in rest {
      if byte == UInt8(ascii: "."), scale == nil {
        scale = 0
      } else if isDigit(byte) {
        value = value * 10 + Int128(byte - UInt8(ascii: "0"))
        scale = scale.map { $0 + 1 }
      } else {
        return nil
      }
    }
    return Decimal(digits: isNegative ? -value : value, scale: scale ?? 0)
  }

  /// Plain decimals, with an exponent at most; finite.
  static func float(_ cell: ArraySlice<UInt8>) -> Double? {
    if let value = decimal(cell), value.digits.magnitude < 1 << 53, value.scale <= 22 { return value.double }
    var rest = cell
    if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
    guard let first = rest.first, isDigit(first), let last = rest.last, isDigit(last) else { return nil }
    if first == UInt8(ascii: "0"), rest.count > 1, isDigit(rest[rest.startIndex + 1]) { return nil }
    guard
      rest.allSatisfy({
        isDigit($0) || [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "-"), UInt8(ascii: "+")]
          .contains($0)
      }), let value = Double(String(decoding: cell, as: UTF8.self)), value.isFinite
    else { return nil }
    return value
  }

  static func bool(_ cell: ArraySlice<UInt8>) -> Bool? {
    if cell.elementsEqual("true".utf8) { return true }
    return cell.elementsEqual("false".utf8) ? false : nil
  }

  /// `2011-05-04`
  static func date(_ cell: ArraySlice<UInt8>) -> Int32? {
    guard cell.count == 10, cell[cell.startIndex + 4] == UInt8(ascii: "-"), cell[cell.startIndex + 7] == UInt8(ascii: "-"),
      let year = digits(cell.prefix(4)), let month = digits(cell.dropFirst(5).prefix(2)),
      let day = digits(cell.suffix(2))
    else { return nil }
    return CivilDate(year: year, month: month, day: day)?.daysSinceEpoch
  }

  /// The ordinal of a period: `FY2008` or `2008`, `2011-05`, `2011-Q2`.
  static func period(_ cell: ArraySlice<UInt8>, _ kind: PeriodKind) -> Int32? {
    switch kind {
    case .year: return cell.count == 4 ? digits(cell).map(Int32.init) : nil
    case .fiscalYear:
      let year = cell.starts(with: "FY".utf8) ? cell.dropFirst(2) : cell
      return year.count == 4 ? digits(year).map(Int32.init) : nil
    case .month:
      guard cell.count == 7, cell[cell.startIndex + 4] == UInt8(ascii: "-"), let year = digits(cell.prefix(4)),
        let month = digits(cell.suffix(2)), (1...12).contains(month)
      else { return nil }
      return Int32(year * 12 + month - 1)
    case .quarter, .fiscalQuarter:
      let rest = kind == .fiscalQuarter ? cell.dropFirst(2) : cell
      guard kind == .quarter || cell.starts(with: "FY".utf8), rest.count == 7, rest.dropFirst(4).starts(with: "-Q".utf8),
        let year = digits(rest.prefix(4)), let quarter = digits(rest.suffix(1)), (1...4).contains(quarter)
      else { return nil }
      return Int32(year * 4 + quarter - 1)
    case .week: return nil
    }
  }

  private static func digits(_ cell: ArraySlice<UInt8>) -> Int? {
    var value = 0
    for byte in cell {
      guard isDigit(byte) else { return nil }
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return cell.isEmpty ? nil : value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
