import StetColumns
import StetDiagnostics

/// A column whose cells decide its type: the narrowest one that every cell fits. This never changes a number; if it could, the
/// column stays text.
struct InferredColumn {
  var column: Column
  /// The note about it, without its name: `stays text: 1 of 5001 cells is not a plain number; the first is "D" at file.csv:2:1`.
  var note: String?
  /// See `Field`.
  private(set) var hasNumbersInText = false
  private(set) var offer: Lookalikes.Offer?
  /// How many cells are empty texts that were taken for missing values.
  private(set) var emptyTexts = 0

  init(_ cells: CellColumn, _ options: ReadOptions, _ isCancelled: () -> Bool) throws(RunFailure) {
    self =
      try cells.file.quotesMeanText
      ? Self.literals(cells, options, isCancelled) : Self.bare(cells, options, isCancelled)
  }

  private init(_ column: Column, _ note: String? = nil) {
    self.column = column
    self.note = note
  }

  // MARK: - Where every cell is a text, as in CSV

  private static func bare(
    _ cells: CellColumn, _ options: ReadOptions, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> InferredColumn {
    if let values = try values(cells, isCancelled) { return values }
    let texts = try cells.texts(isCancelled)
    let column = text(cells, texts) { $0.note(cells.name, options) }
    // Among numbers or dates an empty text is no value, whatever its quotes say.
    guard column.offer?.codes == [""] else { return column }
    let codes = options.missingCodes(of: cells.name) + options.redactedCodes(of: cells.name) + [""]
    guard var values = try values(cells.with(codes: codes), isCancelled) else { return column }
    values.emptyTexts = texts.codes.count { $0 >= 0 && texts.pool.utf8(Int($0)).isEmpty }
    return values
  }

  /// Nil for a column of text.
  static func values(_ cells: CellColumn, _ isCancelled: () -> Bool) throws(RunFailure) -> InferredColumn? {
    guard let first = try firstPresent(cells, isCancelled) else { return nil }
    if let marks = cells.reading.marks {
      if let column = try marked(cells, marks, isCancelled) { return InferredColumn(column) }
    } else if let column = try number(cells, first, isCancelled) {
      return column
    }
    let truths = cells.reading.truths
    if truths.parse(first.span) != nil, let vector = try cells.whole(truths, isCancelled) {
      return InferredColumn(.bool(vector))
    }
    return try calendar(cells, first, isCancelled).map { InferredColumn($0) }
  }

  /// The first cell decides which type is tried; every cell decides whether it fits.
  private static func number(
    _ cells: CellColumn, _ first: [UInt8], _ isCancelled: () -> Bool
  ) throws(RunFailure) -> InferredColumn? {
    if IntParser().parse(first.span) != nil, let vector = try cells.whole(IntParser(), isCancelled) {
      return InferredColumn(Column.int(vector).narrowed)
    }
    if FloatParser().parse(first.span) != nil, let column = try fractions(cells, FloatParser(), isCancelled) {
      let isDoubtful = cells.reading.doubtsPoints ? try areThousands(cells, isCancelled) : false
      return isDoubtful ? nil : column
    }
    return nil
  }

  /// Whether every point of some numbers, of which one at least has one, may stand between thousands.
  private static func areThousands(_ cells: CellColumn, _ isCancelled: () -> Bool) throws(RunFailure) -> Bool {
    var (hasPoint, areAll) = (false, true)
    try cells.each(isCancelled) { _, _, bytes in
      guard let bytes, let point = DoubtfulPoint(bytes) else { return true }
      hasPoint = true
      areAll = point == .thousands
      return areAll
    }
    return hasPoint && areAll
  }

  /// Numbers that are written with the stated marks.
  private static func marked(
    _ cells: CellColumn, _ marks: NumberMarks, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Column? {
    if let vector = try cells.whole(MarkedParser(base: IntParser(), marks: marks), isCancelled) {
      return Column.int(vector).narrowed
    }
    guard let vector = try cells.whole(MarkedParser(base: DecimalParser(), marks: marks), isCancelled) else {
      return nil
    }
    let (column, misfits) = DeclaredColumn.inOneScale(vector)
    return misfits.isEmpty ? column : nil
  }

  /// Text, with a note if its cells look like something else.
  private static func text(
    _ cells: CellColumn, _ texts: TextVector, _ note: (Lookalikes) -> Lookalikes.Note?
  ) -> InferredColumn {
    let looks = Lookalikes(texts, cells.reading.marks)
    let found = note(looks)
    var column = InferredColumn(.text(texts), found.map { staysTextNote($0, cells.example($0.row)) })
    column.offer = found?.offer
    column.hasNumbersInText = looks.hasNumbers
    return column
  }

  /// Decimals if they can be exact, or else floats; nil if a cell is not a number.
  private static func fractions(
    _ cells: CellColumn, _ float: FloatParser, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> InferredColumn? {
    let exact = try ShortDecimals(cells, isCancelled)
    if let column = exact.column {
      return InferredColumn(
        column,
        exact.twice.map { first, second in
          "is `decimal`: \(quoted(cells.file.shown(cells[first]))) and \(quoted(cells.file.shown(cells[second]))) are one number, at \(cells.location(first)) and \(cells.location(second)); `types: { \(pastedName(cells.name)): text }` keeps them apart"
        })
    }
    guard let vector = try cells.whole(float, isCancelled) else { return nil }
    return InferredColumn(.float(vector), staysFloatNote(exact.firstMisfit.map { cells.example($0) }))
  }

  private static func firstPresent(_ cells: CellColumn, _ isCancelled: () -> Bool) throws(RunFailure) -> [UInt8]? {
    var first: [UInt8]?
    try cells.each(isCancelled) { _, _, bytes in
      if let bytes { first = unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) } }
      return first == nil
    }
    return first
  }

  /// Dates and periods as every cell may write them.
  private static func calendar(
    _ cells: CellColumn, _ first: [UInt8], _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Column? {
    if DateParser().parse(first.span) != nil, let vector = try cells.whole(DateParser(), isCancelled) {
      return .date(vector)
    }
    if WrittenFiscalYearParser().parse(first.span) != nil,
      let vector = try cells.whole(WrittenFiscalYearParser(), isCancelled)
    {
      return .period(vector, .fiscalYear)
    }
    let month = PeriodParser(kind: .month)
    if month.parse(first.span) != nil, let vector = try cells.whole(month, isCancelled),
      !DoubtfulMonths.isDoubtful(vector)
    {
      return .period(vector, .month)
    }
    if let zone = cells.reading.zone.map({ ZonedDateTimeParser(zone: $0) }), zone.parse(first.span) != nil,
      let vector = try cells.whole(zone, isCancelled)
    {
      return .datetime(vector)
    }
    return nil
  }

  // MARK: - Where a cell says whether it is a number, as in JSON

  /// What the present cells are, and the first row of each kind.
  private struct Kinds {
    var numbers = 0, texts = 0, truths = 0, nested = 0
    var firstNumber = 0, firstText = 0, firstTruth = 0, firstNested = 0

    init(_ cells: CellColumn, _ isCancelled: () -> Bool) throws(RunFailure) {
      try cells.each(isCancelled) { row, cell, bytes in
        guard let bytes else { return true }
        if cell.isQuoted {
          if texts == 0 { firstText = row }
          texts += 1
        } else if bytes[0] == UInt8(ascii: "t") || bytes[0] == UInt8(ascii: "f") {
          if truths == 0 { firstTruth = row }
          truths += 1
        } else if bytes[0] == UInt8(ascii: "{") || bytes[0] == UInt8(ascii: "[") {
          if nested == 0 { firstNested = row }
          nested += 1
        } else {
          if numbers == 0 { firstNumber = row }
          numbers += 1
        }
        return true
      }
    }

    var areNumbersAndTexts: Bool { numbers > 0 && texts > 0 && truths == 0 }

    /// `2 cells are numbers, 3 are text` and the first row of the rarest kind; nil if all are of one kind.
    var mixture: (words: String, row: Int)? {
      let kinds = [
        (agreeing("is a number", "are numbers", numbers), numbers, firstNumber),
        (agreeing("is text", "are text", texts), texts, firstText),
        (agreeing("is true or false", "are true or false", truths), truths, firstTruth),
        (agreeing("has several values", "have several values", nested), nested, firstNested),
      ].filter { $0.1 > 0 }
      guard kinds.count > 1, let rarest = kinds.min(by: { $0.1 < $1.1 }) else { return nil }
      let words = kinds.enumerated().map { location, kind in
        let count = location == 0 ? counted(kind.1, "cell") : String(kind.1)
        return "\(count) \(kind.0)"
      }
      return (words.joined(separator: ", "), rarest.2)
    }
  }

  private static func literals(
    _ cells: CellColumn, _ options: ReadOptions, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> InferredColumn {
    let kinds = try Kinds(cells, isCancelled)
    if let (words, row) = kinds.mixture {
      let offers = kinds.areNumbersAndTexts ? try codes(cells, options, isCancelled) : []
      let note = Lookalikes.Note(words: words, row: row, offers: offers)
      return InferredColumn(.text(try cells.texts(isCancelled)), staysTextNote(note, cells.example(row)))
    }
    if kinds.nested > 0 {
      let words =
        "\(counted(kinds.nested, "cell")) \(agreeing("has", "have", kinds.nested)) several values, kept as written"
      return InferredColumn(
        .text(try cells.texts(isCancelled)),
        staysTextNote(Lookalikes.Note(words: words, row: kinds.firstNested), cells.example(kinds.firstNested)))
    }
    if kinds.numbers > 0 { return try numbers(cells, isCancelled) }
    if kinds.truths > 0, let vector = try cells.whole(BoolParser(), isCancelled) {
      return InferredColumn(.bool(vector))
    }
    if let first = try firstPresent(cells, isCancelled), let column = try calendar(cells, first, isCancelled) {
      return InferredColumn(column)
    }
    return text(cells, try cells.texts(isCancelled)) { $0.quotedNumbers() ?? $0.note(cells.name, options) }
  }

  /// The texts among numbers as codes for missing values, if they are a few codes.
  private static func codes(
    _ cells: CellColumn, _ options: ReadOptions, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [String] {
    var codes: [String] = []
    var (read, missing) = (0, 0)
    try cells.each(isCancelled) { _, cell, bytes in
      guard let bytes else { return true }
      read += 1
      guard cell.isQuoted else { return true }
      missing += 1
      let code = StetFormats.text(bytes, 0..<bytes.count)
      if !codes.contains(code) { codes.append(code) }
      return codes.count < 9
    }
    guard codes.count < 9, codes.allSatisfy({ MissingCode.isOne($0) }) else { return [] }
    let proposal = Proposal.missing(options, cells.name, codes)
    guard let changed = proposal.applied(to: options, SourceOption.ofCells) else { return [] }
    let column = try numbers(cells.with(codes: changed.missingCodes(of: cells.name)), isCancelled).column
    guard column.type != .text else { return [] }
    return [
      "`\(proposal.text)` reads \(read - missing) of \(counted(read, "cell")) as `\(column.type.name)`; \(missing) missing"
    ]
  }

  /// A whole number of any size and a fraction of many digits keep every digit; a number that does not fit any type is an error.
  private static func numbers(_ cells: CellColumn, _ isCancelled: () -> Bool) throws(RunFailure) -> InferredColumn {
    if let vector = try cells.whole(IntParser(isDeclared: true), isCancelled) {
      return InferredColumn(Column.int(vector).narrowed)
    }
    let float = FloatParser(isNumber: true)
    if let column = try fractions(cells, float, isCancelled) { return column }
    var large: Int?
    var beyond: Int?
    try cells.each(isCancelled) { row, _, bytes in
      guard let bytes else { return true }
      if large == nil, float.parse(bytes) == nil, IntParser(isDeclared: true).parse(bytes) == nil { large = row }
      if FloatParser(isDeclared: true).parse(bytes) == nil { beyond = row }
      return beyond == nil
    }
    if let beyond { throw RunFailure(.numberRange(cells, beyond)) }
    let exact = try DeclaredColumn.decimal(cells, isCancelled)
    // Whole numbers of 64 bits among fractions are what a float would round.
    let row = large ?? 0
    if exact.misfits.count == 0 {
      return InferredColumn(
        exact.column,
        "is `decimal`: a `float` would round its numbers" + (large.map { "; the first is \(cells.example($0))" } ?? ""))
    }
    return InferredColumn(
      .text(try cells.texts(isCancelled)),
      staysTextNote(
        Lookalikes.Note(words: "its numbers have more digits than can be stored", row: row), cells.example(row)))
  }
}

/// The note about a column that looks like another type; `example` is the first cell that is not like that, with its location.
func staysTextNote(_ note: Lookalikes.Note, _ example: String) -> String {
  (["stays text: \(note.words); the first is \(example)"] + note.offers).joined(separator: "; ")
}

extension Diagnostic {
  fileprivate static func numberRange(_ cells: CellColumn, _ row: Int) -> Diagnostic {
    Diagnostic(
      .numberRange, "a number in `\(cells.name)` is out of range: \(quoted(cells.file.shown(cells[row])))",
      location: cells.location(row), kind: .data,
      notes: ["`types: { \(pastedName(cells.name)): text }` loads the digits as they appear in the file"])
  }
}
