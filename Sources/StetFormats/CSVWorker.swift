import CScan
import StetColumns
import Synchronization

/// What one worker found in the blocks it was given.
struct CSVFindings {
  /// By column, the rows without a value.
  var missing: [[Int32]]
  /// By column, whether a cell did not fit.
  var misfits: [Bool]
  /// By column of text, the worker's own codes.
  var dictionaries: [TextDictionary]
  var blocks: [(firstRow: Int, rows: Int)] = []
  /// By column of text, the blocks without codes: their rows have lengths instead, and their texts stand one behind the other.
  var plainTexts: [[PlainTexts]]

  struct PlainTexts {
    var firstRow: Int
    var bytes: [UInt8]
  }
  /// Rows whose record holds line breaks in quotes, and how many.
  var breaks: [(row: Int32, count: Int32)] = []
}

/// Takes blocks apart, column by column, into memory that it shares with other workers, each in its own rows.
@safe struct CSVWorker: ~Copyable {
  /// What is the same for all workers: the columns that are read, and how.
  final class Plan: Sendable {
    let width: Int
    let delimiter: UInt8
    /// Codes of missing values, besides the empty cell.
    let missing: [[UInt8]]
    /// By column; nil for one that is not read this time.
    let readings: [CSVReading?]
    /// A column of which a worker has seen more texts than this, nearly all of them once, is read without codes from there on.
    let mostTexts: Int
    let plainColumns: Mutex<[Bool]>

    init(width: Int, delimiter: UInt8, missing: [[UInt8]], readings: [CSVReading?], mostTexts: Int) {
      self.width = width
      self.delimiter = delimiter
      self.missing = missing
      self.readings = readings
      self.mostTexts = mostTexts
      plainColumns = Mutex(Array(repeating: false, count: width))
    }
  }

  private let plan: Plan
  private let room: CSVRoom
  /// Those of the room, which may have grown for a block.
  private var bytes: UnsafeMutablePointer<UInt8>
  private var ends: UnsafeMutablePointer<Int32>
  private(set) var findings: CSVFindings
  private var cells = stet_cells()
  private var rowCount = 0
  /// A text with its doubled quotes made single.
  private var plainText: [UInt8] = []

  init(_ plan: Plan, blockSize: Int) {
    self.plan = plan
    room = CSVRoom(capacity: blockSize * 5 / 4)
    unsafe (bytes, ends) = unsafe (room.bytes, room.ends)
    findings = CSVFindings(
      missing: Array(repeating: [], count: plan.width), misfits: Array(repeating: false, count: plan.width),
      dictionaries: (0..<plan.width).map { _ in TextDictionary() }, plainTexts: Array(repeating: [], count: plan.width))
  }

  /// Reads blocks until there are none left.
  mutating func run(_ source: CSVBlocks, into memory: [UnsafeMutableRawPointer?]) {
    while let block = source.next(room) {
      let isPlain = plan.plainColumns.withLock { $0 }
      guard takeApart(block) else { return source.fail() }
      findings.blocks.append((block.firstRow, block.rows))
      rowCount += block.rows
      for column in 0..<plan.width {
        guard let reading = plan.readings[column], !findings.misfits[column], let target = unsafe memory[column] else { continue }
        if reading == .text {
          if isPlain[column] {
            unsafe plainTexts(block, column, target)
          } else {
            unsafe texts(block, column, target)
            if findings.dictionaries[column].count > plan.mostTexts, findings.dictionaries[column].count * 8 > rowCount * 7 {
              plan.plainColumns.withLock { $0[column] = true }
            }
          }
        } else if unsafe !read(block, column, reading, target) {
          findings.misfits[column] = true
        }
      }
    }
  }

  // MARK: - Cells

  /// Finds the cells; false where the block is not plain RFC 4180 in UTF-8 with one number of cells in each record.
  private mutating func takeApart(_ block: CSVBlock) -> Bool {
    unsafe (bytes, ends) = unsafe (room.bytes, room.ends)
    unsafe ends[-1] = -1
    cells = unsafe stet_scan_cells(bytes, block.count, plan.delimiter, ends, CSVBlocks.isWide)
    let records = block.rows + block.header
    guard cells.cells == records * plan.width, !cells.has_lone_return, !cells.has_stray_quote else { return false }
    // As many line feeds as records: where each record's last cell ends in one, no other cell does.
    for record in 1...records {
      if unsafe bytes[Int(ends[record * plan.width - 1])] != UInt8(ascii: "\n") { return false }
    }
    if cells.has_high, unsafe !stet_is_utf8(bytes, block.count, CSVBlocks.isWide) { return false }
    if cells.quoted_breaks > 0 { countBreaks(block) }
    return true
  }

  private mutating func countBreaks(_ block: CSVBlock) {
    for row in 0..<block.rows {
      let record = row + block.header
      let start = unsafe Int(ends[record * plan.width - 1]) + 1
      var end = unsafe Int(ends[(record + 1) * plan.width - 1])
      if end > start, unsafe bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
      var count: Int32 = 0
      for index in start..<end {
        let byte = unsafe bytes[index]
        let isPair = unsafe byte == UInt8(ascii: "\n") && index > start && bytes[index - 1] == UInt8(ascii: "\r")
        if byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n") && !isPair { count += 1 }
      }
      if count > 0 { findings.breaks.append((Int32(truncatingIfNeeded: block.firstRow + row), count)) }
    }
  }

  /// One cell: its text inside the quotes, where there are some.
  private struct Cell {
    var start: Int
    var end: Int
    var isQuoted = false
  }

  /// What a loop over the cells of a column needs, in a value of its own: the loop's writes cannot change it.
  @safe private struct Cells {
    let bytes: UnsafePointer<UInt8>
    let ends: UnsafePointer<Int32>
    let mayEndInReturn: Bool
    let hasQuotes: Bool
    let hasDoubledQuotes: Bool
    let hasCodes: Bool

    @inline(__always)
    subscript(index: Int) -> Cell {
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
    func hasQuote(_ cell: Cell) -> Bool {
      guard hasDoubledQuotes, cell.isQuoted else { return false }
      for index in cell.start..<cell.end where unsafe bytes[index] == UInt8(ascii: "\"") { return true }
      return false
    }
  }

  private func cells(of column: Int) -> Cells {
    unsafe Cells(
      bytes: bytes, ends: ends, mayEndInReturn: cells.has_return && column == plan.width - 1, hasQuotes: cells.quotes > 0,
      hasDoubledQuotes: cells.has_doubled_quote, hasCodes: !plan.missing.isEmpty)
  }

  private func isMissingCode(_ cell: Cell) -> Bool {
    plan.missing.contains { code in
      guard code.count == cell.end - cell.start else { return false }
      for (place, byte) in code.enumerated() where unsafe bytes[cell.start + place] != byte { return false }
      return true
    }
  }

  @inline(__always)
  private func isMissing(_ cell: Cell, _ cells: Cells) -> Bool {
    if cell.start == cell.end, !cell.isQuoted { return true }
    return cells.hasCodes && isMissingCode(cell)
  }

  // MARK: - Columns

  private mutating func read(
    _ block: CSVBlock, _ column: Int, _ reading: CSVReading, _ memory: UnsafeMutableRawPointer
  ) -> Bool {
    switch reading {
    case .narrowInt(let isDeclared):
      unsafe parse(block, column, NarrowIntParser(wide: FastIntParser(rest: IntParser(isDeclared: isDeclared))), memory)
    case .int(let isDeclared): unsafe parse(block, column, FastIntParser(rest: IntParser(isDeclared: isDeclared)), memory)
    case .float(let isDeclared): unsafe parse(block, column, FastFloatParser(rest: FloatParser(isDeclared: isDeclared)), memory)
    case .bool: unsafe parse(block, column, BoolParser(), memory)
    case .date: unsafe parse(block, column, FastDateParser(), memory)
    case .period(let kind): unsafe parse(block, column, PeriodParser(kind: kind), memory)
    case .writtenFiscalYear: unsafe parse(block, column, WrittenFiscalYearParser(), memory)
    case .datetime: unsafe parse(block, column, DateTimeParser(), memory)
    case .duration: unsafe parse(block, column, DurationParser(), memory)
    case .text: preconditionFailure("texts fit every column and are read elsewhere")
    }
  }

  /// False at the first cell that does not fit.
  private mutating func parse<Parser: CellParser>(
    _ block: CSVBlock, _ column: Int, _ parser: Parser, _ memory: UnsafeMutableRawPointer
  ) -> Bool {
    let target = unsafe memory.assumingMemoryBound(to: Parser.Element.self) + block.firstRow
    let cells = cells(of: column)
    var index = block.header * plan.width + column
    for row in 0..<block.rows {
      let cell = cells[index]
      index &+= plan.width
      if isMissing(cell, cells) {
        findings.missing[column].append(Int32(truncatingIfNeeded: block.firstRow &+ row))
        unsafe target[row] = parser.zero
        continue
      }
      let span = unsafe UnsafeBufferPointer(start: cells.bytes + cell.start, count: cell.end &- cell.start).span
      guard let value = parser.parse(span) else { return false }
      unsafe target[row] = value
    }
    return true
  }

  /// Every cell fits; the codes are the worker's own.
  private mutating func texts(_ block: CSVBlock, _ column: Int, _ memory: UnsafeMutableRawPointer) {
    let target = unsafe memory.assumingMemoryBound(to: Int32.self) + block.firstRow
    let dictionary = findings.dictionaries[column]
    if dictionary.count < 1 << 12 {
      unsafe textsInCache(block, column, dictionary, target)
    } else {
      unsafe textsFromAfar(block, column, dictionary, target)
    }
  }

  private mutating func textsInCache(
    _ block: CSVBlock, _ column: Int, _ dictionary: TextDictionary, _ target: UnsafeMutablePointer<Int32>
  ) {
    let cells = cells(of: column)
    var index = block.header * plan.width + column
    var table = dictionary.table
    for row in 0..<block.rows {
      let cell = cells[index]
      index &+= plan.width
      if isMissing(cell, cells) {
        unsafe target[row] = -1
      } else if cells.hasQuote(cell) {
        unsafe target[row] = unquotedCode(cell, dictionary)
        table = dictionary.table
      } else {
        let text = unsafe cells.bytes + cell.start
        let key = unsafe TextDictionary.Key(text, cell.end &- cell.start)
        if let code = unsafe table.code(of: key, text) {
          unsafe target[row] = code
        } else {
          unsafe target[row] = dictionary.code(of: key, text)
          table = dictionary.table
        }
      }
    }
  }

  /// A few cells at a time: where each will be looked for is fetched into the cache while the others are prepared.
  private mutating func textsFromAfar(
    _ block: CSVBlock, _ column: Int, _ dictionary: TextDictionary, _ target: UnsafeMutablePointer<Int32>
  ) {
    let cells = cells(of: column)
    var index = block.header * plan.width + column
    var pending = InlineArray<16, (key: TextDictionary.Key, start: Int)>(
      repeating: (key: unsafe TextDictionary.Key(bytes, 0), start: -1))
    var table = dictionary.table
    var row = 0
    while row < block.rows {
      let count = min(16, block.rows &- row)
      for place in 0..<count {
        let cell = cells[index]
        index &+= plan.width
        if isMissing(cell, cells) {
          pending[place].start = -1
          unsafe target[row &+ place] = -1
        } else if cells.hasQuote(cell) {
          pending[place].start = -1
          unsafe target[row &+ place] = unquotedCode(cell, dictionary)
          table = dictionary.table
        } else {
          let key = unsafe TextDictionary.Key(cells.bytes + cell.start, cell.end &- cell.start)
          unsafe stet_prefetch(table.address(of: key))
          pending[place] = (key, cell.start)
        }
      }
      for place in 0..<count where pending[place].start >= 0 {
        let (key, start) = pending[place]
        if let code = unsafe table.code(of: key, cells.bytes + start) {
          unsafe target[row &+ place] = code
        } else {
          unsafe target[row &+ place] = dictionary.code(of: key, cells.bytes + start)
          table = dictionary.table
        }
      }
      row &+= count
    }
  }

  /// The lengths of the texts, and the texts themselves.
  private mutating func plainTexts(_ block: CSVBlock, _ column: Int, _ memory: UnsafeMutableRawPointer) {
    let target = unsafe memory.assumingMemoryBound(to: Int32.self) + block.firstRow
    let cells = cells(of: column)
    var texts: [UInt8] = []
    texts.reserveCapacity(block.rows * 12)
    var index = block.header * plan.width + column
    for row in 0..<block.rows {
      let cell = cells[index]
      index &+= plan.width
      if isMissing(cell, cells) {
        unsafe target[row] = -1
        continue
      }
      let before = texts.count
      if cells.hasQuote(cell) {
        unquote(cell)
        texts += plainText
      } else {
        unsafe texts.append(contentsOf: UnsafeBufferPointer(start: bytes + cell.start, count: cell.end &- cell.start))
      }
      unsafe target[row] = Int32(truncatingIfNeeded: texts.count &- before)
    }
    findings.plainTexts[column].append(CSVFindings.PlainTexts(firstRow: block.firstRow, bytes: texts))
  }

  /// Leaves the text of a cell with doubled quotes in `plainText`.
  private mutating func unquote(_ cell: Cell) {
    plainText.removeAll(keepingCapacity: true)
    var index = cell.start
    while index < cell.end {
      let byte = unsafe bytes[index]
      plainText.append(byte)
      index += byte == UInt8(ascii: "\"") ? 2 : 1
    }
  }

  private mutating func unquotedCode(_ cell: Cell, _ dictionary: TextDictionary) -> Int32 {
    unquote(cell)
    let count = plainText.count
    // The dictionary reads whole words.
    plainText.append(contentsOf: repeatElement(0, count: 8))
    return unsafe plainText.withUnsafeBufferPointer {
      unsafe dictionary.code(of: TextDictionary.Key($0.baseAddress!, count), $0.baseAddress!)
    }
  }
}

private struct NarrowIntParser: CellParser {
  let wide: FastIntParser

  var zero: Int32 { 0 }

  @inline(__always)
  func parse(_ cell: Span<UInt8>) -> Int32? {
    guard let value = wide.parse(cell) else { return nil }
    return Int32(exactly: value)
  }
}

/// Up to eight plain digits at once; everything else as `IntParser` reads it.
///
/// Eight bytes can be read in front of a cell's end.
private struct FastIntParser: CellParser {
  let rest: IntParser

  var zero: Int64 { 0 }

  @inline(__always)
  func parse(_ cell: Span<UInt8>) -> Int64? {
    let length = cell.count
    guard length <= 8, length > 0, length == 1 || cell[0] != UInt8(ascii: "0"),
      let value = unsafe cell.withUnsafeBufferPointer({ unsafe digits(before: $0.baseAddress! + length, length) })
    else { return rest.parse(cell) }
    return Int64(truncatingIfNeeded: value)
  }
}

/// Up to eight plain digits, a point, and up to eight more; everything else as `FloatParser` reads it.
private struct FastFloatParser: CellParser {
  let rest: FloatParser

  var zero: Double { 0 }

  @inline(__always)
  func parse(_ cell: Span<UInt8>) -> Double? {
    unsafe cell.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress, buffer.count <= 17 else { return rest.parse(cell) }
      let end = unsafe start + buffer.count
      var point = unsafe start
      while unsafe point < end, unsafe point.pointee != UInt8(ascii: ".") { unsafe point += 1 }
      let (whole, places) = unsafe (point - start, end - point - 1)
      // A zero in front of other digits makes a code.
      guard whole > 0, whole <= 8, places > 0, places <= 8, unsafe whole == 1 || start.pointee != UInt8(ascii: "0"),
        let high = unsafe digits(before: point, whole), let low = unsafe digits(before: end, places)
      else { return rest.parse(cell) }
      let value = high &* powersOfTen[places] &+ low
      // Both operands are exact doubles, so that one division rounds once (Clinger 1990).
      return value < 1 << 53 ? Double(value) / Double(powersOfTen[places]) : rest.parse(cell)
    }
  }
}

private let powersOfTen: InlineArray<9, UInt64> = [
  1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
]

/// `2011-05-04`; everything else as `DateParser` reads it.
private struct FastDateParser: CellParser {
  var zero: Int32 { 0 }

  @inline(__always)
  func parse(_ cell: Span<UInt8>) -> Int32? {
    unsafe cell.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress, buffer.count == 10, unsafe start[4] == UInt8(ascii: "-"),
        unsafe start[7] == UInt8(ascii: "-"), let year = unsafe digits(before: start + 4, 4),
        let month = unsafe digits(before: start + 7, 2), let day = unsafe digits(before: start + 10, 2)
      else { return nil }
      return CivilDate(year: Int(year), month: Int(month), day: Int(day))?.daysSinceEpoch
    }
  }
}

/// The number that up to eight digits in front of an address make; nil where one is no digit. Eight bytes can be read there.
@inline(__always)
private func digits(before end: UnsafePointer<UInt8>, _ count: Int) -> UInt64? {
  var word = unsafe UInt64(littleEndian: UnsafeRawPointer(end - 8).loadUnaligned(as: UInt64.self))
  // Zeros in front of the digits, which stand at the high end.
  let front: UInt64 = (1 << UInt64(truncatingIfNeeded: (8 &- count) &* 8)) &- 1
  word = (word & ~front) | (0x3030_3030_3030_3030 & front)
  guard ((word &+ 0x4646_4646_4646_4646) | (word &- 0x3030_3030_3030_3030)) & 0x8080_8080_8080_8080 == 0 else { return nil }
  word &-= 0x3030_3030_3030_3030
  // Neighbors are put together: pairs, then fours, then eight.
  word = word &* 10 &+ (word >> 8)
  let low = (word & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
  let high = ((word >> 16) & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
  return (low &+ high) >> 32
}
