import StetColumns

/// A scanned file of delimited text, as the source of its columns' cells.
struct CSVCellFile: CellFile {
  let name: String
  let bytes: [UInt8]
  let scan: CSVScan
  let dialect: CSVDialect

  var quotesMeanText: Bool { false }

  func columns(_ names: [String], _ options: ReadOptions) -> [CellColumn] {
    names.enumerated().map { column($1, $0, options) }
  }

  func column(_ name: String, _ index: Int, _ options: ReadOptions) -> CellColumn {
    let pieces = scan.segments.indices.map { location in
      // The first record of the first segment may be the header.
      let header = location == 0 ? scan.header : 0
      return CellColumn.Piece(
        firstRow: scan.segmentStarts[location] - scan.header + header,
        rows: scan.segments[location].count / scan.width - header, cells: scan.segments[location],
        first: header * scan.width + index, stride: scan.width)
    }
    return CellColumn(
      name, in: self, pieces, missing: options.missingCodes(of: name) + options.redactedCodes(of: name),
      reading: options.reading)
  }

  func unescaped(_ cell: TextCell) -> [UInt8] { dialect.unescaped(bytes.span.extracting(cell.start..<cell.end)) }

  /// The physical line and column where a cell starts, past line breaks in the cells before it.
  func location(of cell: TextCell, row: Int, column: String) -> String {
    let bytes = bytes.span
    let opening = cell.start - (cell.isQuoted ? 1 : 0)
    var line = Int(scan.lines[row + scan.header])
    let first = scan.cell(row, 0)
    var lineStart = first.start - (first.isQuoted ? 1 : 0)
    for index in lineStart..<max(lineStart, opening) {
      let isPair =
        bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
      guard bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") && !isPair else { continue }
      line += 1
      lineStart = index + 1
    }
    return "\(name):\(line):\(StetFormats.column(bytes, of: opening, from: lineStart))"
  }
}
