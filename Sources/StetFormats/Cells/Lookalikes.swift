import StetColumns
import StetDiagnostics

/// Why a column of text was not read as numbers or dates, counted in cells, and what a script may write so that it is.
struct Lookalikes {
  enum Shape: Int, CaseIterable {
    case number, leadingZero, tooLong, formatted, word, date, datetime, zoned, slashDate, other
  }

  /// The words of a note, the row of its example, and options that were tried.
  struct Note {
    let words: String
    let row: Int
    var offers: [String] = []
    var offer: Offer?
  }

  /// The one option that reads a column.
  struct Offer {
    let proposal: Proposal
    /// The codes for missing values, if it has nothing else.
    var codes: [String]?
  }

  private let texts: TextVector
  /// Those that the script states: a number has them.
  private let marks: NumberMarks?
  private var counts = [Int](repeating: 0, count: Shape.allCases.count)
  private var firstRows = [Int?](repeating: nil, count: Shape.allCases.count)
  /// The first nine different texts that look like nothing else.
  private var others: [(code: Int, count: Int, row: Int)] = []

  /// A text that `count` cells have, the first of them in `row`.
  private mutating func add(_ code: Int, count: Int, row: Int) {
    let shape = shape(texts.pool.utf8(code).span)
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
  init?(suspecting texts: TextVector, _ marks: NumberMarks?) {
    let suspects = parallelStretches(texts.pool.count) { codes in
      let bytes = texts.pool.bytes.span
      for code in codes {
        let cell = bytes.extracting(texts.pool.range(code))
        if Self.shape(cell) != .other || BoolParser().parse(cell) != nil || WrittenDates.mayBe(cell) { return true }
      }
      return false
    }
    guard suspects.contains(true) else { return nil }
    self.init(texts, marks)
  }

  /// Each different text is looked at once.
  init(_ texts: TextVector, _ marks: NumberMarks?) {
    (self.texts, self.marks) = (texts, marks)
    var cells = [Int](repeating: 0, count: texts.pool.count)
    // In the order of the rows, which is not that of a pool that several threads filled.
    var first: [(code: Int, row: Int)] = []
    for (row, code) in texts.codes.enumerated() where code >= 0 {
      if cells[Int(code)] == 0 { first.append((Int(code), row)) }
      cells[Int(code)] += 1
    }
    for (code, row) in first { add(code, count: cells[code], row: row) }
  }

  private func count(_ shape: Shape) -> Int { counts[shape.rawValue] }
  private var present: Int { counts.reduce(0, +) }

  // MARK: - Notes

  /// Nil if the column is plainly text.
  func note(_ column: String, _ options: ReadOptions) -> Note? {
    months(column) ?? codes(column, options) ?? points(column, options) ?? calendar(column, options)
      ?? written(column, options) ?? numbers(column, options)
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
    var tried = [missing].filter { trial.line($0) != nil }
    let areEnough = !tried.isEmpty
    if !areEnough { tried = stated(column, options).map { missing + $0 }.filter { trial.line($0) != nil } }
    guard let best = tried.first else { return nil }
    let lines = tried.compactMap { trial.line($0) }
    let named = others.sorted { ($1.count, $0.row) < ($0.count, $1.row) }.map {
      ($0.count, quoted(texts.pool.string($0.code)))
    }
    let words =
      named.count == 1
      ? "\(marked) of \(counted(present, "cell")) \(agreeing("is", "are", marked)) \(named[0].1)"
      : "\(marked) of \(counted(present, "cell")) are codes: \(named.map { "\($0) × \($1)" }.joined(separator: ", "))"
    let offer = tried.count == 1 ? Offer(proposal: best, codes: areEnough ? codes : nil) : nil
    return Note(words: words, row: row, offers: lines, offer: offer)
  }

  /// Types and orders of dates that a script may state for cells that are not plain numbers or dates.
  private func stated(_ column: String, _ options: ReadOptions) -> [Proposal] {
    if count(.slashDate) > 0 {
      return ReadOptions.DateOrder.allCases.map { .dates(options, column, $0) }
    }
    if count(.datetime) > 0 { return [.types(options, column, .datetime)] }
    if options.reading.doubtsPoints, marks == nil, firstThousands != nil {
      return [Proposal([("thousands", .text("."))]), .types(options, column, .decimal)]
    }
    guard count(.formatted) > 0, count(.leadingZero) + count(.tooLong) + count(.date) == 0 else { return [] }
    let trial = ColumnTrial(column, texts, options)
    if let marks { return marks.freeSeparator.map { [Proposal([("thousands", .text($0))])] } ?? [] }
    return [ValueType.int, .decimal].map { Proposal.types(options, column, $0) }.filter { type in
      let others = self.others.map { texts.pool.string($0.code) }
      return trial.outcome(of: others.isEmpty ? type : Proposal.missing(options, column, others) + type) != nil
    }.prefix(1).map { $0 }
  }

  /// Numbers whose points may stand between thousands or before decimals.
  private func points(_ column: String, _ options: ReadOptions) -> Note? {
    guard options.reading.doubtsPoints, marks == nil, count(.number) == present, let row = firstThousands else {
      return nil
    }
    let trial = ColumnTrial(column, texts, options)
    return Note(
      words: "its points may stand between thousands or before decimals", row: row,
      offers: stated(column, options).compactMap { trial.line($0) })
  }

  /// The first row with a point that may stand between thousands; nil if one cannot.
  private var firstThousands: Int? {
    let points = (0..<texts.pool.count).map { DoubtfulPoint(texts.pool.utf8($0).span) }
    var first: Int?
    for (row, code) in texts.codes.enumerated() where code >= 0 {
      if points[Int(code)] == .decimals { return nil }
      if points[Int(code)] == .thousands, first == nil { first = row }
    }
    return first
  }

  /// Cells that are dates, in part or in a way that must be stated.
  private func calendar(_ column: String, _ options: ReadOptions) -> Note? {
    let slashes = count(.slashDate)
    if slashes * 2 > present, let row = firstRows[Shape.slashDate.rawValue] {
      let trial = ColumnTrial(column, texts, options)
      let tried = stated(column, options).filter { trial.line($0) != nil }
      let lines = tried.compactMap { trial.line($0) }
      let look = agreeing("looks like a date", "look like dates", slashes)
      // Of two orders that read every cell one is wrong.
      let offers =
        lines.count < 2 ? lines : ["`dates:` with `dmy` or `mdy` for `\(column)` reads them; the cells fit both"]
      return Note(
        words: "\(slashes) of \(counted(present, "cell")) \(look) in which day and month can be confused", row: row,
        offers: offers, offer: tried.count == 1 ? Offer(proposal: tried[0]) : nil)
    }
    let shapes = [(Shape.date, "date"), (.datetime, "datetime"), (.zoned, "datetime")]
    for (shape, name) in shapes where count(shape) * 2 > present {
      let rest = Shape.allCases.filter { $0 != shape && count($0) > 0 }
      guard let row = rest.compactMap({ firstRows[$0.rawValue] }).min() ?? firstRows[shape.rawValue] else { return nil }
      let (own, odd) = (count(shape), present - count(shape))
      let words =
        odd == 0
        ? "\(own) of \(counted(present, "cell")) \(agreeing("is", "are", own)) a date and a time"
          + (shape == .zoned ? " with a time zone" : "")
        : "\(odd) of \(counted(present, "cell")) \(agreeing("is", "are", odd)) no `\(name)` like the others"
      let trial = ColumnTrial(column, texts, options)
      let proposals = shape == .zoned ? [.zone("utc"), .zone("given")] : [Proposal.types(options, column, .datetime)]
      let tried = proposals.filter { trial.line($0) != nil }
      return Note(
        words: words, row: row, offers: tried.compactMap { trial.line($0) },
        offer: tried.count == 1 ? Offer(proposal: tried[0]) : nil)
    }
    return nil
  }

  /// Dates with names of months or days, or with a time after slashes.
  private func written(_ column: String, _ options: ReadOptions) -> Note? {
    guard count(.other) * 2 > present else { return nil }
    let patterns = others.lazy.map { (one: $0, patterns: WrittenDates.patterns(for: texts.pool.utf8($0.code).span)) }
    guard let (first, fitting) = patterns.first(where: { !$0.patterns.isEmpty }) else { return nil }
    let trial = ColumnTrial(column, texts, options)
    let tried = fitting.compactMap { pattern -> Proposal? in
      let form = ReadOptions.DateForm.pattern(pattern)
      let proposal = Proposal.dates(options, column, form)
      if trial.line(proposal) != nil { return proposal }
      guard let misfits = trial.misfits(form.type, form) else { return nil }
      let codes = trial.codes(among: misfits, in: form.type)
      guard codes.count == misfits.count, !codes.isEmpty else { return nil }
      let all = Proposal.missing(options, column, codes) + proposal
      return trial.line(all) != nil ? all : nil
    }
    guard let best = tried.first else { return nil }
    // Of two orders that read every cell one is wrong.
    let isClear = tried.count == 1
    return Note(
      words: "its cells look like dates" + (isClear ? "" : " in which day and month can be confused"), row: first.row,
      offers: isClear ? [trial.line(best)].compactMap { $0 } : [], offer: isClear ? Offer(proposal: best) : nil)
  }

  private func numbers(_ column: String, _ options: ReadOptions) -> Note? {
    guard (count(.other) + count(.date) + count(.datetime) + count(.zoned)) * 2 < present, present > 0 else {
      return nil
    }
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
      case .formatted, .word, .date, .datetime, .zoned, .slashDate, .other, .number:
        agreeing("is not a plain number", "are not plain numbers", odd) + (marks.map { " with `\($0.words)`" } ?? "")
      }
    let trial = ColumnTrial(column, texts, options)
    let tried = isSingle && worst == .formatted ? stated(column, options).filter { trial.line($0) != nil } : []
    return Note(
      words: "\(odd) of \(counted(present, "cell")) \(verdict)", row: row, offers: tried.compactMap { trial.line($0) },
      offer: tried.first.map { Offer(proposal: $0) })
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

  private func shape(_ cell: Span<UInt8>) -> Shape {
    guard let marks else { return Self.shape(cell) }
    if let plain = marks.plain(cell) { return Self.shape(plain.span) }
    let shape = Self.shape(cell)
    return shape == .number ? .formatted : shape
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
      // Grouping, currency, percent and bracketed negatives; the bytes of €, £, ¥ and U+2212.
      case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "("),
        UInt8(ascii: ")"),
        UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "+"), 0xE2, 0x82, 0xAC, 0x88, 0x92, 0xC2, 0xA0, 0xA3, 0xA5:
        signs += 1
      default: return moment(cell) ?? (isNumberWord(cell) ? .word : .other)
      }
    }
    if digits == 0 { return .other }
    if cell.count == 10, DateParser().parse(cell) != nil { return .date }
    if cell.count >= 16, let shape = moment(cell) { return shape }
    if slashes == 2, signs == 0, (4...8).contains(digits) { return .slashDate }
    if slashes > 0 { return .other }
    if FloatParser().parse(cell) != nil { return digits > 18 && digits == cell.count ? .tooLong : .number }
    if signs == 0 { return cell[0] == UInt8(ascii: "0") ? .leadingZero : .tooLong }
    return .formatted
  }

  private static func moment(_ cell: Span<UInt8>) -> Shape? {
    if DateTimeParser().parse(cell) != nil { return .datetime }
    return ZonedDateTimeParser(zone: .given).parse(cell) != nil ? .zoned : nil
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
