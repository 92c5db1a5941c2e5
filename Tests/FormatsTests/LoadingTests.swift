import Glibc
import StetColumns
import StetDiagnostics
import StetFormats
import TestSupport
import Testing

private func load(_ bytes: [UInt8], _ options: ReadOptions = ReadOptions()) throws -> (Table, LoadReceipt) {
  try parseCSV(bytes, name: "t.csv", options: options)
}

private func options(_ change: (inout ReadOptions) -> Void) -> ReadOptions {
  var options = ReadOptions()
  change(&options)
  return options
}

private func failure(_ bytes: [UInt8], _ options: ReadOptions = ReadOptions()) -> Diagnostic? {
  do {
    _ = try parseCSV(bytes, name: "t.csv", options: options)
    return nil
  } catch { return error.diagnostics.first }
}

@Test(
  "What would have to be guessed is refused, with a line to paste that was tried",
  arguments: [
    ("a,b\n1,\"x\" y\n", "stray-quote", "t.csv:2:6", "`quotes: lenient` reads 1 row of `a`, `b`"),
    (
      "a,b;c\n1,2;3\n4,5;6\n", "unclear-delimiter", "t.csv:1",
      "`delimiter: \",\"` reads 2 rows of `a`, `b;c`; the first is \"1 | 2;3\""
    ),
    (
      "State,state\n1,2\n", "colliding-header", "t.csv:1",
      "`header: { 2: \"state_2\" }` reads 1 row of `State`, `state_2`"
    ),
    ("a b,a  b \n1,2\n", "colliding-header", "t.csv:1", "`header: { 2: \"a  b_2\" }` reads"),
    ("\u{E9},e\u{301}\n1,2\n", "colliding-header", "t.csv:1", "`header: { 2: \"e\u{301}_2\" }` reads"),
    ("a,a\n1,2\n", "duplicate-header", "t.csv:1", "`header: { 2: \"a_2\" }` reads 1 row of `a`, `a_2`"),
    ("1,5\n2,6\n3,7\n", "no-header", "t.csv:1", "`header: none` reads 3 rows of `column_1`, `column_2`"),
    ("Mary,F,7065\nAnna,F,2604\n", "no-header", "t.csv:1", "`header: 1` reads 1 row of `Mary`, `F`, `7065`"),
    (
      "a,b\n1,5,6\n2,7,8\n", "shape-change", "t.csv:2",
      "`skip: 1, header: [\"column_1\", \"a\", \"b\"]` reads 2 rows of `column_1`, `a`, `b`"
    ),
    (
      "y,n\n1,2\n2,3,4\n3,4\n", "ragged-row", "t.csv:3",
      "`skip: 1, header: [\"y\", \"n\", \"column_3\"], ragged: pad` reads 3 rows"
    ),
    ("a,n,m\nx\ny,3,4\nz,4,5\n", "ragged-row", "t.csv:2", "`ragged: pad` reads 3 rows of `a`, `n`, `m`"),
  ])
func refused(_ text: String, _ code: String, _ place: String, _ note: String) {
  let diagnostic = failure(Array(text.utf8))
  #expect(diagnostic?.code.rawValue == code)
  #expect(diagnostic?.location == place)
  #expect(diagnostic?.notes.contains { $0.contains(note) } == true, "\(diagnostic?.notes ?? [])")
}

@Test(
  "Where one reading only makes a table of the whole file, it is taken and said",
  arguments: [
    ("a;b;c\n1;2;3\n", "delimiter: \";\"", ["a", "b", "c"], 1),
    ("x;y\n1,5;2\n2,5;3\n", "delimiter: \";\"", ["x", "y"], 2),
    ("Table 39\na\tb\n1\t2\n", "delimiter: \"\\t\", skip: 1", ["a", "b"], 1),
    ("Table 39\n\nBudget\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n", "skip: 3", ["a", "b", "c"], 3),
    ("Spending,,\nDept,Amount,Date\nA,5,2020-01-01\nB,6,2020-01-02\n", "skip: 1", ["Dept", "Amount", "Date"], 2),
    ("a,b\n1,2\n3,4\n\nSource: us\n", "until: blank", ["a", "b"], 2),
    ("a,b,c\n1,2,3\n3,4,5\nSource: us\n", "until: \"Source: us\"", ["a", "b", "c"], 2),
    ("a,b\n1,x\"y\n2,z\n", "quotes: lenient", ["a", "b"], 2),
    ("a, b\n1, \"x, y\"\n2, z\n", "trim: true", ["a", "b"], 2),
    ("a,b\n1,\"x \\\"y\\\", z\"\n2,w\n", "escape: \"\\\\\"", ["a", "b"], 2),
    ("a,b\n'x,y',1\n'z',2\n", "quotes: \"'\"", ["a", "b"], 2),
    ("a,b,c\n1,\"x, y\",3,\n2,z,4,\n", "ragged: drop_empty", ["a", "b", "c"], 2),
    ("name;note\nAnn;likes a, b\nBob;likes c, d\n", "delimiter: \";\"", ["name", "note"], 2),
    ("sep=;\na;b\n1;2\n3;4\n", "delimiter: \";\", skip: 1", ["a", "b"], 2),
    ("Report; of 2019\ncity;n;year\nA;1;2\nB;2;3\n", "delimiter: \";\", skip: 1", ["city", "n", "year"], 2),
    ("a,b,c\nx,5,1\ny,6,2\nSource: the Department,,\n", "until: \"Source: the Department\"", ["a", "b", "c"], 2),
    ("a,n\nx,5\ny,6\nNote: without Guam, Samoa\n", "until: \"Note: without Guam\"", ["a", "n"], 2),
    (
      "State,Arrests,,Convictions,\n,Men,Women,Men,Women\nTX,1,2,3,4\nOH,5,6,7,8\n", "header: 2",
      ["State", "Arrests Men", "Arrests Women", "Convictions Men", "Convictions Women"], 2
    ),
  ])
func taken(_ text: String, _ options: String, _ names: [String], _ rows: Int) throws {
  let (table, receipt) = try load(Array(text.utf8))
  #expect(receipt.notes.first?.hasPrefix("read with `\(options)`, by what its lines have in common") == true)
  #expect(table.schema.names == names)
  #expect(table.rowCount == rows)
}

@Test("The ways out of a refusal work")
func waysOut() throws {
  let lenient = options { $0.quotes = .lenient }
  let (stray, receipt) = try load(Array("a,b\n5\" pipe,\"x\" y\n".utf8), lenient)
  #expect(stray.row(0) == [.text("5\" pipe"), .text("\"x\" y")])
  #expect(receipt.notes == ["2 cells with stray quotes kept as they are"])
  let named = options {
    $0.skip = 1
    $0.header = .names(["a", "b"])
  }
  let (table, counts) = try load(Array("x,x\n1,2\n".utf8), named)
  #expect(table.schema.names == ["a", "b"])
  #expect((counts.records, counts.header, counts.loaded, counts.skipped) == (2, 0, 1, 1))
  #expect(table.origin?.location(of: 0) == "t.csv:2")
  #expect(try load(Array("1,2\n".utf8), options { $0.header = .none }).0.schema.names == ["column_1", "column_2"])
  #expect(failure(Array("1,2,3\n".utf8), options { $0.header = .names(["a"]) })?.code == .headerWidth)
  let (cut, rest) = try load(Array("a,b\n1,2\n\nSource: us\nx\n".utf8), options { $0.until = .blank })
  #expect(cut.rowCount == 1)
  #expect((rest.records, rest.trailingLines) == (5, 3))
  let stated = options { $0.delimiter = UInt8(ascii: ",") }
  #expect(try load(Array("a,b;c\n1,2;3\n4,5;6\n".utf8), stated).0.rowCount == 2)
}

@Test("UTF-16 with a mark, windows-1252 and Latin-1 are decoded; what does not fit is refused with its location")
func encodings() throws {
  let text = "name,n\nMünchen €𝄞,1\n"
  for (mark, isBig, word) in [([0xFF, 0xFE] as [UInt8], false, "utf-16le"), ([0xFE, 0xFF], true, "utf-16be")] {
    let units = text.utf16.flatMap { unit -> [UInt8] in
      isBig ? [UInt8(unit >> 8), UInt8(unit & 0xFF)] : [UInt8(unit & 0xFF), UInt8(unit >> 8)]
    }
    let (table, receipt) = try load(mark + units)
    #expect(table.row(0) == [.text("München €𝄞"), .int(1)])
    #expect(table.schema.names == ["name", "n"])
    #expect(receipt.notes == ["read as \(word)"])
    #expect(failure(Array((mark + units).dropLast()))?.code == .notInEncoding)
    #expect(failure(mark + (isBig ? [0xD8, 0x00] : [0x00, 0xD8]) + [0, 65])?.code == .notInEncoding)
    #expect(failure(mark + units, options { $0.encoding = .utf8 })?.code == .encodingDiffers)
    let ascii = "aa,bb\n12,34\n".utf8.flatMap { byte -> [UInt8] in isBig ? [0, byte] : [byte, 0] }
    #expect(try load(ascii).1.notes == ["read with `encoding: \"\(word)\"`, by its zero bytes"])
  }
  let old = Array("name\nM".utf8) + [0xFC] + Array("nchen ".utf8) + [0x80, 10]
  #expect(failure(old)?.location == "t.csv:2:2")
  #expect(
    failure(old)?.notes.first == "`encoding: \"windows-1252\"` reads \"München\" (line 2), \"€\" (line 2)")
  #expect(try load(old, options { $0.encoding = .windows1252 }).0.row(0) == [.text("München €")])
  #expect(
    try load(old, options { $0.encoding = TextEncoding(name: "ISO-8859-1") }).0.row(0) == [.text("München \u{80}")])
  let hole = Array("a\n".utf8) + [0x81, 10]
  #expect(failure(hole, options { $0.encoding = .windows1252 })?.location == "t.csv:2:1")
}

@Test("A declared number is read as people write it, or refused; the same for dates, times and spans")
func declaredCells() throws {
  func read(_ cell: String, _ type: ValueType, _ order: ReadOptions.DateOrder? = nil) -> Value? {
    let declared = options {
      $0.types = ["n": type]
      if let order { $0.dates = ["n": .order(order)] }
    }
    return try? load(Array("n\n\"\(cell)\"\n".utf8), declared).0.columns[0][0]
  }
  func decimal(_ digits: Int128, _ scale: Int) -> Value { .decimal(Decimal(digits: digits, scale: scale)) }
  for (cell, digits, scale) in [
    ("1,234", 1234, 0), ("$5", 5, 0), ("(5)", -5, 0), ("12%", 12, 2), ("-$1,234,567.50", -123_456_750, 2),
    ("5 €", 5, 0),
    ("\u{2212}7", -7, 0), ("+7", 7, 0), ("($1,000.5)", -10005, 1), ("1 234", 1234, 0), ("1\u{A0}234", 1234, 0),
    (" 5 ", 5, 0), ("007", 7, 0), (".5", 5, 1), ("£-3", -3, 0),
  ] as [(String, Int128, Int)] {
    #expect(read(cell, .decimal) == decimal(digits, scale), "\(cell)")
  }
  for cell in [
    "1.234,56", "1,23", "12,34,567", "$1.2M", "5-", "(5", "--5", "1e3", "½", "٣", "$", "%", "", ".", "-", "$5%",
    "1,234 567",
    "€$5", "1,2345", "0x1F",
  ] { #expect(read(cell, .decimal) == nil, "\(cell)") }
  #expect(read("$1,234", .int) == .int(1234))
  #expect(read("12%", .int) == nil)
  #expect(read("9,223,372,036,854,775,808", .int) == nil)
  #expect(read("12.5%", .float) == .float(0.125))
  #expect(read("1,000.1", .float) == .float(1000.1))
  #expect(read("03/04/2011", .date, .dmy) == .date(15067))
  #expect(read("03/04/2011", .date, .mdy) == .date(15037))
  #expect(read("2011-03-04", .date, .dmy) == .date(15037))
  #expect(read("2011/3/4", .date, .ymd) == .date(15037))
  for cell in ["03/04/11", "31/02/2011", "3/4.2011", "2011/3/4"] { #expect(read(cell, .date, .dmy) == nil, "\(cell)") }
  #expect(read("1970-01-02 00:00:01.5", .datetime) == .datetime(86_401_500_000))
  for cell in ["1970-01-01T24:00", "1970-01-01T00:00Z", "1970-01-01"] {
    #expect(read(cell, .datetime) == nil, "\(cell)")
  }
  #expect(read("-1 week", .duration) == .duration(-604_800_000_000))
  #expect(read("26:03:04.5", .duration) == .duration(93_784_500_000))
  #expect(read("1:30", .duration) == nil)
  #expect(read("2011-W01", .period(.week)) == .period(2140, .week))
  #expect(read("week of 2011-01-03", .period(.week)) == .period(2140, .week))
  #expect(read("2011-W53", .period(.week)) == nil)
  #expect(read("2009-W53", .period(.week)) != nil)
}

@Test("Dates without an order, mixed percent signs and mixed currencies are refused; what was taken off is noted")
func declaredColumns() throws {
  let dates = options { $0.types = ["d": .date] }
  let unclear = failure(Array("d\n01/02/2020\n03/04/2020\n".utf8), dates)
  #expect(unclear?.message == "all 2 values of `d` fit both dd/mm and mm/dd")
  #expect(
    unclear?.notes.dropFirst() == [
      "`dates: { d: dmy }` reads 2 of 2 cells as `date`, \"01/02/2020\" as 2020-02-01",
      "`dates: { d: mdy }` reads 2 of 2 cells as `date`, \"01/02/2020\" as 2020-01-02",
      "`types: { d: text }` reads 2 of 2 cells as `text`",
    ])
  #expect(
    failure(Array("d\n01/02/2020\n13/04/2020\n".utf8), dates)?.notes.dropFirst().first
      == "`dates: { d: dmy }` reads 2 of 2 cells as `date`, \"01/02/2020\" as 2020-02-01")
  let numbers = options { $0.types = ["n": .decimal] }
  #expect(failure(Array("n\n5%\n5\n".utf8), numbers)?.code == .mixedPercent)
  #expect(try load(Array("n\n5%\n0\n".utf8), numbers).0.rowCount == 2)
  #expect(failure(Array("n\n$5\n€5\n".utf8), numbers)?.location == "t.csv:3:1")
  #expect(
    try load(Array("n\n1\n\"$1,234\"\n".utf8), numbers).1.notes == [
      "`n`: 1 cell read without thousands separators and currency signs; the first is \"$1,234\" at t.csv:3:1"
    ])
  let redacted = options {
    $0.redacted = ["D", "S"]
    $0.dates = [:]
  }
  let (table, receipt) = try load(Array("a,b\n1,D\nD,2\nD,S\n".utf8), redacted)
  #expect(table.columns.map(\.missingCount) == [2, 2])
  #expect(receipt.redactions.map { "\($0.column) \($0.code) \($0.count)" } == ["a D 2", "b D 1", "b S 1"])
  #expect(
    failure(Array("persons\n1\n".utf8), options { $0.units = ["person": "x"] })?.notes == [
      "the closest match is `persons`"
    ])
}

@Test("A file is read only inside its folder: no way up, no absolute path, no link, pipe, device or folder")
func beneath() throws {
  let temporary = try TemporaryFolder()
  let folder = temporary.path
  let root = folder + "/root"
  mkdir(root, 0o700)
  mkdir(root + "/in", 0o700)
  try writeAtomically([1], to: folder + "/secret")
  try writeAtomically([2], to: root + "/in/a")
  symlink("../secret", root + "/out")
  symlink("..", root + "/up")
  symlink("in/a", root + "/inside")
  symlink("/dev/zero", root + "/zero")
  mkfifo(root + "/pipe", 0o600)
  // A folder whose name merely starts like the root's.
  mkdir(folder + "/root2", 0o700)
  try writeAtomically([3], to: folder + "/root2/b")
  symlink("../root2/b", root + "/sibling")
  func code(_ path: String, _ allowed: [String] = []) -> String? {
    do {
      _ = try readFile(path, beneath: root, alsoAllowed: allowed, shownAs: path)
      return nil
    } catch { return error.diagnostics.first?.code.rawValue }
  }
  #expect(try readFile("in/a", beneath: root, shownAs: "a") == [2])
  #expect(try readFile("inside", beneath: root, shownAs: "a") == [2])
  for path in ["out", "up/secret", "../secret", "in/../../secret", folder + "/secret", "sibling", "zero", "/dev/zero"] {
    #expect(code(path) == "outside-folder", "\(path)")
  }
  for path in ["", "a\0b", "pipe", "in", ".", "none"] { #expect(code(path) == "cannot-read", "\(path)") }
  #expect(try readFile("sibling", beneath: root, alsoAllowed: [folder + "/root2"], shownAs: "b") == [3])
  #expect(try readFile("../root2/b", beneath: root, alsoAllowed: [folder + "/root2"], shownAs: "b") == [3])
  #expect(code("out", [folder + "/root2"]) == "outside-folder")
  #expect(code("zero", ["/dev"]) == "cannot-read")
}

@Test("A cell past 16 MiB, a record past 64 MiB and a stop while a large file is read are limits, not traps", .slow)
func large() {
  let text = [UInt8](repeating: UInt8(ascii: "x"), count: 17 << 20)
  #expect(failure(Array("a\n".utf8) + text)?.code == .cellTooLong)
  #expect(failure(Array("a\n\"".utf8) + text + Array("\"\n".utf8))?.location == "t.csv:2:1")
  let cells = [UInt8](repeating: UInt8(ascii: ","), count: 65 << 20)
  #expect(failure(cells, options { $0.delimiter = UInt8(ascii: ",") })?.kind == .limit)
}

@Test(
  "No option is offered that makes a wrong table, and no line with a figure is left out",
  arguments: [
    ("state,n,m\nTX,5,1\n6,2\nOH,7,3\n", 3), ("state,n,m\nTX,5,1\nOH,2\nNY,7,3\n", 3),
    ("state,n,m\nTX,5,1\nOH,2,4\nTotal,5\n", 4), ("a,b,c\n1,2,3\n4;5;6\n", 3),
    ("item,n\n\"12\" pipe, steel\",1\nx,2\n", 2), ("5\na,b\n1,2\n3,4\n", 0),
  ])
func noAdvice(_ text: String, _ line: Int) {
  let diagnostic = failure(Array(text.utf8))
  if line > 0 { #expect(diagnostic?.location?.hasPrefix("t.csv:\(line)") == true, "\(diagnostic?.location ?? "")") }
  #expect(diagnostic?.notes.contains { $0.contains(" reads ") } == false, "\(diagnostic?.notes ?? [])")
}

@Test("Codes for missing values are counted by column, and may be those of one column")
func missingCodes() throws {
  let text = "party,spend\nD,10\nR,D\nD,-\n"
  let (all, everywhere) = try load(Array(text.utf8), options { $0.missing = ["D", "-", "D"] })
  #expect(all.row(0) == [.missing, .int(10)])
  #expect(
    everywhere.missing == [
      .init(column: "party", code: "D", count: 2), .init(column: "spend", code: "D", count: 1),
      .init(column: "spend", code: "-", count: 1),
    ])
  let (own, receipt) = try load(Array(text.utf8), options { $0.missingIn = ["spend": ["D", "-"]] })
  #expect(own.row(0) == [.text("D"), .int(10)])
  #expect(own.row(1) == [.text("R"), .missing])
  #expect(
    receipt.missing == [.init(column: "spend", code: "D", count: 1), .init(column: "spend", code: "-", count: 1)])
  #expect(failure(Array(text.utf8), options { $0.missingIn = ["spent": ["D"]] })?.code == .unknownColumn)
}

@Test("Rows of empty cells are counted, not loaded, unless the script keeps them")
func emptyRows() throws {
  let (table, receipt) = try load(Array("a,b\n1,2\n,\n3,4\n\"\",\n".utf8))
  #expect(table.rowCount == 3)
  #expect((receipt.records, receipt.hollowRows) == (5, 1))
  #expect(table.origin?.location(of: 1) == "t.csv:4")
  #expect(try load(Array("a,b\n1,2\n,\n3,4\n".utf8), options { $0.keepsEmptyRows = true }).0.rowCount == 3)
}

@Test("Header lines, comments, rows and the end of the table are what the script says")
func statedLayout() throws {
  let two = "Arrests,,Total\nMale,Female,\n1,2,3\n"
  #expect(
    try load(Array(two.utf8), options { $0.header = .records(2) }).0.schema.names == [
      "Arrests Male", "Arrests Female", "Total",
    ])
  let named = options { $0.header = .renamed([2: "b"]) }
  #expect(try load(Array("a,a\n1,2\n".utf8), named).0.schema.names == ["a", "b"])
  #expect(failure(Array("a\n1\n".utf8), named)?.code == .headerWidth)
  let (commented, receipt) = try load(Array("# x\na,b\n1,2\n# y,z,w\n3,4\n".utf8), options { $0.comments = "#" })
  #expect(commented.rowCount == 2)
  #expect((receipt.records, receipt.commentLines) == (5, 2))
  let (few, rest) = try load(Array("a,b\n1,2\n3,4\nx\ny\n".utf8), options { $0.rows = 2 })
  #expect(few.rowCount == 2)
  #expect(rest.trailingLines == 2)
  #expect(try load(Array("a,b\n1,2\nNote: x\n".utf8), options { $0.until = .words("Note") }).0.rowCount == 1)
  let (plain, _) = try load(Array("a,b\n\"1,2\n".utf8), options { $0.quotes = .none })
  #expect(plain.row(0) == [.text("\"1"), .int(2)])
  let (types, _) = try load(
    Array("a,b\n1,2\n".utf8),
    options {
      $0.typeOfOthers = .text
      $0.types = ["b": .int]
    })
  #expect(types.row(0) == [.text("1"), .int(2)])
}

@Test("Columns without a name are named by their places, or left out if they have no value")
func unnamedColumns() throws {
  let (table, receipt) = try load(Array(",x,\n0,1,\n1,3,\n".utf8))
  #expect(table.schema.names == ["column_1", "x"])
  #expect(
    receipt.notes == [
      "column 3 has neither a name nor a value, and is left out",
      "column 1 has no name in the file, and is called `column_1`; `header: { 1: \"…\" }` gives another",
    ])
}

/// The cells of a table as text, rows by slashes.
private func cells(_ table: Table) -> String {
  ([table.schema.names] + (0..<table.rowCount).map { row in table.row(row).map { plainText($0) } })
    .map { $0.joined(separator: ",") }.joined(separator: "/")
}

@Test(
  "What the lines of a file leave no doubt of is read as it is meant",
  arguments: [
    ("a,b,c\n1,2,3\n,,\n4,5,6\n\nNote: x\n", "a,b,c/1,2,3/4,5,6"),
    ("id,name\nx,'A, B, C'\ny,'D, E, F'\n", "id,name/x,A, B, C/y,D, E, F"),
    ("T,,\na,b,c\n1,2,3\n4,5,6\n(Unknown),,\n", "a,b,c/1,2,3/4,5,6/(Unknown),,"),
    ("state,2019,2020\nTX,1,2\nNY,3,4\n,,\nSource: Census,,\n", "state,2019,2020/TX,1,2/NY,3,4"),
    ("sep=,\na,b\n1,2\n", "a,b/1,2"), ("ort;n\nA;1.234\nB;999\nC;12.500\n", "ort,n/A,1.234/B,999/C,12.500"),
    ("Deaths, by year\nyear,births,deaths\n2019,5,6\n2020,7,8\n", "year,births,deaths/2019,5,6/2020,7,8"),
    ("a,b,c\r\n1,2,3\r\n4,5,6\r\n\r\nNote: x, y\r\n", "a,b,c/1,2,3/4,5,6"),
    ("T\nState,2019,2020\nTX,1,2\nNY,3,4\nNote: a, b\n", "State,2019,2020/TX,1,2/NY,3,4"),
    ("ort;name\nA;Smith, J\nB;Doe, A\n", "ort,name/A,Smith, J/B,Doe, A"),
    ("name;address\nAnn;Main St, 12\nBob;High St, 5\n", "name,address/Ann,Main St, 12/Bob,High St, 5"),
    ("id,auth;auths\n1,a;b\n2,c;d\n3,e;f\n", "id,auth;auths/1,a;b/2,c;d/3,e;f"),
    ("County,1/22/20,1/23/20\nA,5,6\nB,7,8\n", "County,1/22/20,1/23/20/A,5,6/B,7,8"),
    ("country,2020-01,2020-02\nA,1,2\nB,3,4\n", "country,2020-01,2020-02/A,1,2/B,3,4"),
    ("country,1,2,3\nA,1,2,5\nB,3,4,6\n", "country,1,2,3/A,1,2,5/B,3,4,6"),
    ("a,b,c,\n1,2,3\n4,5,6\n", "a,b,c/1,2,3/4,5,6"),
    ("ort;wert\nA;1\nB;2\nC;3\nQuelle: x\n", "ort,wert/A,1/B,2/C,3"),
    ("id\tn\n1\t2\n3\t4\nSee below\n", "id,n/1,2/3,4"),
    ("a,b\n1,2\n3,4\n(2 rows)\n", "a,b/1,2/3,4"), ("a,b\nx,2\n# by hand\ny,4\n", "a,b/x,2/y,4"),
    ("2022\na,b,c\nx,2,3\ny,4,5\n", "a,b,c/x,2,3/y,4,5"),
    ("Agency,Finance\nUpdated,2023-01-05\na,b,c\nx,2,3\ny,4,5\n", "a,b,c/x,2,3/y,4,5"),
    ("Spending, by town, by year, and by fund\na,b,c\nx,2,3\ny,4,5\n", "a,b,c/x,2,3/y,4,5"),
    ("a,b,c\nx,2,3\ny,4,5\n\nNote: not A, B, C, D\n", "a,b,c/x,2,3/y,4,5"),
    ("a,b\nx,2,,,\ny,4,,,\n", "a,b/x,2/y,4"), ("a,b\nx,2\n   \ny,4\n\u{1A}\n", "a,b/x,2/y,4"),
    ("county,2019,2020\nA,1950,1960\nB,2010,2025\n", "county,2019,2020/A,1950,1960/B,2010,2025"),
    ("town,0-17,65+\nA,5,6\nB,8,9\n", "town,0-17,65+/A,5,6/B,8,9"),
    ("S,C,,,\n,A,,B,\n,M,W,M,W\nx,5,6,7,8\ny,1,2,3,4\n", "S,C A M,C A W,C B M,C B W/x,5,6,7,8/y,1,2,3,4"),
    ("a,b\nx,2\na,b\ny,4\n", "a,b/x,2/y,4"), ("a,b\n----,----\nx,2\ny,4\nz,5\nu,6\n", "a,b/x,2/y,4/z,5/u,6"),
    (",n,m\n,persons,usd\nx,1,2\ny,3,4\nz,5,6\nu,7,8\n", "column_1,n persons,m usd/x,1,2/y,3,4/z,5,6/u,7,8"),
    ("a^b\nx^2\ny^4\n", "a,b/x,2/y,4"), ("a b c\nx 2 3\ny 4 5\n", "a,b,c/x,2,3/y,4,5"),
    ("full name\nJohn Smith\nAnn Lee\n", "full name/John Smith/Ann Lee"), ("t\n12:30\n13:45\n", "t/12:30/13:45"),
    ("|a|b|\n|x|2|\n|y|4|\n", "a,b/x,2/y,4"), ("a||b\nx||2\ny||4\n", "a,b/x,2/y,4"),
    ("a ; b\nx ; 2\ny ; 4\n", "a,b/x,2/y,4"), ("'a','b'\n'x','2'\n'y','4'\n", "a,b/x,2/y,4"),
    ("\"a\" ,\"b\"\n\"x, y\" ,5\n\"z\" ,6\n", "a,b/x, y,5/z,6"),
    ("town      n\nNew York  5\nAda      12\n", "town,n/New York,5/Ada,12"),
  ])
func meant(_ text: String, _ expected: String) throws { #expect(try cells(load(Array(text.utf8)).0) == expected) }

@Test(
  "A number that may stand for a missing value is named, with what says so",
  arguments: [
    ("n,y\n1,1950\n2,9999\n3,1960\n4,1970\n5,1980\n", "`y` has 9999 in 1 row and otherwise 1950 to 1980"),
    ("n,y\n1,1950\n2,1900\n3,1960\n4,1970\n5,1980\n", "`y` has 1900 in 1 row and otherwise 1950 to 1980"),
    ("n,y\n1,5\n2,-9\n3,3\n4,-9\n5,8\n6,4\n7,2\n", "`y` has -9 in 2 rows and otherwise 2 to 8"),
    ("n,y\n1,12\n2,99\n3,31\n4,44\n5,18\n", "`y` has 99 in 1 row and otherwise 12 to 44"),
    ("n,y\n1,95\n2,99\n3,91\n4,84\n5,88\n", nil), ("n,y\n1,-1\n2,1\n3,-3\n4,4\n5,-5\n", nil),
    ("n,y\n1,1900\n2,1901\n3,1902\n4,1903\n5,1904\n", nil), ("n,y\n1,0\n2,0\n3,0\n4,0\n5,99\n", "`y` has 99 in 1 row"),
  ] as [(String, String?)])
func codesForMissing(_ text: String, _ words: String?) throws {
  let folder = try TemporaryFolder(["t.csv": text])
  let notes = try load(path: folder.path + "/t.csv", shownAs: "t.csv").receipt.allNotes
  if let words {
    #expect(notes.count == 1 && notes[0].hasPrefix(words), "\(notes)")
  } else {
    #expect(notes == [])
  }
}
