import StetSystem

/// The cells of a block as a loop over one of its columns sees them.
///
/// Each access passes `areBare`, a constant in the loop that uses it: if a block has no quotes, no codes for missing
/// values and no carriage returns, its loops skip those checks.
@safe struct CSVCells {
  let bytes: UnsafePointer<UInt8>
  /// `ends[-1]` comes before the first cell.
  let ends: UnsafePointer<Int32>
  /// Cells of a record.
  let width: Int
  let mayEndInReturn: Bool
  let hasQuotes: Bool
  let hasDoubledQuotes: Bool
  /// Codes for missing values, besides the empty cell.
  let codes: [[UInt8]]

  var areBare: Bool { !mayEndInReturn && !hasQuotes && codes.isEmpty }

  /// One cell: its text inside the quotes, if there are any.
  struct Cell {
    var start: Int
    var end: Int
    var isQuoted = false
  }

  @inline(__always)
  func cell(_ index: Int, _ areBare: Bool) -> Cell {
    var cell = unsafe Cell(start: Int(ends[index &- 1]) &+ 1, end: Int(ends[index]))
    if areBare { return cell }
    if mayEndInReturn, cell.end > cell.start, unsafe bytes[cell.end &- 1] == UInt8(ascii: "\r") { cell.end &-= 1 }
    if hasQuotes, cell.end > cell.start, unsafe bytes[cell.start] == UInt8(ascii: "\"") {
      cell.start &+= 1
      cell.end &-= 1
      cell.isQuoted = true
    }
    return cell
  }

  @inline(__always)
  func isMissing(_ cell: Cell, _ areBare: Bool) -> Bool {
    if cell.start == cell.end, areBare || !cell.isQuoted { return true }
    return !areBare && !codes.isEmpty && isCode(cell)
  }

  @inline(never)
  private func isCode(_ cell: Cell) -> Bool {
    codes.contains { code in
      guard code.count == cell.end - cell.start else { return false }
      for (location, byte) in code.enumerated() where unsafe bytes[cell.start + location] != byte { return false }
      return true
    }
  }

  /// Two adjacent quotes that mean one.
  @inline(__always)
  func hasDoubledQuote(_ cell: Cell, _ areBare: Bool) -> Bool {
    guard !areBare, hasDoubledQuotes, cell.isQuoted else { return false }
    return unsafe contains(bytes + cell.start, count: cell.end &- cell.start, UInt8(ascii: "\""))
  }

  /// The text of a cell with each doubled quote made single.
  @inline(never)
  func unquoted(_ cell: Cell) -> [UInt8] {
    withSingleQuotes(unsafe UnsafeBufferPointer(start: bytes + cell.start, count: cell.end - cell.start).span)
  }
}
