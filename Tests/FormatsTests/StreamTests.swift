import CScan
import Glibc
import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats

/// The cells of a column, most of one kind and, in some columns, a few of another one.
private let kinds: [[String]] = [
  ["0", "1", "-7", "12345678", "123456789", "-98765432", "999999999999999999", "42"],
  ["1.5", "0.25", "-3.125", "100", "12.345678", "1e-7", "98.7654321"],
  ["true", "false"], ["2011-05-04", "1999-12-31", "0001-01-01"], ["FY2008", "FY1999"], ["2011-05", "1970-01"],
  [
    "TX", "California", "id001", "id0000000123", "New York City, the largest one", "é", "𝄞 clef and more than that",
    "abcdefgh", "abcdefghi",
  ],
  ["a,b", "say \"so\"", "two\nlines", "three\r\nlines\rhere", "\"", "", "plain", "1,234"],
  // A text of its own in each cell.
  [],
  ["007", "1,234", "$5", "12%", "03/04/2011", "12345678901234567890"],
]
private let strangers = [
  "x", "1", "1.5", "2009", "", "-", "1e400", "00", "9999999999", "12345678901234567890123", "\"q\"",
]

private func quoted(_ cell: String, _ random: inout SplitMix64) -> String {
  let mustQuote = cell.isEmpty || cell.contains { ",\"\n\r".contains($0) || $0 == "\r\n" }
  guard mustQuote || Int.random(in: 0..<12, using: &random) == 0 else { return cell }
  return "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}

/// A plain file: records of one width, quotes as RFC 4180 has them.
private func file(_ random: inout SplitMix64) -> [UInt8] {
  let width = Int.random(in: 1...6, using: &random)
  let rows = Int.random(in: 1...120, using: &random)
  let columns = (0..<width).map { _ in kinds.randomElement(using: &random)! }
  let missing = (0..<width).map { _ in [0, 0, 10, 90, 100].randomElement(using: &random)! }
  let strange = (0..<width).map { _ in [0, 0, 0, 1, 5].randomElement(using: &random)! }
  let end = ["\n", "\r\n"].randomElement(using: &random)!
  var text = [true, false, false].randomElement(using: &random)! ? "\u{FEFF}" : ""
  text +=
    (0..<width).map { ["c\($0)", "\"c,\($0)\"", "\"c\n\($0)\""].randomElement(using: &random)! }.joined(separator: ",")
    + end
  for row in 0..<rows {
    let cells = (0..<width).map { column in
      // A file of one column has a blank line for a missing value, which is not for the stream.
      if width > 1, Int.random(in: 0..<100, using: &random) < missing[column] { return "" }
      let isStrange = Int.random(in: 0..<100, using: &random) < strange[column]
      let cells = isStrange ? strangers : columns[column]
      return quoted(
        cells.randomElement(using: &random) ?? "u\(row)-\(Int.random(in: 0..<1000, using: &random))", &random)
    }
    text += cells.joined(separator: ",") + (row == rows - 1 && Bool.random(using: &random) ? "" : end)
  }
  return Array(text.utf8)
}

/// Writes bytes to a file of its own for as long as `body` runs.
private func withFile<Result>(_ bytes: [UInt8], _ body: (OpenFile) throws -> Result) throws -> Result {
  var path = Array("/tmp/stet-stream-XXXXXX".utf8CString)
  let descriptor = mkstemp(&path)
  defer {
    close(descriptor)
    unlink(path)
  }
  #expect(write(descriptor, bytes, bytes.count) == bytes.count)
  return try body(try OpenFile(path.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }, shownAs: "t.csv"))
}

private func stream(
  _ bytes: [UInt8], _ options: ReadOptions, blockSize: Int, coding: CSVWorker.Coding = CSVWorker.Coding()
) throws -> Loaded? {
  try withFile(bytes) { try CSVStream($0, options, blockSize: blockSize, coding: coding).read(nil) { false } }
}

private func expectSame(_ a: Table, _ b: Table, _ context: String) {
  #expect(a.schema == b.schema, "\(context)")
  #expect(a.rowCount == b.rowCount, "\(context)")
  guard a.schema == b.schema, a.rowCount == b.rowCount else { return }
  for row in 0..<a.rowCount {
    if a.row(row) != b.row(row) { Issue.record("row \(row): \(a.row(row)) and \(b.row(row)), \(context)") }
    #expect(a.origin?.location(of: row) == b.origin?.location(of: row), "\(context)")
  }
  #expect(a.origin?.lines.all == b.origin?.lines.all, "\(context)")
  // Values are equal whatever places they have.
  #expect(a.columns.map(\.scale) == b.columns.map(\.scale), "\(context)")
  for case .text(let texts) in a.columns where texts.pool.isDistinct {
    let all = (0..<texts.pool.count).map { Array(texts.pool.utf8($0)) }
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }, "\(context)")
  }
}

/// Every present value lies between those of its zone, and both of those are values of it.
private func expectZones(_ column: Column, _ context: String) {
  func expect<Element: Comparable>(_ vector: Vector<Element>) {
    guard let zones = vector.zoneMap?.zones else { return }
    for zone in zones {
      let values = zone.rows.compactMap { vector[Int($0)] }
      #expect(values.min() == zone.least && values.max() == zone.most, "\(context)")
    }
    let inZones = Set(zones.flatMap { Array($0.rows) })
    #expect((0..<vector.count).allSatisfy { vector[$0] == nil || inZones.contains(Int32($0)) }, "\(context)")
  }
  switch column {
  case .narrowInt(let vector), .date(let vector), .period(let vector, _): expect(vector)
  case .int(let vector), .decimal(let vector, _), .datetime(let vector), .duration(let vector): expect(vector)
  case .float(let vector): expect(vector)
  case .bool, .text, .longDecimal: break
  }
}

@Test("Records, cells and UTF-8 are the same whatever the processor has")
func scansAgree() {
  var random = SplitMix64(seed: 9)
  let best = stet_best_scan().rawValue
  for round in 0..<rounds(3_000) {
    let alphabet = Array(
      [",\n", "ab,\n", "abcdefgh,\"\n", "a,\"\r\n", "aé𝄞,\n\"", "abcdefghijklmnopqrstuvwxyz,"].randomElement(
        using: &random)!.utf8)
    let count = Int.random(in: 0...[300, 300, 300, 9_000].randomElement(using: &random)!, using: &random)
    // Some hundred bytes that can be read on either side; those in front are ASCII.
    let front = [UInt8](repeating: 0, count: 64)
    let bytes = front + (0..<count).map { _ in alphabet.randomElement(using: &random)! } + front + front
    func scan(_ kind: UInt32) -> (counts: [Int], flags: [Bool], ends: [Int32]) {
      bytes.withUnsafeBufferPointer { buffer in
        let start = buffer.baseAddress! + 64
        var ends = [Int32](repeating: 0, count: count + 64)
        var highs = [UInt64](repeating: 0, count: count / 4096 + 1)
        let cells = stet_scan_cells(start, count, UInt8(ascii: ","), &ends, &highs, stet_scan_kind(rawValue: kind))
        let isUTF8 = stet_is_utf8(start, count, highs, stet_scan_kind(rawValue: kind))
        return (
          [cells.cells, cells.records, cells.end, cells.quotes, cells.quoted_breaks],
          [
            cells.has_return, cells.has_lone_return, cells.has_high, cells.has_stray_quote, cells.has_doubled_quote,
            isUTF8,
          ],
          Array(ends[..<cells.cells])
        )
      }
    }
    let plain = scan(STET_SCAN_PLAIN.rawValue)
    for kind in 0...best { #expect(scan(kind) == plain, "round \(round), kind \(kind): \(bytes[64..<64 + count])") }
  }
}

@Test("A cell read by the word is the cell read by the byte")
func fastParsers() {
  var random = SplitMix64(seed: 5)
  var fitting = 0
  for length in 0...20 {
    for _ in 0..<rounds(4_000) {
      let alphabet = Array(
        ["0123456789", "0123456789.", "0123456789.-", "0123456789-", "0123456789+-.eE/:é \u{0}"].randomElement(
          using: &random)!.utf8)
      var cell = (0..<length).map { _ in alphabet.randomElement(using: &random)! }
      if length == 10, Bool.random(using: &random) { (cell[4], cell[7]) = (UInt8(ascii: "-"), UInt8(ascii: "-")) }
      // What stands around a cell must not count.
      let around = (0..<16).map { _ in alphabet.randomElement(using: &random)! }
      let padded = around + cell + around
      padded.withUnsafeBufferPointer { padded in
        let start = padded.baseAddress! + 16
        let shown = String(decoding: cell, as: UTF8.self)
        for isDeclared in [false, true] {
          let int = IntParser(isDeclared: isDeclared).parse(cell.span)
          #expect(FastIntParser(isDeclared: isDeclared).parse(start, length) == int, "\(shown)")
          #expect(
            NarrowIntParser(isDeclared: isDeclared).parse(start, length) == int.flatMap { Int32(exactly: $0) },
            "\(shown)")
          let float = FloatParser(isDeclared: isDeclared).parse(cell.span)
          #expect(
            FastFloatParser(isDeclared: isDeclared).parse(start, length)?.bitPattern == float?.bitPattern, "\(shown)")
          if float != nil { fitting += 1 }
        }
        let decimal = ShortDecimal(cell.span)
        let fast = FastDecimalParser().parse(start, length)
        #expect(
          fast?.digits == decimal?.digits && fast?.places == decimal?.places && fast?.whole == decimal?.whole,
          "\(shown)")
        let exact = DecimalParser().parse(cell.span)
        #expect(decimal.map { Decimal(digits: Int128($0.digits), scale: $0.places) } == (decimal == nil ? nil : exact))
        let date = DateParser().parse(cell.span)
        #expect(FastDateParser().parse(start, length) == date, "\(shown)")
        if date != nil { fitting += 1 }
      }
    }
  }
  #expect(fitting > rounds(10_000))
}

/// Cells of a column beside another one; all without quotes, or some of them in quotes.
private struct KernelColumn {
  let cells: [[UInt8]]
  private let text: [UInt8]
  private let hasQuotes: Bool
  private let hasReturns: Bool

  init(_ cells: [[UInt8]], hasQuotes: Bool, hasReturns: Bool) {
    self.cells = cells
    self.hasQuotes = hasQuotes
    self.hasReturns = hasReturns
    let margin = [UInt8](repeating: 0, count: 64)
    text =
      margin
      + cells.enumerated().flatMap { index, cell -> [UInt8] in
        let written = hasQuotes && index % 3 != 1 ? Array("\"".utf8) + cell + Array("\"".utf8) : cell
        return Array("7-,".utf8) + written + Array((hasReturns ? "\r\n" : "\n").utf8)
      } + margin + margin
  }

  func withColumn<Result>(_ body: (stet_column) -> Result) -> Result {
    text.withUnsafeBufferPointer { text in
      let (start, count) = (text.baseAddress! + 64, text.count - 192)
      var ends = [Int32](repeating: -1, count: count + 80)
      var highs = [UInt64](repeating: 0, count: count / 4096 + 1)
      return ends.withUnsafeMutableBufferPointer { ends in
        let found = stet_scan_cells(
          start, count, UInt8(ascii: ","), ends.baseAddress! + 1, &highs, stet_best_scan())
        #expect(found.cells == cells.count * 2)
        return body(
          stet_column(
            bytes: start, ends: ends.baseAddress! + 2, width: 2, has_quotes: hasQuotes,
            may_end_in_return: hasReturns))
      }
    }
  }
}

@Test("Cells that a kernel reads side by side are those read on their own, whatever the processor has")
func kernels() {
  var random = SplitMix64(seed: 6)
  var read = [0, 0, 0, 0, 0]
  for round in 0..<rounds(4_000) {
    let alphabet = Array(
      ["0123456789", "0123456789.", "0123456789.-", "0123456789-/.+eE é"].randomElement(using: &random)!.utf8)
    let count = [1, 7, 63, 64].randomElement(using: &random)!
    let cells = (0..<count).map { _ -> [UInt8] in
      switch Int.random(in: 0..<6, using: &random) {
      case 0: return []
      case 1:
        let year = Int.random(in: 0...10_000, using: &random)
        let (month, day) = (Int.random(in: 0...13, using: &random), Int.random(in: 0...32, using: &random))
        return Array(
          "\(String(year + 10_000).suffix(4))-\(String(month + 100).suffix(2))-\(String(day + 100).suffix(2))".utf8)
      case 2:
        return Array(
          "\(Int.random(in: -2_000...20_000, using: &random)).\(Int.random(in: 0...9_999, using: &random))".utf8)
      default: return (0..<Int.random(in: 0...18, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      }
    }
    let column = KernelColumn(cells, hasQuotes: round % 3 == 0, hasReturns: round % 4 == 0)
    for kind in [STET_SCAN_PLAIN, STET_SCAN_AVX2, STET_SCAN_AVX512] where kind.rawValue <= stet_best_scan().rawValue {
      func expectSame<Value: Equatable>(
        _ number: Int, _ zero: Value, _ parse: (Span<UInt8>) -> Value?, _ kernel: (stet_column, inout [Value]) -> UInt64
      ) {
        var values = [Value](repeating: zero, count: Int(STET_BATCH))
        let unread = column.withColumn { kernel($0, &values) }
        #expect(unread & ~allBits(count) == 0)
        for lane in 0..<count where unread >> UInt64(lane) & 1 == 0 {
          let cell = cells[lane]
          let expected = parse(cell.span)
          #expect(expected == values[lane], "\(String(decoding: cells[lane], as: UTF8.self))")
          read[number] += 1
        }
      }
      expectSame(0, 0, { IntParser().parse($0).map { Int32($0) } }, { stet_ints($0, count, &$1, kind) })
      expectSame(1, 0, { IntParser().parse($0) }, { stet_long_ints($0, count, &$1, kind) })
      func floats(_ column: stet_column, _ bits: inout [UInt64]) -> UInt64 {
        var floats = [Double](repeating: 0, count: count)
        let unread = stet_floats(column, count, &floats, kind)
        for lane in 0..<count { bits[lane] = floats[lane].bitPattern }
        return unread
      }
      expectSame(2, 0, { FloatParser().parse($0)?.bitPattern }, floats)
      expectSame(3, 0, { DateParser().parse($0) }, { stet_dates($0, count, &$1, kind) })
      func decimals(_ column: stet_column, _ digits: inout [Int64]) -> UInt64 {
        var places = [UInt8](repeating: 0, count: Int(STET_BATCH))
        let found = stet_read_decimals(column, count, &digits, &places, kind)
        var needs = DecimalNeeds()
        for lane in 0..<count where found.unread >> UInt64(lane) & 1 == 0 {
          let cell = cells[lane]
          guard let number = ShortDecimal(cell.span) else { continue }
          #expect(number.places == Int(places[lane]))
          needs.add(DecimalNeeds(places: number.places, whole: number.whole))
        }
        #expect(Int(found.places) == needs.places && Int(found.whole) == needs.whole)
        return found.unread
      }
      expectSame(4, 0, { ShortDecimal($0)?.digits }, decimals)
    }
  }
  // Wide vectors or not, hardly any cell of these would be read if a kernel gave up too early.
  if stet_best_scan() != STET_SCAN_PLAIN { for count in read { #expect(count > rounds(4_000)) } }
}

@Test("What a kernel finds of decimals does not depend on the column that it read before")
func kernelsOfFewDecimals() {
  func found(_ cells: [String]) -> stet_decimals {
    var (digits, places) = (
      [Int64](repeating: 0, count: Int(STET_BATCH)), [UInt8](repeating: 0, count: Int(STET_BATCH))
    )
    return KernelColumn(cells.map { Array($0.utf8) }, hasQuotes: false, hasReturns: false).withColumn {
      stet_read_decimals($0, cells.count, &digits, &places, stet_best_scan())
    }
  }
  for _ in 0..<3 {
    let many = found([String](repeating: "12345678.1234567", count: Int(STET_BATCH)))
    let few = found(["1.5", "22.5", "0.5"])
    guard stet_best_scan() != STET_SCAN_PLAIN else { return }
    #expect(many.places == 7 && many.whole == 8)
    #expect(few.places == 1 && few.whole == 2)
  }
}

@Test("A date of each day is read side by side")
func kernelsOfDates() {
  let days = stride(from: Int32(-719_162), through: 2_932_896, by: isQuick ? 37 : 1).map { $0 }
  for start in stride(from: 0, to: days.count, by: Int(STET_BATCH)) {
    let batch = days[start..<min(days.count, start + Int(STET_BATCH))]
    let cells = batch.map { day in
      let date = CivilDate(daysSinceEpoch: day)
      return Array(
        "\(String(date.year + 10_000).suffix(4))-\(String(date.month + 100).suffix(2))-\(String(date.day + 100).suffix(2))"
          .utf8)
    }
    var values = [Int32](repeating: 0, count: batch.count)
    let unread = KernelColumn(cells, hasQuotes: false, hasReturns: false).withColumn {
      stet_dates($0, batch.count, &values, stet_best_scan())
    }
    if stet_best_scan() != STET_SCAN_PLAIN { #expect(unread == 0 && values == Array(batch)) }
  }
}

@Test("A file read in blocks by several workers is the file read whole", arguments: 0..<UInt64(rounds(600)))
func streamedAndWhole(_ seed: UInt64) throws {
  var random = SplitMix64(seed: seed)
  let bytes = file(&random)
  var options = ReadOptions()
  if Bool.random(using: &random) { options.missing = ["-", "x"] }
  let blockSize = Int.random(in: 16...600, using: &random)
  let context = "seed \(seed), blocks of \(blockSize): \(String(decoding: bytes, as: UTF8.self))"
  let whole: (table: Table, receipt: LoadReceipt)
  do { whole = try parseCSV(bytes, name: "t.csv", options: options) } catch {
    #expect(try stream(bytes, options, blockSize: blockSize) == nil, "\(context)")
    return
  }
  // Rows of empty cells, and what must be found out, are not for the stream.
  if whole.receipt.hollowRows > 0 || whole.receipt.notes.contains(where: { $0.hasPrefix("read with") }) {
    #expect(try stream(bytes, options, blockSize: blockSize) == nil, "\(context)")
    return
  }
  let coding = [(0, 0), (2, 5), (1 << 18, 1 << 13)].map { CSVWorker.Coding(most: $0, sample: $1) }.randomElement(
    using: &random)!
  guard let streamed = try stream(bytes, options, blockSize: blockSize, coding: coding) else {
    // What may be no row of the table, or hold several, is looked at by the other reader; so are empty texts among numbers.
    if whole.receipt.missing.contains(where: \.code.isEmpty) { return }
    let isDoubtful = zip(whole.table.schema.fields, whole.table.columns).count { field, column in
      guard case .text(let texts) = column else { return false }
      return field.hasNumbersInText || texts.pool.bytes.contains(UInt8(ascii: "\n"))
    }
    #expect(isDoubtful > 1, "left to the other reader, \(context)")
    return
  }
  expectSame(streamed.table, whole.table, context)
  for column in streamed.table.columns { expectZones(column, context) }
  #expect(streamed.receipt.notes == whole.receipt.notes, "\(context)")
  #expect(streamed.receipt.records == whole.receipt.records, "\(context)")
  #expect(streamed.receipt.digest.sha256 == nil || streamed.receipt.digest.sha256 == whole.receipt.digest.sha256)
}

@Test(
  "Where texts turn out to hardly repeat late in the file, no worker is left with codes",
  arguments: 0..<60 as Range<UInt64>)
func streamedWithoutCodes(_ seed: UInt64) throws {
  var random = SplitMix64(seed: seed)
  let rows = Int.random(in: 20...200, using: &random)
  let text = "a,b\n" + (0..<rows).map { "\($0 % 7 == 3 ? "" : "text \($0)"),\($0)\n" }.joined()
  let whole = try parseCSV(Array(text.utf8), name: "t.csv", options: ReadOptions())
  let coding = CSVWorker.Coding(most: rows / 2, sample: rows / 3)
  let streamed = try #require(
    try stream(Array(text.utf8), ReadOptions(), blockSize: text.utf8.count / 5, coding: coding))
  expectSame(streamed.table, whole.table, "seed \(seed)")
}

@Test(
  "Declared types are read in blocks too, and a cell that does not fit leaves the file to the reader that says where")
func streamedDeclared() throws {
  let text = "day,n,x,code,fy\n" + (1...300).map { "2011-05-04,\($0),\($0).5,00\($0),FY2008\n" }.joined()
  var options = ReadOptions()
  options.types = ["day": .date, "n": .int, "x": .float, "code": .text, "fy": .period(.fiscalYear)]
  let whole = try parseCSV(Array(text.utf8), name: "t.csv", options: options)
  expectSame(try #require(try stream(Array(text.utf8), options, blockSize: 100)).table, whole.table, "declared")
  #expect(try stream(Array((text + "2011-05-04,many,1.5,1,FY2008\n").utf8), options, blockSize: 100) == nil)
}

@Test(
  "What is unusual is left to the reader that sees the whole file",
  arguments: [
    "a,b\n1,2\n3\n", "a,b\n1,2\n\n3,4\n", "a,b\n1,2\n3,\"4\n", "a,b\n1,2\n3,4\"5\n", "a,b\n1,2\n\"3\"x,4\n",
    "a,b\r1,2\r",
    "a,b\n1,2\r3,4\n", "a;b\n1;2\n", "a,a\n1,2\n", "a,b\n", "\u{0}a,b\n1,2\n3,\"4,5\n6\",7,8\n",
  ])
func streamRefuses(_ text: String) throws {
  #expect(try stream(Array(text.utf8), ReadOptions(), blockSize: 64) == nil)
  #expect(try stream(Array(text.utf8) + [0x66, 0x2C, 0xFF, 0x0A], ReadOptions(), blockSize: 64) == nil)
}

@Test("A record longer than a block, a first line far longer than the rest, and a digest that is asked for later")
func streamedLong() throws {
  let long = String(repeating: "x", count: 5_000)
  let text = "a,b\n\(long),1\n" + (1...4_000).map { "t,\($0)\n" }.joined() + "\"\(long)\n\(long)\",3\n"
  let whole = try parseCSV(Array(text.utf8), name: "t.csv", options: ReadOptions())
  try withFile(Array(text.utf8)) { file in
    let streamed = try #require(try CSVStream(file, ReadOptions(), blockSize: 64).read(nil) { false })
    expectSame(streamed.table, whole.table, "long")
    #expect(streamed.receipt.digest.sha256 == whole.receipt.digest.sha256)
  }
  var options = ReadOptions()
  options.wantsHash = true
  #expect(try stream(Array(text.utf8), options, blockSize: 512)?.receipt.digest.sha256 == whole.receipt.digest.sha256)
}
