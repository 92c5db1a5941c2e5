import StetColumns
import StetDiagnostics
import StetWorkbooks

/// The lines that load the tables of a workbook, each of which was tried before it is shown.
struct WorkbookAdvice {
  let name: String
  /// Without the sheet and range of the script.
  let reader: WorkbookReader

  /// A refusal shows so many tables.
  static let most = 12

  /// `load "f.xlsx", sheet: "Facilities", range: "A10:AA229"`
  func line(_ sheet: Int, _ range: CellRange?) -> (proposal: Proposal, text: String) {
    var proposal = Proposal([("sheet", .text(reader.workbook.sheets[sheet].name))])
    if let range { proposal = proposal.adding("range", .text(range.text)) }
    return (proposal, "load \"\(pastedText(name))\", \(proposal.text)")
  }

  /// What a line gives.
  func trial(_ sheet: Int, _ range: CellRange?) -> Result<Loaded, RunFailure> {
    guard let changed = line(sheet, range).proposal.applied(to: reader.options, SourceOption.ofWorkbooks) else {
      return .failure(RunFailure([]))
    }
    let other = WorkbookReader(name: name, workbook: reader.workbook, options: changed, isCancelled: reader.isCancelled)
    do throws(RunFailure) { return .success(try other.load()) } catch { return .failure(error) }
  }

  /// ``load "f.xlsx", sheet: "A"` reads 2 rows of `a`, `b`; the first is "1 | 2"`, or why it does not load.
  func outcome(_ sheet: Int, _ range: CellRange?) -> String {
    let line = line(sheet, range).text
    switch trial(sheet, range) {
    case .success(let loaded): return Self.words("`\(line)`", loaded)
    case .failure(let failure):
      guard let first = failure.diagnostics.first else { return "`\(line)` loads nothing" }
      // Each of several tables has a line of its own.
      if first.code == .severalTables { return "`\(line)` lists its tables: \(first.message)" }
      return "`\(line)` is refused: \(first.message)"
    }
  }

  /// What reads the tables of these sheets, which are all that have one, as a single table; nil if their columns differ.
  func allSheets(_ sheets: [Int]) -> String? {
    var (names, rows): ([String]?, Int) = (nil, 0)
    for sheet in sheets {
      guard case .success(let loaded) = trial(sheet, nil), names == nil || names == loaded.table.schema.names else {
        return nil
      }
      names = loaded.table.schema.names
      rows += loaded.table.rowCount
    }
    return
      "`load \"\(pastedText(name))\", sheet: all, from: sheet` reads the \(counted(rows, "row")) of all of them as one table"
  }

  static func words(_ line: String, _ loaded: Loaded) -> String {
    let names = loaded.table.schema.names
    let shown = names.prefix(4).map { "`\($0)`" }.joined(separator: ", ")
    let more = names.count > 4 ? " and \(names.count - 4) more" : ""
    let cells = loaded.table.rowCount > 0 ? loaded.table.columns.prefix(4).map { plainText($0[0]) } : []
    let first = cells.isEmpty ? "" : "; the first is \(quoted(cells.joined(separator: " | ")))"
    return "\(line) reads \(counted(loaded.table.rowCount, "row")) of \(shown)\(more)\(first)"
  }
}

extension WorkbookReader {
  var advice: WorkbookAdvice {
    var options = options
    (options.sheet, options.range, options.skip, options.isAskedFor) = (nil, nil, 0, nil)
    return WorkbookAdvice(
      name: name, reader: WorkbookReader(name: name, workbook: workbook, options: options, isCancelled: isCancelled))
  }

  func severalSheets(_ indices: [Int]) -> Diagnostic {
    var lines = indices.prefix(WorkbookAdvice.most).map { advice.outcome($0, nil) }
    if let all = advice.allSheets(indices) { lines.insert(all, at: 0) }
    return Diagnostic(
      .severalSheets, "\(indices.count) sheets of the workbook have tables", location: name, kind: .data,
      notes: lines + Self.more(indices.count))
  }

  func severalTables(_ tables: SheetTables, _ index: Int) -> Diagnostic {
    let ranges = tables.layouts.map { tables.range(of: $0) }
    let lines = ranges.prefix(WorkbookAdvice.most).map { advice.outcome(index, $0) }
    return Diagnostic(
      .severalTables, "the sheet has \(tables.layouts.count) tables",
      location: "\(name)!\(workbook.sheets[index].name)",
      kind: .data, notes: lines + Self.more(ranges.count))
  }

  private static func more(_ count: Int) -> [String] {
    count > WorkbookAdvice.most ? ["and \(count - WorkbookAdvice.most) more, which `stet look` lists"] : []
  }

  /// A sheet or range without a table.
  func noTable(_ tables: SheetTables, _ index: Int) -> Diagnostic {
    let place = [name, workbook.sheets[index].name, options.range?.text].compactMap { $0 }.joined(separator: "!")
    guard options.range == nil, options.skip == 0 else {
      return Diagnostic(
        .noTable, "there is no table in these cells", location: place, kind: .data,
        notes: ["`\(advice.line(index, nil).text)` shows the tables of the sheet"])
    }
    let texts = tables.grid.cells.prefix(1).map { quoted(tables.grid.text($0)) }
    return Diagnostic(
      .noTable, texts.isEmpty ? "the sheet is empty" : "the sheet has no table, but text: \(texts[0])", location: place,
      kind: .data)
  }
}
