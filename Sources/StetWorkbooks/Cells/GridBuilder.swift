/// Gathers the cells of a sheet as they come, and brings those in order that do not come in it.
struct GridBuilder {
  var grid = SheetGrid()
  private var row = 0
  private var lastColumn = 0
  private var isOrdered = true
  private(set) var failure: XMLFailure?

  /// A row of a million cells takes 10 MB; a sheet has 17 billion places.
  static let mostCells = 100_000_000
  static let mostBytes = 1 << 33

  /// A grid to whose buffer texts have been written before.
  init(bytes: [UInt8] = []) { grid.bytes = bytes }

  mutating func begin(row number: Int, isHidden: Bool) {
    if number <= row { isOrdered = false }
    row = number
    lastColumn = 0
    if isHidden { grid.hiddenRows.append(Int32(truncatingIfNeeded: number)) }
  }

  @inline(__always)
  mutating func add(_ cell: SheetGrid.Cell, column: Int) {
    if lastColumn == 0 {
      grid.rows.append(SheetGrid.Row(number: Int32(truncatingIfNeeded: row), start: grid.cells.count))
    }
    if column <= lastColumn { isOrdered = false }
    lastColumn = max(column, lastColumn)
    grid.cells.append(cell)
    grid.columns.append(UInt16(truncatingIfNeeded: column))
    if grid.cells.count > Self.mostCells {
      failure = .limit("the sheet has more than \(Self.mostCells) cells")
    } else if grid.bytes.count > Self.mostBytes {
      failure = .limit("the texts of the sheet take more than \(Self.mostBytes >> 30) GB")
    }
  }

  mutating func merge(_ range: CellRange) { grid.merges.append(range) }

  mutating func hide(columns: ClosedRange<Int>) { grid.hiddenColumns.append(columns) }

  mutating func markFiltered() { grid.isFiltered = true }

  /// Fails if two cells are at the same place.
  consuming func finish() throws(XMLFailure) -> SheetGrid {
    guard !isOrdered else { return grid }
    var order: [(row: Int32, column: UInt16, cell: Int)] = []
    order.reserveCapacity(grid.cells.count)
    for index in grid.rows.indices {
      for cell in grid.cellRange(index) { order.append((grid.rows[index].number, grid.columns[cell], cell)) }
    }
    order.sort { ($0.row, $0.column, $0.cell) < ($1.row, $1.column, $1.cell) }
    var sorted = grid
    (sorted.rows, sorted.cells, sorted.columns) = ([], [], [])
    for (index, place) in order.enumerated() {
      if index > 0, order[index - 1].row == place.row, order[index - 1].column == place.column {
        let cell = CellReference(row: Int(place.row), column: Int(place.column)).text
        throw .damaged("the sheet has \(cell) twice", cell: cell)
      }
      if sorted.rows.last?.number != place.row {
        sorted.rows.append(SheetGrid.Row(number: place.row, start: sorted.cells.count))
      }
      sorted.cells.append(grid.cells[place.cell])
      sorted.columns.append(place.column)
    }
    return sorted
  }
}
