import StetColumns
import StetDiagnostics

/// Why a column of text was not read as numbers or dates, counted in cells, and what a script may write so that it is.
struct Lookalikes {
  enum Shape: Int, CaseIterable {
    case number, leadingZero, tooLong, formatted, word, date, datetime, slashDate, other
  }

  /// The words of a note, the row of its example, and options that were tried.
  struct Note {
    let words: String
    let row: Int
    var offers: [String] = []
  }

  private let texts: TextVector
  private var counts = [Int](repeating: 0, count: Shape.allCases.count)
  private var firstRows = [Int?](repeating: nil, count: Shape.allCases.count)
  /// The first nine different texts that look like nothing else.
  private var others: [(code: Int, count: Int, row: Int)] = []

  /// A text that `count` cells have, the first of them in `row`.
  private mutating func add(_ code: Int, count: Int, row: Int) {
    let shape = Self.shape(texts.pool.utf8(code).span)
    counts[shape.rawValue] += count
    firstRows[shape.rawValue] = Swift.min(firstRows[shape.rawValue] ?? row, row)
    guard shape == .other || shape == .word, others.count < 9 else { return }
    // A pool may hold a text twice.
    if let known = others.firstIndex(where: { texts.pool.utf8($0.code) == texts.pool.utf8(code) }) {
      others[known].count += count
      others[known].row = Swift.min(others[known].row, row)
    } else {
      others.append((code, count, row))
    }
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
    self.texts = texts
    var cells = [Int](repeating: 0, count: texts.pool.count)
    var first = [Int](repeating: 0, count: texts.pool.count)
    for (row, code) in texts.codes.enumerated() where code >= 0 {
      if cells[Int(code)] == 0 { first[Int(code)] = row }
      cells[Int(code)] += 1
    }
    for code in 0..<texts.pool.count where cells[code] > 0 { add(code, count: cells[code], row: first[code]) }
  }

  private func count(_ shape: Shape) -> Int { counts[shape.rawValue] }
  private var present: Int { counts.reduce(0, +) }

  // MARK: - Notes

  /// Nil if the column is plainly text.
  func note(_ column: String, _ options: ReadOptions) -> Note? {
    months(column) ?? codes(column, options) ?? calendar(column, options) ?? numbers(column, options)
  }

  /// The same if most texts of a column are plain numbers, in a format whose quotes say that they are texts.
  func quotedNumbers() -> Note? {
    let numbers = count(.number)
    guard numbers * 2 > present, let row = firstRows[Shape.number.rawValue] else { return nil }
    return Note(
      words:
        "\(numbers) of \(counted(present, "cell")) \(agreeing("is a number in quotes", "are numbers in quotes", numbers))",
      row: row)
  }

  private func months(_ column: String) -> Note? {
    guard DoubtfulMonths.areAll(texts), let row = texts.codes.firstIndex(where: { $0 >= 0 }) else { return nil }
    let name = pastedName(column)
    return Note(
      words: "its cells may be months, or pairs of years or codes", row: row,
      offers: ["`types: { \(name): month }` reads months", "`types: { \(name): text }` leaves out this note"])
  }

  /// A good few cells are numbers or dates, whatever their share, and all others have one of a few codes.
  private func codes(_ column: String, _ options: ReadOptions) -> Note? {
    guard !others.isEmpty, others.count < 9 else { return nil }
    let truths = self.others.filter { BoolParser().parse(texts.pool.utf8($0.code).span) != nil }
    let others = self.others.filter { one in !truths.contains { $0.code == one.code } }
    let marked = others.reduce(0) { $0 + $1.count }
    guard marked > 0, present - marked > 1 else { return nil }
    let trial = ColumnTrial(column, texts, options)
    let codes = trial.codes(among: others.map { texts.pool.string($0.code) }, in: truths.isEmpty ? nil : .bool)
    guard codes.count == others.count, let row = others.map(\.row).min() else { return nil }
    let missing = Proposal.missing(options, column, codes)
    var offers = [trial.line(missing)]
    if offers[0] == nil { offers = stated(column, options).map { trial.line(missing + $0) } }
    let lines = offers.compactMap { $0 }
    guard !lines.isEmpty else { return nil }
    let named = others.sorted { ($1.count, $0.row) < ($0.count, $1.row) }.map {
      ($0.count, quoted(texts.pool.string($0.code)))
    }
    let words =
      named.count == 1
      ? "\(marked) of \(counted(present, "cell")) \(agreeing("is", "are", marked)) \(named[0].1)"
      : "\(marked) of \(counted(present, "cell")) are codes: \(named.map { "\($0) × \($1)" }.joined(separator: ", "))"
    return Note(words: words, row: row, offers: lines)
  }

  /// Types and orders of dates that a script may state for cells that are not plain numbers or dates.
  private func stated(_ column: String, _ options: ReadOptions) -> [Proposal] {
    if count(.slashDate) > 0 {
      return ReadOptions.DateOrder.allCases.map { .dates(options, column, $0) }
    }
    if count(.datetime) > 0 { return [.types(options, column, .datetime)] }
    guard count(.formatted) > 0, count(.leadingZero) + count(.tooLong) + count(.date) == 0 else { return [] }
    let trial = ColumnTrial(column, texts, options)
    return [ValueType.int, .decimal].map { Proposal.types(options, column, $0) }.filter { type in
      let others = self.others.map { texts.pool.string($0.code) }
      return trial.outcome(of: others.isEmpty ? type : Proposal.missing(options, column, others) + type) != nil
    }.prefix(1).map { $0 }
  }

  /// Cells that are dates, in part or in a way that must be stated.
  private func calendar(_ column: String, _ options: ReadOptions) -> Note? {
    let slashes = count(.slashDate)
    if slashes * 2 > present, let row = firstRows[Shape.slashDate.rawValue] {
      let trial = ColumnTrial(column, texts, options)
      let lines = stated(column, options).compactMap { trial.line($0) }
      let look = agreeing("looks like a date", "look like dates", slashes)
      // Of two orders that read every cell one is wrong.
      let offers =
        lines.count < 2 ? lines : ["`dates:` with `dmy` or `mdy` for `\(column)` reads them; the cells fit both"]
      return Note(
        words: "\(slashes) of \(counted(present, "cell")) \(look) in which day and month can be confused", row: row,
        offers: offers)
    }
    for (shape, name) in [(Shape.date, "date"), (.datetime, "datetime")] where count(shape) * 2 > present {
      let rest = Shape.allCases.filter { $0 != shape && count($0) > 0 }
      guard let row = rest.compactMap({ firstRows[$0.rawValue] }).min() ?? firstRows[shape.rawValue] else { return nil }
      let (own, odd) = (count(shape), present - count(shape))
      let words =
        odd == 0
        ? "\(own) of \(counted(present, "cell")) \(agreeing("is", "are", own)) a date and a time"
        : "\(odd) of \(counted(present, "cell")) \(agreeing("is", "are", odd)) no `\(name)` like the others"
      let line = ColumnTrial(column, texts, options).line(.types(options, column, .datetime))
      return Note(words: words, row: row, offers: [line].compactMap { $0 })
    }
    return nil
  }

  private func numbers(_ column: String, _ options: ReadOptions) -> Note? {
    guard (count(.other) + count(.date) + count(.datetime)) * 2 < present, present > 0 else { return nil }
    let plain = count(.number)
    // The leading reason first: the shape with the most cells, besides plain numbers.
    let shapes = Shape.allCases.filter { $0 != .number && count($0) > 0 }
    guard let worst = shapes.max(by: { count($0) < count($1) }) else { return nil }
    let isSingle = shapes.count == 1
    let odd = isSingle ? count(worst) : present - plain
    let row = isSingle ? firstRows[worst.rawValue] : shapes.compactMap { firstRows[$0.rawValue] }.min()
    guard let row else { return nil }
    let verdict =
      switch isSingle ? worst : .other {
      case .leadingZero: agreeing("starts", "start", odd) + " with a zero, as codes do"
      case .tooLong: agreeing("has", "have", odd) + " more than 18 digits"
      case .formatted, .word, .date, .datetime, .slashDate, .other, .number:
        agreeing("is not a plain number", "are not plain numbers", odd)
      }
    let trial = ColumnTrial(column, texts, options)
    let lines = isSingle && worst == .formatted ? stated(column, options).compactMap { trial.line($0) } : []
    return Note(words: "\(odd) of \(counted(present, "cell")) \(verdict)", row: row, offers: lines)
  }

  /// Whether many of the texts are numbers, among codes or numbers that are written in other ways, so that the order of the texts
  /// would be taken for theirs.
  var hasNumbers: Bool {
    let (plain, written) = (counts[Shape.number.rawValue], counts[Shape.formatted.rawValue])
    let numbers = plain + written
    let others = counts[Shape.other.rawValue] + counts[Shape.word.rawValue]
    guard numbers > 1, written + others > 0 else { return false }
    return numbers * 2 >= counts.reduce(0, +) || self.others.count < 9 && numbers >= self.others.count
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
      default: return DateTimeParser().parse(cell) != nil ? .datetime : isNumberWord(cell) ? .word : .other
      }
    }
    if digits == 0 { return .other }
    if cell.count == 10, DateParser().parse(cell) != nil { return .date }
    if cell.count >= 16, DateTimeParser().parse(cell) != nil { return .datetime }
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
