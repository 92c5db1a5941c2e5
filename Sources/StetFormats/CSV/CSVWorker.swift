// Before changing this file: a worker writes only to the rows of its own blocks, which is all that makes the shared memory safe.
// `StreamTests` compares the result with that of the plain reader; measure with `Scripts/bench --quick` after any change to a loop.

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
    let codesMayBeValues: Bool
    /// By column; nil for one that is not read this time.
    let readings: [CSVReading?]
    let coding: Coding
    let keepsEmptyRows: Bool
    /// Rows, by the length of the first ones, and bytes of the file.
    let likelyRows: Int
    let size: Int
    /// By column, the texts of one without codes.
    let plainTexts: Mutex<[PlainTexts?]>

    init(
      width: Int, delimiter: UInt8, missing: [[UInt8]], readings: [CSVReading?], coding: Coding,
      keepsEmptyRows: Bool, likelyRows: Int,
      size: Int
    ) {
      self.width = width
      self.delimiter = delimiter
      self.missing = missing
      codesMayBeValues = missing.contains { $0.contains(where: isDigit) }
      self.readings = readings
      self.coding = coding
      self.keepsEmptyRows = keepsEmptyRows
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
  /// By column of text, how many cells have codes.
  private var textCounts: [Int]
  /// By column, how many cells have each code for a missing value.
  private let codeCounts: UnsafeMutablePointer<Int>

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
    unsafe codeCounts = .allocate(capacity: plan.width * plan.missing.count + 1)
    unsafe codeCounts.initialize(repeating: 0, count: plan.width * plan.missing.count + 1)
  }

  deinit { unsafe codeCounts.deallocate() }

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
    findings.codeCounts = (0..<plan.width).map { column in
      plan.missing.indices.map { unsafe codeCounts[column * plan.missing.count + $0] }
    }
  }

  // MARK: - Cells

  /// False if the block is not plain RFC 4180 in UTF-8 with the same number of cells in each record.
  private mutating func takeApart(_ block: CSVBlock) -> Bool {
    unsafe (bytes, ends) = unsafe (room.bytes, room.ends)
    let (cells, records) = (block.cells, block.rows + block.header)
    guard cells.cells == records * plan.width, !cells.has_lone_return, !cells.has_stray_quote else { return false }
    // As many line feeds as records: if each record's last cell ends in one, no other cell does. A record that has room for its
    // delimiters only is left to `CSVReader`, too.
    let hollow = plan.width + (cells.has_return ? 1 : 0)
    var before = -1
    for record in 1...records {
      let end = unsafe Int(ends[record * plan.width - 1])
      if unsafe bytes[end] != UInt8(ascii: "\n") || end - before <= hollow && isHollow(record - 1) { return false }
      before = end
    }
    if cells.has_high, unsafe !stet_is_utf8(bytes, block.count, room.highs, CSVBlocks.scan) { return false }
    if cells.quoted_breaks > 0 { countBreaks(block) }
    return true
  }

  /// Whether a record has several cells, of which none but the last has a byte.
  private func isHollow(_ record: Int) -> Bool {
    let first = record * plan.width
    return !plan.keepsEmptyRows && plan.width > 1
      && (first..<first + plan.width - 1).allSatisfy { unsafe ends[$0] - ends[$0 - 1] == 1 }
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

  private func cells(_ block: CSVBlock, of column: Int) -> CSVCells {
    unsafe CSVCells(
      bytes: bytes, ends: ends, width: plan.width, mayEndInReturn: block.cells.has_return && column == plan.width - 1,
      hasQuotes: block.cells.quotes > 0, hasDoubledQuotes: block.cells.has_doubled_quote, codes: plan.missing,
      codeCounts: codeCounts + column * plan.missing.count,
      codesMayBeValues: plan.codesMayBeValues)
  }

  // MARK: - Columns

  private func misfit(_ block: CSVBlock, _ column: Int, row: Int) -> CSVMisfit {
    let cells = cells(block, of: column)
    let cell = cells.cell((row - block.firstRow + block.header) * plan.width + column)
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
    let cells = cells(block, of: column)
    let target = unsafe memory.assumingMemoryBound(to: Parser.Element.self)
    // Copied out, so that the loop changes nothing in the worker and keeps what it needs in registers.
    var missing: [Int32] = []
    swap(&missing, &findings.missing[column])
    defer { swap(&missing, &findings.missing[column]) }
    let before = missing.count
    let misfit = unsafe parseRows(block, cells, block.header * plan.width + column, parser, target, &missing)
    // What has just been written is still in the cache.
    if misfit == nil,
      let zone = unsafe parser.zone(target, block.firstRow..<block.firstRow + block.rows, missing: missing[before...])
    {
      findings.zones[column].append(zone)
    }
    return misfit
  }

  private mutating func decimals(_ block: CSVBlock, _ column: Int, _ memory: UnsafeMutableRawPointer) -> Int? {
    let cells = cells(block, of: column)
    let target = unsafe memory.assumingMemoryBound(to: Int64.self)
    var missing: [Int32] = []
    swap(&missing, &findings.missing[column])
    defer { swap(&missing, &findings.missing[column]) }
    let before = missing.count
    var needs = DecimalNeeds()
    let misfit = unsafe decimalRows(block, cells, block.header * plan.width + column, target, &missing, &needs)
    guard misfit == nil else { return misfit }
    let rows = block.firstRow..<block.firstRow + block.rows
    findings.decimals[column].append(DecimalBlock(rows: rows, needs: needs))
    if let zone = unsafe zone(of: target, rows, missing: missing[before...], zero: 0) {
      findings.zones[column].append(zone)
    }
    return nil
  }

  /// How many texts there were: every cell fits; the codes are the worker's own.
  private mutating func texts(_ block: CSVBlock, _ column: Int, _ memory: UnsafeMutableRawPointer) -> Int {
    unsafe textRows(
      block.rows, cells(block, of: column), block.header * plan.width + column, findings.dictionaries[column],
      memory.assumingMemoryBound(to: Int32.self) + block.firstRow, room.spare)
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
    let count = unsafe plainTextRows(
      block.rows, cells(block, of: column), block.header * plan.width + column,
      memory.assumingMemoryBound(to: Int32.self) + block.firstRow, room.spare)
    unsafe plan.plainTexts.withLock { $0[column] }?.add(
      UnsafeBufferPointer(start: room.spare, count: count), firstRow: block.firstRow, rows: block.rows)
  }
}
