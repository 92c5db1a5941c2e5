/// Where the cells of a CSV file are, according to RFC 4180 with LF, CR and CRLF: `width` cells for each record.
struct CSVScan {
  /// Records of one width in a row.
  struct Run {
    var line: Int32
    var fields: Int
    var records: Int
    /// The first of the blank lines right before it; 0 if there is none.
    var blankLine: Int32
  }

  /// A record of an outline, of any width.
  struct Outlined {
    var line: Int32
    var lastLine: Int32
    var cells: Range<Int>
    /// The first of the blank lines right before it; 0 if there is none.
    var blankLine: Int32
  }

  /// Every record, if the scan was asked to keep them all.
  var outline: [Outlined] = []
  /// The cells being scanned; `segments` holds them afterwards.
  var cells: [TextCell] = []
  /// The cells, record by record, as one thread or several have scanned them, and the first record of each segment.
  var segments: [[TextCell]] = []
  var segmentStarts: [Int] = []
  /// The one-based physical line on which each record starts; with a header, the first is that of the header.
  var lines: [Int32] = []
  var width = 0
  /// 1 if the first record names the columns.
  var header = 1
  /// The last physical line of the first record.
  var headerEnd = 0
  /// The first blank line after the first record; 0 if there is none.
  var firstBlank: Int32 = 0
  /// Everything that was skipped or kept, counted along the way.
  var records = 0
  var blankLines = 0
  var skippedLines = 0
  var trailingLines = 0
  var commentLines = 0
  /// Records of empty cells.
  var hollowRows = 0
  /// Rows that repeat the header.
  var repeatedHeaders = 0
  /// Blank lines of a file with one column: rows with a missing value.
  var blankRows = 0
  var padded = 0
  /// Records from which empty cells were cut off.
  var cut = 0
  /// Cells that `quotes: lenient` kept as they are.
  var lenientCells = 0
  /// Those of them that begin with a quote.
  var strayQuotes = 0
  /// Whether one of those has a line break in it.
  var hasStrayBreak = false
  var ragged: [(line: Int32, fields: Int, near: TextCell)] = []
  var raggedCount = 0
  /// The first changes in the number of fields.
  var runs: [Run] = []
  /// Where the scan ended, and how many line ends it passed.
  var end = 0
  var lineBreaks: Int32 = 0

  var rowCount: Int { max(0, lines.count - header) }

  /// The segment with a row's cells.
  @inline(__always)
  func segment(of row: Int) -> Int {
    var segment = segments.count - 1
    while segment > 0, segmentStarts[segment] > row + header { segment -= 1 }
    return segment
  }

  func cell(_ row: Int, _ column: Int) -> TextCell {
    let segment = segment(of: row)
    return segments[segment][(row + header - segmentStarts[segment]) * width + column]
  }

  /// Hands over the cells that were scanned as a segment.
  mutating func close() {
    segments = [cells]
    segmentStarts = [0]
    cells = []
  }
}
