import StetColumns
import StetWorkbooks

/// The cells of a table in a sheet, as the source of its columns' cells. Messages say `file.xlsx!Sheet!C17`.
struct SheetCellFile: CellFile {
  let name: String
  let sheet: String
  let bytes: [UInt8]
  /// The number of each row of the table.
  var rowNumbers: [Int32] = []
  /// The letters of each column by its name.
  var letters: [String: String] = [:]

  var quotesMeanText: Bool { true }

  func unescaped(_ cell: TextCell) -> [UInt8] { Array(bytes[cell.start..<cell.end]) }

  func location(of cell: TextCell, row: Int, column: String) -> String {
    location((letters[column] ?? "") + String(rowNumbers[row]))
  }

  /// Of a cell or a range: `file.xlsx!Sheet!C17`.
  func location(_ place: String) -> String { "\(name)!\(sheet)!\(place)" }
}

extension TextCell {
  /// Texts are as if in quotes, numbers and truth values bare.
  @inline(__always)
  init(_ cell: SheetGrid.Cell) {
    switch cell.kind {
    case .number, .percent, .currency, .bool: self.init(start: cell.start, length: cell.length, quoting: .none)
    case .text, .date, .datetime, .time, .elapsed, .error, .uncalculated, .noDate:
      self.init(start: cell.start, length: cell.length, quoting: .plain)
    }
  }
}

/// Rows of a sheet, of which some columns are looked at, as the judges of headers see them.
struct SheetRecords: CSVRecords {
  let file: SheetCellFile
  let grid: SheetGrid
  /// Indices of rows of the grid.
  let rows: [Int]
  let columns: [Int]
  /// Of places that a merged cell takes below its first, by row and column: the cell that is there.
  var covered: [Int: [Int: Int]] = [:]

  func cell(_ record: Int, _ column: Int) -> TextCell {
    let (row, place) = (rows[record], columns[column])
    guard let index = grid.index(row, column: place), !grid.isBlank(grid.cells[index]) else {
      return covered.isEmpty ? .absent : covered[row]?[place].map { TextCell(grid.cells[$0]) } ?? .absent
    }
    return TextCell(grid.cells[index])
  }

  func filled(_ record: Int) -> Int { columns.indices.count { !isBlank(record, $0) } }

  /// The column of the only cell with anything in it; nil if there are none or several.
  func single(_ record: Int) -> Int? {
    var found: Int?
    for column in columns.indices where !isBlank(record, column) {
      guard found == nil else { return nil }
      found = column
    }
    return found
  }
}
