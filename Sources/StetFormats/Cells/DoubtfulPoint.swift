import StetColumns

/// The only point of a number: with three digits behind it and one to three before it, of which the first is no zero, it may stand between thousands.
enum DoubtfulPoint {
  case thousands, decimals

  /// Nil if the text is no number with a point.
  init?(_ cell: Span<UInt8>) {
    guard let point = cell.indices.first(where: { cell[$0] == UInt8(ascii: ".") }), FloatParser().parse(cell) != nil
    else {
      return nil
    }
    let start = cell[0] == UInt8(ascii: "-") || cell[0] == UInt8(ascii: "+") ? 1 : 0
    let isGroup = cell.count - point == 4 && (point + 1..<cell.count).allSatisfy { isDigit(cell[$0]) }
    self = isGroup && (1...3).contains(point - start) && cell[start] != UInt8(ascii: "0") ? .thousands : .decimals
  }
}
