import StetColumns
import StetDiagnostics

/// The columns of a text file with their types, and notes about their cells.
struct TypedColumns {
  private(set) var fields: [Field] = []
  private(set) var columns: [Column] = []
  private(set) var missing: [LoadReceipt.Code] = []
  private(set) var redactions: [LoadReceipt.Code] = []
  private(set) var notes: [String] = []
  private(set) var sha256: String?

  /// The result of reading one column.
  private enum Part: Sendable {
    case declared(Field, DeclaredColumn)
    case inferred(InferredColumn)
    case hash(String)
    case failed(RunFailure)
  }

  /// Reads the columns that are used in parallel, along with the hash of `hashed`, if it is given.
  init(
    _ cells: [CellColumn], _ options: ReadOptions, hashing hashed: [UInt8]?, _ isCancelled: () -> Bool
  ) throws(RunFailure) {
    let read = cells.filter { options.isRead($0.name) }
    let parts = withoutActuallyEscaping(isCancelled) { isCancelled in
      // Any thread may call it: the answer comes from an atomic flag.
      nonisolated(unsafe) let isCancelled = isCancelled
      return parallelMap(read.count + (hashed == nil ? 0 : 1)) { part -> Part in
        do throws(RunFailure) {
          // The hash takes longest.
          if let hashed, part == 0 {
            return .hash(
              try SHA256.hex(of: hashed, name: cells.first?.file.name ?? "", isCancelled: { unsafe isCancelled() }))
          }
          let column = read[hashed == nil ? part : part - 1]
          if let field = options.declared(column.name) {
            return .declared(
              field, try DeclaredColumn(column, field.type, options.dates[column.name], { unsafe isCancelled() }))
          }
          return .inferred(try InferredColumn(column, options, { unsafe isCancelled() }))
        } catch {
          return .failed(error)
        }
      }
    }
    var failing: [(cells: CellColumn, field: Field, declared: DeclaredColumn)] = []
    var rest = read[...]
    var offered = OfferedColumns()
    var emptyTexts: [LoadReceipt.Code] = []
    for part in parts {
      switch part {
      case .failed(let failure): throw failure
      case .hash(let hash): sha256 = hash
      case .declared(let field, let declared):
        let column = rest.removeFirst()
        if declared.misfits.count > 0 || declared.style.isMixed { failing.append((column, field, declared)) }
        if let note = declared.style.note(column) { notes.append(note) }
        columns.append(declared.column)
        fields.append(field)
        offered.add(field.name, declared.column, nil)
      case .inferred(let inferred):
        let column = rest.removeFirst()
        columns.append(inferred.column)
        var field = Field(column.name, inferred.column.type, unit: options.units[column.name])
        field.hasNumbersInText = inferred.hasNumbersInText
        fields.append(field)
        if let note = inferred.note { notes.append("`\(column.name)` \(note)") }
        offered.add(column.name, inferred.column, inferred.offer)
        if inferred.emptyTexts > 0 {
          emptyTexts.append(LoadReceipt.Code(column: column.name, code: "", count: inferred.emptyTexts))
        }
      }
    }
    if let note = offered.note(options) { notes.append(note) }
    if !failing.isEmpty { throw RunFailure(try Self.failures(failing, options, isCancelled)) }
    for column in cells { redactions += try column.counts(of: options.redactedCodes(of: column.name), isCancelled) }
    missing += emptyTexts
    for column in read { missing += try column.counts(of: options.missingCodes(of: column.name), isCancelled) }
  }
}

extension TypedColumns {
  /// The table, and the receipt of a file in which every record is a row; a reader whose file has others adds them.
  func loaded(
    from name: String, bytes: Int, lines: [Int32], digest: SourceDigest, notes: [String]
  ) -> Loaded {
    let digest = sha256.map { SourceDigest($0) } ?? digest
    let table = Table(
      schema: Schema(fields), columns: columns, rowCount: lines.count,
      origin: Origin(files: [name], lines: .listed(lines)),
      sources: [DataSource(name: name, credit: nil, digest: digest)])
    return Loaded(
      table: table,
      receipt: LoadReceipt(
        path: name, bytes: bytes, digest: digest, records: lines.count, header: 0, loaded: lines.count,
        missing: missing, redactions: redactions, notes: notes + self.notes))
  }
}

extension TypedColumns {
  /// The columns that cannot be read as they are declared, each with the options with which it can.
  private static func failures(
    _ failing: [(cells: CellColumn, field: Field, declared: DeclaredColumn)], _ options: ReadOptions,
    _ isCancelled: () -> Bool
  ) throws(RunFailure) -> [Diagnostic] {
    var texts: [TextVector] = []
    for (cells, _, _) in failing { texts.append(try cells.texts(isCancelled)) }
    // A script has one list of codes: it is offered with those of all columns that need some.
    var codes: [(column: String, codes: [String])] = []
    for (index, (_, field, _)) in failing.enumerated() {
      let trial = ColumnTrial(field.name, texts[index], options)
      guard let misfits = trial.misfits(field.type, options.dates[field.name]) else { continue }
      let own = trial.codes(among: misfits, in: field.type)
      if !own.isEmpty, own.count == misfits.count { codes.append((field.name, own)) }
    }
    var failures: [Diagnostic] = []
    for (index, (cells, field, declared)) in failing.enumerated() {
      let offers = ColumnTrial(field.name, texts[index], options)
        .lines(for: field, others: codes.filter { $0.column != field.name })
      failures += declared.failures(cells, field, offers) + declared.style.failures(cells, offers)
    }
    return failures
  }
}

extension DeclaredColumn {
  /// The cells that the declared type does not fit.
  fileprivate func failures(_ cells: CellColumn, _ field: Field, _ offers: [String]) -> [Diagnostic] {
    guard misfits.count > 0 else { return [] }
    let examples = misfits.rows.prefix(3).map { "\(cells.location($0)) \(quoted(cells.file.shown(cells[$0])))" }
    let location = cells.location(misfits.rows[0])
    return [
      orders.map { .dateOrder(location, field, examples, misfits.count, $0, offers) }
        ?? .cellType(location, field, examples, misfits.count, offers)
    ]
  }
}

extension NumberStyle {
  /// A column in which only some cells have a percent sign, or which has two currencies, mixes two kinds of numbers.
  fileprivate func failures(_ cells: CellColumn, _ offers: [String]) -> [Diagnostic] {
    func example(_ row: Int) -> String { "\(cells.location(row)) \(quoted(cells.file.shown(cells[row])))" }
    var failures: [Diagnostic] = []
    if let percent = firstPercent, let plain = firstWithoutPercent {
      failures.append(
        .mixedPercent(
          cells.location(min(percent, plain)), cells.name, percents, withoutPercent,
          "\(example(percent)), \(example(plain))", offers))
    }
    let currencies = firstCurrency.compactMap { $0 }.sorted()
    if currencies.count > 1 {
      failures.append(
        .mixedCurrencies(
          cells.location(currencies[1]), cells.name, currencies.map(example).joined(separator: ", "), offers))
    }
    return failures
  }

  /// What was removed from the cells of a column of declared numbers.
  fileprivate func note(_ cells: CellColumn) -> String? {
    guard let row = firstWritten else { return nil }
    return "`\(cells.name)`: \(counted(written, "cell")) read without \(signs); the first is \(cells.example(row))"
  }
}

extension Diagnostic {
  fileprivate static func cellType(
    _ location: String, _ field: Field, _ shown: [String], _ count: Int, _ offers: [String]
  ) -> Diagnostic {
    let more = count > shown.count ? ", and \(count - shown.count) more" : ""
    return Diagnostic(
      .cellType, "\(counted(count, "cell")) of `\(field.name)` cannot be read as `\(field.type.name)`",
      location: location, kind: .data, notes: [shown.joined(separator: ", ") + more] + offers)
  }

  /// `orders` are those that every such cell fits.
  fileprivate static func dateOrder(
    _ location: String, _ field: Field, _ shown: [String], _ count: Int, _ orders: [ReadOptions.DateOrder],
    _ offers: [String]
  ) -> Diagnostic {
    let words = orders.map { $0 == .dmy ? "dd/mm" : $0 == .mdy ? "mm/dd" : "yyyy/mm" }
    let message =
      switch orders.count {
      case 0: "no single order of day and month fits all \(counted(count, "date")) of `\(field.name)`"
      case 1: "the order of day and month in `\(field.name)` must be declared"
      default:
        "\(count == 1 ? "the value" : "all \(count) values") of `\(field.name)` \(agreeing("fits", "fit", count)) both \(words.joined(separator: " and "))"
      }
    let more = count > shown.count ? ", and \(count - shown.count) more" : ""
    return Diagnostic(
      .dateOrder, message, location: location, kind: .data, notes: [shown.joined(separator: ", ") + more] + offers)
  }

  fileprivate static func mixedPercent(
    _ location: String, _ column: String, _ percents: Int, _ plain: Int, _ examples: String, _ offers: [String]
  ) -> Diagnostic {
    Diagnostic(
      .mixedPercent,
      "`\(column)` mixes cells with a percent sign (\(percents)) and cells without one (\(plain))",
      location: location, kind: .data, notes: [examples] + offers)
  }

  fileprivate static func mixedCurrencies(
    _ location: String, _ column: String, _ examples: String, _ offers: [String]
  ) -> Diagnostic {
    Diagnostic(
      .mixedCurrencies, "`\(column)` has amounts in more than one currency", location: location, kind: .data,
      notes: [examples] + offers)
  }
}
