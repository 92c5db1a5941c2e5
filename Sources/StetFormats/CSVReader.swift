package import StetColumns
package import StetDiagnostics

/// Reads a CSV or TSV file into typed columns; the types come from every row, unless they are declared.
package func readCSV(
  path: String, shownAs name: String, options: CSVOptions, progress: ((_ read: Int64, _ total: Int64) -> Void)?,
  isCancelled: () -> Bool
) throws(RunFailure) -> Loaded {
  try readCSV(OpenFile(path, shownAs: name), options, progress, isCancelled)
}

/// The same for a file beneath a root folder; see `openFile` for what is refused.
package func readCSV(
  _ path: String, beneath root: String, alsoAllowed: [String] = [], shownAs name: String,
  options: CSVOptions = CSVOptions(), progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil,
  isCancelled: () -> Bool = { false }
) throws(RunFailure) -> Loaded {
  let file = try openFile(path, beneath: root, alsoAllowed: alsoAllowed, shownAs: name)
  return try readCSV(file, options, progress, isCancelled)
}

/// A large plain file in blocks; the others whole.
private func readCSV(
  _ file: OpenFile, _ options: CSVOptions, _ progress: ((_ read: Int64, _ total: Int64) -> Void)?,
  _ isCancelled: () -> Bool
) throws(RunFailure) -> Loaded {
  if file.size >= CSVStream.smallest, let loaded = try CSVStream(file, options).read(progress, isCancelled) {
    try file.checkUnchanged()
    return loaded
  }
  let bytes = try file.read(progress: progress, isCancelled: isCancelled)
  return try CSVReader(name: file.name, options: options).read(bytes, isCancelled: isCancelled)
}

package func readCSV(
  path: String, shownAs name: String, options: CSVOptions = CSVOptions()
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  let loaded = try readCSV(path: path, shownAs: name, options: options, progress: nil) { false }
  return (loaded.table, loaded.receipt)
}

package func parseCSV(
  _ bytes: [UInt8], name: String, options: CSVOptions
) throws(RunFailure) -> (table: Table, receipt: LoadReceipt) {
  let loaded = try CSVReader(name: name, options: options).read(bytes) { false }
  return (loaded.table, loaded.receipt)
}

struct CSVReader {
  let name: String
  let options: CSVOptions

  func read(_ file: [UInt8], isCancelled: () -> Bool) throws(RunFailure) -> Loaded {
    let source = try decoded(file, declared: options.encoding, name: name, isCancelled: isCancelled)
    let bytes = source.bytes.span
    var notes = source.note.map { [$0] } ?? []
    let scan = try scanned(source.bytes, bytes, from: source.start, isCancelled)
    if scan.padded > 0 { notes.append("\(counted(scan.padded, "short row")) filled with missing values") }
    if scan.blankRows > 0 {
      notes.append("\(counted(scan.blankRows, "blank row")) read as a missing value, as the file has one column")
    }
    if scan.lenientCells > 0 {
      notes.append("\(counted(scan.lenientCells, "cell")) with stray quotes kept as they stand")
    }
    let names = try CSVHeader(name: name, options: options).names(bytes, scan)
    let builder = CSVColumns(scan: scan, missing: options.missing + options.redacted, name: name)
    let (schema, columns, sha256) = try self.columns(source.bytes, file, builder, names, &notes, isCancelled)
    let redactions = try redactions(bytes, builder, names, isCancelled)
    let digest = SourceDigest(sha256)
    let table = Table(
      schema: schema, columns: columns, rowCount: scan.rowCount,
      origin: Origin(files: [name], lines: .listed(Array(scan.lines.dropFirst(scan.header)))),
      sources: [DataSource(name: name, credit: nil, digest: digest)])
    let receipt = LoadReceipt(
      path: name, bytes: file.count, digest: digest, records: scan.records, header: scan.header, loaded: scan.rowCount,
      blankLines: scan.blankLines, skippedLines: scan.skippedLines, trailingLines: scan.trailingLines,
      redactions: redactions, notes: notes)
    precondition(
      receipt.records == receipt.header + receipt.loaded + receipt.skipped, "the scanner accounts for every record")
    return Loaded(table: table, receipt: receipt)
  }

  private func scanned(
    _ file: [UInt8], _ bytes: Span<UInt8>, from start: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> CSVScan {
    let delimiter = options.delimiter ?? UInt8(ascii: name.hasSuffix(".tsv") ? "\t" : ",")
    if delimiter >= 0x80 || delimiter == UInt8(ascii: "\"") || delimiter == 10 || delimiter == 13 {
      throw RunFailure(.badDelimiter(name))
    }
    if options.delimiter == nil {
      try checkDelimiter(bytes, from: start, expected: delimiter, name: name, options: options)
    }
    var plain = try CSVScanner.parallel(
      file, delimiter: delimiter, name: name, options: options, start: start, isCancelled: isCancelled)
    if plain == nil {
      plain = try CSVScanner(delimiter: delimiter, name: name, options: options, start: start)
        .run(bytes, isCancelled: isCancelled)
    }
    guard let scan = plain else { preconditionFailure("one of the two has scanned the file") }
    guard !scan.lines.isEmpty else { throw RunFailure(.emptyFile(name, options.skip)) }
    if scan.raggedCount > 0 {
      throw RunFailure(
        shapeChange(scan) ?? .ragged(name, scan, near: shown(bytes, scan.ragged[0].near), options.ragged))
    }
    return scan
  }

  /// A title in front of the table or notes behind it: the line where one shape ends and another one goes on.
  private func shapeChange(_ scan: CSVScan) -> Diagnostic? {
    var records: [Int: Int] = [:]
    for run in scan.runs { records[run.fields, default: 0] += run.records }
    // By first appearance, so that the order of a dictionary decides nothing.
    guard let first = scan.runs.first, var body = scan.runs.first else { return nil }
    for run in scan.runs where records[run.fields, default: 0] > records[body.fields, default: 0] { body = run }
    if body.fields != first.fields, let start = scan.runs.first(where: { $0.fields == body.fields }) {
      return .shapeBefore(name, start, first.fields)
    }
    guard let change = scan.runs.first(where: { $0.fields != first.fields }), change.blankLine > 0,
      change.blankLine == scan.firstBlank
    else { return nil }
    return .shapeAfter(name, change, first.fields)
  }

  private func redactions(
    _ bytes: Span<UInt8>, _ builder: CSVColumns, _ names: [String], _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [LoadReceipt.Redaction] {
    var redactions: [LoadReceipt.Redaction] = []
    for code in options.redacted where !code.isEmpty {
      for (index, column) in names.enumerated() {
        let count = try builder.count(bytes, index, of: Array(code.utf8), isCancelled)
        if count > 0 { redactions.append(LoadReceipt.Redaction(column: column, code: code, count: count)) }
      }
    }
    return redactions
  }

  /// What reading one column gave.
  private enum Part: Sendable {
    case declared(Field, CSVColumns.Read)
    case inferred(Column, Lookalikes?)
    case hash(String)
    case failed(RunFailure)
  }

  /// Columns are read side by side, and the file's hash beside them.
  private func columns(
    _ source: [UInt8], _ file: [UInt8], _ builder: CSVColumns, _ names: [String], _ notes: inout [String],
    _ isCancelled: () -> Bool
  ) throws(RunFailure) -> (Schema, [Column], sha256: String) {
    let read = names.indices.filter { options.isRead(names[$0]) }
    let parts = withoutActuallyEscaping(isCancelled) { isCancelled in
      // The flag behind it is read by any thread.
      nonisolated(unsafe) let isCancelled = isCancelled
      return parallelMap(read.count + 1) { part -> Part in
        do throws(RunFailure) {
          if part == 0 { return .hash(try SHA256.hex(of: file, name: name, isCancelled: { unsafe isCancelled() })) }
          let index = read[part - 1]
          let column = names[index]
          if let field = options.declared(column) {
            return .declared(
              field,
              try builder.declared(source.span, index, field.type, options.dates[column], { unsafe isCancelled() }))
          }
          let (values, lookalikes) = try builder.inferred(source.span, index, { unsafe isCancelled() })
          return .inferred(values, lookalikes)
        } catch {
          return .failed(error)
        }
      }
    }
    let bytes = source.span
    var fields: [Field] = []
    var columns: [Column] = []
    var failures: [Diagnostic] = []
    var sha256 = ""
    for (part, index) in zip(parts, [-1] + read) {
      switch part {
      case .failed(let failure): throw failure
      case .hash(let hash): sha256 = hash
      case .declared(let field, let read):
        let column = names[index]
        if read.misfits.count > 0 { failures.append(misfit(bytes, builder, index, field, read)) }
        failures += styleFailures(bytes, builder, index, column, read.style)
        if let note = styleNote(bytes, builder, index, column, read.style) { notes.append(note) }
        columns.append(read.column)
        fields.append(field)
      case .inferred(let values, let lookalikes):
        columns.append(values)
        fields.append(Field(names[index], values.type, unit: options.units[names[index]]))
        if let note = lookalikes.flatMap({ self.note(bytes, builder, index, names[index], $0) }) { notes.append(note) }
      }
    }
    if !failures.isEmpty { throw RunFailure(failures) }
    return (Schema(fields), columns, sha256)
  }

  /// A column in which some cells have a percent sign, or which has two currencies, holds two kinds of numbers.
  private func styleFailures(
    _ bytes: Span<UInt8>, _ builder: CSVColumns, _ index: Int, _ column: String, _ style: NumberStyle
  ) -> [Diagnostic] {
    func example(_ row: Int) -> String {
      let cell = builder.cell(row, index)
      return "\(place(bytes, builder, row, cell)) \(quoted(shown(bytes, cell)))"
    }
    var failures: [Diagnostic] = []
    if let percent = style.firstPercent, let plain = style.firstWithoutPercent {
      let row = min(percent, plain)
      failures.append(
        .mixedPercent(
          place(bytes, builder, row, builder.cell(row, index)), column, style.percents, style.withoutPercent,
          "\(example(percent)), \(example(plain))"))
    }
    let currencies = style.firstCurrency.compactMap { $0 }.sorted()
    if currencies.count > 1 {
      failures.append(
        .mixedCurrencies(
          place(bytes, builder, currencies[1], builder.cell(currencies[1], index)), column,
          currencies.map(example).joined(separator: ", ")))
    }
    return failures
  }

  /// What was taken off the cells of a column of declared numbers.
  private func styleNote(
    _ bytes: Span<UInt8>, _ builder: CSVColumns, _ index: Int, _ column: String, _ style: NumberStyle
  ) -> String? {
    guard let row = style.firstWritten else { return nil }
    let cell = builder.cell(row, index)
    return "`\(column)`: \(counted(style.written, "cell")) read as numbers without \(style.signs), "
      + "first \(quoted(shown(bytes, cell))) at \(place(bytes, builder, row, cell))"
  }

  private func note(
    _ bytes: Span<UInt8>, _ columns: CSVColumns, _ index: Int, _ column: String, _ lookalikes: Lookalikes
  ) -> String? {
    guard let (words, row) = lookalikes.reason() else { return nil }
    return "`\(column)` stays text: \(words), first \(example(bytes, columns, row, index))"
  }

  /// `"12,5" at file.csv:1042:7`
  func example(_ bytes: Span<UInt8>, _ columns: CSVColumns, _ row: Int, _ column: Int) -> String {
    let cell = columns.cell(row, column)
    return "\(quoted(shown(bytes, cell))) at \(place(bytes, columns, row, cell))"
  }

  private func misfit(
    _ bytes: Span<UInt8>, _ columns: CSVColumns, _ index: Int, _ field: Field, _ read: CSVColumns.Read
  ) -> Diagnostic {
    let misfits = read.misfits
    let cells = misfits.rows.map { columns.cell($0, index) }
    let places = zip(misfits.rows, cells).map { place(bytes, columns, $0, $1) }
    let examples = zip(places, cells).map { "\($0) \(quoted(shown(bytes, $1)))" }
    if let orders = read.orders { return .dateOrder(places[0], field, examples, misfits.count, orders) }
    return .cellType(places[0], field, examples, quoted(shown(bytes, cells[0])), misfits.count)
  }

  /// `file.csv:1042:7`: the physical line and column where a cell starts, past line breaks in the cells before it.
  private func place(_ bytes: Span<UInt8>, _ columns: CSVColumns, _ row: Int, _ cell: CSVCell) -> String {
    let opening = cell.start - (cell.isQuoted ? 1 : 0)
    var line = Int(columns.scan.lines[row + columns.scan.header])
    let first = columns.cell(row, 0)
    var lineStart = first.start - (first.isQuoted ? 1 : 0)
    for index in lineStart..<max(lineStart, opening) {
      let isPair =
        bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
      guard bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") && !isPair else { continue }
      line += 1
      lineStart = index + 1
    }
    return "\(name):\(line):\(column(bytes, of: opening, from: lineStart))"
  }

  private func shown(_ bytes: Span<UInt8>, _ cell: CSVCell) -> String {
    let end = min(cell.end, cell.start + 280)
    let quoting: CSVCell.Quoting = !cell.isQuoted ? .none : cell.hasDoubledQuotes ? .doubled : .plain
    return String(
      decoding: unquoted(bytes, CSVCell(start: cell.start, length: end - cell.start, quoting: quoting)), as: UTF8.self)
  }
}

extension Diagnostic {
  fileprivate static func emptyFile(_ name: String, _ skip: Int) -> Diagnostic {
    Diagnostic(
      .emptyFile, "the file has no header line", place: name, kind: .data,
      notes: skip > 0 ? ["`skip: \(skip)` leaves nothing of it"] : [])
  }

  fileprivate static func badDelimiter(_ name: String) -> Diagnostic {
    Diagnostic(
      .badDelimiter, "a quote, a line break or a letter beyond ASCII cannot be the delimiter", place: name,
      kind: .data,
      notes: ["`delimiter: \";\"` is one that can"])
  }

  fileprivate static func shapeBefore(_ name: String, _ start: CSVScan.Run, _ before: Int) -> Diagnostic {
    Diagnostic(
      .shapeChange,
      "\(counted(before, "field")) in front of this line, \(counted(start.fields, "field")) from here on",
      place: "\(name):\(start.line)", kind: .data,
      notes: ["`skip: \(start.line - 1)` leaves out what stands in front"])
  }

  fileprivate static func shapeAfter(_ name: String, _ change: CSVScan.Run, _ before: Int) -> Diagnostic {
    Diagnostic(
      .shapeChange,
      "\(counted(before, "field")) in front of this line, \(counted(change.fields, "field")) from here on",
      place: "\(name):\(change.line)", kind: .data,
      notes: ["`until: blank` ends the table at line \(change.blankLine), which is blank"])
  }

  fileprivate static func ragged(
    _ name: String, _ scan: CSVScan, near: String, _ policy: CSVOptions.Ragged
  ) -> Diagnostic {
    let first = scan.ragged[0]
    let others = scan.ragged.dropFirst().map { "\(name):\($0.line)" }.joined(separator: ", ")
    var notes = scan.raggedCount > 1 ? ["\(scan.raggedCount) such rows; also \(others)"] : []
    notes.append("a cell that holds a comma stands in double quotes")
    if first.fields < scan.width, policy == .reject {
      notes.append("`ragged: pad` fills short rows with missing values")
    }
    return Diagnostic(
      .raggedRow, "\(counted(first.fields, "field")), the header has \(scan.width) (near \(quoted(near)))",
      place: "\(name):\(first.line)", kind: .data, notes: notes)
  }

  fileprivate static func cellType(
    _ place: String, _ field: Field, _ shown: [String], _ example: String, _ count: Int
  ) -> Diagnostic {
    let more = count > shown.count ? ", and \(count - shown.count) more" : ""
    return Diagnostic(
      .cellType, "\(counted(count, "cell")) of `\(field.name)` cannot be read as `\(field.type.name)`",
      place: place, kind: .data,
      notes: [
        shown.joined(separator: ", ") + more,
        "correct the cells, declare a code for missing values as `missing: [\(example)]`, or declare the column `text`",
      ])
  }

  /// `orders` are those that every such cell fits.
  fileprivate static func dateOrder(
    _ place: String, _ field: Field, _ shown: [String], _ count: Int, _ orders: [CSVOptions.DateOrder]
  ) -> Diagnostic {
    let words = orders.map { $0 == .dmy ? "dd/mm" : $0 == .mdy ? "mm/dd" : "yyyy/mm" }
    let message =
      switch orders.count {
      case 0: "no order of day and month fits the \(counted(count, "date")) of `\(field.name)`"
      case 1: "the order of day and month in `\(field.name)` is not stated"
      default:
        "\(count == 1 ? "the value" : "all \(count) values") of `\(field.name)` \(agreeing("fits", "fit", count)) both \(words.joined(separator: " and "))"
      }
    let more = count > shown.count ? ", and \(count - shown.count) more" : ""
    let pasted = orders.map {
      "`dates: { \(field.name): \($0.rawValue) }` reads them as \($0 == .dmy ? "dd/mm" : $0 == .mdy ? "mm/dd" : "yyyy/mm")"
    }
    return Diagnostic(
      .dateOrder, message, place: place, kind: .data,
      notes: [shown.joined(separator: ", ") + more]
        + (orders.isEmpty ? ["correct the cells, or declare the column `text`"] : pasted))
  }

  fileprivate static func mixedPercent(
    _ place: String, _ column: String, _ percents: Int, _ plain: Int, _ examples: String
  ) -> Diagnostic {
    Diagnostic(
      .mixedPercent, "\(counted(percents, "cell")) of `\(column)` with a percent sign, \(plain) without",
      place: place, kind: .data,
      notes: [examples, "`types: { \(column): text }` loads the cells as they stand"])
  }

  fileprivate static func mixedCurrencies(_ place: String, _ column: String, _ examples: String) -> Diagnostic {
    Diagnostic(
      .mixedCurrencies, "`\(column)` has amounts in more than one currency", place: place, kind: .data,
      notes: [examples, "`types: { \(column): text }` loads the cells as they stand"])
  }
}
