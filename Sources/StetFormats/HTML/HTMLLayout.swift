import StetColumns

/// Which rows of a table name its columns, which are rows of data, and what is in neither.
struct HTMLLayout {
  private(set) var headerRows = 0
  /// The numbers of the rows of data.
  private(set) var body: [Int] = []
  private(set) var emptyRows = 0
  /// Rows between others that have the names again.
  private(set) var repeatedHeaders = 0
  private(set) var footRows = 0
  /// One cell above the names that spans them all.
  private(set) var title: String?
  /// The columns that have a name or a cell.
  private(set) var columns: [Int] = []
  let grid: HTMLGrid
  private let table: HTMLTable
  private let bytes: [UInt8]

  init(_ table: HTMLTable, _ grid: HTMLGrid, _ bytes: [UInt8], _ header: ReadOptions.Header) {
    (self.table, self.grid, self.bytes) = (table, grid, bytes)
    var start = 0
    while start < grid.rows.count, isEmpty(start) { start += 1 }
    emptyRows = start
    if start < grid.rows.count, isTitle(start) {
      title = text(start, 0)
      start += 1
    }
    let first = start
    switch header {
    case .firstRecord, .renamed:
      while start < grid.rows.count, namesColumns(start) { start += 1 }
      // A table that marks no names has them in its first row.
      if start == first || start == grid.rows.count { start = min(first + 1, grid.rows.count) }
    case .records(let count): start = min(first + count, grid.rows.count)
    case .none, .names: break
    }
    headerRows = start - first
    for row in start..<grid.rows.count {
      if table.rows[row].section == .foot {
        footRows += 1
      } else if isEmpty(row) {
        emptyRows += 1
      } else if headerRows > 0, table.rows[row].cells.allSatisfy(\.isHeader), hasNames(row, of: first..<start) {
        repeatedHeaders += 1
      } else {
        body.append(row)
      }
    }
    columns = (0..<grid.width).filter { column in
      (first..<start).contains { !text($0, column).isEmpty } || body.contains { !isEmpty($0, column) }
    }
    firstHeader = first
  }

  private var firstHeader = 0

  /// Whether the names are in cells that are not marked as such.
  var hasPlainNames: Bool {
    headerRows == 1 && !namesColumns(firstHeader)
  }

  /// What is written at a place, also of a cell that begins elsewhere.
  func text(_ row: Int, _ column: Int) -> String {
    grid[row, column].map { String(decoding: bytes[grid.cell($0).text], as: UTF8.self) } ?? ""
  }

  private func isEmpty(_ row: Int, _ column: Int) -> Bool {
    grid[row, column].map { grid.cell($0).text.isEmpty } ?? true
  }

  private func isEmpty(_ row: Int) -> Bool { grid.rows[row].indices.allSatisfy { isEmpty(row, $0) } }

  /// One cell across a table of several columns.
  private func isTitle(_ row: Int) -> Bool {
    guard grid.width > 1, let place = grid[row, 0] else { return false }
    return place.row == row && grid.cell(place).columns >= grid.width && row + 1 < grid.rows.count
  }

  private func namesColumns(_ row: Int) -> Bool {
    if table.rows[row].section == .head { return true }
    return table.rows[row].section == .body && !table.rows[row].cells.isEmpty
      && table.rows[row].cells.allSatisfy { $0.isHeader || $0.text.isEmpty }
      && table.rows[row].cells.contains(where: \.isHeader)
  }

  /// Whether every cell of a row has what one of the rows of names has in its column.
  private func hasNames(_ row: Int, of header: Range<Int>) -> Bool {
    (0..<grid.width).allSatisfy { column in header.contains { line(row, column) == line($0, column) } }
  }

  /// What is written at a place, on one line.
  private func line(_ row: Int, _ column: Int) -> String {
    text(row, column).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// What the rows of names say of each column, from top to bottom: a cell that spans several rows once.
  var names: [String] {
    columns.map { column in
      var parts: [String] = []
      var seen: (row: Int32, column: Int32)?
      for row in firstHeader..<(firstHeader + headerRows) {
        guard let place = grid[row, column], seen?.row != place.row || seen?.column != place.column else { continue }
        seen = (place.row, place.column)
        let text = line(row, column)
        if !text.isEmpty, parts.last != text { parts.append(text) }
      }
      return parts.joined(separator: " ")
    }
  }
}
