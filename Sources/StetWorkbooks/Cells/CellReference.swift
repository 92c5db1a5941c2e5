/// A cell of a sheet by its place: row and column from 1.
package struct CellReference: Sendable, Hashable {
  package var row: Int
  package var column: Int

  package static let lastRow = 1_048_576
  package static let lastColumn = 16_384

  package init(row: Int, column: Int) {
    self.row = row
    self.column = column
  }

  /// `C17`, also as `$C$17`; nil if a sheet has no such cell.
  package init?(_ text: some StringProtocol) {
    var rest = text.utf8[...]
    guard let column = Self.takeColumn(&rest), let row = Self.takeRow(&rest), rest.isEmpty else { return nil }
    self.init(row: row, column: column)
  }

  package var text: String { Self.letters(column) + String(row) }

  /// `A` … `XFD`
  package static func letters(_ column: Int) -> String {
    var (rest, letters) = (column, [UInt8]())
    while rest > 0 {
      letters.append(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
      rest = (rest - 1) / 26
    }
    return String(decoding: letters.reversed(), as: UTF8.self)
  }

  static func takeColumn<Bytes: Collection<UInt8>>(_ rest: inout Bytes) -> Int? where Bytes.SubSequence == Bytes {
    if rest.first == UInt8(ascii: "$") { rest = rest.dropFirst() }
    var column = 0
    while let byte = rest.first, case let letter = (byte | 0x20) &- UInt8(ascii: "a"), letter < 26 {
      column = column * 26 + Int(letter) + 1
      guard column <= lastColumn else { return nil }
      rest = rest.dropFirst()
    }
    return column == 0 ? nil : column
  }

  static func takeRow<Bytes: Collection<UInt8>>(_ rest: inout Bytes) -> Int? where Bytes.SubSequence == Bytes {
    if rest.first == UInt8(ascii: "$") { rest = rest.dropFirst() }
    var row = 0
    while let byte = rest.first, case let digit = byte &- UInt8(ascii: "0"), digit <= 9 {
      row = row * 10 + Int(digit)
      guard row <= lastRow else { return nil }
      rest = rest.dropFirst()
    }
    return row == 0 ? nil : row
  }
}

/// A rectangle of cells, of which some sides may be open: `A7:Z90`, `A7:Z`, `A7`, `A:D`, `7:90`.
package struct CellRange: Sendable, Hashable {
  package var firstRow: Int?
  package var lastRow: Int?
  package var firstColumn: Int?
  package var lastColumn: Int?

  package init(rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
    (firstRow, lastRow) = (rows.lowerBound, rows.upperBound)
    (firstColumn, lastColumn) = (columns.lowerBound, columns.upperBound)
  }

  /// Nil if it is none. A cell alone is the first of a range that is open to the right and below.
  package init?(_ text: some StringProtocol) {
    var rest = text.utf8[...]
    firstColumn = CellReference.takeColumn(&rest)
    firstRow = CellReference.takeRow(&rest)
    guard firstColumn != nil || firstRow != nil else { return nil }
    guard !rest.isEmpty else {
      // Digits or letters alone could be meant in two ways.
      guard firstColumn != nil, firstRow != nil else { return nil }
      return
    }
    guard rest.first == UInt8(ascii: ":") else { return nil }
    rest = rest.dropFirst()
    lastColumn = CellReference.takeColumn(&rest)
    lastRow = CellReference.takeRow(&rest)
    guard rest.isEmpty, lastColumn != nil || lastRow != nil, firstColumn != nil || lastColumn == nil,
      firstRow != nil || lastRow == nil, (firstColumn ?? 1) <= (lastColumn ?? .max),
      (firstRow ?? 1) <= (lastRow ?? .max)
    else { return nil }
  }

  package var rows: ClosedRange<Int> { (firstRow ?? 1)...(lastRow ?? CellReference.lastRow) }
  package var columns: ClosedRange<Int> { (firstColumn ?? 1)...(lastColumn ?? CellReference.lastColumn) }

  /// `A7:Z90`; `A7:Z` and the like if a side is open.
  package var text: String {
    func corner(_ row: Int?, _ column: Int?) -> String {
      (column.map(CellReference.letters) ?? "") + (row.map(String.init) ?? "")
    }
    let last = corner(lastRow, lastColumn)
    return corner(firstRow, firstColumn) + (last.isEmpty ? "" : ":" + last)
  }
}
