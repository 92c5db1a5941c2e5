// Before changing this file: what it reads must be what `CSVReader` reads, to the last row, note and line number; where that cannot be
// had cheaply, `read` returns nil and leaves the file to `CSVReader`. `StreamTests` reads 600 generated files both ways, in blocks of a
// few bytes. A column whose cells turn out not to fit costs another pass over the file, so `beginning` should guess well.
// `Scripts/bench --quick` measures a load; 1e7 rows of its first table take 0.40 s.

import Dispatch
import StetColumns
import StetDiagnostics
import Synchronization

/// Reads a plain file in blocks by several workers, without keeping it in memory: the first nonempty cell of a column decides
/// which type is tried, every cell whether it fits, and a column with cells that do not fit is read again.
///
/// Nil from `read` means that the file has something unusual, which is left to `CSVReader`: it sees the whole file
/// and knows every location. Both give the same table.
struct CSVStream {
  /// Files above this many bytes are read this way.
  static let smallest = 1 << 20

  private let file: OpenFile
  private let options: ReadOptions
  private let blockSize: Int
  private let coding: CSVWorker.Coding

  init(
    _ file: OpenFile, _ options: ReadOptions, blockSize: Int = 256 << 10, coding: CSVWorker.Coding = CSVWorker.Coding()
  ) {
    self.coding = coding
    self.file = file
    self.options = options
    self.blockSize = blockSize
  }

  private var name: String { file.name }
  private var codes: [String] { options.missingCodes(of: nil) }
  private var size: Int { file.size }

  /// A column on its way to a type.
  private struct Pending {
    var name: String
    var declared: Field?
    /// Not used: its cells are only counted.
    var isLeftOut = false
    /// What is tried next, and what after that.
    var readings: [CSVReading]
    /// The first block had no cell with a value.
    var isUnknown = false
    /// The first cell that is not a decimal.
    var misfit: Int?
    var column: Column?
    /// How many of its cells have each code for a missing value.
    var codeCounts: [Int] = []

    /// What the first cell, in a row, can be.
    mutating func `try`(_ fitting: [CSVReading], row: Int) {
      readings = fitting
      if fitting.contains(.float(isDeclared: false)), !fitting.contains(.decimal) { misfit = row }
    }
  }

  func read(
    _ progress: ((_ read: Int64, _ total: Int64) -> Void)?, _ isCancelled: () -> Bool
  ) throws(RunFailure) -> Loaded? {
    guard isOrdinary, let start = beginning(128 << 10) ?? beginning(1 << 20) else { return nil }
    var columns = start.columns
    var first: CSVPass?
    repeat {
      let readings = columns.map { $0.column == nil ? $0.readings.first : nil }
      var pass: CSVPass?
      // The first lines may be far longer than the rest; but a record has at least its delimiters.
      for capacity in [start.likelyRows * 5 / 4 + 4096, size / start.width + 1] where pass == nil {
        pass = self.pass(start, readings, capacity, wantsHash: options.wantsHash && first == nil, progress, isCancelled)
        if isCancelled() { throw RunFailure(.cancelled(name)) }
      }
      guard let pass, settle(&columns, readings, pass) else { return nil }
      if first == nil { first = pass }
    } while columns.contains { $0.column == nil && !$0.isLeftOut }
    return first.flatMap { loaded(start, columns, $0) }
  }

  /// What only `CSVReader` handles.
  private var isOrdinary: Bool {
    options.encoding ?? .utf8 == .utf8 && options.skip == 0 && options.until == .end && options.quotes == .strict
      && options.ragged == .reject && options.rows == nil && options.header.records <= 1
      && CSVDialect(options, name: name).isOrdinary && options.redacted.isEmpty
      && options.missingIn.isEmpty && options.redactedIn.isEmpty && options.dates.isEmpty
      && options.widths == nil && options.reading == CellReading() && !options.cleansNames
      && !options.missing.contains { $0.isEmpty || $0.utf8.contains(UInt8(ascii: "\"")) }
  }

  // MARK: - The first block

  private struct FileHead {
    var offset: Int
    var dialect: CSVDialect
    var width: Int
    var header: Int
    /// The last physical line of the header.
    var headerEnd: Int
    var columns: [Pending]
    /// By the length of the first records.
    var likelyRows: Int
    var notes: [String]
  }

  /// Whether spaces put columns below each other.
  private var isAligned: Bool {
    guard size <= AlignedColumns.largest, let bytes = file.bytes(0..<size) else { return false }
    return !AlignedColumns.found(in: bytes.span, from: 0).isEmpty
  }

  /// The encoding, the header and the shape of the first cells, by so many bytes.
  private func beginning(_ count: Int) -> FileHead? {
    guard var head = file.bytes(0..<min(size, count)) else { return nil }
    if head.count < size {
      guard let end = head.lastIndex(of: UInt8(ascii: "\n")) else { return nil }
      head.removeLast(head.count - end - 1)
    }
    let dialect = CSVDialect(options, name: name)
    guard let text = try? decoded(head, declared: options.encoding, name: name, isCancelled: { false }),
      dialect.isPossible
    else { return nil }
    guard text.bytes.count == head.count else { return nil }
    let bytes = text.bytes.span
    if ForeignText.refusal(bytes, from: text.start, name: name) != nil { return nil }
    if options.delimiter == nil {
      let expected = dialect.delimiter
      guard (try? checkDelimiter(bytes, from: text.start, expected: expected, name: name, options: options)) != nil
      else { return nil }
    }
    // Whole records from here; the last one may be cut in its quotes.
    guard var scan = try? firstRecords(text.bytes, text.start, dialect), scan.isPlain, scan.rowCount > 0 else {
      return nil
    }
    scan.header = options.header.records
    let cells = CSVCellFile(name: name, bytes: text.bytes, scan: scan, dialect: dialect)
    guard let header = try? CSVHeader(file: cells, options: options).columns(hasValue: { _ in true }),
      header.notes.isEmpty, (try? CSVReader(name: name, options: options).checkHeader(cells, header.columns)) != nil,
      (try? CSVReader(name: name, options: options).checkShape(cells)) != nil,
      scan.width > 1 || !isAligned
    else { return nil }
    var columns: [Pending] = []
    for (index, name) in header.columns {
      guard options.isRead(name) else {
        columns.append(Pending(name: name, isLeftOut: true, readings: []))
        continue
      }
      if let field = options.declared(name) {
        let readings = CSVReading.declared(field.type)
        guard !readings.isEmpty else { return nil }
        columns.append(Pending(name: name, declared: field, readings: readings))
        continue
      }
      let column = cells.column(name, index, options)
      guard let row = (0..<column.count).first(where: { !column.isMissing(column[$0], bytes) }) else {
        columns.append(Pending(name: name, readings: [.text], isUnknown: true))
        continue
      }
      let cell = column[row]
      var pending = Pending(name: name, readings: [])
      pending.try(CSVReading.candidates(for: bytes.extracting(cell.start..<cell.end)), row: row)
      columns.append(pending)
    }
    let length = scan.end - text.start
    let likelyRows = Int(Double(size) / Double(max(1, length)) * Double(scan.records))
    return FileHead(
      offset: text.start, dialect: dialect, width: scan.width, header: scan.header,
      headerEnd: scan.header == 1 ? scan.headerEnd : 0, columns: columns,
      likelyRows: min(likelyRows, size / scan.width + 1), notes: text.notes)
  }

  private func firstRecords(_ bytes: [UInt8], _ start: Int, _ dialect: CSVDialect) throws(RunFailure) -> CSVScan {
    // Part of the beginning is enough, and a quote that it cuts open comes after that part.
    for part in [64 << 10, bytes.count] where part <= bytes.count {
      let scanner = CSVScanner(
        dialect, name: name, options: options, start: start, end: start + min(part, bytes.count - start))
      do { return try scanner.run(bytes.span, isCancelled: { false }) } catch {
        if part == bytes.count { throw error }
      }
    }
    return try CSVScanner(dialect, name: name, options: options, start: start)
      .run(bytes.span, isCancelled: { false })
  }

  // MARK: - Passes over the file

  private func pass(
    _ start: FileHead, _ readings: [CSVReading?], _ capacity: Int, wantsHash: Bool,
    _ progress: ((_ read: Int64, _ total: Int64) -> Void)?, _ isCancelled: () -> Bool
  ) -> CSVPass? {
    var stores = readings.map { $0.map { ColumnStore($0, capacity: capacity, likely: start.likelyRows) } ?? .none }
    let plan = CSVWorker.Plan(
      width: start.width, delimiter: start.dialect.delimiter,
      missing: codes.map { Array($0.utf8) }, readings: readings,
      coding: coding, keepsEmptyRows: options.keepsEmptyRows, likelyRows: start.likelyRows, size: size)
    let workers = max(1, min(Parallelism.threads, size / blockSize + 1))
    return withoutActuallyEscaping(isCancelled) { isCancelled in
      // Read and written under the lock of the blocks, by one thread at a time.
      nonisolated(unsafe) let isCancelled = isCancelled
      nonisolated(unsafe) let progress = progress
      let total = Int64(size)
      let source = CSVBlocks(
        descriptor: file.descriptor, size: size, start: start.offset, header: start.header,
        delimiter: start.dialect.delimiter,
        blockSize: blockSize, rowLimit: min(capacity, Int(Int32.max) - 1), wantsHash: wantsHash
      ) { read in
        unsafe progress?(Int64(read), total)
        return unsafe !isCancelled()
      }
      let findings = Mutex<[CSVFindings]>([])
      unsafe ColumnStore.withMemory(&stores) { memory in
        // Each worker writes to the rows of its own blocks.
        nonisolated(unsafe) let memory = unsafe memory
        DispatchQueue.concurrentPerform(iterations: workers) { _ in
          var worker = CSVWorker(plan, blockSize: blockSize)
          unsafe worker.run(source, into: memory)
          let found = worker.findings
          findings.withLock { $0.append(found) }
        }
        // A worker may have had no block left when another found that texts hardly repeat.
        let plainTexts = plan.plainTexts.withLock { $0 }
        findings.withLock { all in for index in all.indices { unsafe all[index].leaveCodes(plainTexts, memory) } }
      }
      guard let read = source.finish() else { return nil }
      for index in stores.indices { stores[index].cut(to: read.rows) }
      return CSVPass(
        rows: read.rows, stores: stores, findings: findings.withLock { $0 },
        plainTexts: plan.plainTexts.withLock { $0 },
        blocks: read.blocks, sha256: read.sha256)
    }
  }

  /// Takes over the columns whose cells all fit; false if a declared one does not fit.
  private func settle(_ columns: inout [Pending], _ readings: [CSVReading?], _ pass: CSVPass) -> Bool {
    var fitting: [(index: Int, reading: CSVReading)] = []
    for (index, reading) in readings.enumerated() {
      guard let reading else { continue }
      // Each worker sees its blocks in order, so that one of them has seen the first cell of all.
      let misfit = pass.findings.compactMap { $0.misfits[index] }.min { $0.row < $1.row }
      guard misfit != nil || !pass.decimalNeeds(index).fit else {
        fitting.append((index, reading))
        continue
      }
      if reading == .decimal { columns[index].misfit = misfit?.row }
      columns[index].readings.removeFirst()
      // What that cell does not fit either needs no pass.
      if columns[index].declared == nil, let misfit {
        let fitting = CSVReading.candidates(for: misfit.cell.span)
        columns[index].readings.removeAll { !fitting.contains($0) }
        if reading != .decimal, fitting.contains(.float(isDeclared: false)), !fitting.contains(.decimal) {
          columns[index].misfit = misfit.row
        }
      }
      // Text accepts every cell; a declared type may have no reading left.
      if columns[index].readings.isEmpty { return false }
    }
    for (column, (index, _)) in zip(pass.finished(fitting), fitting) {
      if columns[index].isUnknown, case .text(let texts) = column, let row = texts.codes.firstIndex(where: { $0 >= 0 })
      {
        columns[index].isUnknown = false
        let shape = Array(texts.pool.utf8(Int(texts.codes[row])))
        columns[index].try(CSVReading.candidates(for: shape.span), row: row)
        if columns[index].readings != [.text] { continue }
      }
      if columns[index].declared == nil, case .period(let months, .month) = column, DoubtfulMonths.isDoubtful(months) {
        columns[index].readings = [.text]
        continue
      }
      columns[index].column = column
      columns[index].codeCounts = pass.findings.reduce([]) { sums, findings in
        let own = findings.codeCounts[index]
        return sums.isEmpty ? own : zip(sums, own).map { $0 + $1 }
      }
    }
    return true
  }

  // MARK: - The table

  private func loaded(_ start: FileHead, _ columns: [Pending], _ pass: CSVPass) -> Loaded? {
    let lines = lines(start, pass)
    var notes = start.notes
    var options = options
    options.reading.doubtsPoints = start.dialect.delimiter == UInt8(ascii: ";")
    // The reader of the whole file looks at the points.
    if options.reading.doubtsPoints, columns.contains(where: { $0.declared == nil && $0.column?.scale == 3 }) {
      return nil
    }
    var fields: [Field] = []
    var offered = OfferedColumns()
    for (index, column) in columns.enumerated() where !column.isLeftOut {
      guard let values = column.column else { preconditionFailure("every column is read before this") }
      fields.append(column.declared ?? Field(column.name, values.type, unit: options.units[column.name]))
      if column.declared == nil, case .text(let texts) = values {
        let looks = Lookalikes(suspecting: texts, options.reading.marks)
        fields[fields.count - 1].hasNumbersInText = looks?.hasNumbers ?? false
        let found = looks?.note(column.name, options)
        // The reader of the whole file takes empty texts for missing values.
        if found?.offer?.codes == [""] { return nil }
        offered.add(column.name, values, found?.offer)
        guard let note = found else { continue }
        guard let example = example(note.row, index, start, pass, lines) else { return nil }
        notes.append("`\(column.name)` \(staysTextNote(note, example))")
      }
      if column.declared == nil, case .float = values {
        var example: String?
        if let misfit = column.misfit {
          guard let found = self.example(misfit, index, start, pass, lines) else { return nil }
          example = found
        }
        notes.append("`\(column.name)` \(staysFloatNote(example))")
      }
      if column.declared != nil { offered.add(column.name, values, nil) }
    }
    if let note = offered.note(options) { notes.append(note) }
    // A cell that is not read may have swallowed rows, too.
    let breaks = pass.findings.reduce(0) { $0 + $1.breaks.count }
    if (1...8).contains(breaks), columns.contains(where: \.isLeftOut) { return nil }
    if hasRowsOfOthers(columns, fields) || hasDoubts(columns, width: start.width, delimiter: start.dialect.delimiter) {
      return nil
    }
    let digest =
      pass.sha256.map { SourceDigest($0) } ?? file.digest
    let table = Table(
      schema: Schema(fields), columns: columns.compactMap(\.column), rowCount: pass.rows,
      origin: Origin(files: [name], lines: lines), sources: [DataSource(name: name, credit: nil, digest: digest)])
    if let twice = TwiceEncoded(table) {
      // The option is tried on a file of moderate size.
      notes.append(twice.note(table, size <= 256 << 20 ? file.bytes(0..<size) : nil))
    }
    let missing = columns.flatMap { column in
      zip(codes, column.codeCounts).filter { $0.1 > 0 }.map {
        LoadReceipt.Code(column: column.name, code: $0.0, count: $0.1)
      }
    }
    let receipt = LoadReceipt(
      path: name, bytes: size, digest: digest, records: pass.rows + start.header, header: start.header,
      loaded: pass.rows, blankLines: 0, skippedLines: 0, trailingLines: 0, missing: missing, notes: notes)
    return Loaded(table: table, receipt: receipt)
  }

  /// Whether something is left to the reader of the whole file, which says it with its location: a note among the rows, or a cell of
  /// several lines that may have swallowed rows.
  private func hasDoubts(_ columns: [Pending], width: Int, delimiter: UInt8) -> Bool {
    for (place, column) in columns.enumerated() {
      guard case .text(let texts)? = column.column, texts.pool.count <= 1 << 20 else { continue }
      for code in 0..<texts.pool.count {
        let text = texts.pool.utf8(code)
        if text.contains(UInt8(ascii: "\n")) {
          let counts = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            line.count { $0 == delimiter }
          }
          let last = counts[counts.count - 1]
          if width > 1, counts.dropFirst().dropLast().allSatisfy({ $0 == width - 1 }),
            last == width - 1 || counts[0] + place == width - 1 && last == place
          {
            return true
          }
        }
        guard place == 0, text.count > 5, [UInt8(ascii: "n"), UInt8(ascii: "s")].contains(text[text.startIndex] | 0x20)
        else { continue }
        if beginsAsNote(String(decoding: text, as: UTF8.self)) { return true }
      }
    }
    return false
  }

  /// Whether rows may be no rows of the table: they repeat the header, or have words where the others have figures.
  private func hasRowsOfOthers(_ columns: [Pending], _ fields: [Field]) -> Bool {
    guard case .firstRecord = options.header else { return false }
    let read = columns.filter { !$0.isLeftOut }
    var texts: [TextVector] = []
    for (column, field) in zip(read, fields) {
      guard case .text(let own)? = column.column, field.hasNumbersInText else { continue }
      texts.append(own)
    }
    let isRepeated = read.allSatisfy { column in
      guard case .text(let own)? = column.column, own.pool.count <= 1 << 20 else { return false }
      return (0..<own.pool.count).contains { own.pool.utf8($0).elementsEqual(column.name.utf8) }
    }
    return isRepeated || !rowsOfWords(texts, isBelowTitle: isTitle(read.map(\.name))).isEmpty
  }

  private func lines(_ start: FileHead, _ pass: CSVPass) -> Origin.Lines {
    let breaks = pass.findings.flatMap(\.breaks).sorted { $0.row < $1.row }
    return .consecutive(from: Int32(start.headerEnd + 1), count: pass.rows, breaks: breaks.map { ($0.row, $0.count) })
  }

  /// `"12,5" at file.csv:1042:7`: a cell that a note shows is read once more.
  private func example(_ row: Int, _ column: Int, _ start: FileHead, _ pass: CSVPass, _ lines: Origin.Lines) -> String?
  {
    guard let block = pass.blocks.lastIndex(where: { $0.firstRow <= row }) else { return nil }
    let offset = pass.blocks[block].offset
    let end = block + 1 < pass.blocks.count ? pass.blocks[block + 1].offset : size
    guard let bytes = file.bytes(offset..<end) else { return nil }
    var options = options
    if block > 0 { options.header = .none }
    guard
      var scan = try? CSVScanner(start.dialect, name: name, options: options, start: 0)
        .run(bytes.span, isCancelled: { false })
    else { return nil }
    let shift = row - pass.blocks[block].firstRow
    scan.lines[shift + scan.header] = lines[row]
    return CSVCellFile(name: name, bytes: bytes, scan: scan, dialect: start.dialect).column(name, column, options)
      .example(shift)
  }
}
