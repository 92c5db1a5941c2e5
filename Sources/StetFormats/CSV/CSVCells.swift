import CScan

/// The cells of a block as a loop over one of its columns sees them.
@safe struct CSVCells {
  let bytes: UnsafePointer<UInt8>
  /// `ends[-1]` comes before the first cell.
  let ends: UnsafePointer<Int32>
  /// Cells of a record.
  let width: Int
  let mayEndInReturn: Bool
  let hasQuotes: Bool
  let hasDoubledQuotes: Bool
  /// Codes for missing values, besides the empty cell, and how many cells have had each.
  let codes: [[UInt8]]
  let codeCounts: UnsafeMutablePointer<Int>
  /// Whether a kernel may take a code for a value: no kernel reads cells without a digit.
  let codesMayBeValues: Bool

  /// The column of a cell from there on, as kernels see it.
  @inline(__always)
  func column(_ index: Int, areQuoted: Bool) -> stet_column {
    unsafe stet_column(
      bytes: bytes, ends: ends + index, width: width, has_quotes: areQuoted, may_end_in_return: mayEndInReturn)
  }

  /// One cell: its text inside the quotes, if there are any.
  struct Cell {
    var start: Int
    var end: Int
    var isQuoted = false
  }

  @inline(__always)
  func cell(_ index: Int) -> Cell {
    var cell = unsafe Cell(start: Int(ends[index &- 1]) &+ 1, end: Int(ends[index]))
    if mayEndInReturn, cell.end > cell.start, unsafe bytes[cell.end &- 1] == UInt8(ascii: "\r") { cell.end &-= 1 }
    if hasQuotes, cell.end > cell.start, unsafe bytes[cell.start] == UInt8(ascii: "\"") {
      cell.start &+= 1
      cell.end &-= 1
      cell.isQuoted = true
    }
    return cell
  }

  @inline(__always)
  func isMissing(_ cell: Cell) -> Bool {
    if cell.start == cell.end, !cell.isQuoted { return true }
    return !codes.isEmpty && isCode(cell.start, cell.end &- cell.start)
  }

  @inline(never)
  func isCode(_ start: Int, _ length: Int) -> Bool {
    let found = codes.firstIndex { code in
      guard code.count == length else { return false }
      for (location, byte) in code.enumerated() where unsafe bytes[start + location] != byte { return false }
      return true
    }
    if let found { unsafe codeCounts[found] &+= 1 }
    return found != nil
  }

  /// Writes a text with each doubled quote made single, and up to eight bytes more; how long it is then.
  func unquote(_ start: Int, _ length: Int, to target: UnsafeMutablePointer<UInt8>) -> Int {
    let end = start &+ length
    var (index, written) = (start, 0)
    while index < end {
      let text = unsafe word(bytes + index)
      unsafe UnsafeMutableRawPointer(target + written).storeBytes(of: text.littleEndian, as: UInt64.self)
      // As many bytes as there are before the first quote, and that one if it is one.
      let quote = firstByte(UInt8(ascii: "\""), in: text)
      if index &+ quote >= end || quote == 8 {
        let count = min(8, end &- index)
        index &+= count
        written &+= count
      } else {
        index &+= quote &+ 2
        written &+= quote &+ 1
      }
    }
    return written
  }
}
