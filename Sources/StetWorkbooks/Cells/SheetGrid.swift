/// The cells of a sheet that have something, row by row and from left to right; the text of each is in one buffer.
package struct SheetGrid: Sendable {
  /// What a cell holds. Numbers are written in plain decimals as they are, dates and times as `2011-05-04`, `2011-05-04 13:45:00`,
  /// `13:45:00`.
  package enum Kind: UInt64, Sendable, CaseIterable {
    case text, number
    /// Numbers that the sheet shows in percent or as money.
    case percent, currency
    case date, datetime
    /// A time of day, and one that counts on past 24 hours.
    case time, elapsed
    case bool, error
    /// A formula whose value is not in the file; the text is the formula, if the file has it.
    case uncalculated
    /// A number that the sheet shows as a date and that is none.
    case noDate

    package var isNumber: Bool { self == .number || self == .percent || self == .currency }
  }

  /// A cell in eight bytes.
  package struct Cell: Sendable {
    private let packed: UInt64

    package static let longest = 1 << 24 - 1

    @inline(__always)
    init(_ kind: Kind, start: Int, length: Int) {
      packed = UInt64(truncatingIfNeeded: start) << 28 | UInt64(truncatingIfNeeded: length) << 4 | kind.rawValue
    }

    @inline(__always) package var start: Int { Int(truncatingIfNeeded: packed >> 28) }
    @inline(__always) package var length: Int { Int(truncatingIfNeeded: packed >> 4 & 0xFF_FFFF) }
    package var kind: Kind {
      guard let kind = Kind(rawValue: packed & 15) else { preconditionFailure("a cell was made with a kind") }
      return kind
    }
  }

  /// A row that has cells.
  package struct Row: Sendable {
    package let number: Int32
    /// Of its first cell; those of the next row begin where its own end.
    package let start: Int
  }

  package internal(set) var bytes: [UInt8] = []
  package internal(set) var rows: [Row] = []
  package internal(set) var cells: [Cell] = []
  /// The column of each cell.
  package internal(set) var columns: [UInt16] = []
  package internal(set) var merges: [CellRange] = []
  /// Rows and columns that the sheet does not show.
  package internal(set) var hiddenRows: [Int32] = []
  package internal(set) var hiddenColumns: [ClosedRange<Int>] = []
  /// Whether rows are hidden because of a filter.
  package internal(set) var isFiltered = false

  package init() {}

  /// The cells of a row by its index.
  @inline(__always)
  package func cellRange(_ row: Int) -> Range<Int> {
    rows[row].start..<(row + 1 < rows.count ? rows[row + 1].start : cells.count)
  }

  /// The index of a cell; nil if there is none.
  package func index(_ row: Int, column: Int) -> Int? {
    let own = cellRange(row)
    var (low, high) = (own.lowerBound, own.upperBound)
    // Most rows have a cell in each column from the first on.
    let guess = low + column - 1
    if guess < high, columns[guess] == column { return guess }
    while low < high {
      let middle = (low + high) / 2
      if Int(columns[middle]) < column { low = middle + 1 } else { high = middle }
    }
    return low < own.upperBound && Int(columns[low]) == column ? low : nil
  }

  /// The index of the row that has a cell.
  package func row(ofCell index: Int) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].start <= index { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// The index of the first row with at least a number.
  package func firstRow(from number: Int) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if Int(rows[middle].number) < number { low = middle + 1 } else { high = middle }
    }
    return low
  }

  package func text(_ cell: Cell) -> String {
    String(decoding: bytes[cell.start..<cell.start + cell.length], as: UTF8.self)
  }

  /// Whether there is nothing but white space in a cell.
  @inline(__always)
  package func isBlank(_ cell: Cell) -> Bool {
    guard cell.kind == .text else { return false }
    for index in cell.start..<cell.start + cell.length where !isSpace(bytes[index], index) { return false }
    return true
  }

  private func isSpace(_ byte: UInt8, _ index: Int) -> Bool {
    // A space that does not break, in UTF-8 C2 A0, is what web pages leave behind.
    byte == 0x20 || byte == 9 || byte == 10 || byte == 13
      || byte == 0xC2 && index + 1 < bytes.count && bytes[index + 1] == 0xA0
      || byte == 0xA0 && index > 0 && bytes[index - 1] == 0xC2
  }

  /// Adds a text to the buffer and gives the cell of it.
  package mutating func add(_ kind: Kind, _ text: some Collection<UInt8>) -> Cell {
    let start = bytes.count
    bytes.append(contentsOf: text)
    return Cell(kind, start: start, length: bytes.count - start)
  }

  /// Puts another cell in the place of one.
  package mutating func replace(_ index: Int, with cell: Cell) { cells[index] = cell }
}
