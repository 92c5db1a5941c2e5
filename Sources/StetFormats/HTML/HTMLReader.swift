import StetColumns
import StetDiagnostics

/// Reads one of the tables of a page.
struct HTMLReader {
  let name: String
  let options: ReadOptions
  private let page: HTMLTables

  static func read(_ file: OpenFile, _ options: ReadOptions, _ control: ReadControl) throws(RunFailure) -> Loaded {
    let bytes = try file.read(progress: control.progress, isCancelled: control.isCancelled)
    let source = try decodedPage(
      bytes, declared: options.encoding, name: file.name, isCancelled: control.isCancelled)
    let page = try HTMLTables(source.bytes, from: source.start, name: file.name, control.isCancelled)
    let reader = HTMLReader(name: file.name, options: options, page: page)
    let (number, note) = try reader.choice()
    var loaded = try reader.read(number, digest: file.digest, size: bytes.count, control.isCancelled)
    loaded.receipt.notes.insert(contentsOf: source.notes + [note].compactMap { $0 }, at: 0)
    return loaded
  }

  // MARK: - Which table

  private func choice() throws(RunFailure) -> (number: Int, note: String?) {
    switch options.table {
    case .number(let number):
      guard number <= page.tables.count else {
        throw RunFailure(.noSuchTable(name, "number \(number)", page.tables.count))
      }
      return (number - 1, nil)
    case .name(let caption):
      let numbers = page.tables.indices.filter { page.tables[$0].caption == caption }
      guard let number = numbers.first else { throw RunFailure(.noSuchTable(name, quoted(caption), page.tables.count)) }
      guard numbers.count == 1 else { throw RunFailure(.sameCaptions(name, caption, numbers.map { $0 + 1 })) }
      return (number, nil)
    case nil: break
    }
    var places = HTMLGrid.mostPlaces
    var found: [Int] = []
    for number in page.tables.indices where try isData(page.tables[number], &places) { found.append(number) }
    guard let only = found.first else {
      throw RunFailure(.noTables(name, offers(Array(page.tables.indices))))
    }
    guard found.count == 1 else { throw RunFailure(.severalTables(name, found.count, offers(found))) }
    return (only, "read with `\(Self.option(only).text)`, the only table with data")
  }

  /// Whether a table is one of data: rows of several cells, and no table within one of them, as in the layout of a page.
  private func isData(_ table: HTMLTable, _ places: inout Int) throws(RunFailure) -> Bool {
    guard !table.hasTables, table.rows.count > 1 else { return false }
    let layout = HTMLLayout(table, try HTMLGrid(table, name: name, places: &places), page.bytes, options.header)
    return layout.columns.count > 1 && !layout.body.isEmpty
  }

  private static func option(_ number: Int) -> Proposal { Proposal([("table", .int(Int64(number + 1)))]) }

  /// What each of the first tables gives, for those that can be read.
  private func offers(_ numbers: [Int]) -> [String] {
    let most = 20
    var offers = numbers.prefix(most).compactMap { number -> String? in
      guard let loaded = try? read(number, digest: SourceDigest(""), size: 0, { false }) else { return nil }
      let (names, caption) = (loaded.table.schema.names, page.tables[number].caption)
      return "`\(Self.option(number).text)` reads \(counted(loaded.table.rowCount, "row")) of "
        + names.prefix(5).map { "`\($0)`" }.joined(separator: ", ") + (names.count > 5 ? ", …" : "")
        + (caption.isEmpty ? "" : ": \(quoted(caption))")
    }
    if numbers.count > most { offers.append("and \(numbers.count - most) more") }
    return offers
  }

  // MARK: - Its rows

  private func read(
    _ number: Int, digest: SourceDigest, size: Int, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Loaded {
    let table = page.tables[number]
    var places = HTMLGrid.mostPlaces
    let layout = HTMLLayout(table, try HTMLGrid(table, name: name, places: &places), page.bytes, options.header)
    let location = "\(name):\(table.line)"
    let (names, cleaned) = try names(layout, location)
    var spread = HTMLSpread()
    let lines = layout.body.map { table.rows[$0].line }
    let file = HTMLCellFile(name: name, bytes: page.bytes, lines: lines)
    var columns: [CellColumn] = []
    for (name, column) in zip(names, layout.columns) {
      let cells = try cells(layout, column, "\(location) `\(name)`", &spread)
      columns.append(
        CellColumn(
          name, in: file,
          [CellColumn.Piece(firstRow: 0, rows: cells.count, cells: cells, first: 0, stride: 1)],
          missing: options.missingCodes(of: name) + options.redactedCodes(of: name), reading: options.reading))
    }
    let typed = try TypedColumns(columns, options, hashing: nil, isCancelled)
    var loaded = typed.loaded(
      from: name, bytes: size, lines: lines, digest: digest, notes: spread.notes + notes(layout, table) + cleaned)
    loaded.receipt.records = table.rows.count
    loaded.receipt.header = layout.headerRows
    loaded.receipt.hollowRows = layout.emptyRows
    loaded.receipt.trailingLines = layout.footRows
    loaded.receipt.repeatedHeaders = layout.repeatedHeaders
    loaded.receipt.skippedLines = layout.title == nil ? 0 : 1
    return loaded
  }

  /// With a note about those that are not as the page has them.
  private func names(_ layout: HTMLLayout, _ location: String) throws(RunFailure) -> ([String], notes: [String]) {
    var names = layout.names
    let width = layout.columns.count
    switch options.header {
    case .none: names = (0..<width).map { "column_\($0 + 1)" }
    case .names(let stated):
      guard stated.count == width else { throw RunFailure(.headerWidth(location, stated.count, width)) }
      names = stated
    case .renamed(let others):
      for place in others.keys.sorted() {
        guard place <= width else { throw RunFailure(.headerWidth(location, place, width)) }
        names[place - 1] = others[place] ?? ""
      }
    case .firstRecord:
      if layout.hasPlainNames, let first = layout.body.first,
        isRow(names, like: layout.columns.map { layout.text(first, $0) })
      {
        throw RunFailure(.noHeader(location))
      }
    case .records: break
    }
    guard width > 0 else { throw RunFailure(.emptyTable(location)) }
    var notes: [String] = []
    if options.cleansNames {
      let clean = ColumnNames.clean(names)
      notes = ColumnNames.cleaningNote(names, clean)
      names = clean
    }
    let others = ColumnNames.distinct(names)
    let renamed = Proposal([
      ("header", .texts(by: others.sorted { $0.key < $1.key }.map { (String($0.key), $0.value) }))
    ])
    try ColumnNames(names: names, location: location).check(
      options, wayOut: others.isEmpty ? nil : "`\(renamed.text)` gives each column a name of its own")
    return (names, notes)
  }

  /// A value of a cell that spans rows is in each of them; of one that spans columns, it is in the first.
  private func cells(
    _ layout: HTMLLayout, _ column: Int, _ location: String, _ spread: inout HTMLSpread
  ) throws(RunFailure) -> [TextCell] {
    var cells: [TextCell] = []
    cells.reserveCapacity(layout.body.count)
    for row in layout.body {
      guard let place = layout.grid[row, column] else {
        cells.append(.absent)
        continue
      }
      let cell = layout.grid.cell(place)
      if place.column != column {
        cells.append(.absent)
        continue
      }
      if place.row == row { spread.add(cell) }
      guard cell.text.count <= TextCell.longest else { throw RunFailure(.cellTooLong(location)) }
      cells.append(TextCell(start: cell.text.lowerBound, length: cell.text.count, quoting: .none))
    }
    return cells
  }

  private func notes(_ layout: HTMLLayout, _ table: HTMLTable) -> [String] {
    var notes: [String] = []
    if let title = layout.title { notes.append("the first row is a title: \(quoted(title))") }
    let hidden = layout.body.count { table.rows[$0].isHidden }
    if hidden > 0 {
      notes.append("\(counted(hidden, "row")) that the page hides \(agreeing("is", "are", hidden)) among the rows")
    }
    if table.hiddenParts > 0 {
      notes.append("\(counted(table.hiddenParts, "part")) of cells that the page hides left out")
    }
    if layout.footRows > 0 { notes.append("\(counted(layout.footRows, "row")) of the foot of the table left out") }
    return notes
  }
}

/// What is to be said about the cells of data.
private struct HTMLSpread {
  private var severalRows = 0
  private var severalColumns = 0
  private var marks = 0
  private var hidden = 0

  mutating func add(_ cell: HTMLTable.Cell) {
    if cell.rows != 1, !cell.text.isEmpty { severalRows += 1 }
    if cell.columns > 1, !cell.text.isEmpty { severalColumns += 1 }
    if cell.hasMark { marks += 1 }
    if cell.isHidden { hidden += 1 }
  }

  var notes: [String] {
    var notes: [String] = []
    if severalRows > 0 {
      notes.append(
        "\(counted(severalRows, "cell")) \(agreeing("spans", "span", severalRows)) several rows, each of which has the value"
      )
    }
    if severalColumns > 0 {
      notes.append(
        "\(counted(severalColumns, "cell")) \(agreeing("spans", "span", severalColumns)) several columns, the first of which has the value"
      )
    }
    if marks > 0 {
      notes.append("raised text, such as marks of footnotes, kept in \(counted(marks, "cell"))")
    }
    if hidden > 0 {
      notes.append("\(counted(hidden, "cell")) that the page hides \(agreeing("is", "are", hidden)) among the cells")
    }
    return notes
  }
}

/// The cells of a table of a page.
private struct HTMLCellFile: CellFile {
  let name: String
  let bytes: [UInt8]
  /// On which each row begins.
  let lines: [Int32]

  var quotesMeanText: Bool { false }

  func unescaped(_ cell: TextCell) -> [UInt8] { Array(bytes[cell.start..<cell.end]) }

  func location(of cell: TextCell, row: Int, column: String) -> String { "\(name):\(lines[row]) `\(column)`" }
}

extension Diagnostic {
  fileprivate static func noTables(_ name: String, _ offers: [String]) -> Diagnostic {
    Diagnostic(
      .noTable, "the page has no table with rows of several cells", location: name, kind: .data,
      notes: offers.isEmpty ? ["tables that a page loads by itself are not in its file"] : offers)
  }

  fileprivate static func severalTables(_ name: String, _ count: Int, _ offers: [String]) -> Diagnostic {
    Diagnostic(.severalTables, "the page has \(count) tables with data", location: name, kind: .data, notes: offers)
  }

  fileprivate static func noSuchTable(_ name: String, _ wanted: String, _ count: Int) -> Diagnostic {
    Diagnostic(
      .unknownTable, "the page has no table \(wanted)", location: name, kind: .data,
      notes: ["it has \(counted(count, "table")); without `table:`, those with data are listed"])
  }

  fileprivate static func sameCaptions(_ name: String, _ caption: String, _ numbers: [Int]) -> Diagnostic {
    Diagnostic(
      .severalTables, "\(numbers.count) tables have the caption \(quoted(caption))", location: name, kind: .data,
      notes: ["they are \(joinedWithAnd(numbers.map { "`table: \($0)`" }))"])
  }

  fileprivate static func emptyTable(_ location: String) -> Diagnostic {
    Diagnostic(.emptyFile, "the table has no cells", location: location, kind: .data)
  }

  fileprivate static func headerWidth(_ location: String, _ count: Int, _ wanted: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` has \(counted(count, "name")), but the table has \(counted(wanted, "column"))",
      location: location, kind: .data)
  }

  fileprivate static func noHeader(_ location: String) -> Diagnostic {
    Diagnostic(
      .noHeader, "the first row is one like those below it, not the names of columns", location: location, kind: .data,
      notes: ["`header: none` reads it as a row; `header: 1` says that it has the names"])
  }

  fileprivate static func cellTooLong(_ location: String) -> Diagnostic {
    Diagnostic(.cellTooLong, "a cell is larger than 16 MiB", location: location, kind: .limit)
  }
}
