import StetDiagnostics

/// The cells of a table by row and column, each at every place that it spans (WHATWG HTML, §4.9.12.1).
struct HTMLGrid {
  /// Where the cell at a place begins, in rows and columns, and its number in the row.
  struct Place {
    let row: Int32
    let column: Int32
    let index: Int32
  }

  /// By row, then by column; nil where there is no cell.
  private(set) var rows: [[Place?]] = []
  private(set) var width = 0
  private let table: HTMLTable

  /// Places that the tables of a page may have.
  static let mostPlaces = 1 << 23

  /// `places` are those that the page has left.
  init(_ table: HTMLTable, name: String, places: inout Int) throws(RunFailure) {
    self.table = table
    // Cells of rows above that go on below, by column, with the last row that they reach.
    var spanning: [(place: Place, last: Int)?] = []
    for (number, row) in table.rows.enumerated() {
      var line: [Place?] = spanning.map { span in span.flatMap { $0.last >= number ? $0.place : nil } }
      var column = 0
      for (index, cell) in row.cells.enumerated() {
        while column < line.count, line[column] != nil { column += 1 }
        let end = column + cell.columns
        if end > line.count {
          line += Array(repeating: nil, count: end - line.count)
          spanning += Array(repeating: nil, count: end - spanning.count)
        }
        let place = Place(row: Int32(number), column: Int32(column), index: Int32(index))
        let last = cell.rows == 1 ? number : lastRow(of: cell, at: number, in: table)
        for spanned in column..<end where line[spanned] == nil {
          line[spanned] = place
          if last > number { spanning[spanned] = (place, last) }
        }
        column = end
        guard line.count <= 10_000 else { throw RunFailure(.tooWide("\(name):\(row.line)")) }
      }
      places -= line.count
      guard places >= 0 else { throw RunFailure(.tooLarge("\(name):\(table.line)")) }
      while let last = line.last, last == nil { line.removeLast() }
      width = max(width, line.count)
      rows.append(line)
    }
  }

  /// A cell reaches no further than its section.
  private func lastRow(of cell: HTMLTable.Cell, at number: Int, in table: HTMLTable) -> Int {
    let group = table.rows[number].group
    let wanted = cell.rows == 0 ? Int.max : number + cell.rows - 1
    var last = number
    while last < wanted, last + 1 < table.rows.count, table.rows[last + 1].group == group { last += 1 }
    return last
  }

  func cell(_ place: Place) -> HTMLTable.Cell { table.rows[Int(place.row)].cells[Int(place.index)] }

  subscript(row: Int, column: Int) -> Place? { column < rows[row].count ? rows[row][column] : nil }
}

extension Diagnostic {
  fileprivate static func tooWide(_ location: String) -> Diagnostic {
    Diagnostic(.tooLarge, "the row spans more than 10,000 columns", location: location, kind: .limit)
  }

  fileprivate static func tooLarge(_ location: String) -> Diagnostic {
    Diagnostic(.tooLarge, "the cells of the tables span more than 8 million places", location: location, kind: .limit)
  }
}
