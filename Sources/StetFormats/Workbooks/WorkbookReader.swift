import StetArchives
import StetColumns
import StetDiagnostics
import StetWorkbooks

/// Loads a table of a workbook: the one that the script states, or the only one there is. Where there are several, the workbook is
/// refused with a line for each that was tried.
struct WorkbookReader {
  let name: String
  let workbook: Workbook
  let options: ReadOptions
  let isCancelled: () -> Bool

  @Sendable static func read(
    _ file: OpenFile, _ options: ReadOptions, _ control: ReadControl
  ) throws(RunFailure) -> Loaded {
    let workbook = try open(file, control.isCancelled)
    let reader = WorkbookReader(name: file.name, workbook: workbook, options: options, isCancelled: control.isCancelled)
    var loaded = try reader.load()
    loaded.receipt.bytes = file.size
    loaded.receipt.digest = file.digest
    loaded.table.sources = [DataSource(name: file.name, credit: nil, digest: file.digest)]
    try file.checkUnchanged()
    return loaded
  }

  static func open(_ file: OpenFile, _ isCancelled: @escaping () -> Bool) throws(RunFailure) -> Workbook {
    let head = file.head(64)
    guard head.starts(with: [0x50, 0x4B]) else { throw RunFailure(.isNoWorkbook(file.name, head)) }
    let archive: ZipArchive
    do throws(ArchiveFailure) {
      archive = try ZipArchive(byteCount: file.size) { file.bytes($0) }
    } catch {
      throw RunFailure(error.diagnostic(of: file.name, .savingAsCSV))
    }
    return try Workbook(archive, name: file.name, isCancelled: isCancelled)
  }

  func load() throws(RunFailure) -> Loaded {
    let index = try sheet()
    let tables = try tables(of: index)
    let layouts = tables.layouts
    guard let layout = layouts.first else { throw RunFailure(noTable(tables, index)) }
    guard layouts.count == 1 else { throw RunFailure(severalTables(tables, index)) }
    return try load(layout, of: tables, index)
  }

  // MARK: - Which sheet

  /// The index of the sheet that the script names, or of the only visible one that has a table.
  private func sheet() throws(RunFailure) -> Int {
    let sheets = workbook.sheets
    switch options.sheet {
    case .number(let number):
      guard number <= sheets.count else { throw RunFailure(.noSheet(name, String(number), sheets)) }
      return try cells(number - 1)
    case .named(let wanted): return try sheet(named: wanted)
    case .several, .all: preconditionFailure("several sheets are read one after another")
    case nil: break
    }
    var withTables = try sheetsWithTables { $0 == .visible }
    if withTables.isEmpty { withTables = try sheetsWithTables { $0 != .visible } }
    if withTables.isEmpty { withTables = try sheetsWithTables(orNames: true) { $0 == .visible } }
    guard let only = withTables.first else { throw RunFailure(.noTables(name, sheets)) }
    guard withTables.count == 1 else { throw RunFailure(severalSheets(withTables)) }
    return only
  }

  private func sheet(named wanted: String) throws(RunFailure) -> Int {
    let sheets = workbook.sheets
    if let exact = sheets.firstIndex(where: { $0.name == wanted }) { return try cells(exact) }
    // A workbook cannot have two names that differ in capitals alone; spaces at their ends are hard to see.
    let like = sheets.indices.filter { Self.folded(sheets[$0].name) == Self.folded(wanted) }
    guard like.count == 1 else { throw RunFailure(.noSheet(name, quoted(wanted), sheets)) }
    return try cells(like[0])
  }

  /// `orNames`: also those with a table without rows.
  private func sheetsWithTables(
    orNames: Bool = false, _ isWanted: (Workbook.Sheet.State) -> Bool
  ) throws(RunFailure) -> [Int] {
    var found: [Int] = []
    for (index, sheet) in workbook.sheets.enumerated() where isWanted(sheet.state) && sheet.content == .cells {
      let tables = try tables(of: index)
      if !tables.layouts.isEmpty, orNames || !tables.isNamesAlone { found.append(index) }
    }
    return found
  }

  /// How each sheet is read where several are read as one table.
  @Sendable static func parts(
    _ file: OpenFile, _ options: ReadOptions, _ control: ReadControl
  ) throws(RunFailure) -> (parts: [(title: String, options: ReadOptions)], notes: [String])? {
    let wanted: [String]?
    switch options.sheet {
    case .several(let names): wanted = names
    case .all: wanted = nil
    case .named, .number, nil: return nil
    }
    let workbook = try open(file, control.isCancelled)
    let reader = WorkbookReader(name: file.name, workbook: workbook, options: options, isCancelled: control.isCancelled)
    var indices: [Int] = []
    if let wanted {
      for name in wanted { indices.append(try reader.sheet(named: name)) }
    } else {
      indices = try reader.sheetsWithTables { $0 == .visible }
      guard !indices.isEmpty else { throw RunFailure(.noTables(file.name, workbook.sheets)) }
    }
    let parts = indices.map { index in
      var own = options
      own.sheet = .named(workbook.sheets[index].name)
      return (title: workbook.sheets[index].name, options: own)
    }
    guard wanted == nil else { return (parts, []) }
    let others = workbook.sheets.indices.filter { !indices.contains($0) }.map { workbook.sheets[$0] }
    return (
      parts,
      note(others.filter { $0.state == .visible }, one: "has no table", several: "have no table")
        + note(
          others.filter { $0.state != .visible }, one: "is hidden and not read", several: "are hidden and not read")
    )
  }

  private static func note(_ sheets: [Workbook.Sheet], one: String, several: String) -> [String] {
    guard !sheets.isEmpty else { return [] }
    let names = joinedWithAnd(sheets.map { quoted($0.name) })
    return ["the \(agreeing("sheet", sheets.count)) \(names) \(agreeing(one, several, sheets.count))"]
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func cells(_ index: Int) throws(RunFailure) -> Int {
    guard workbook.sheets[index].content == .cells else {
      throw RunFailure(.chart(name, workbook.sheets[index].name))
    }
    return index
  }

  func tables(of index: Int) throws(RunFailure) -> SheetTables {
    let grid = try workbook.grid(index)
    let file = SheetCellFile(name: name, sheet: workbook.sheets[index].name, bytes: grid.bytes)
    return SheetTables(grid, file, options)
  }

  // MARK: - One table

  func load(_ found: SheetLayout, of tables: SheetTables, _ index: Int) throws(RunFailure) -> Loaded {
    let (grid, sheet) = (tables.grid, workbook.sheets[index])
    var layout = found
    switch options.header {
    case .none, .names: layout.take(header: 0)
    case .records(let count): layout.take(header: count)
    case .firstRecord, .renamed: break
    }
    cut(&layout, grid)
    let header: SheetHeader
    do throws(RunFailure) { header = try SheetHeader(layout, grid, tables.file, options) } catch {
      throw RunFailure(error.diagnostics.map { advised($0, layout, tables) })
    }
    let columns = try SheetColumns(grid, layout, header, name: name, sheet: sheet.name, options, isCancelled)
    let typed = try TypedColumns(columns.cells, columns.options, hashing: nil, isCancelled)
    let numbers = layout.body.map { grid.rows[$0].number }
    let receipt = WorkbookReceipt(layout: layout, tables: tables, sheet: sheet, workbook: workbook, options: options)
    var loaded = typed.loaded(
      from: name, bytes: 0, lines: numbers, digest: SourceDigest(identity: "") { nil },
      notes: receipt.notes + header.notes + columns.notes)
    loaded.table.origin = Origin(files: ["\(name)!\(sheet.name)"], lines: .listed(numbers))
    receipt.count(&loaded.receipt)
    return loaded
  }

  /// Ends the rows where the script says.
  private func cut(_ layout: inout SheetLayout, _ grid: SheetGrid) {
    switch options.until {
    case .end: break
    case .blank:
      let lines = layout.header.suffix(1) + layout.body
      for place in lines.indices.dropFirst()
      where grid.rows[lines[place]].number > grid.rows[lines[place - 1]].number + 1 {
        layout.end(before: layout.body.count - (lines.endIndex - place))
        break
      }
    case .words(let words):
      let index = layout.body.firstIndex { row in
        let first = grid.cellRange(row).first {
          !grid.isBlank(grid.cells[$0]) && layout.columns.contains(Int(grid.columns[$0]))
        }
        return first.map { grid.text(grid.cells[$0]).hasPrefix(words) } ?? false
      }
      if let index { layout.end(before: index) }
    }
    if let rows = options.rows, rows < layout.body.count { layout.end(before: rows) }
  }

  /// A refusal of names together with other names that were tried.
  private func advised(_ failure: Diagnostic, _ layout: SheetLayout, _ tables: SheetTables) -> Diagnostic {
    var failure = failure
    guard case .firstRecord = options.header else { return failure }
    var proposals: [Proposal] = []
    if layout.header.isEmpty {
      proposals = [Proposal([("header", .word("none"))]), Proposal([("header", .int(1))])]
    } else {
      let names = SheetNames(layout.header, layout.columns, tables.grid).names
      let others = ColumnNames.distinct(names)
      proposals.append(
        Proposal([
          ("header", .texts(by: others.sorted { $0.key < $1.key }.prefix(40).map { (String($0.key), $0.value) }))
        ]))
      proposals += (1...3).map { Proposal([("header", .int(Int64(layout.header.count + $0)))]) }
    }
    for proposal in proposals {
      guard let changed = proposal.applied(to: options, SourceOption.ofWorkbooks),
        let loaded = try? WorkbookReader(name: name, workbook: workbook, options: changed, isCancelled: isCancelled)
          .load()
      else { continue }
      failure.notes.append(WorkbookAdvice.words("`\(proposal.text)`", loaded))
      if !layout.header.isEmpty { break }
    }
    return failure
  }
}

extension Diagnostic {
  /// A table in text with the name of a workbook is what some websites give.
  fileprivate static func isNoWorkbook(_ name: String, _ head: [UInt8]) -> Diagnostic {
    let isText = !head.isEmpty && !head.contains { $0 < 9 }
    let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    return Diagnostic(
      .damagedFile,
      head.isEmpty
        ? "the file is empty"
        : isText
          ? "the file is not a workbook, but text: \(quoted(String(decoding: head.prefix(40), as: UTF8.self)))"
          : "the file is not a workbook", location: name, kind: .data,
      notes: isText
        ? ["under a name such as `\(stem).csv` it is read as what it is"]
        : ["it needs to be downloaded or copied again"])
  }

  fileprivate static func noSheet(_ name: String, _ wanted: String, _ sheets: [Workbook.Sheet]) -> Diagnostic {
    let list = sheets.prefix(40).map { quoted($0.name) }.joined(separator: ", ")
    return Diagnostic(
      .unknownSheet, "the workbook has no sheet \(wanted)", location: name, kind: .data,
      notes: ["its sheets are \(list)" + (sheets.count > 40 ? " and \(sheets.count - 40) more" : "")])
  }

  fileprivate static func chart(_ name: String, _ sheet: String) -> Diagnostic {
    Diagnostic(.noTable, "the sheet is a chart, without cells", location: "\(name)!\(sheet)", kind: .data)
  }

  fileprivate static func noTables(_ name: String, _ sheets: [Workbook.Sheet]) -> Diagnostic {
    Diagnostic(
      .noTable, "no sheet of the workbook has a table", location: name, kind: .data,
      notes: [
        "its sheets are \(sheets.prefix(40).map { quoted($0.name) }.joined(separator: ", ")); `sheet:` and `range:` state where a table is"
      ])
  }
}
