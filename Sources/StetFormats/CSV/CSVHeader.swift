import StetColumns
import StetDiagnostics

/// The names of the columns of delimited text, from its first records or from the script.
struct CSVHeader {
  let file: CSVCellFile
  let options: ReadOptions

  private var scan: CSVScan { file.scan }
  private var name: String { file.name }

  /// The columns that are read, and notes about those whose names are not in the file. `hasValue` says whether a column has any cell
  /// that is not empty.
  func columns(hasValue: (Int) -> Bool) throws(RunFailure) -> (columns: [(index: Int, name: String)], notes: [String]) {
    var notes: [String] = []
    var columns: [(index: Int, name: String)] = []
    var location = name
    switch options.header {
    case .firstRecord, .records, .renamed:
      location = "\(name):\(scan.lines[0])"
      var names = written()
      if case .renamed(let others) = options.header {
        for (place, other) in others {
          guard place <= names.count else { throw RunFailure(.noPlace(location, place, names.count)) }
          names[place - 1] = other
        }
      }
      let unnamed = names.indices.filter { isBlank(names[$0]) }
      let empty = unnamed.filter { !hasValue($0) }
      if !empty.isEmpty { notes.append(leftOut(empty)) }
      let named = unnamed.filter { !empty.contains($0) }
      if empty.count == names.count || !ColumnNames.mayLack(named.count, of: names.count - empty.count) {
        throw RunFailure(.emptyHeader(location, unnamed[0] + 1, unnamed.count))
      }
      for index in named { names[index] = "column_\(index + 1)" }
      if !named.isEmpty { notes.append(namedByPlace(named)) }
      columns = names.indices.filter { !empty.contains($0) }.map { ($0, names[$0]) }
      if options.cleansNames {
        let clean = ColumnNames.clean(columns.map(\.name))
        notes += ColumnNames.cleaningNote(columns.map(\.name), clean)
        columns = zip(columns, clean).map { ($0.index, $1) }
      }
    case .none: columns = (0..<scan.width).map { ($0, "column_\($0 + 1)") }
    case .names(let stated):
      guard stated.count == scan.width else {
        throw RunFailure(.headerWidth("\(name):\(scan.lines[0])", stated.count, scan.width))
      }
      columns = Array(stated.enumerated()).map { ($0, $1) }
    }
    try ColumnNames(names: columns.map(\.name), places: columns.map(\.index), location: location).check(options)
    return (columns, notes)
  }

  private func isBlank(_ name: String) -> Bool { name.allSatisfy(\.isWhitespace) }

  /// The names as the header has them. Above its last line, a name stands over the empty cells to its right.
  private func written() -> [String] {
    let rows = (0..<min(scan.header, scan.lines.count)).map { record in
      (0..<scan.width).map { text(record, $0) }
    }
    guard rows.count > 1 else { return rows[0] }
    var parts = [[String]](repeating: [], count: scan.width)
    for (number, row) in rows.enumerated() {
      var above = ""
      for (column, cell) in row.enumerated() {
        let isLast = number == rows.count - 1
        if !isBlank(cell) { above = cell }
        // What stands over a column goes on as long as there is a name below.
        let spreads = !isLast && isBlank(cell) && rows[(number + 1)...].contains { !isBlank($0[column]) }
        let part = spreads ? above : cell
        if !isBlank(part), parts[column].last != part { parts[column].append(part) }
      }
    }
    return parts.map { $0.joined(separator: " ") }
  }

  private func text(_ record: Int, _ column: Int) -> String {
    let cell = scan.segments[0][record * scan.width + column]
    let bytes = file.bytes.span.extracting(cell.start..<cell.end)
    return cell.isEscaped
      ? String(decoding: file.unescaped(cell), as: UTF8.self)
      : unsafe bytes.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }

  private func places(_ columns: [Int]) -> String {
    "\(columns.count == 1 ? "column" : "columns") \(joinedWithAnd(columns.map { String($0 + 1) }))"
  }

  private func leftOut(_ columns: [Int]) -> String {
    "\(places(columns)) \(agreeing("has", "have", columns.count)) neither a name nor a value, and \(agreeing("is", "are", columns.count)) left out"
  }

  private func namedByPlace(_ columns: [Int]) -> String {
    let names = joinedWithAnd(columns.map { "`column_\($0 + 1)`" })
    let example = columns.map { "\($0 + 1): \"…\"" }.joined(separator: ", ")
    return
      "\(places(columns)) \(agreeing("has", "have", columns.count)) no name in the file, and \(agreeing("is", "are", columns.count)) called \(names); `header: { \(example) }` gives another"
  }
}

extension Diagnostic {
  fileprivate static func headerWidth(_ location: String, _ stated: Int, _ width: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` has \(counted(stated, "name")), but the first row has \(counted(width, "cell"))",
      location: location, kind: .data, notes: ["`header: none` names the columns `column_1`, `column_2` and so on"])
  }

  fileprivate static func noPlace(_ location: String, _ place: Int, _ width: Int) -> Diagnostic {
    Diagnostic(
      .headerWidth, "`header:` names column \(place), but the file has \(counted(width, "column"))", location: location,
      kind: .data)
  }

  fileprivate static func emptyHeader(_ location: String, _ column: Int, _ count: Int) -> Diagnostic {
    Diagnostic(
      .emptyHeader,
      count == 1 ? "column \(column) has no name" : "\(count) columns have no name; the first is column \(column)",
      location: location, kind: .data)
  }
}
