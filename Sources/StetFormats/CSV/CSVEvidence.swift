import StetColumns
import StetDiagnostics

/// What the records of a file say about how it is meant, where it cannot be read as it stands.
///
/// Readings differ in the delimiter, in quotation marks, in where the table begins and ends, and in the names of its columns. What the
/// script states is not varied. A reading that makes a table of the whole file is loaded before anything is said about it: where there
/// is one only, and nothing in it is a matter of taste, it is taken; else the file is refused with what each would give.
struct CSVEvidence {
  private let source: DecodedText
  let name: String
  let options: ReadOptions
  private let isCancelled: () -> Bool
  private let read: (ReadOptions) throws(RunFailure) -> Loaded
  /// Whether no common delimiter is between cells.
  private let asksRare: Bool
  /// The first lines, if the file is large.
  private let head: DecodedText?

  init(
    _ source: DecodedText, name: String, options: ReadOptions, asksRare: Bool, isCancelled: @escaping () -> Bool,
    read: @escaping (ReadOptions) throws(RunFailure) -> Loaded
  ) {
    (self.source, self.name, self.options, self.asksRare) = (source, name, options, asksRare)
    (self.isCancelled, self.read) = (isCancelled, read)
    head = Self.head(of: source, options)
  }

  /// What was found: a table, or why the only one there is cannot be loaded, or what may be tried.
  enum Verdict {
    case taken(Loaded, note: String)
    case refused(RunFailure, note: String)
    case open([String])
  }

  /// Options with which the file was loaded.
  struct Trial {
    let proposal: Proposal
    let loaded: Loaded
    /// When it would be right.
    var condition: String?

    /// ``skip: 1` reads 2 rows of `a`, `b`; the first is "1 | 2"`
    var words: String {
      let names = loaded.table.schema.names
      let shown = names.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
      let more = names.count > 6 ? " and \(names.count - 6) more" : ""
      let rows = counted(loaded.table.rowCount, "row")
      let cells = loaded.table.rowCount > 0 ? loaded.table.columns.prefix(6).map { plainText($0[0]) } : []
      let first = cells.isEmpty ? "" : "; the first is \(quoted(cells.joined(separator: " | ")))"
      return "`\(proposal.text)` reads \(rows) of \(shown)\(more)\(first)" + (condition.map { ": \($0)" } ?? "")
    }
  }

  /// `code` is that of the refusal.
  func verdict(on code: Diagnostic.Code) throws(RunFailure) -> Verdict {
    switch code {
    case .wordsAmongFigures: try verdictOnWords()
    case .swallowedRows: verdictOnQuotes
    default: try verdict()
    }
  }

  /// The rows that quotation marks keep together, and the cell that they are within them.
  private var verdictOnQuotes: Verdict {
    .open(
      ["none", "strict"].compactMap { word in
        let proposal = Proposal([("quotes", .word(word))])
        return loaded(proposal).map { Trial(proposal: proposal, loaded: $0).words }
      })
  }

  private func verdict() throws(RunFailure) -> Verdict {
    var readings: [CSVCandidate] = []
    // Other quotation marks are thought of only where those of RFC 4180 leave no table that is sure.
    for quoting in quotings where !readings.contains(where: { $0.layout.isClean && $0.layout.areTitlesSure }) {
      for delimiter in delimiters {
        if let reading = try reading(delimiter, quoting) { readings.append(reading) }
      }
    }
    var clean = readings.filter(\.layout.isClean)
    if clean.isEmpty {
      let several = readings.lazy.map { tables(of: $0) }.first { !$0.isEmpty }
      return .open((rows(of: readings) ?? several ?? repairs(of: readings)).map(\.words))
    }
    // Better is what has no tabs within cells, which nobody types; then what leaves no line out, or one that is a title for sure; then the quotation marks that are expected, names for the
    // columns, and numbers.
    let better: [(CSVCandidate) -> Bool] = [
      { !$0.hasTabs }, { $0.keepsAll }, { $0.layout.areTitlesSure }, { $0.quoting.isEmpty },
      { $0.layout.headerLines > 0 },
      { $0.layout.typed > 0 },
    ]
    for isBetter in better where clean.contains(where: isBetter) { clean.removeAll { !isBetter($0) } }
    let found = clean.map { reading in
      let own = clean.count == 1 ? trials(of: reading) : []
      return (reading, own.isEmpty ? trials(of: reading.stating(options.delimiter)) : own)
    }
    if isCancelled() { throw RunFailure(.cancelled(name)) }
    if found.count == 1, let (reading, trials) = found.first, isSafe(reading) {
      func note(_ proposal: Proposal) -> String {
        "read with `\(proposal.text)`, by what its lines have in common\(reading.leftOut)"
      }
      if trials.count == 1, !trials[0].proposal.isEmpty {
        var loaded = trials[0].loaded
        loaded.receipt.options = trials[0].proposal.text
        return .taken(loaded, note: note(trials[0].proposal))
      }
      if trials.isEmpty, let (failure, proposal) = failure(of: reading) {
        return .refused(failure, note: note(proposal))
      }
    }
    return .open(
      found.flatMap { $1 + alternatives(to: $0) }.map(\.words))
  }

  /// Whether a reading can be taken without the word of a script: nothing in it is a choice between names, or between texts.
  private func isSafe(_ reading: CSVCandidate) -> Bool {
    let namesAreClear =
      statesHeader || reading.layout.headerLines > 1 || reading.layout.headerLines == 1 && reading.otherNames.isEmpty
    let delimiter = reading.outline.file.dialect.delimiter
    // Two words in a line are often no more than that.
    let isDelimiter =
      options.delimiter != nil || !rareDelimiters.contains(delimiter)
      || reading.layout.typed > 0 && (reading.layout.width > 2 || !" :".utf8.contains(delimiter))
    return namesAreClear && isDelimiter && reading.layout.areTitlesSure && reading.outline.file.scan.strayQuotes == 0
  }

  private var statesHeader: Bool { if case .firstRecord = options.header { false } else { true } }

  // MARK: - Readings

  private var delimiters: [UInt8] {
    if let stated = options.delimiter { return [stated] }
    let own = CSVDialect(options, name: name).delimiter
    return [own] + (commonDelimiters + (asksRare ? rareDelimiters : [])).filter { $0 != own }
  }

  /// What may be changed about quotation marks, if the file has what it is about.
  private var quotings: [Proposal] {
    guard options.quotes == .strict, !options.hasBackslashes, !options.trims else { return [Proposal([])] }
    let marks = CSVQuoteEvidence(source)
    return [
      (Proposal([]), true), (Proposal([("trim", .word("true"))]), marks.hasSpaced),
      (Proposal([("escape", .text("\\"))]), marks.hasEscape),
      (Proposal([("quotes", .text("'"))]), marks.hasSingle),
      (Proposal([("quotes", .word("lenient"))]), marks.hasDouble),
    ].filter(\.1).map(\.0)
  }

  /// The first lines of a large file: what takes them for one column finds no others below.
  private static func head(of source: DecodedText, _ options: ReadOptions) -> DecodedText? {
    let most = 256 << 10
    guard source.bytes.count - source.start > 16 * most, options.skip == 0 else { return nil }
    let first = source.bytes[source.start..<source.start + most]
    guard let end = first.lastIndex(where: { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }) else { return nil }
    return DecodedText(bytes: Array(first[...end]))
  }

  /// Whether spaces are around the cells of all records, as where columns are made to look aligned: they belong to no cell.
  private func isPadded(_ reading: CSVCandidate) -> Bool {
    guard !options.trims, !reading.proposal.states("trim"), reading.layout.width > 1 else { return false }
    let outline = reading.outline
    return reading.layout.body.allSatisfy { record in
      let texts = (0..<outline.records[record].cells.count).map { outline.text(record, $0) }
      let inner = texts.dropFirst().allSatisfy { $0.isEmpty || $0.first == " " }
      let outer = texts.dropLast().allSatisfy { $0.isEmpty || $0.last == " " }
      return inner || outer
    }
  }

  func reading(_ delimiter: UInt8, _ quoting: Proposal) throws(RunFailure) -> CSVCandidate? {
    let isOwn = options.delimiter != nil || delimiter == CSVDialect(options, name: name).delimiter
    let proposal = isOwn ? quoting : CSVCandidate.stating(delimiter) + quoting
    let found: CSVCandidate
    do {
      if let head, !proposal.isEmpty, isOneColumn(head, proposal, quoting) { return nil }
      guard let whole = try reading(source, proposal, quoting) else { return nil }
      found = whole
    } catch {
      if error.diagnostics.first?.code == .cancelled { throw error }
      return nil
    }
    let trimmed = quoting + Proposal([("trim", .word("true"))])
    return isPadded(found) ? try reading(delimiter, trimmed) ?? found : found
  }

  /// Whether the first lines are one column for sure; where they cannot be read, nothing is known.
  private func isOneColumn(_ head: DecodedText, _ proposal: Proposal, _ quoting: Proposal) -> Bool {
    let beginning = try? reading(head, proposal, quoting)
    return beginning.map { $0.layout.width < 2 } ?? false
  }

  private func reading(
    _ text: DecodedText, _ proposal: Proposal, _ quoting: Proposal
  ) throws(RunFailure) -> CSVCandidate? {
    guard let changed = proposal.applied(to: options, SourceOption.ofDelimitedText) else { return nil }
    let dialect = CSVDialect(changed, name: name)
    let scanner = CSVScanner(dialect, name: name, options: changed, start: text.start, keepsAll: true)
    let scan = try scanner.run(text.bytes.span, isCancelled: isCancelled)
    // A quotation mark that is closed in another line takes rows with it.
    guard !scan.hasStrayBreak else { return nil }
    let outline = CSVOutline(CSVCellFile(name: name, bytes: text.bytes, scan: scan, dialect: dialect))
    guard let layout = CSVLayout(outline),
      !CSVReader.areInSingleQuotes(outline, min(layout.width, outline.records[0].cells.count), dialect)
    else { return nil }
    return CSVCandidate(proposal: proposal, quoting: quoting, layout: layout, outline: outline)
  }

  // MARK: - Trials

  /// What the options of a reading give; empty if the file cannot be loaded with any, or not with the rows that the reading has.
  private func trials(of reading: CSVCandidate) -> [Trial] {
    let layout = reading.layout
    for base in reading.bases(options) {
      guard !statesHeader else {
        let rows = layout.body.count - options.header.records
        if let trial = trial(base, rows: rows, reading) { return [trial] }
        continue
      }
      let rows = layout.body.count - layout.headerLines
      guard layout.headerLines == 0 else {
        if let trial = trial(base + reading.header, rows: rows, reading) { return [trial] }
        continue
      }
      guard !headerIsForeign(reading) else { return [] }
      var without = trial(base.adding("header", .word("none")), rows: rows, reading)
      without?.condition = "`header: [\"…\", …]` gives the columns names"
      let all = [without, trial(base.adding("header", .int(1)), rows: rows - 1, reading)].compactMap { $0 }
      if !all.isEmpty { return all }
    }
    return []
  }

  /// Why a reading cannot be loaded, if that is not how the file is written: a cell that its declared type does not fit, a column that is
  /// not there.
  private func failure(of reading: CSVCandidate) -> (RunFailure, Proposal)? {
    guard let base = reading.bases(options).first else { return nil }
    let proposal = statesHeader ? base : base + reading.header
    guard !proposal.isEmpty, let changed = proposal.applied(to: options, SourceOption.ofDelimitedText) else {
      return nil
    }
    do throws(RunFailure) { _ = try read(changed) } catch {
      let isOfCells = error.diagnostics.first.map { !CSVReader.ofDialect.contains($0.code) } ?? false
      return isOfCells ? (error, proposal) : nil
    }
    return nil
  }

  /// Whether the line before the rows has as many names as they have cells, with another delimiter between them.
  private func headerIsForeign(_ reading: CSVCandidate) -> Bool {
    guard reading.layout.titles > 0 else { return false }
    let (title, outline) = (reading.layout.titles - 1, reading.outline)
    let cells = outline.file.scan.segments[0][outline.records[title].cells]
    let bytes = outline.file.bytes
    return commonDelimiters.contains { mark in
      cells.reduce(0) { $0 + bytes[$1.start..<$1.end].count { $0 == mark } } == reading.layout.width - 1
    }
  }

  func trial(_ proposal: Proposal, rows: Int, _ reading: CSVCandidate) -> Trial? {
    guard let loaded = loaded(proposal), loaded.table.rowCount == rows else { return nil }
    let condition = reading.layout.areTitlesSure ? nil : "right if the first line is a title"
    return Trial(proposal: proposal, loaded: loaded, condition: condition)
  }

  private func loaded(_ proposal: Proposal) -> Loaded? {
    guard let changed = proposal.applied(to: options, SourceOption.ofDelimitedText) else { return nil }
    return try? read(changed)
  }

  // MARK: - Several tables

  /// What reads each of several tables below each other; empty if a line is in none of them, or one cannot be read.
  private func tables(of reading: CSVCandidate) -> [Trial] {
    guard options.skip == 0, options.until == .end, options.rows == nil, !statesHeader else { return [] }
    let tables = CSVTables(reading.outline).tables
    guard tables.count > 1 else { return [] }
    var trials: [Trial] = []
    for table in tables {
      let found = table.proposals.lazy.compactMap { trial(reading.proposal + $0, rows: table.rows, reading) }.first
      guard var found else { return [] }
      found.condition = "table \(trials.count + 1) of \(tables.count)"
      trials.append(found)
    }
    return trials
  }

  // MARK: - Repairs

  /// A word in the first line that may be a title may also be a header that lacks names.
  private func alternatives(to reading: CSVCandidate) -> [Trial] {
    let layout = reading.layout
    let belowTitle = tableBelowTitle(of: reading)
    guard belowTitle.isEmpty else { return belowTitle }
    guard !layout.areTitlesSure, !statesHeader, layout.titles == 1, !isTitleByWords(reading) else { return [] }
    return lacking(reading, header: 0, rows: layout.body.count)
  }

  private func isTitleByWords(_ reading: CSVCandidate) -> Bool {
    reading.outline.text(0, 0).split(whereSeparator: \.isWhitespace).count > 1
  }

  /// The rows of a file of one column that has no name; nil for any other.
  private func rows(of readings: [CSVCandidate]) -> [Trial]? {
    guard let own = readings.first, own.layout.width == 1, own.layout.headerLines == 0, own.layout.ragged.isEmpty else {
      return nil
    }
    return trials(of: own)
  }

  /// What would read a file whose rows have different numbers of cells, and when that would be right.
  private func repairs(of readings: [CSVCandidate]) -> [Trial] {
    func fit(_ reading: CSVCandidate) -> Int { reading.layout.body.count - 2 * reading.layout.ragged.count }
    let best = readings.filter { $0.layout.width > 1 && $0.layout.headerLines > 0 }.max { fit($0) < fit($1) }
    guard let best, options.ragged == .reject, !statesHeader, best.layout.areTitlesSure else { return [] }
    let (layout, outline) = (best.layout, best.outline)
    let header = layout.body[0]
    // What comes after a blank line in the middle may be another table.
    guard !layout.body.dropFirst(2).contains(where: { outline.isAfterBlank($0) && layout.ragged.contains($0) }) else {
      return []
    }
    var ways: [Trial] = []
    let counts = layout.body.dropFirst().map { outline.records[$0].cells.count }
    if let mark = best.noteMark, options.comments == nil {
      let rows = layout.body.count - layout.ragged.count - 1
      return best.bases(options).lazy.compactMap {
        trial(($0 + best.header).adding("comments", .text(mark)), rows: rows, best)
      }
      .prefix(1).map { $0 }
    }
    guard let most = counts.max(), best.cellsAreInPlace, !best.hasForeignRows else { return [] }
    guard most <= outline.records[header].cells.count else {
      return lacking(best, header: header, rows: layout.body.count - 1)
    }
    guard best.shortRowsStopEarly else { return ways }
    for base in best.bases(options) {
      let padded = (base + best.header).adding("ragged", .word("pad"))
      guard let loaded = loaded(padded), loaded.table.rowCount == layout.body.count - 1 else { continue }
      ways.append(Trial(proposal: padded, loaded: loaded, condition: nil))
      break
    }
    return ways
  }

  /// Names for the columns of rows that are longer than the header.
  private func lacking(_ reading: CSVCandidate, header: Int, rows: Int) -> [Trial] {
    let outline = reading.outline
    let names = (0..<outline.records[header].cells.count).map { outline.text(header, $0) }
    let counts = (header + 1..<reading.layout.end).map { outline.records[$0].cells.count }
    guard let most = counts.max(), let least = counts.min(), most <= 64, names.count < most else { return [] }
    let last = names + (names.count + 1...most).map { "column_\($0)" }
    var ways = [(last, "right if the last columns have no name in the header")]
    if least == most, most == names.count + 1 {
      // Row names of R, which number the rows; any other first column may be the first name's.
      let numbers = (header + 1..<reading.layout.end).map { outline.wholeNumber($0, 0) }
      let areNumbered = numbers.enumerated().allSatisfy { $1 == Int64($0 + 1) }
      guard areNumbered else { return [] }
      ways = [(["column_1"] + names, "right if the first column has no name in the header")]
    }
    let skip = Proposal([("skip", .int(Int64(outline.records[header].lastLine)))])
    let padding = least < most ? Proposal([("ragged", .word("pad"))]) : Proposal([])
    return ways.compactMap { names, condition in
      let ends = reading.layout.end < outline.records.count ? reading.endings.first ?? Proposal([]) : Proposal([])
      let proposal = reading.proposal + skip + ends.adding("header", .texts(names)) + padding
      guard let loaded = loaded(proposal), loaded.table.rowCount == rows else { return nil }
      return Trial(proposal: proposal, loaded: loaded, condition: condition)
    }
  }
}
