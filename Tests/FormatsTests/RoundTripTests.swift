import Glibc
import StetColumns
import StetDiagnostics
import StetFormats
import Synchronization
import TestSupport
import Testing

private let texts = [
  "", " ", "  leading", "trailing ", "1", "007", "1,234", "FY2008", "2011-05-04", "true", "\"", "\"\"", "a\"b", "a,b",
  "a;b",
  "a\tb", "a|b", "a\nb", "a\r\nb", "\r", "\n", "é", "e\u{301}", "\u{FEFF}x", "\0", "nan", "$5", "NA", "-", "=1+1", "𝄞",
]
private let days =
  CivilDate(year: 1, month: 1, day: 1)!.daysSinceEpoch...CivilDate(year: 9999, month: 12, day: 31)!.daysSinceEpoch

private func value(_ type: ValueType, scale: Int, _ random: inout SplitMix64) -> Value {
  switch type {
  case .bool: return .bool(.random(using: &random))
  case .int:
    return .int([.random(in: .min ... .max, using: &random), .min, .max, 0, -1].randomElement(using: &random)!)
  case .decimal:
    let digits: Int128 = [.max, .min, 0, 5, -5, Int128(Int64.random(in: .min ... .max, using: &random))].randomElement(
      using: &random)!
    return .decimal(Decimal(digits: digits, scale: scale))
  case .float:
    let bits = Double(bitPattern: random.next())
    return .float(
      [bits.isFinite ? bits : 0.1, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e15, 1e16, 0.1, 1e-7, -3]
        .randomElement(
          using: &random)!)
  case .text: return .text(texts.randomElement(using: &random)!)
  case .date: return .date(.random(in: days, using: &random))
  case .datetime:
    let micros = Int64(days.lowerBound) * 86_400_000_000...(Int64(days.upperBound) * 86_400_000_000 + 86_399_999_999)
    return .datetime(.random(in: micros, using: &random))
  case .duration:
    return .duration(
      [.random(in: -.max ... .max, using: &random), 0, 86_400_000_000, -172_800_000_000, 1, -1].randomElement(
        using: &random)!)
  case .period(let kind):
    switch kind {
    case .year, .fiscalYear: return .period(.random(in: 1...9999, using: &random), kind)
    case .month: return .period(.random(in: 12...119_999, using: &random), kind)
    case .quarter, .fiscalQuarter: return .period(.random(in: 4...39_999, using: &random), kind)
    case .week:
      return .period(.random(in: (days.lowerBound + 3) / 7 + 1...(days.upperBound + 3) / 7, using: &random), kind)
    }
  }
}

private let types: [ValueType] =
  [.bool, .int, .decimal, .float, .text, .date, .datetime, .duration] + PeriodKind.allCases.map(ValueType.period)

@Test("Whatever table is written reads back as the same table, its types declared", arguments: 0..<400 as Range<UInt64>)
func writtenAndRead(_ seed: UInt64) throws {
  var random = SplitMix64(seed: seed)
  let width = Int.random(in: 1...5, using: &random)
  let rows = Int.random(in: 0...12, using: &random)
  let names = ["n", "a,b", " x ", "\"q\"", "l\ni;ne"]
  var fields: [Field] = []
  var columns: [Column] = []
  for index in 0..<width {
    let type = types.randomElement(using: &random)!
    let scale = Int.random(in: 0...38, using: &random)
    let values = (0..<rows).map { _ in
      Int.random(in: 0..<4, using: &random) == 0 ? Value.missing : value(type, scale: scale, &random)
    }
    fields.append(Field(names[index], type))
    columns.append(Column(values, type: type))
  }
  let table = Table(schema: Schema(fields), columns: columns, rowCount: rows)
  let written = csvText(table)
  var options = ReadOptions()
  for field in fields { options.types[field.name] = field.type }
  options.keepsEmptyRows = true
  let (read, receipt) = try parseCSV(written, name: "t.csv", options: options)
  #expect(read.schema == table.schema)
  #expect(read.rowCount == rows)
  #expect((0..<rows).map(read.row) == (0..<rows).map(table.row), "\(String(decoding: written, as: UTF8.self))")
  #expect(receipt.records == rows + 1)
  #expect(csvText(read) == written)
}

@Test("In a file of one column a blank line is a missing value, and the receipt says so")
func oneColumn() throws {
  let (table, receipt) = try parseCSV(Array("\nn\n1\n\n3\n\n".utf8), name: "t.csv", options: ReadOptions())
  #expect((0..<table.rowCount).map { table.columns[0][$0] } == [.int(1), .missing, .int(3), .missing])
  #expect((receipt.records, receipt.blankLines) == (6, 1))
  #expect(receipt.notes == ["2 blank rows read as missing, because the file has only one column"])
}

/// Records as the grammar has them, counted by another way than the scanner's: line ends outside quoted cells.
private func recordCount(_ bytes: [UInt8], delimiter: UInt8) -> Int {
  var count = 0
  var index = 0
  var isQuoted = false
  var startsCell = true
  var isOpen = false
  while index < bytes.count {
    let byte = bytes[index]
    if isQuoted {
      if byte == 34 {
        if index + 1 < bytes.count, bytes[index + 1] == 34 { index += 1 } else { isQuoted = false }
      }
    } else if byte == 34, startsCell {
      (isQuoted, startsCell, isOpen) = (true, false, true)
    } else if byte == 10 || byte == 13 {
      if byte == 13, index + 1 < bytes.count, bytes[index + 1] == 10 { index += 1 }
      count += 1
      (startsCell, isOpen) = (true, false)
    } else {
      startsCell = byte == delimiter
      isOpen = true
    }
    index += 1
  }
  return count + (isOpen ? 1 : 0)
}

@Test("Any soup of bytes loads with every record accounted for, or is refused with a message; nothing traps")
func soup() {
  var random = SplitMix64(seed: 2024)
  let pieces: [[UInt8]] = [
    [34], [34], [44], [44], [59], [9], [13], [10], [10], [13, 10], [48], [49], [53], [65], [98], [0],
    [0xEF, 0xBB, 0xBF], [0xFF],
    [0xFF, 0xFE], [0xC3], [0xC3, 0xA9], [0xED, 0xA0, 0x80], [45], [46], [32], [37], [36], [40], [41],
  ]
  var (loaded, refused) = (0, 0)
  for _ in 0..<8000 {
    let clean = Bool.random(using: &random)
    var bytes: [UInt8] = []
    for _ in 0..<Int.random(in: 0...24, using: &random) {
      // Half of the soups leave out what is not UTF-8, so that more of them reach the columns.
      let piece = pieces.randomElement(using: &random)!
      if !clean || piece.allSatisfy({ $0 < 0x80 }) { bytes += piece }
    }
    var options = ReadOptions()
    if Bool.random(using: &random) { options.delimiter = [44, 59, 9].randomElement(using: &random)! }
    options.ragged = Bool.random(using: &random) ? .pad : .reject
    options.quotes = Int.random(in: 0..<4, using: &random) == 0 ? .lenient : .strict
    options.header = Bool.random(using: &random) ? .none : .firstRecord
    options.skip = Int.random(in: 0..<8, using: &random) == 0 ? 1 : 0
    options.until = Int.random(in: 0..<8, using: &random) == 0 ? .blank : .end
    if Int.random(in: 0..<4, using: &random) == 0 {
      options.header = .none
      options.types = ["column_1": types.randomElement(using: &random)!]
    }
    if Int.random(in: 0..<10, using: &random) == 0 {
      options.encoding = TextEncoding.all.randomElement(using: &random)!
    }
    do throws(RunFailure) {
      let (table, receipt) = try parseCSV(bytes, name: "t.csv", options: options)
      loaded += 1
      #expect(table.columns.allSatisfy { $0.count == receipt.loaded })
      let isPlain = options.encoding == nil || options.encoding == .utf8
      // A reading of its own counts in its own way.
      let isOwn = !receipt.notes.contains { $0.hasPrefix("read with") }
      if isPlain, isOwn, !bytes.starts(with: [0xFF, 0xFE]), options.quotes == .strict, options.skip == 0,
        options.until == .end
      {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        let expected = recordCount(text, delimiter: options.delimiter ?? 44)
        #expect(
          expected == receipt.header + receipt.loaded + receipt.blankLines + receipt.hollowRows, "\(bytes) \(options)")
        #expect(expected == receipt.records)
      }
    } catch {
      refused += 1
      #expect(error.diagnostics.allSatisfy { !$0.message.isEmpty && $0.location != nil })
    }
  }
  // Both ends of the test are reached.
  #expect(loaded > 1000 && refused > 1000, "\(loaded) \(refused)")
}

/// A blank line is out of the ordinary: such a file is read whole, the other one in blocks.
@Test("Stopped at any check, loading ends there", .slow, arguments: ["", "\n"])
func stopped(_ blank: String) throws {
  var bytes = Array("a,b,c\n\(blank)".utf8)
  while bytes.count < 5 << 20 { bytes += Array("12,some text,\"2,5\"\n".utf8) }
  let folder = "/tmp/stet-stopped-\(UInt64.random(in: 0 ... .max)).csv"
  try writeAtomically(bytes, to: folder)
  defer { unlink(folder) }
  let looks = Atomic<Int>(0)
  _ = try load(
    path: folder, shownAs: "t.csv",
    ReadControl(isCancelled: {
      looks.wrappingAdd(1, ordering: .relaxed)
      return false
    }))
  let all = looks.load(ordering: .relaxed)
  // One look for each buffer read; where the file is read whole, every phase and every column looks several times too.
  #expect(all > (blank.isEmpty ? 20 : 20 + 6 + 12))
  for stop in stride(from: 1, through: all, by: max(1, all / 12)) {
    let seen = Atomic<Int>(0)
    do throws(RunFailure) {
      _ = try load(
        path: folder, shownAs: "t.csv",
        ReadControl(isCancelled: { seen.wrappingAdd(1, ordering: .relaxed).newValue >= stop }))
      // How often it looks depends on how many threads there may be, which other tests change.
      #expect(seen.load(ordering: .relaxed) < stop, "look \(stop) did not stop it")
    } catch {
      #expect(error.diagnostics.first?.code == .cancelled)
      // The three columns and the hash may be read side by side, and each looks once more, as does what waits for them.
      #expect((stop...(stop + 4)).contains(seen.load(ordering: .relaxed)))
    }
  }
}
