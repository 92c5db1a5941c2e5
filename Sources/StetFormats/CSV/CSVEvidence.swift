import StetColumns
import StetDiagnostics

/// What the records of a file say about how it is meant, where it cannot be read as it stands.
///
/// Readings differ in the delimiter, in quotation marks, in where the table begins and ends, and in the names of its columns. What the
/// script states is not varied. A reading that makes a table of the whole file is loaded before anything is said about it: where there
/// is one only, and nothing in it is a matter of taste, it is taken; else the file is refused with what each would give.
struct CSVEvidence {
  private let source: DecodedText
  private let name: String
  private let options: ReadOptions
  private let isCancelled: () -> Bool
  private let read: (ReadOptions) throws(RunFailure) -> Loaded

  init(
    _ source: DecodedText, name: String, options: ReadOptions, isCancelled: @escaping () -> Bool,
    read: @escaping (ReadOptions) throws(RunFailure) -> Loaded
  ) {
    (self.source, self.name, self.options) = (source, name, options)
    (self.isCancelled, self.read) = (isCancelled, read)
  }

  /// What was found: a table, or what may be tried.
  enum Verdict {
    case taken(Loaded, note: String)
    case open([String])
  }

  /// Options with which the file was loaded.
  private struct Trial {
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

  func verdict() throws(RunFailure) -> Verdict {
    var readings: [CSVCandidate] = []
    // Other quotation marks are thought of only where those of RFC 4180 leave no table that is sure.
    for quoting in quotings where !readings.contains(where: { $0.layout.isClean && $0.layout.areTitlesSure }) {
      for delimiter in delimiters {
        if let reading = try reading(delimiter, quoting) { readings.append(reading) }
      }
    }
    var clean = readings.filter(\.layout.isClean)
    if clean.isEmpty { return .open((rows(of: readings) ?? repairs(of: readings)).map(\.words)) }
    // Better is what leaves no line out, or one that is a title for sure; then the quotation marks that are expected, names for the
    // columns, and numbers.
    let better: [(CSVCandidate) -> Bool] = [
      { $0.keepsAll }, { $0.layout.areTitlesSure }, { $0.quoting.isEmpty }, { $0.layout.headerLines > 0 },
      { $0.layout.typed > 0 },
    ]
    for isBetter in better where clean.contains(where: isBetter) { clean.removeAll { !isBetter($0) } }
    let found = clean.map { reading in
      let own = clean.count == 1 ? trials(of: reading) : []
      return (reading, own.isEmpty ? trials(of: reading.stating(options.delimiter)) : own)
    }
    if isCancelled() { throw RunFailure(.cancelled(name)) }
    if found.count == 1, let (reading, trials) = found.first, trials.count == 1, isSafe(reading),
      !trials[0].proposal.isEmpty
    {
      return .taken(
        trials[0].loaded,
        note: "read with `\(trials[0].proposal.text)`, by what its lines have in common\(reading.leftOut)")
    }
    return .open(found.flatMap { $1 + alternatives(to: $0) }.map(\.words))
  }

  /// Whether a reading can be taken without the word of a script: nothing in it is a choice between names, or between texts.
  private func isSafe(_ reading: CSVCandidate) -> Bool {
    let namesAreClear =
      statesHeader || reading.layout.headerLines > 1 || reading.layout.headerLines == 1 && reading.otherNames.isEmpty
    return namesAreClear && reading.layout.areTitlesSure && reading.outline.file.scan.strayQuotes == 0
  }

  private var statesHeader: Bool { if case .firstRecord = options.header { false } else { true } }

  // MARK: - Readings

  private var delimiters: [UInt8] {
    if let stated = options.delimiter { return [stated] }
    let own = CSVDialect(options, name: name).delimiter
    return [own] + [",", ";", "\t", "|"].map { UInt8(ascii: $0) }.filter { $0 != own }
  }

  /// What may be changed about quotation marks, if the file has what it is about.
  private var quotings: [Proposal] {
    guard options.quotes == .strict, !options.hasBackslashes, !options.trims else { return [Proposal([])] }
    let (single, double) = (UInt8(ascii: "'"), UInt8(ascii: "\""))
    return [
      (Proposal([]), true),
      (
        Proposal([("trim", .word("true"))]),
        has { ($0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")) && $1 == double }
      ),
      (Proposal([("escape", .text("\\"))]), has { $0 == UInt8(ascii: "\\") && $1 == double }),
      (
        Proposal([("quotes", .text("'"))]),
        has { !isLetter($0) && $1 == single } && has { $0 == single && !isLetter($1) }
      ),
      (Proposal([("quotes", .word("lenient"))]), true),
    ].filter(\.1).map(\.0)
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z")
  }

  /// Whether two bytes that follow each other meet a condition.
  private func has(_ condition: (UInt8, UInt8) -> Bool) -> Bool {
    let bytes = source.bytes.span
    var previous = UInt8(ascii: "\n")
    for index in source.start..<bytes.count {
      if condition(previous, bytes[index]) { return true }
      previous = bytes[index]
    }
    return false
  }

  private func reading(_ delimiter: UInt8, _ quoting: Proposal) throws(RunFailure) -> CSVCandidate? {
    let isOwn = options.delimiter != nil || delimiter == CSVDialect(options, name: name).delimiter
    let proposal = isOwn ? quoting : CSVCandidate.stating(delimiter) + quoting
    guard let changed = proposal.applied(to: options, SourceOption.ofDelimitedText) else { return nil }
    let dialect = CSVDialect(changed, name: name)
    let scanner = CSVScanner(dialect, name: name, options: changed, start: source.start, keepsAll: true)
    let scan: CSVScan
    do { scan = try scanner.run(source.bytes.span, isCancelled: isCancelled) } catch {
      if error.diagnostics.first?.code == .cancelled { throw error }
      return nil
    }
    // A quotation mark that is closed in another line takes rows with it.
    guard !scan.hasStrayBreak else { return nil }
    let outline = CSVOutline(CSVCellFile(name: name, bytes: source.bytes, scan: scan, dialect: dialect))
    guard let layout = CSVLayout(outline) else { return nil }
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
      var without = trial(base.adding("header", .word("none")), rows: rows, reading)
      without?.condition = "`header: [\"…\", …]` gives the columns names"
      let all = [without, trial(base.adding("header", .int(1)), rows: rows - 1, reading)].compactMap { $0 }
      if !all.isEmpty { return all }
    }
    return []
  }

  private func trial(_ proposal: Proposal, rows: Int, _ reading: CSVCandidate) -> Trial? {
    guard let loaded = loaded(proposal), loaded.table.rowCount == rows else { return nil }
    let condition = reading.layout.areTitlesSure ? nil : "right if the first line is a title"
    let dotted = reading.dottedThousands(in: loaded.table)
    guard !dotted.isEmpty, options.types.isEmpty else {
      return Trial(proposal: proposal, loaded: loaded, condition: condition)
    }
    // `1.234` beside no comma: a number of thousands as likely as one of a thousandth.
    let typed = proposal.adding("types", .words(dotted.map { ($0, "text") }))
    return self.loaded(typed).map { Trial(proposal: typed, loaded: $0, condition: condition) }
  }

  private func loaded(_ proposal: Proposal) -> Loaded? {
    guard let changed = proposal.applied(to: options, SourceOption.ofDelimitedText) else { return nil }
    return try? read(changed)
  }

  // MARK: - Repairs

  /// A short first line that may be a title may also be a header that lacks names.
  private func alternatives(to reading: CSVCandidate) -> [Trial] {
    let layout = reading.layout
    guard !layout.areTitlesSure, !statesHeader, layout.titles == 1 else { return [] }
    return lacking(reading, header: 0, rows: layout.body.count)
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
    if let cut = CSVLayout(outline, plainNotes: true), cut.isClean, cut.end < layout.end {
      ways = trials(of: CSVCandidate(proposal: best.proposal, quoting: best.quoting, layout: cut, outline: outline))
      for index in ways.indices { ways[index].condition = "right if what comes after is a note" }
    }
    let counts = layout.body.dropFirst().map { outline.records[$0].cells.count }
    guard let most = counts.max(), best.cellsAreInPlace else { return ways }
    guard most <= outline.records[header].cells.count else {
      return lacking(best, header: header, rows: layout.body.count - 1)
    }
    for base in best.bases(options) {
      let padded = (base + best.header).adding("ragged", .word("pad"))
      guard let loaded = loaded(padded), loaded.table.rowCount == layout.body.count - 1 else { continue }
      ways.append(Trial(proposal: padded, loaded: loaded, condition: "right only if every short row stops early"))
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
      ways.append((["column_1"] + names, "right if the first column has no name in the header"))
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
