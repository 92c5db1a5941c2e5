import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats

/// A table as text: names with types, then a row on each line; `·` for a missing value.
private func shown(_ table: Table) -> String {
  let head = table.schema.fields.map { "\($0.name) \($0.type.name)" }.joined(separator: ", ")
  return
    ([head]
    + (0..<table.rowCount).map { table.row($0).map { $0.isMissing ? "·" : plainText($0) }.joined(separator: "|") })
    .joined(separator: "\n")
}

private func load(_ bytes: [UInt8], _ change: (inout ReadOptions) -> Void = { _ in }) throws -> Loaded {
  let folder = try TemporaryFolder()
  try folder.write("t.dta", bytes)
  var options = ReadOptions()
  change(&options)
  return try TableSource(path: folder.path + "/t.dta", shownAs: "t.dta", options: options).load()
}

private func file(_ name: String) throws -> [UInt8] {
  let path = project + "/Tests/FormatsTests/Files/\(name).dta"
  return try readFile(path, shownAs: path)
}

@Test(
  "What pandas writes is read as it was, in every format and order of bytes",
  arguments: [
    "pandas114", "pandas117", "pandas118", "pandas119", "pandas114_big", "pandas117_big", "pandas118_big",
  ])
func pandasFiles(_ name: String) throws {
  let loaded = try load(file(name))
  // The names that pandas 3.0 was given; it writes accents and texts of any length in later formats only.
  let (ohio, mark) = ["pandas118", "pandas119"].contains(name) ? ("Ohío", "é") : ("Ohio", "")
  let hasNotes = !name.hasPrefix("pandas114")
  let notes = hasNotes ? ["|aaaaaaaaaa\(mark)", "|·", "|x", "|yyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"] : ["", "", "", ""]
  #expect(
    shown(loaded.table) == """
      state text, n int, big int, money decimal, single decimal, whole int, day date, at datetime, month month, \
      quarter quarter, year year, level text\(hasNotes ? ", note text" : "")
      TX|5|2147483620|1.10|0.1|10000000000|2011-05-04|2011-05-04T13:45:06|2011-05|2011-Q2|2011|low\(notes[0])
      \(ohio)|-7|-2147483647|1234567.89|2.5|2|1959-12-31|1959-12-31T23:59:59|1959-12|1959-Q4|1959|high\(notes[1])
      ·|100|0|·|·|·|·|·|·|·|·|·\(notes[2])
      Wy|3|1|5.00|16777216.0|-3|2000-02-29|2000-02-29T00:00:00|2000-02|2000-Q1|2000|low\(notes[3])
      """)
  #expect(loaded.table.schema.fields.prefix(4).map(\.summary) == [nil, "Persons removed", nil, "Spending"])
  #expect(loaded.receipt.notes == [])
}

@Test(
  "What ReadStat writes is read with labels, and numbers are read in their place if the script says so",
  arguments: ["readstat113", "readstat114", "readstat115", "readstat117", "readstat118", "readstat119"])
func readStatFiles(_ name: String) throws {
  let bytes = try file(name)
  let loaded = try load(bytes)
  #expect(
    shown(loaded.table)
      == "state text, n int, x decimal, sex text, age text\nTX|5|1.5|male|30\nOhio|7|·|female|90 or more")
  #expect(
    loaded.receipt.notes == [
      "`age` is text: 1 cell has a label, 1 is a number without; `labels: { age: numbers }` reads numbers"
    ])
  let numbers = try load(bytes) { $0[StataOptions.self].numbersOf = ["age"] }
  #expect(
    shown(numbers.table)
      == "state text, n int, x decimal, sex text, age int\nTX|5|1.5|male|30\nOhio|7|·|female|90")
  let all = try load(bytes) { $0[StataOptions.self].numbers = true }
  #expect(all.table.schema.fields.map(\.type.name) == ["text", "int", "decimal", "int", "int"])
}

@Test("Missing values with a letter are counted by it, and withheld if the script says so")
func missingLetters() throws {
  let bytes = try file("readstat_codes")
  let loaded = try load(bytes)
  #expect(shown(loaded.table) == "n int\n1\n·\n·\n·")
  #expect(
    loaded.receipt.missing == [.init(column: "n", code: ".a", count: 1), .init(column: "n", code: ".b", count: 1)])
  #expect(loaded.receipt.notes == ["`n`: missing as \".a\", labelled \"Refused\""])
  let withheld = try load(bytes) { $0.redacted = [".a"] }
  #expect(withheld.receipt.redactions == [.init(column: "n", code: ".a", count: 1)])
  #expect(withheld.receipt.missing == [.init(column: "n", code: ".b", count: 1)])
}

private func little(_ number: Int, _ width: Int) -> [UInt8] {
  (0..<width).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}

private func field(_ text: [UInt8], _ width: Int) -> [UInt8] {
  text + [UInt8](repeating: 0, count: width - text.count)
}

/// A file of Stata 12: each variable with its name, type, format and the bytes of its values.
private func plainFile(_ variables: [(name: String, type: UInt8, format: String, values: [[UInt8]])]) -> [UInt8] {
  let count = variables.count
  let rows = variables[0].values.count
  var bytes: [UInt8] = [115, 2, 1, 0] + little(count, 2) + little(rows, 4) + field([], 99)
  bytes += variables.map(\.type)
  for variable in variables { bytes += field(Array(variable.name.utf8), 33) }
  bytes += field([], 2 * (count + 1))
  for variable in variables { bytes += field(Array(variable.format.utf8), 49) }
  bytes += field([], (33 + 81) * count + 5)
  for row in 0..<rows { for variable in variables { bytes += variable.values[row] } }
  return bytes
}

private func double(_ number: Double) -> [UInt8] { little(Int(bitPattern: UInt(number.bitPattern)), 8) }

@Test("Every number that means a missing value does, and the largest that means a number is one")
func missingNumbers() throws {
  func float(_ bits: UInt32) -> [UInt8] { little(Int(bits), 4) }
  func bits(_ bits: UInt64) -> [UInt8] { little(Int(bitPattern: UInt(bits)), 8) }
  let bytes = plainFile([
    ("b", 251, "%8.0g", [[100], [101], [102], [127], [0x81]]),
    ("i", 252, "%8.0g", [little(32740, 2), little(32741, 2), little(32742, 2), little(32767, 2), little(-32767, 2)]),
    (
      "l", 253, "%8.0g",
      [
        little(2_147_483_620, 4), little(2_147_483_621, 4), little(2_147_483_622, 4), little(2_147_483_647, 4),
        little(-2_147_483_647, 4),
      ]
    ),
    (
      "f", 254, "%8.0g",
      [float(0x7EFF_FFFF), float(0x7F00_0000), float(0x7F00_0800), float(0x7F00_D000), float(0xC000_0000)]
    ),
    (
      "d", 255, "%8.0g",
      [
        bits(0x7FDF_FFFF_FFFF_FFFF), bits(0x7FE0_0000_0000_0000), bits(0x7FE0_0100_0000_0000),
        bits(0x7FE0_1A00_0000_0000), double(-2),
      ]
    ),
  ])
  let loaded = try load(bytes)
  #expect(
    loaded.receipt.missing
      == ["b", "i", "l", "f", "d"].flatMap {
        [.init(column: $0, code: ".a", count: 1), .init(column: $0, code: ".z", count: 1)]
      })
  let table = loaded.table
  #expect((0..<5).map { table.columns[0][$0] } == [.int(100), .missing, .missing, .missing, .int(-127)])
  #expect((0..<5).map { table.columns[1][$0] } == [.int(32740), .missing, .missing, .missing, .int(-32767)])
  #expect(
    (0..<5).map { table.columns[2][$0] } == [.int(2_147_483_620), .missing, .missing, .missing, .int(-2_147_483_647)])
  #expect(table.columns[3][0] == .float(1.7014117e38) && table.columns[3][4] == .float(-2))
  #expect(table.columns[4][0] == .float(Double(bitPattern: 0x7FDF_FFFF_FFFF_FFFF)) && table.columns[4][4] == .float(-2))
}

@Test(
  "A format of dates makes dates of whole numbers, and leaves a number with a note if it cannot",
  arguments: [
    ("%td", [0.0, 18_751], "date", ["1960-01-01", "2011-05-04"], nil),
    ("%-tdD_m_Y", [-1.0], "date", ["1959-12-31"], nil), ("%dD_m_Y", [18_751.0], "date", ["2011-05-04"], nil),
    ("%tm", [-1.0, 616], "month", ["1959-12", "2011-05"], nil),
    ("%tq", [-1.0, 205], "quarter", ["1959-Q4", "2011-Q2"], nil),
    ("%ty", [2011.0], "year", ["2011"], nil),
    ("%tc", [-1000.0, 1_620_135_906_000], "datetime", ["1959-12-31T23:59:59", "2011-05-04T13:45:06"], nil),
    ("%td", [0.5], "decimal", ["0.5"], "`v` stays a number: not every value is a date of `%td`"),
    ("%td", [1e9], "int", ["1000000000"], "`v` stays a number: not every value is a date of `%td`"),
    ("%tC", [1000.0], "int", ["1000"], "`v` stays a number: milliseconds since 1960, leap seconds included"),
    ("%tw", [1.0], "int", ["1"], "`v` stays a number: weeks of Stata since 1960, of which a year has 52"),
    ("%tbnyse", [1.0], "int", ["1"], "`v` stays a number: a date of `%tbnyse`"),
    ("%9.2f", [1.0, 0.25], "decimal", ["1.00", "0.25"], nil),
  ] as [(String, [Double], String, [String], String?)])
func dateFormats(_ format: String, _ values: [Double], _ type: String, _ wanted: [String], _ note: String?) throws {
  let loaded = try load(plainFile([("v", 255, format, values.map(double))]))
  #expect(loaded.table.schema.fields[0].type.name == type)
  #expect(values.indices.map { plainText(loaded.table.columns[0][$0]) } == wanted)
  #expect(loaded.receipt.notes == (note.map { [$0] } ?? []))
}

@Test("Old texts that are not ASCII need an encoding")
func oldTexts() throws {
  let bytes = plainFile([("s", 4, "%4s", [field([0x4D, 0xFC, 0x6E], 4), field([], 4)])])
  let found = #expect(throws: RunFailure.self) { try load(bytes) }
  #expect(found?.diagnostics.first?.code == .notUtf8 && found?.diagnostics.first?.location == "t.dta:1 `s`")
  #expect(shown(try load(bytes) { $0.encoding = .windows1252 }.table) == "s text\nMün\n·")
}

@Test("Formats that are too old, and what is no Stata file, are refused; a file is recognized whatever its name")
func otherStataFiles() throws {
  var old = plainFile([("s", 251, "%8.0g", [[1]])])
  let folder = try TemporaryFolder()
  try folder.write("t.csv", old)
  #expect(try TableSource(path: folder.path + "/t.csv", shownAs: "t.csv").format.name == "Stata")
  let source = try TableSource(path: folder.path + "/t.csv", shownAs: "t.csv")
  #expect(try source.beginning() == source.load().table.schema)
  old[0] = 108
  let found = #expect(throws: RunFailure.self) { try load(old) }
  #expect(found?.diagnostics.first?.message.contains("format 108 of Stata") == true)
  #expect(throws: RunFailure.self) { try load(Array("state,n\nTX,5\n".utf8)) }
}

@Test(
  "A Stata file that is cut or mixed up is refused, or gives a table; nothing traps",
  arguments: ["pandas114", "pandas117", "pandas118", "readstat119"])
func damagedStataFiles(_ name: String) throws {
  var random = SplitMix64(seed: 16)
  let original = try file(name)
  let folder = try TemporaryFolder()
  let path = folder.path + "/t.dta"
  var refused = 0
  for round in 0..<rounds(1000) {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = .random(in: 0...255, using: &random)
      case 1: bytes[place] = [0, 255, 127, 128].randomElement(using: &random)!
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + 5))
      default: if round % 4 == 0 { bytes.removeSubrange(place...) } else { bytes[place] ^= 1 }
      }
      if bytes.isEmpty { bytes = original }
    }
    try writeAtomically(bytes, to: path)
    do throws(RunFailure) {
      let table = try TableSource(path: path, shownAs: "t.dta").load().table
      #expect(table.columns.allSatisfy { $0.count == table.rowCount })
    } catch {
      refused += 1
      #expect(error.diagnostics.allSatisfy { !$0.message.isEmpty })
    }
  }
  #expect(refused > 0)
}
