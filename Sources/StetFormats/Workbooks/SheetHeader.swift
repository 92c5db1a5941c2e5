import StetColumns
import StetDiagnostics
import StetWorkbooks

/// The names of the columns of a table in a sheet, from its lines or from the script, and notes about those that are not in the file.
struct SheetHeader {
  /// The columns of the sheet that are read, with their names.
  let columns: [(column: Int, name: String)]
  let notes: [String]

  init(_ layout: SheetLayout, _ grid: SheetGrid, _ file: SheetCellFile, _ options: ReadOptions) throws(RunFailure) {
    var notes: [String] = []
    let location = file.location(Self.place(layout, grid))
    switch options.header {
    case .names(let stated):
      guard stated.count == layout.columns.count else {
        throw RunFailure(.headerWidth(location, stated.count, layout.columns.count))
      }
      columns = Array(zip(layout.columns, stated)).map { ($0, $1) }
    case .none: columns = layout.columns.enumerated().map { ($1, "column_\($0 + 1)") }
    case .firstRecord, .records, .renamed:
      guard !layout.header.isEmpty else { throw RunFailure(.noNames(location)) }
      var names = SheetNames(layout.header, layout.columns, grid).names
      if case .renamed(let others) = options.header {
        for (place, other) in others {
          guard place <= names.count else { throw RunFailure(.noPlace(location, place, names.count)) }
          names[place - 1] = other
        }
      }
      let unnamed = names.indices.filter { names[$0].allSatisfy(\.isWhitespace) }
      guard ColumnNames.mayLack(unnamed.count, of: names.count), unnamed.count < names.count else {
        throw RunFailure(.unnamed(location, layout.columns[unnamed[0]], unnamed.count))
      }
      for index in unnamed { names[index] = "column_\(index + 1)" }
      if !unnamed.isEmpty { notes.append(Self.namedByPlace(unnamed, layout.columns)) }
      if options.cleansNames {
        let clean = ColumnNames.clean(names)
        notes += ColumnNames.cleaningNote(names, clean)
        names = clean
      }
      columns = Array(zip(layout.columns, names)).map { ($0, $1) }
    }
    self.notes = notes
    try ColumnNames(names: columns.map(\.name), location: location).check(options)
  }

  /// The line of the last names.
  private static func place(_ layout: SheetLayout, _ grid: SheetGrid) -> String {
    let line = layout.header.last ?? layout.body.first ?? 0
    let column = CellReference.letters(layout.columns.first ?? 1)
    return line < grid.rows.count ? column + String(grid.rows[line].number) : column
  }

  private static func namedByPlace(_ unnamed: [Int], _ columns: [Int]) -> String {
    let letters = unnamed.map { CellReference.letters(columns[$0]) }
    let names = joinedWithAnd(unnamed.map { "`column_\($0 + 1)`" })
    let example = unnamed.map { "\($0 + 1): \"…\"" }.joined(separator: ", ")
    return
      "\(unnamed.count == 1 ? "column" : "columns") \(joinedWithAnd(letters)) \(agreeing("has", "have", unnamed.count)) no name in the sheet, and \(agreeing("is", "are", unnamed.count)) called \(names); `header: { \(example) }` gives another"
  }
}

extension Diagnostic {
  fileprivate static func headerWidth(_ location: String, _ stated: Int, _ width: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` has \(counted(stated, "name")), but the table has \(counted(width, "column"))",
      location: location, kind: .data, notes: ["`header: none` names the columns `column_1`, `column_2` and so on"])
  }

  fileprivate static func noPlace(_ location: String, _ place: Int, _ width: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` names column \(place), but the table has \(counted(width, "column"))",
      location: location, kind: .data)
  }

  fileprivate static func noNames(_ location: String) -> Diagnostic {
    Diagnostic(
      .noHeader, "the first line is a row like those below it, not the names of columns", location: location,
      kind: .data)
  }

  fileprivate static func unnamed(_ location: String, _ column: Int, _ count: Int) -> Diagnostic {
    let letters = CellReference.letters(column)
    return Diagnostic(
      .emptyHeader,
      count == 1 ? "column \(letters) has no name" : "\(count) columns have no name; the first is column \(letters)",
      location: location, kind: .data)
  }
}
