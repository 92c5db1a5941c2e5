// Before changing this file: the loops at its end are free functions over `CSVCells`, each made twice, with quotes and without; as
// methods of the worker they copied it to the stack for each cell. A worker writes only to the rows of its own blocks, which is all
// that makes the shared memory safe. `StreamTests` compares the result with that of the plain reader; measure with
// `Scripts/bench --quick` after any change to a loop.

import CScan
import StetColumns
import Synchronization

/// Parses blocks, column by column, into memory that it shares with other workers, each in its own rows.
@safe struct CSVWorker: ~Copyable {
  /// When texts are read without codes: if a column seems to have more different ones than `most`, once a worker has
  /// seen `sample` of them. Codes cost 64 bytes for each different text, and are worth it if texts repeat.
  struct Coding {
    var most = 1 << 18
    var sample = 1 << 13

    /// Whether this many texts, some of them different, suggest that there are more than `most` different ones. Of a few
    /// texts that are drawn evenly from n, half the square of their number divided by n are repeats.
    func hardlyRepeats(_ texts: Int, different: Int) -> Bool {
      let areFew = different > sample && different * 8 > texts * 7
      return areFew && Double(texts) * Double(texts) > 2 * Double(most) * Double(texts - different)
    }
  }

  /// What is the same for all workers: the columns that are read, and how.
  final class Plan: Sendable {
    let width: Int
    let delimiter: UInt8
    /// Codes for missing values, besides the empty cell.
    let missing: [[UInt8]]
    /// By column; nil for one that is not read this time.
    let readings: [CSVReading?]
    let coding: Coding
    /// Rows, by the length of the first ones, and bytes of the file.
    let likelyRows: Int
    let size: Int
    /// By column, the texts of one without codes.
    let plainTexts: Mutex<[PlainTexts?]>

    init(
      width: Int, delimiter: UInt8, missing: [[UInt8]], readings: [CSVReading?], coding: Coding, likelyRows: Int,
      size: Int
    ) {
      self.width = width
      self.delimiter = delimiter
      self.missing = missing
      self.readings = readings
      self.coding = coding
      self.likelyRows = likelyRows
      self.size = size
      plainTexts = Mutex(Array(repeating: nil, count: width))
    }
  }

  private let plan: Plan
  private let room: CSVRoom
  /// Those of the memory, which may have grown for a block.
  private var bytes: UnsafeMutablePointer<UInt8>
  private var ends: UnsafeMutablePointer<Int32>
  private(set) var findings: CSVFindings
  private var cells = stet_cells()
  /// By column of text, how many cells have codes.
  private var textCounts: [Int]

  init(_ plan: Plan, blockSize: Int) {
    self.plan = plan
    room = CSVRoom(capacity: blockSize * 5 / 4)
    unsafe (bytes, ends) = unsafe (room.bytes, room.ends)
    findings = CSVFindings(
      missing: Array(repeating: [], count: plan.width), zones: Array(repeating: [], count: plan.width),
      misfits: Array(repeating: nil, count: plan.width), decimals: Array(repeating: [], count: plan.width),
      dictionaries: (0..<plan.width).map { _ in TextDictionary() },
      isPlain: Array(repeating: false, count: plan.width))
    textCounts = Array(repeating: 0, count: plan.width)
  }

  /// Reads blocks until there are none left.
  mutating func run(_ source: CSVBlocks, into memory: [UnsafeMutableRawPointer?]) {
    while let block = source.next(room) {
      guard takeApart(block) else { return source.fail() }
      unsafe findings.leaveCodes(plan.plainTexts.withLock { $0 }, memory)
      findings.blocks.append((block.firstRow, block.rows))
      for column in 0..<plan.width {
        guard let reading = plan.readings[column], findings.misfits[column] == nil, let target = unsafe memory[column]
        else {
          continue
        }
        if reading != .text {
          findings.misfits[column] = unsafe read(block, column, reading, target).map { misfit(block, column, row: $0) }
        } else if findings.isPlain[column] {
          unsafe plainTexts(block, column, target)
        } else {
          unsafe textCounts[column] += texts(block, column, target)
          let different = findings.dictionaries[column].count
          if plan.coding.hardlyRepeats(textCounts[column], different: different) { startPlainTexts(column) }
        }
      }
    }
  }

  // MARK: - Cells

  /// Finds the cells; false if the block is not plain RFC 4180 in UTF-8 with the same number of cells in each record.
  private mutating func takeApart(_ block: CSVBlock) -> Bool {
    unsafe (bytes, ends) = unsafe (room.bytes, room.ends)
    unsafe ends[-1] = -1
    cells = unsafe stet_scan_cells(bytes, block.count, plan.delimiter, ends, CSVBlocks.scan)
    let records = block.rows + block.header
    guard cells.cells == records * plan.width, !cells.has_lone_return, !cells.has_stray_quote else { return false }
    // As many line feeds as records: if each record's last cell ends in one, no other cell does.
    for record in 1...records {
      if unsafe bytes[Int(ends[record * plan.width - 1])] != UInt8(ascii: "\n") { return false }
    }
    if cells.has_high, unsafe !stet_is_utf8(bytes, block.count, CSVBlocks.scan) { return false }
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

  private func cells(of column: Int) -> CSVCells {
    unsafe CSVCells(
      bytes: bytes, ends: ends, width: plan.width, mayEndInReturn: cells.has_return && column == plan.width - 1,
      hasQuotes: cells.quotes > 0, hasDoubledQuotes: cells.has_doubled_quote, codes: plan.missing)
  }

  // MARK: - Columns

  private func misfit(_ block: CSVBlock, _ column: Int, row: Int) -> CSVMisfit {
    let cells = cells(of: column)
    let cell = cells.cell((row - block.firstRow + block.header) * plan.width + column, false)
    return CSVMisfit(
      row: row,
      cell: unsafe Array(UnsafeBufferPointer(start: cells.bytes + cell.start, count: cell.end - cell.start)))
  }

  /// The row of the first cell that does not fit.
  private mutating func read(
    _ block: CSVBlock, _ column: Int, _ reading: CSVReading, _ memory: UnsafeMutableRawPointer
  ) -> Int? {
    switch reading {
    case .narrowInt(let isDeclared):
      unsafe parse(block, column, NarrowIntParser(isDeclared: isDeclared), memory)
    case .int(let isDeclared): unsafe parse(block, column, FastIntParser(isDeclared: isDeclared), memory)
    case .decimal: unsafe decimals(block, column, memory)
    case .float(let isDeclared): unsafe parse(block, column, FastFloatParser(isDeclared: isDeclared), memory)
    case .bool: unsafe parse(block, column, FastBoolParser(), memory)
    case .date: unsafe parse(block, column, FastDateParser(), memory)
    case .period(let kind): unsafe parse(block, column, AnyLength(PeriodParser(kind: kind)), memory)
    case .writtenFiscalYear: unsafe parse(block, column, AnyLength(WrittenFiscalYearParser()), memory)
    case .datetime: unsafe parse(block, column, AnyLength(DateTimeParser()), memory)
    case .duration: unsafe parse(block, column, AnyLength(DurationParser()), memory)
    case .text: preconditionFailure("text is read elsewhere")
    }
  }

  private mutating func parse<Parser: FastParser>(
    _ block: CSVBlock, _ column: Int, _ parser: Parser, _ memory: UnsafeMutableRawPointer
  ) -> Int? {
    let cells = cells(of: column)
    let target = unsafe memory.assumingMemoryBound(to: Parser.Element.self)
    // Copied out, so that the loop changes nothing in the worker and keeps what it needs in registers.
    var missing: [Int32] = []
    swap(&missing, &findings.missing[column])
    defer { swap(&missing, &findings.missing[column]) }
    let before = missing.count
    let first = block.header * plan.width + column
    let misfit =
      if cells.areBare {
        unsafe parseRows(block, cells, first, parser, target, &missing, areBare: true)
      } else {
        unsafe parseRows(block, cells, first, parser, target, &missing, areBare: false)
      }
    // What has just been written is still in the cache.
    if misfit == nil,
      let zone = unsafe parser.zone(target, block.firstRow..<block.firstRow + block.rows, missing: missing[before...])
    {
      findings.zones[column].append(zone)
    }
    return misfit
  }

  private mutating func decimals(_ block: CSVBlock, _ column: Int, _ memory: UnsafeMutableRawPointer) -> Int? {
    let cells = cells(of: column)
    let target = unsafe memory.assumingMemoryBound(to: Int64.self)
    var missing: [Int32] = []
    swap(&missing, &findings.missing[column])
    defer { swap(&missing, &findings.missing[column]) }
    let before = missing.count
    let first = block.header * plan.width + column
    var needs = DecimalNeeds()
    let misfit =
      if cells.areBare {
        unsafe decimalRows(block, cells, first, target, &missing, &needs, areBare: true)
      } else {
        unsafe decimalRows(block, cells, first, target, &missing, &needs, areBare: false)
      }
    guard misfit == nil else { return misfit }
    let rows = block.firstRow..<block.firstRow + block.rows
    findings.decimals[column].append(DecimalBlock(rows: rows, needs: needs))
    if let zone = unsafe zone(of: target, rows, missing: missing[before...]) { findings.zones[column].append(zone) }
    return nil
  }

  /// How many texts there were: every cell fits; the codes are the worker's own.
  private mutating func texts(_ block: CSVBlock, _ column: Int, _ memory: UnsafeMutableRawPointer) -> Int {
    let cells = cells(of: column)
    let target = unsafe memory.assumingMemoryBound(to: Int32.self) + block.firstRow
    let dictionary = findings.dictionaries[column]
    let first = block.header * plan.width + column
    return switch (dictionary.count < 1 << 12, cells.areBare) {
    case (true, true): unsafe textsInCache(block.rows, cells, first, dictionary, target, areBare: true)
    case (true, false): unsafe textsInCache(block.rows, cells, first, dictionary, target, areBare: false)
    case (false, true): unsafe textsFromAfar(block.rows, cells, first, dictionary, target, areBare: true)
    case (false, false): unsafe textsFromAfar(block.rows, cells, first, dictionary, target, areBare: false)
    }
  }

  // MARK: - Texts without codes

  private func startPlainTexts(_ column: Int) {
    let texts = findings.dictionaries[column].pool
    let likely = plan.likelyRows * texts.bytes.count / texts.count
    plan.plainTexts.withLock { all in
      if all[column] == nil { all[column] = PlainTexts(room: min(likely * 5 / 4, plan.size), likely: likely) }
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
      let cell = cells.cell(index, false)
      index &+= plan.width
      if cells.isMissing(cell, false) {
        unsafe target[row] = -1
        continue
      }
      let before = texts.count
      if cells.hasDoubledQuote(cell, false) {
        texts += cells.unquoted(cell)
      } else {
        unsafe texts.append(
          contentsOf: UnsafeBufferPointer(start: cells.bytes + cell.start, count: cell.end &- cell.start))
      }
      unsafe target[row] = Int32(truncatingIfNeeded: texts.count &- before)
    }
    plan.plainTexts.withLock { $0[column] }?.add(texts, firstRow: block.firstRow, rows: block.rows)
  }
}

// MARK: - Loops over the rows of a column

// The loops are outside the worker, so that what they write cannot alias what they read; each is compiled twice, and without
// quotes, codes and returns it is half as long.

@inline(__always)
private func parseRows<Parser: FastParser>(
  _ block: CSVBlock, _ cells: CSVCells, _ first: Int, _ parser: Parser, _ target: UnsafeMutablePointer<Parser.Element>,
  _ missing: inout [Int32], areBare: Bool
) -> Int? {
  var index = first
  for row in block.firstRow..<(block.firstRow + block.rows) {
    let cell = cells.cell(index, areBare)
    index &+= cells.width
    if cells.isMissing(cell, areBare) {
      missing.append(Int32(truncatingIfNeeded: row))
      unsafe target[row] = parser.zero
    } else if let value = unsafe parser.parse(cells.bytes + cell.start, cell.end &- cell.start) {
      unsafe target[row] = value
    } else {
      return row
    }
  }
  return nil
}

/// Digits with as many places as the number of the block that has most. Where all have the same, no row is written twice. Those that
/// need more than 18 digits together are not used, so that it does not matter what becomes of them.
@inline(__always)
private func decimalRows(
  _ block: CSVBlock, _ cells: CSVCells, _ first: Int, _ target: UnsafeMutablePointer<Int64>,
  _ missing: inout [Int32], _ needs: inout DecimalNeeds, areBare: Bool
) -> Int? {
  let parser = FastDecimalParser()
  var index = first
  var (places, whole) = (0, 0)
  return unsafe tenTo.withUnsafeBufferPointer { powers in
    for row in block.firstRow..<(block.firstRow + block.rows) {
      let cell = cells.cell(index, areBare)
      index &+= cells.width
      if cells.isMissing(cell, areBare) {
        missing.append(Int32(truncatingIfNeeded: row))
        unsafe target[row] = 0
      } else if let number = unsafe parser.parse(cells.bytes + cell.start, cell.end &- cell.start) {
        if number.places > places {
          let factor = unsafe powers[number.places &- places]
          for earlier in block.firstRow..<row { unsafe target[earlier] &*= factor }
          places = number.places
        }
        whole = number.whole > whole ? number.whole : whole
        unsafe target[row] = number.digits &* powers[places &- number.places]
      } else {
        return row
      }
    }
    needs = DecimalNeeds(places: places, whole: whole)
    return nil
  }
}

@inline(__always)
private func textsInCache(
  _ rows: Int, _ cells: CSVCells, _ first: Int, _ dictionary: TextDictionary, _ target: UnsafeMutablePointer<Int32>,
  areBare: Bool
) -> Int {
  var index = first
  var missing = 0
  var table = dictionary.table
  for row in 0..<rows {
    let cell = cells.cell(index, areBare)
    index &+= cells.width
    if cells.isMissing(cell, areBare) {
      unsafe target[row] = -1
      missing &+= 1
    } else if cells.hasDoubledQuote(cell, areBare) {
      unsafe target[row] = dictionary.code(of: cells.unquoted(cell))
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
  return rows - missing
}

/// A few cells at a time: the slots where each will be looked up are fetched into the cache while the others are prepared.
@inline(__always)
private func textsFromAfar(
  _ rows: Int, _ cells: CSVCells, _ first: Int, _ dictionary: TextDictionary, _ target: UnsafeMutablePointer<Int32>,
  areBare: Bool
) -> Int {
  var index = first
  var missing = 0
  var pending = InlineArray<16, (key: TextDictionary.Key, start: Int)>(
    repeating: (key: unsafe TextDictionary.Key(cells.bytes, 0), start: -1))
  var table = dictionary.table
  var row = 0
  while row < rows {
    let count = min(16, rows &- row)
    for location in 0..<count {
      let cell = cells.cell(index, areBare)
      index &+= cells.width
      pending[location].start = -1
      if cells.isMissing(cell, areBare) {
        unsafe target[row &+ location] = -1
        missing &+= 1
      } else if cells.hasDoubledQuote(cell, areBare) {
        unsafe target[row &+ location] = dictionary.code(of: cells.unquoted(cell))
        table = dictionary.table
      } else {
        let key = unsafe TextDictionary.Key(cells.bytes + cell.start, cell.end &- cell.start)
        unsafe stet_prefetch(table.address(of: key))
        pending[location] = (key, cell.start)
      }
    }
    for location in 0..<count where pending[location].start >= 0 {
      let (key, start) = pending[location]
      if let code = unsafe table.code(of: key, cells.bytes + start) {
        unsafe target[row &+ location] = code
      } else {
        unsafe target[row &+ location] = dictionary.code(of: key, cells.bytes + start)
        table = dictionary.table
      }
    }
    row &+= count
  }
  return rows - missing
}
