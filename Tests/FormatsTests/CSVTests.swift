import Glibc
import StetColumns
import StetDiagnostics
import StetFormats
import TestSupport
import Testing

private func load(_ text: String, _ options: ReadOptions = ReadOptions()) throws -> (Table, LoadReceipt) {
  try parseCSV(Array(text.utf8), name: "t.csv", options: options)
}

private func failure(_ bytes: [UInt8], _ options: ReadOptions = ReadOptions()) -> Diagnostic? {
  do {
    _ = try parseCSV(bytes, name: "t.csv", options: options)
    return nil
  } catch { return error.diagnostics.first }
}

@Test("SHA-256 of the standard's own examples (FIPS 180-4, NIST CAVP)")
func sha256() {
  #expect(SHA256.hex(of: []) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  #expect(SHA256.hex(of: Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  var pieces = SHA256()
  let million = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
  for start in stride(from: 0, to: million.count, by: 777) {
    pieces.update(million[start..<min(start + 777, 1_000_000)])
  }
  #expect(pieces.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
}

@Test("Types come from every row, and what only looks like a number stays text")
func inference() throws {
  let (table, receipt) = try load(
    "i,f,b,d,fips,money,thousands,fy,odd\n1,1,true,2011-05-04,01001,$5,\"1,234\",FY2008,nan\n-2,2.5,false,2012-02-29,36061,$6,2,FY2009,0x1\n"
  )
  #expect(
    table.columns.map(\.type) == [.int, .decimal, .bool, .date, .text, .text, .text, .period(.fiscalYear), .text])
  #expect(table["fips"]?[0] == .text("01001"))
  #expect(table["f"]?[0] == .decimal(Decimal(digits: 10, scale: 1)))
  #expect(table["d"]?[1] == .date(15399))
  #expect(receipt.loaded == 2)
  // One text after many ints: no sample decides.
  let long = "n\n" + (0..<5000).map(String.init).joined(separator: "\n") + "\nD\n"
  let (late, notes) = try load(long)
  #expect(late.columns[0].type == .text)
  #expect(
    notes.notes == [
      "`n` stays text: 1 of 5001 cells is \"D\"; the first is \"D\" at t.csv:5002:1; `missing: { n: [\"D\"] }` reads 5000 of 5001 cells as `int`; 1 missing"
    ])
  #expect(try load("n\n1\n2.5\n1e400\n").0.columns[0].type == .text)
  for cell in [
    "1234567890123456789", "314659e87", "0123", "1_000", "+5", "5.", ".5", "1.2.3", "-", "1e-400", "01/02/2020",
  ] {
    #expect(try load("n\n\(cell)\n").0.columns[0].type == .text, "\(cell)")
  }
}

@Test(
  "Plain numbers with up to 18 digits are exact, with the places that their column needs; others are floats, which is noted"
)
func exactNumbers() throws {
  for (cell, digits, scale) in [
    ("0.1", 1, 1), ("-0.30", -30, 2), ("1500.30", 150030, 2), ("12345678901234567.5", 123_456_789_012_345_675, 1),
    ("0.123456789012345678", 123_456_789_012_345_678, 18), ("-99999999999999999.9", -999_999_999_999_999_999, 1),
  ] {
    let (table, receipt) = try load("n\n\(cell)\n")
    #expect(table.columns[0][0] == .decimal(Decimal(digits: Int128(digits), scale: scale)), "\(cell)")
    #expect(table.columns[0].scale == scale && receipt.notes.isEmpty, "\(cell)")
  }
  let (mixed, _) = try load("a,b\n1.5,2\n-7,\n,0.125\n")
  #expect(mixed.row(0) == [.decimal(Decimal(digits: 15, scale: 1)), .decimal(Decimal(digits: 2, scale: 0))])
  #expect(mixed.columns.map(\.scale) == [1, 3])
  for (cells, value, example) in [
    (["2.5", "1e-05"], 2.5, "\"1e-05\" at t.csv:3:1"),
    (["123456789012345678.5"], 123456789012345678.5, "\"123456789012345678.5\" at t.csv:2:1"),
    (["1", "0.1234567890123456789"], 1, "\"0.1234567890123456789\" at t.csv:3:1"),
  ] {
    let (table, receipt) = try load("n\n\(cells.joined(separator: "\n"))\n")
    #expect(table.columns[0][0] == .float(value))
    #expect(
      receipt.notes == [
        "`n` is `float`: a number has an exponent or more than 18 digits; the first is \(example)"
      ])
  }
  let (long, receipt) = try load("n\n1234567890.5\n0.123456789\n")
  #expect(long.columns[0][0] == .float(1234567890.5))
  #expect(
    receipt.notes == ["`n` is `float`: its numbers have more than 18 digits if all have the same number of places"])
}

@Test("Empty is missing, quoted empty is text, declared codes are missing")
func missing() throws {
  let (table, _) = try load("a,b\n,\"\"\nx,y\n")
  #expect(table.row(0) == [.missing, .text("")])
  var options = ReadOptions()
  options.missing = ["D", "-"]
  #expect(try load("n\n1\nD\n-\n", options).0["n"]?.missingCount == 2)
}

@Test("LF, CR, CRLF, a byte-order mark, quoted newlines and doubled quotes", arguments: ["\n", "\r", "\r\n"])
func lineEndings(_ end: String) throws {
  let (table, _) = try load("\u{FEFF}a,b" + end + "1,\"x" + end + "y\"\"z\"" + end + end + "2,w")
  #expect(table.schema.names == ["a", "b"])
  #expect(table["b"]?[0] == .text("x" + end + "y\"z"))
  #expect(table.origin?.location(of: 0) == "t.csv:2")
  #expect(table.origin?.location(of: 1) == "t.csv:5")
}

@Test(
  "What cannot be right stops the load with its location",
  arguments: [
    ("a,b\n1,2\n3\n4,5,6\n", "ragged-row", "t.csv:3"), ("a,b\n1,\"x\n2,y\n", "unterminated-quote", "t.csv:2:3"),
    ("a,b\n1,\"x\" y\n", "stray-quote", "t.csv:2:6"), ("a,a\n1,2\n", "duplicate-header", "t.csv:1"),
    ("a,,,\n1,2,3,4\n", "empty-header", "t.csv:1"), ("", "empty-file", "t.csv"),
  ])
func refusals(_ text: String, _ code: String, _ place: String) {
  let diagnostic = failure(Array(text.utf8))
  #expect(diagnostic?.code.rawValue == code)
  #expect(diagnostic?.location == place)
}

@Test("Bytes that are not UTF-8 are reported with their value and location")
func notUTF8() {
  let diagnostic = failure(Array("a\nM".utf8) + [0xFC] + Array("nchen\n".utf8))
  #expect(diagnostic?.code == .notUtf8)
  #expect(diagnostic?.location == "t.csv:2:2")
  #expect(diagnostic?.message == "byte 0xFC is not valid UTF-8")
}

@Test("A cell that does not fit its declared type: the first three, and how many more")
func declaredTypes() {
  var options = ReadOptions()
  options.fields = [Field("n", .int), Field("fy", .period(.fiscalYear))]
  let text = "n,fy\n1,2008\nO7,2009\nx,2010\ny,2011\nz,2012\n"
  let diagnostic = failure(Array(text.utf8), options)
  #expect(diagnostic?.code == .cellType)
  #expect(diagnostic?.location == "t.csv:3:1")
  #expect(diagnostic?.notes.first == "t.csv:3:1 \"O7\", t.csv:4:1 \"x\", t.csv:5:1 \"y\", and 1 more")
}

@Test("A declared decimal that cannot have the column's decimal places is refused, never made zero")
func decimalRoom() throws {
  var options = ReadOptions()
  options.fields = [Field("d", .decimal)]
  #expect(try load("d\n1.50\n-0.125\n", options).0["d"]?[0] == .decimal(Decimal(digits: 150, scale: 2)))
  let wide = "d\n" + String(repeating: "9", count: 37) + "\n0.00001\n"
  #expect(failure(Array(wide.utf8), options)?.code == .cellType)
}

@Test("A file that is not there, and a folder, are named")
func unreadable() {
  #expect { try load(path: "/nonexistent.csv", shownAs: "x.csv") } throws: {
    ($0 as? RunFailure)?.diagnostics.first?.message == "the file cannot be read: no such file or directory"
  }
  #expect { try load(path: "/", shownAs: "x") } throws: {
    ($0 as? RunFailure)?.diagnostics.first?.message == "the file cannot be read: it is a folder"
  }
}

@Test("A failed write leaves the old file and no temporary one")
func writing() throws {
  let temporary = try TemporaryFolder()
  let folder = temporary.path
  try writeAtomically(Array("old".utf8), to: folder + "/a")
  #expect(throws: RunFailure.self) { try writeAtomically(Array("new".utf8), to: folder + "/missing/a") }
  #expect(try readFile(folder + "/a", shownAs: "a") == Array("old".utf8))
  try writeAtomically(Array("new".utf8), to: folder + "/a")
  #expect(try readFile(folder + "/a", shownAs: "a") == Array("new".utf8))
}

@Test("Every mutation of one byte of a file loads or is refused, and never traps")
func mutations() {
  let original = Array("a,b\n1,\"x,\"\"y\"\n2,é\n".utf8)
  for place in original.indices {
    for byte: UInt8 in [0, 9, 10, 13, 34, 44, 0x80, 0xFF, 0xC3, 65] {
      var mutated = original
      mutated[place] = byte
      if let diagnostic = failure(mutated) { #expect(diagnostic.kind == .data) }
    }
    _ = failure(Array(original[..<place]))
  }
}

@Test("A column that only looks like numbers or dates says why it stays text")
func notes() throws {
  func note(_ text: String) throws -> String? { try load(text).1.notes.first }
  #expect(
    try note("fips\n01001\n36061\n")
      == "`fips` stays text: 1 of 2 cells starts with a zero, as codes do; the first is \"01001\" at t.csv:2:1"
  )
  #expect(
    try note("Fiscal Year\n\"1,234\"\n")
      == "`Fiscal Year` stays text: 1 of 1 cell is not a plain number; the first is \"1,234\" at t.csv:2:1; `types: { `Fiscal Year`: int }` reads 1 of 1 cell as `int`, \"1,234\" as 1234"
  )
  #expect(
    try note("d\n01/02/2020\n13/02/2020\n")
      == "`d` stays text: 2 of 2 cells look like dates in which day and month can be confused; the first is \"01/02/2020\" at t.csv:2:1; `dates: { d: dmy }` reads 2 of 2 cells as `date`, \"01/02/2020\" as 2020-02-01"
  )
  #expect(try note("name\nAda\nInf\n") == nil)
}

/// What is offered is tried on the column, also in `CSVStream`; see `OfferedOptionsTests`.
@Test(
  "Numbers and dates among codes are noted whatever their share, with the codes, their counts and what reads the rest",
  arguments: [
    (
      "county,emp\nAda,95\nBoise,1000\nCamas,D\nElko,D\n",
      "2 of 4 cells are \"D\"; the first is \"D\" at t.csv:4:7; `missing: { emp: [\"D\"] }` reads 2 of 4 cells as `int`; 2 missing"
    ),
    (
      "x,emp\na,5\nb,–\nc,D\nd,D\ne,7.5\nf,D\n",
      "4 of 6 cells are codes: 3 × \"D\", 1 × \"–\"; the first is \"–\" at t.csv:3:3; `missing: { emp: [\"D\", \"–\"] }` reads 2 of 6 cells as `decimal`, \"5\" as 5.0; 4 missing: 3 × \"D\", 1 × \"–\""
    ),
    (
      "x,emp\na,2020-01-01\nb,n/a\nc,2020-03-01\n",
      "1 of 3 cells is \"n/a\"; the first is \"n/a\" at t.csv:3:3; `missing: { emp: [\"n/a\"] }` reads 2 of 3 cells as `date`; 1 missing"
    ),
    (
      "x,emp\na,2020-01-01\nb,soon\nc,2020-03-01\n",
      "1 of 3 cells is no `date` like the others; the first is \"soon\" at t.csv:3:3"
    ),
    (
      "x,emp\na,2020-01-05 00:00:00\nb,2020-01-06 10:30:00\n",
      "2 of 2 cells are a date and a time; the first is \"2020-01-05 00:00:00\" at t.csv:2:3; `types: { emp: datetime }` reads 2 of 2 cells as `datetime`, \"2020-01-05 00:00:00\" as 2020-01-05T00:00:00"
    ),
    ("x,emp\na,5\nb,<5\nc,12\n", "1 of 3 cells is not a plain number; the first is \"<5\" at t.csv:3:3"),
    ("x,emp\na,5\nb,ten\nc,12\n", "1 of 3 cells is not a plain number; the first is \"ten\" at t.csv:3:3"),
    ("x,emp\na,Ann\nb,Bob\nc,5\n", nil), ("x,emp\na,A1\nb,7\nc,B2\nd,8\n", nil),
  ] as [(String, String?)])
func codesAmongNumbers(_ text: String, _ words: String?) throws {
  let notes = try load(text).1.notes
  #expect(notes == (words.map { ["`emp` stays text: \($0)"] } ?? []))
}

@Test("Every record is accounted for, with lines to skip and short rows to pad")
func accounting() throws {
  var options = ReadOptions()
  options.skip = 2
  options.ragged = .pad
  let (table, receipt) = try load("Table 39\n\na,b\n1,2\n\n3\n", options)
  #expect(receipt.records == receipt.header + receipt.loaded + receipt.skipped)
  #expect((receipt.records, receipt.loaded, receipt.blankLines, receipt.skippedLines) == (6, 2, 1, 2))
  #expect(table.row(1) == [.int(3), .missing])
  #expect(table.origin?.location(of: 1) == "t.csv:6")
  #expect(failure(Array("a,b\n1,2,3\n".utf8), options)?.code == .emptyFile)
  #expect(try load("a,b\n").0.rowCount == 0)
}

@Test("Declared types: months, years, wide integers, units; a misspelled column is named")
func declarations() throws {
  var options = ReadOptions()
  options.types = ["m": .period(.month), "y": .period(.year), "n": .int]
  options.units = ["n": "persons"]
  let (table, _) = try load("m,y,n\n2011-05,2011,9223372036854775807\n2012-12,1999,007\n", options)
  #expect(table.row(0) == [.period(2011 * 12 + 4, .month), .period(2011, .year), .int(.max)])
  #expect(table["n"]?[1] == .int(7))
  #expect(table.schema.fields[2].unit == "persons")
  options = ReadOptions()
  options.types = ["person": .int]
  #expect(failure(Array("state,persons\n".utf8), options)?.notes == ["the closest match is `persons`"])
  options = ReadOptions()
  options.types = ["n": .int]
  // The place is the cell's own line, behind a line break in the cell before it.
  #expect(failure(Array("t,n\n\"é\nü\",x\n".utf8), options)?.location == "t.csv:3:4")
}

@Test("A pipe and a stopped load are named, and progress reaches the end")
func reading() throws {
  let temporary = try TemporaryFolder()
  let folder = temporary.path
  mkfifo(folder + "/pipe", 0o600)
  #expect { try load(path: folder + "/pipe", shownAs: "pipe") } throws: {
    ($0 as? RunFailure)?.diagnostics.first?.code == .cannotRead
  }
  try writeAtomically(Array("a\n1\n".utf8), to: folder + "/a.csv")
  var seen: Int64 = 0
  let loaded = try load(
    path: folder + "/a.csv", shownAs: "a.csv", ReadControl(progress: { read, _ in seen = read }))
  #expect((seen, loaded.receipt.bytes) == (4, 4))
  #expect {
    try load(path: folder + "/a.csv", shownAs: "a", ReadControl(isCancelled: { true }))
  } throws: { ($0 as? RunFailure)?.diagnostics.first?.code == .cancelled }
}

@Test("Written and read again, a table is the same")
func roundTrip() throws {
  let text = "n,t,d\n1,\"a,\"\"b\"\"\",2011-05-04\n,\"\",\n3,\"x\ny\",2012-02-29\n"
  let (table, _) = try load(text)
  #expect(String(decoding: csvText(table), as: UTF8.self) == text)
  #expect(
    String(decoding: jsonText(table), as: UTF8.self) == """
      [
        {"n": 1, "t": "a,\\"b\\"", "d": "2011-05-04"},
        {"n": null, "t": "", "d": null},
        {"n": 3, "t": "x\\ny", "d": "2012-02-29"}
      ]

      """)
  #expect(try JSON.parse(jsonText(table), name: "t.json").array?.count == 3)
}

@Test(
  "A title of as many cells as the table has is not taken for its names",
  arguments: [
    (
      "Table 1. Removals by county, fiscal 2010\n\namount,n\n1.5,3\n2.5,4\n3.25,7\n",
      "`skip: 1` reads 3 rows of `amount`, `n`"
    ),
    (
      "Table 1. Removals by county, fiscal 2010\n\ncounty,n\nCook,3\nKerr,4\nBee,7\n",
      "`skip: 1` reads 3 rows of `county`, `n`"
    ),
    ("Removals by county, fiscal 2010\ncounty,n\nCook,3\nKerr,4\nBee,7\n", "`skip: 1` reads 3 rows of `county`, `n`"),
    (
      "Table 1. Removals by county, fiscal 2010\n\namount,n\n1.5,3\n2.5,4\n3.25,7\n\nSource: DHS.\n",
      "`until: blank, skip: 1` reads 3 rows of `amount`, `n`"
    ),
  ])
func titleInCells(_ text: String, _ way: String) throws {
  let notes = try #require(failure(Array(text.utf8), ReadOptions())).notes
  #expect(notes.contains { $0.hasPrefix(way) }, "\(notes)")
}
