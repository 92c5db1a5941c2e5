import StetColumns
import StetDiagnostics

/// What the records of a file say about how it is meant, where it cannot be read as it stands.
///
/// Readings differ in the delimiter, in quotation marks, in where the table begins and ends, and in the names of its columns. What the
/// script states is not varied. A reading that makes a table of the whole file is loaded before anything is said about it: where there
/// is one only, it is taken; where there are several, or none without a loss, the file is refused with what each would give.
struct CSVEvidence {
  private let source: DecodedText
  private let name: String
  private let options: ReadOptions
  private let isCancelled: () -> Bool

  init(_ source: DecodedText, name: String, options: ReadOptions, isCancelled: @escaping () -> Bool) {
    (self.source, self.name, self.options, self.isCancelled) = (source, name, options, isCancelled)
  }

  /// What was found: a table, or what may be tried.
  enum Verdict {
    case taken(Proposal, ReadOptions, Loaded)
    case open([String])
  }

  /// One way to take a file apart, and the table in it.
  private struct Reading {
    let proposal: Proposal
    let layout: CSVLayout
    let outline: CSVOutline

    /// Whether the reading can be taken without the word of a script: nothing in it is a choice between names, or between texts.
    var isSafe: Bool {
      layout.hasHeader && (otherNames.isEmpty || layout.headerLines > 1) && outline.file.scan.strayQuotes == 0
    }

    /// Whether each line is in the table.
    var keepsAll: Bool { layout.titles == 0 && layout.end == outline.records.count }

    /// Those of the header.
    var names: [String] { (0..<outline.records[layout.titles].cells.count).map { outline.text(layout.titles, $0) } }

    /// Names for the columns that need another, by their places from 1 on. A few that have none are named by their places anyway.
    var otherNames: [Int: String] {
      let names = names
      let unnamed = names.count { $0.allSatisfy(\.isWhitespace) }
      let others = ColumnNames.distinct(names)
      guard CSVHeader.mayLack(unnamed, of: names.count) else { return others }
      return others.filter { !names[$0.key - 1].allSatisfy(\.isWhitespace) }
    }

    /// The same with its delimiter in the options, if the script does not state one.
    func stating(_ stated: UInt8?) -> Reading {
      let delimiter = outline.file.dialect.delimiter
      guard stated == nil, !proposal.states("delimiter") else { return self }
      let named = Proposal([("delimiter", .text(String(UnicodeScalar(delimiter))))])
      return Reading(proposal: named + proposal, layout: layout, outline: outline)
    }
  }

  func verdict(read: (ReadOptions) throws(RunFailure) -> Loaded) throws(RunFailure) -> Verdict {
    var readings: [Reading] = []
    // Other quotation marks are thought of only where those of RFC 4180 leave no table.
    for quoting in quotings where readings.allSatisfy({ !$0.layout.isClean }) {
      for delimiter in delimiters {
        if let reading = try reading(delimiter, quoting) { readings.append(reading) }
      }
    }
    var clean = readings.filter(\.layout.isClean)
    if clean.isEmpty { return .open(try repairs(of: readings, read)) }
    // A delimiter that leaves numbers is one, rather than a character of texts.
    let most = clean.map { $0.layout.typed }.max() ?? 0
    if most > 0 { clean.removeAll { $0.layout.typed == 0 } }
    // What leaves nothing out is better than what does, and what leaves names for the columns better than what does not.
    if clean.contains(where: \.keepsAll) { clean.removeAll { !$0.keepsAll } }
    if clean.contains(where: \.layout.hasHeader) { clean.removeAll { !$0.layout.hasHeader } }
    var found: [(proposal: Proposal, options: ReadOptions, loaded: Loaded)] = []
    for reading in clean {
      for proposal in proposals(for: clean.count == 1 ? reading : reading.stating(options.delimiter)) {
        guard let changed = proposal.applied(to: options, SourceOption.ofDelimitedText), let loaded = try? read(changed)
        else { continue }
        found.append((proposal, changed, loaded))
      }
    }
    if isCancelled() { throw RunFailure(.cancelled(name)) }
    if found.count == 1, clean.count == 1, clean[0].isSafe, !found[0].proposal.isEmpty {
      return .taken(found[0].proposal, found[0].options, found[0].loaded)
    }
    return .open(found.map { "`\($0.proposal.text)` \(words(for: $0.loaded))" })
  }

  // MARK: - Readings

  private var delimiters: [UInt8] {
    if let stated = options.delimiter { return [stated] }
    let own = CSVDialect(options, name: name).delimiter
    return [own] + [",", ";", "\t", "|"].map { UInt8(ascii: $0) }.filter { $0 != own }
  }

  /// What may be changed about quotation marks, if the file has what it is about.
  private var quotings: [Proposal] {
    guard options.quotes == .strict, !options.hasBackslashes, !options.trims else { return [Proposal([])] }
    let single = UInt8(ascii: "'")
    return [
      (Proposal([]), true), (Proposal([("trim", .word("true"))]), has { Self.isSpace($0) && $1 == UInt8(ascii: "\"") }),
      (Proposal([("escape", .text("\\"))]), has { $0 == UInt8(ascii: "\\") && $1 == UInt8(ascii: "\"") }),
      (
        Proposal([("quotes", .text("'"))]),
        has { !isLetter($0) && $1 == single } && has { $0 == single && !isLetter($1) }
      ),
      (Proposal([("quotes", .word("lenient"))]), true),
    ].filter(\.1).map(\.0)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

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

  private func reading(_ delimiter: UInt8, _ quoting: Proposal) throws(RunFailure) -> Reading? {
    var proposal = quoting
    if options.delimiter == nil, delimiter != CSVDialect(options, name: name).delimiter {
      proposal = Proposal([("delimiter", .text(String(UnicodeScalar(delimiter))))]) + quoting
    }
    guard let changed = proposal.applied(to: options, SourceOption.ofDelimitedText) else { return nil }
    let dialect = CSVDialect(changed, name: name)
    let scanner = CSVScanner(dialect, name: name, options: changed, start: source.start, keepsAll: true)
    let scan: CSVScan
    do { scan = try scanner.run(source.bytes.span, isCancelled: isCancelled) } catch {
      if error.diagnostics.first?.code == .cancelled { throw error }
      return nil
    }
    let outline = CSVOutline(CSVCellFile(name: name, bytes: source.bytes, scan: scan, dialect: dialect))
    guard let layout = CSVLayout(outline) else { return nil }
    return Reading(proposal: proposal, layout: layout, outline: outline)
  }

  // MARK: - Options

  /// The options that read the table of a clean reading. A header that is none can be given in two ways.
  private func proposals(for reading: Reading) -> [Proposal] {
    let (layout, outline) = (reading.layout, reading.outline)
    var proposal = reading.proposal
    if layout.titles > 0, options.skip == 0 {
      proposal = proposal.adding("skip", .int(Int64(outline.records[layout.titles - 1].lastLine)))
    }
    if layout.dropsEmpty, options.ragged == .reject { proposal = proposal.adding("ragged", .word("drop_empty")) }
    if layout.end < outline.records.count, options.until == .end, options.rows == nil {
      proposal = ending(proposal, reading)
    }
    guard case .firstRecord = options.header else { return [proposal] }
    if !layout.hasHeader {
      let names = (1...layout.width).map { "column_\($0)" }
      return [
        proposal.adding("header", .word("none")), layout.width <= 12 ? proposal.adding("header", .texts(names)) : nil,
      ]
      .compactMap { $0 }
    }
    if layout.headerLines > 1 { return [proposal.adding("header", .int(Int64(layout.headerLines)))] }
    let others = reading.otherNames
    guard !others.isEmpty else { return [proposal] }
    let members = others.sorted { $0.key < $1.key }.map {
      (name: String($0.key), value: OptionValue(.text($0.value), SourceRange(0, 0)))
    }
    return [proposal.adding("header", .record(members))]
  }

  /// How the script says where the table ends.
  private func ending(_ proposal: Proposal, _ reading: Reading) -> Proposal {
    let (layout, outline) = (reading.layout, reading.outline)
    let after = outline.records[layout.end]
    let rows = outline.records[(layout.titles + 1)..<layout.end]
    if after.blankLine > 0, !rows.contains(where: { $0.blankLine > 0 }) {
      return proposal.adding("until", .word("blank"))
    }
    let words = String(outline.text(layout.end, 0).prefix(30))
    let isOwn = !words.isEmpty && !(layout.titles + 1..<layout.end).contains { outline.text($0, 0).hasPrefix(words) }
    return isOwn ? proposal.adding("until", .text(words)) : proposal.adding("rows", .int(Int64(layout.rows)))
  }

  // MARK: - Repairs

  /// What would read a file whose rows have different numbers of cells, and when that would be right.
  private func repairs(
    of readings: [Reading], _ read: (ReadOptions) throws(RunFailure) -> Loaded
  ) throws(RunFailure) -> [String] {
    func fit(_ reading: Reading) -> Int { reading.layout.rows - 2 * reading.layout.ragged.count }
    let best = readings.filter { $0.layout.width > 1 && $0.layout.hasHeader }.max { fit($0) < fit($1) }
    guard let best, options.ragged == .reject, case .firstRecord = options.header else { return [] }
    let (layout, outline) = (best.layout, best.outline)
    let header = outline.records[layout.titles].cells.count
    let counts = (layout.titles + 1..<layout.end).map { outline.records[$0].cells.count }.filter { $0 > 0 }
    guard let most = counts.max(), let least = counts.min() else { return [] }
    // A row that lacks a cell elsewhere than at its end has texts among numbers, or numbers among texts.
    let areInPlace = (layout.titles + 1..<layout.end).allSatisfy { record in
      (0..<min(header, outline.records[record].cells.count)).allSatisfy { column in
        outline.isBlank(outline.cell(record, column))
          || outline.isValue(record, column) == layout.mostlyTyped.contains(column)
      }
    }
    var ways: [(Proposal, String)] = []
    if most <= header {
      guard areInPlace else { return [] }
      ways = proposals(for: best).map {
        (
          $0.adding("ragged", .word("pad")),
          "short rows end in missing values, which is right only if each lacks its last cells"
        )
      }
    } else if most <= 64 {
      let names = (0..<header).map { outline.text(layout.titles, $0) }
      let more = (header + 1...most).map { "column_\($0)" }
      var base = best.proposal.adding("skip", .int(Int64(outline.records[layout.titles].lastLine)))
      if layout.end < outline.records.count { base = ending(base, best) }
      let padding = least < most ? Proposal([("ragged", .word("pad"))]) : Proposal([])
      if areInPlace || most == least {
        ways.append((base.adding("header", .texts(names + more)) + padding, "right if the last names are lacking"))
      }
      if least == most, most == header + 1 {
        ways.append((base.adding("header", .texts(["column_1"] + names)), "right if the first name is lacking"))
      }
    }
    var notes: [String] = []
    for (proposal, condition) in ways {
      guard let changed = proposal.applied(to: options, SourceOption.ofDelimitedText), let loaded = try? read(changed),
        loaded.table.schema.fields.count(where: { $0.type != .text }) >= layout.mostlyTyped.count
      else { continue }
      notes.append("`\(proposal.text)` \(words(for: loaded)): \(condition)")
    }
    return notes
  }

  // MARK: - Words

  /// What a reading gives: `reads 2 rows of a, b`.
  private func words(for loaded: Loaded) -> String {
    let names = loaded.table.schema.names
    let shown =
      names.prefix(6).map { "`\($0)`" }.joined(separator: ", ")
      + (names.count > 6 ? " and \(names.count - 6) more" : "")
    return "reads \(counted(loaded.table.rowCount, "row")) of \(shown)\(first(loaded))"
  }

  private func first(_ loaded: Loaded) -> String {
    guard loaded.table.rowCount > 0 else { return "" }
    let cells = loaded.table.columns.prefix(6).map { plainText($0[0]) }
    return "; the first is \(quoted(cells.joined(separator: " | ")))"
  }
}
