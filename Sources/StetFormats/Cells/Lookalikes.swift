import StetColumns

/// Why a column of text was not read as numbers or dates, counted in cells.
struct Lookalikes {
  enum Shape: Int, CaseIterable {
    case number, leadingZero, tooLong, formatted, word, slashDate, other
  }

  private(set) var counts = [Int](repeating: 0, count: Shape.allCases.count)
  private(set) var firstRows = [Int?](repeating: nil, count: Shape.allCases.count)

  /// How many different texts are neither numbers nor dates.
  private var differentOthers = 0

  /// A text that `count` cells have, the first of them in `row`.
  private mutating func add(_ cell: Span<UInt8>, count: Int, row: Int) {
    let shape = Self.shape(cell).rawValue
    if shape == Shape.other.rawValue || shape == Shape.word.rawValue { differentOthers += 1 }
    counts[shape] += count
    firstRows[shape] = Swift.min(firstRows[shape] ?? row, row)
  }

  /// Nil, without looking at the rows, if no text looks like anything else.
  init?(suspecting texts: TextVector) {
    let suspects = parallelStretches(texts.pool.count) { codes in
      let bytes = texts.pool.bytes.span
      for code in codes where Self.shape(bytes.extracting(texts.pool.range(code))) != .other { return true }
      return false
    }
    guard suspects.contains(true) else { return nil }
    self.init(texts)
  }

  /// Each different text is looked at once.
  init(_ texts: TextVector) {
    var cells = [Int](repeating: 0, count: texts.pool.count)
    var first = [Int](repeating: 0, count: texts.pool.count)
    for (row, code) in texts.codes.enumerated() where code >= 0 {
      if cells[Int(code)] == 0 { first[Int(code)] = row }
      cells[Int(code)] += 1
    }
    for code in 0..<texts.pool.count where cells[code] > 0 {
      add(texts.pool.utf8(code).span, count: cells[code], row: first[code])
    }
  }

  /// The same if most texts of a column are plain numbers, in a format whose quotes say that they are texts.
  func quotedNumbers() -> (words: String, row: Int)? {
    let present = counts.reduce(0, +)
    let numbers = counts[Shape.number.rawValue]
    guard numbers * 2 > present, let row = firstRows[Shape.number.rawValue] else { return nil }
    return (
      "\(numbers) of \(counted(present, "cell")) \(agreeing("is a number in quotes", "are numbers in quotes", numbers))",
      row
    )
  }

  /// The note's words and the row of its example; nil if the column is plainly text.
  func reason() -> (words: String, row: Int)? {
    let present = counts.reduce(0, +)
    let others = counts[Shape.other.rawValue]
    let dates = counts[Shape.slashDate.rawValue]
    guard others * 2 < present, present > 0 else { return nil }
    if dates * 2 > present, let row = firstRows[Shape.slashDate.rawValue] {
      let look = agreeing("looks like a date", "look like dates", dates)
      return ("\(dates) of \(counted(present, "cell")) \(look) in which day and month can be confused", row)
    }
    let plain = counts[Shape.number.rawValue]
    // The leading reason first: the shape with the most cells, besides plain numbers.
    let shapes = Shape.allCases.filter { $0 != .number && counts[$0.rawValue] > 0 }
    guard let worst = shapes.max(by: { counts[$0.rawValue] < counts[$1.rawValue] }) else { return nil }
    let isSingle = shapes.count == 1
    let count = isSingle ? counts[worst.rawValue] : present - plain
    let row = isSingle ? firstRows[worst.rawValue] : shapes.compactMap { firstRows[$0.rawValue] }.min()
    guard let row else { return nil }
    let verdict =
      switch isSingle ? worst : .other {
      case .leadingZero: agreeing("starts", "start", count) + " with a zero, as codes do"
      case .tooLong: agreeing("has", "have", count) + " more than 18 digits"
      case .formatted, .word, .slashDate, .other, .number:
        agreeing("is not a plain number", "are not plain numbers", count)
      }
    return ("\(count) of \(counted(present, "cell")) \(verdict)", row)
  }

  /// Whether many of the texts are numbers, among codes or numbers that are written in other ways, so that the order of the texts
  /// would be taken for theirs.
  var hasNumbers: Bool {
    let (plain, written) = (counts[Shape.number.rawValue], counts[Shape.formatted.rawValue])
    let numbers = plain + written
    let others = counts[Shape.other.rawValue] + counts[Shape.word.rawValue]
    guard numbers > 1, written + others > 0 else { return false }
    return numbers * 2 >= counts.reduce(0, +) || differentOthers <= 12 && numbers >= differentOthers
  }

  static func shape(_ cell: Span<UInt8>) -> Shape {
    guard cell.count > 0, cell.count <= 64 else { return .other }
    if cell[0] | 0x20 >= UInt8(ascii: "a"), cell[0] | 0x20 <= UInt8(ascii: "z") {
      // Those that begin with a letter are `nan`, `inf` and `infinity`: nearly every text is none of them by its second one.
      let second = cell.count > 1 ? cell[1] | 0x20 : 0
      let mayBeNumber = second == UInt8(ascii: "a") || second == UInt8(ascii: "n")
      return mayBeNumber && isNumberWord(cell) ? .word : .other
    }
    if IntParser().parse(cell) != nil || FloatParser().parse(cell) != nil && cell.count <= 18 { return .number }
    var digits = 0
    var slashes = 0
    var signs = 0
    for index in 0..<cell.count {
      switch cell[index] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "/"): slashes += 1
      // Grouping, currency, percent and bracketed negatives; the bytes of € and of U+2212.
      case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "("),
        UInt8(ascii: ")"),
        UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "+"), 0xE2, 0x82, 0xAC, 0x88, 0x92, 0xC2, 0xA0:
        signs += 1
      default: return isNumberWord(cell) ? .word : .other
      }
    }
    if digits == 0 { return .other }
    if slashes == 2, signs == 0, (4...8).contains(digits) { return .slashDate }
    if slashes > 0 { return .other }
    if FloatParser().parse(cell) != nil { return digits > 18 && digits == cell.count ? .tooLong : .number }
    if signs == 0 { return cell[0] == UInt8(ascii: "0") ? .leadingZero : .tooLong }
    return .formatted
  }

  /// What other programs read as numbers: `nan`, `inf`, `0x1F`.
  private static func isNumberWord(_ cell: Span<UInt8>) -> Bool {
    isWord(cell, "nan") || isWord(cell, "inf") || isWord(cell, "infinity")
      || cell.count > 2 && cell[0] == UInt8(ascii: "0") && cell[1] | 0x20 == UInt8(ascii: "x")
  }

  /// In capitals or not.
  private static func isWord(_ cell: Span<UInt8>, _ word: StaticString) -> Bool {
    guard cell.count == word.utf8CodeUnitCount else { return false }
    for index in 0..<cell.count where unsafe cell[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }
}
