import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats
@testable import StetWorkbooks

/// A workbook, as scripts load it.
private func loaded(
  _ bytes: [UInt8], named name: String = "t.xlsx", _ change: (inout ReadOptions) -> Void = { _ in }
) throws -> Loaded {
  let folder = try TemporaryFolder()
  try folder.write("t", bytes)
  var options = ReadOptions()
  change(&options)
  return try TableSource(path: folder.path + "/t", shownAs: name, options: options).load()
}

/// Rows as a test writes them, `-` for a cell that is empty; each line is a row, with `|` between its cells.
private func sheet(_ text: String, from first: Int = 1) -> String {
  WorkbookBytes.rows(
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.split(separator: "|", omittingEmptySubsequences: false).map { $0 == "-" ? "" : String($0) }
    }, from: first)
}

private func shown(_ table: Table) -> String {
  let head = table.schema.fields.map { "\($0.name) \($0.type.name)" }.joined(separator: ", ")
  return
    ([head]
    + (0..<table.rowCount).map { table.row($0).map { $0.isMissing ? "·" : plainText($0) }.joined(separator: "|") })
    .joined(separator: "\n")
}

private func failure(_ bytes: [UInt8], _ change: (inout ReadOptions) -> Void = { _ in }) throws -> Diagnostic {
  let found = #expect(throws: RunFailure.self) { try loaded(bytes, change) }
  return try #require(found?.diagnostics.first)
}

@Test(
  "A table is found wherever it is, with its names",
  arguments: [
    ("a|b\n1|x\n2|y", "a int, b text\n1|x\n2|y"),
    ("Spending by state\n\nstate|usd\nTX|5\nIL|6", "state text, usd int\nTX|5\nIL|6"),
    ("Spending by state\nstate|usd\nTX|5\nIL|6\nSource: us", "state text, usd int\nTX|5\nIL|6"),
    ("-|-|a|b\n-|-|1|2.5\n-|-|3|-", "a int, b decimal\n1|2.5\n3|·"),
    ("place|2019|2020\nTX|5|6\nIL|7|8", "place text, 2019 int, 2020 int\nTX|5|6\nIL|7|8"),
    (
      "-|2019|-|2020|-\nplace|m|f|m|f\nTX|1|2|3|4\nIL|5|6|7|8",
      "place text, 2019 m int, 2019 f int, 2020 m int, 2020 f int\nTX|1|2|3|4\nIL|5|6|7|8"
    ),
    ("-|Group|-\nname|n|m\na|1|2\nb|3|4", "name text, n int, m int\na|1|2\nb|3|4"),
    ("a|b\n1|TRUE\n2|FALSE", "a int, b bool\n1|true\n2|false"),
    ("a|b\n1|x\n-|-\n2|y", "a int, b text\n1|x\n2|y"),
    ("term|meaning\nx|long words\ny|more words", "term text, meaning text\nx|long words\ny|more words"),
    ("a|b", "a text, b text"),
    ("-|Total\nTX|5\nIL|6", "column_1 text, Total int\nTX|5\nIL|6"),
    ("id|y|-\n1|2|3\n4|5|6", "id int, y int, column_3 int\n1|2|3\n4|5|6"),
    ("id|y|-\n7|2|3\n4|5|6", "id int, y int, column_3 int\n7|2|3\n4|5|6"),
    ("Report|FY24|-|-\nid|y|-|z\n1|2|3|4\n5|6|7|8", "id int, y int, column_3 int, z int\n1|2|3|4\n5|6|7|8"),
    (
      "a|-|c|d|e|f|g|-\n1|2|3|4|5|6|7|8",
      "a int, column_2 int, c int, d int, e int, f int, g int, column_8 int\n1|2|3|4|5|6|7|8"
    ),
    ("Title\na|b", "a text, b text"),
    ("a|b|-\nx|y|z\np|q|r", "a text, b text, column_3 text\nx|y|z\np|q|r"),
    ("Title\n\na|b", "a text, b text"),
  ])
func found(_ text: String, _ wanted: String) throws {
  #expect(shown(try loaded(WorkbookBytes(sheet(text)).bytes).table) == wanted)
}

@Test("A line in which half of the names are lacking is refused, and no row of figures becomes names")
func halfOfNames() throws {
  let refused = try failure(WorkbookBytes(sheet("name|-|-|y\na|2.5|3|5\nb|5|6|7\nc|8|9|3")).bytes)
  #expect(refused.code == .emptyHeader && refused.location == "t.xlsx!Data!A1")
  #expect(
    refused.notes.first?.hasPrefix("`header: { 2: \"column_2\", 3: \"column_3\" }` reads 3 rows") == true, "\(refused)")
}

@Test("A row comes from a row of a sheet, and every line is accounted for")
func origins() throws {
  let text = "Title\n\na|b\n1|x\n\n2|y\n* a note of many words that is longer than any of the rows"
  let (table, receipt) = try { ($0.table, $0.receipt) }(loaded(WorkbookBytes(sheet(text), name: "My data").bytes))
  #expect(table.origin?.location(of: 1) == "t.xlsx!My data:6")
  #expect(
    (receipt.header, receipt.loaded, receipt.hollowRows, receipt.skippedLines, receipt.trailingLines) == (1, 2, 1, 1, 1)
  )
  #expect(
    receipt.notes.first
      == "the table is A3:B6 of the sheet \"My data\"; left out: \"Title\", \"* a note of many words that is longer than any of the rows\""
  )
}

@Test("Names in merged cells hold for all of their columns; of merged cells in rows, only the first has the value")
func merged() throws {
  let workbook = WorkbookBytes(sheets: [
    (
      "Data",
      "<sheetData>" + sheet("state|Arrests|-|Total\n-|m|f|-\nTX|1|2|3\n-|4|5|9\nIL|6|7|13")
        + "</sheetData><mergeCells><mergeCell ref=\"B1:C1\"/><mergeCell ref=\"A1:A2\"/><mergeCell ref=\"D1:D2\"/><mergeCell ref=\"A3:A4\"/></mergeCells>"
    )
  ])
  let result = try loaded(workbook.bytes)
  #expect(
    shown(result.table)
      == "state text, Arrests m int, Arrests f int, Total int\nTX|1|2|3\n·|4|5|9\nIL|6|7|13")
  #expect(result.receipt.notes.contains { $0.contains("1 merged cell in the rows") && $0.contains("A3:A4") })
}

@Test("Of several sheets or tables none is taken; each has a line that was tried")
func severalSheets() throws {
  let workbook = WorkbookBytes(sheets: [
    ("One", "<sheetData>\(sheet("a|b\n1|x\n2|y"))</sheetData>"),
    ("Two", "<sheetData>\(sheet("c|d\n3|z\n4|z"))</sheetData>"),
    ("Words", "<sheetData>\(sheet("only text\nhere"))</sheetData>"),
  ])
  let sheets = try failure(workbook.bytes)
  #expect(sheets.code == .severalSheets && sheets.notes.count == 2)
  #expect(sheets.notes[1] == "`load \"t.xlsx\", sheet: \"Two\"` reads 2 rows of `c`, `d`; the first is \"3 | z\"")
  #expect(shown(try loaded(workbook.bytes) { $0.sheet = .named("two ") }.table) == "c int, d text\n3|z\n4|z")
  #expect(shown(try loaded(workbook.bytes) { $0.sheet = .number(1) }.table) == "a int, b text\n1|x\n2|y")
  #expect(try failure(workbook.bytes) { $0.sheet = .named("Three") }.code == .unknownSheet)
  #expect(try failure(workbook.bytes) { $0.sheet = .named("Words") }.code == .noTable)

  // A line of texts alone has the names of a table without rows, unless another sheet has a table with rows.
  let cover = ("Cover", "<sheetData>\(sheet("Spending|by state"))</sheetData>")
  let full = ("Data", "<sheetData>\(sheet("a|b\n1|x\n2|y"))</sheetData>")
  #expect(shown(try loaded(WorkbookBytes(sheets: [cover, full]).bytes).table) == "a int, b text\n1|x\n2|y")
  #expect(
    shown(try loaded(WorkbookBytes(sheets: [cover, full]).bytes) { $0.sheet = .number(1) }.table)
      == "Spending text, by state text")

  let tables = WorkbookBytes(
    sheet("Left|-|-|-|Right|-\na|b|-|-|c|d\n1|x|-|-|3|z\n2|y|-|-|4|z\n\nBelow\n\ne|f\n5|6\n7|8"))
  let refused = try failure(tables.bytes)
  #expect(refused.code == .severalTables && refused.location == "t.xlsx!Data")
  #expect(
    refused.notes == [
      "`load \"t.xlsx\", sheet: \"Data\", range: \"A2:B4\"` reads 2 rows of `a`, `b`; the first is \"1 | x\"",
      "`load \"t.xlsx\", sheet: \"Data\", range: \"E2:F4\"` reads 2 rows of `c`, `d`; the first is \"3 | z\"",
      "`load \"t.xlsx\", sheet: \"Data\", range: \"A8:B10\"` reads 2 rows of `e`, `f`; the first is \"5 | 6\"",
    ])
}

@Test(
  "A range states the table, open to the right or below",
  arguments: [
    ("A2:B4", "a int, b text\n1|x\n2|y"), ("A2:B3", "a int, b text\n1|x"), ("E2", "c int, d text\n3|z\n4|z"),
    ("A2:B", "a int, b text\n1|x\n2|y"), ("A:B", nil), ("E:F", "c int, d text\n3|z\n4|z"),
    ("8:10", "e int, f int\n5|6\n7|8"),
    ("A8:Z", "e int, f int\n5|6\n7|8"), ("$E$2:$F$3", "c int, d text\n3|z"), ("H1:J9", nil),
  ])
func ranges(_ range: String, _ wanted: String?) throws {
  let tables = WorkbookBytes(
    sheet("Left|-|-|-|Right|-\na|b|-|-|c|d\n1|x|-|-|3|z\n2|y|-|-|4|z\n\nBelow\n\ne|f\n5|6\n7|8"))
  if let wanted {
    #expect(shown(try loaded(tables.bytes) { $0.range = CellRange(range) }.table) == wanted)
  } else {
    #expect(throws: RunFailure.self) { try loaded(tables.bytes) { $0.range = CellRange(range) } }
  }
}

@Test("Dates, times and shares have the type of their format, and the receipt says what changed nothing")
func formatted() throws {
  var workbook = WorkbookBytes(
    sheet("day|at|long|share|clock")
      + "<row r=\"2\"><c s=\"1\"><v>45292</v></c><c s=\"2\"><v>45292.5</v></c><c s=\"3\"><v>1.5</v></c><c s=\"4\"><v>0.125</v></c><c s=\"5\"><v>0.5</v></c></row>"
      + "<row r=\"3\"><c s=\"1\"><v>45293</v></c><c s=\"1\"><v>45293</v></c><c s=\"3\"><v>0.25</v></c><c s=\"4\"><v>1</v></c><c s=\"5\"><v>0.75</v></c></row>"
  )
  workbook.formats = ["14", "yyyy-mm-dd hh:mm", "[h]:mm", "0.0%", "h:mm"]
  let result = try loaded(workbook.bytes)
  #expect(
    result.table.schema.fields.map(\.type) == [.date, .datetime, .duration, .decimal, .text])
  #expect(result.table.row(0)[0] == .date(19_723) && result.table.row(0)[3] == .decimal(Decimal(digits: 125, scale: 3)))
  #expect(result.table.row(1)[1] == .datetime(19_724 * 86_400_000_000) && result.table.row(0)[4] == .text("12:00:00"))
  #expect(result.table.row(0)[2] == .duration(36 * 3_600_000_000))
  #expect(result.receipt.notes.contains("shown in percent, read as shares of 1: `share`"))
}

@Test("A cell without a value to read is an error that names it, and the way out is one")
func unreadableCells() throws {
  let uncalculated = WorkbookBytes(sheet("a|b\n1|=SUM(A1:A2)\n2|3"))
  let first = try failure(uncalculated.bytes)
  #expect(first.code == .uncalculated && first.location == "t.xlsx!Data!B2" && first.notes[0].contains("SUM(A1:A2)"))
  var leap = WorkbookBytes(
    sheet("a|b")
      + "<row r=\"2\"><c><v>1</v></c><c s=\"1\"><v>60</v></c></row><row r=\"3\"><c><v>2</v></c><c s=\"1\"><v>61</v></c></row>"
  )
  leap.formats = ["14"]
  let second = try failure(leap.bytes)
  #expect(second.code == .badDate && second.location == "t.xlsx!Data!B2" && second.message.contains("29 February"))
  #expect(shown(try loaded(leap.bytes) { $0.missingIn = ["b": ["60"]] }.table) == "a int, b date\n1|·\n2|1900-03-01")
  #expect(try loaded(leap.bytes) { $0.types = ["b": .text] }.table.row(0)[1] == .text("60"))
}

@Test("Errors and codes keep a column text, with what declares them; numbers stored as text are said")
func kindsOfCells() throws {
  let workbook = WorkbookBytes(
    sheet("a|b|c|d\n1|#N/A|5|7\n2|2|D|x\n3|#REF!|6|-").replacing("<v>7</v>", with: "<v>7</v>"))
  let result = try loaded(workbook.bytes)
  #expect(shown(result.table) == "a int, b text, c text, d text\n1|#N/A|5|7\n2|2|D|x\n3|#REF!|6|·")
  #expect(result.receipt.notes.contains { $0.contains("1 × \"#N/A\", 1 × \"#REF!\"") && $0.contains("t.xlsx!Data!B2") })
  #expect(result.receipt.notes.contains { $0.contains("`missing: { c: [\"D\"] }` reads them as missing") })
  let declared = try loaded(workbook.bytes) {
    $0.missing = ["#N/A", "#REF!"]
    $0.missingIn = ["c": ["D"]]
  }
  #expect(shown(declared.table) == "a int, b int, c int, d text\n1|·|5|7\n2|2|·|x\n3|·|6|·")
  #expect(declared.receipt.missing.reduce(0) { $0 + $1.count } == 3)
  let texts = WorkbookBytes(
    sheet("a|b")
      + (2...4).map { "<row r=\"\($0)\"><c><v>\($0)</v></c><c t=\"inlineStr\"><is><t>\($0)</t></is></c></row>" }
      .joined())
  let stored = try loaded(texts.bytes)
  #expect(stored.receipt.notes.contains { $0.contains("3 of 3 cells are numbers stored as text") })
  #expect(try loaded(texts.bytes) { $0.types = ["b": .int] }.table.row(0)[1] == .int(2))
}

@Test("What a sheet hides is read, and said")
func hidden() throws {
  var workbook = WorkbookBytes(sheets: [
    (
      "Data",
      "<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols><sheetData>"
        + sheet("a|b\n1|x\n2|y").replacing("<row r=\"3\">", with: "<row r=\"3\" hidden=\"1\">") + "</sheetData>"
    ), ("Other", "<sheetData>\(sheet("c|d\n1|2\n3|4"))</sheetData>"),
  ])
  workbook.attributes["Other"] = "state=\"veryHidden\""
  let result = try loaded(workbook.bytes)
  #expect(shown(result.table) == "a int, b text\n1|x\n2|y")
  for words in ["1 row is hidden in the sheet, and read", "hidden column B read", "hidden sheet not read: \"Other\""] {
    #expect(result.receipt.notes.contains(words), "\(words)")
  }
  #expect(try loaded(workbook.bytes) { $0.sheet = .named("Other") }.receipt.notes.contains("the sheet is hidden"))
}

@Test("Options of text files hold for sheets, too")
func options() throws {
  let workbook = WorkbookBytes(sheet("x|y\nstate|n\nTX|1\nIL|2\nTotal|3"))
  #expect(shown(try loaded(workbook.bytes) { $0.skip = 1 }.table) == "state text, n int\nTX|1\nIL|2\nTotal|3")
  #expect(
    shown(try loaded(workbook.bytes) { ($0.skip, $0.until) = (1, .words("Total")) }.table)
      == "state text, n int\nTX|1\nIL|2")
  #expect(shown(try loaded(workbook.bytes) { ($0.skip, $0.rows) = (1, 1) }.table) == "state text, n int\nTX|1")
  #expect(
    shown(try loaded(workbook.bytes) { ($0.skip, $0.header) = (2, .names(["s", "n"])) }.table)
      == "s text, n int\nTX|1\nIL|2\nTotal|3")
  #expect(
    shown(try loaded(workbook.bytes) { ($0.skip, $0.header) = (1, .renamed([2: "m"])) }.table)
      == "state text, m int\nTX|1\nIL|2\nTotal|3")
  #expect(try loaded(workbook.bytes) { $0.header = .records(2) }.table.schema.names == ["x state", "y n"])
  let words = WorkbookBytes(sheet("Total Persons (%)|In custody\n1|Yes\n2|No"))
  let cleaned = try loaded(words.bytes) {
    ($0.cleansNames, $0.reading.trues, $0.reading.falses) = (true, ["Yes"], ["No"])
  }
  #expect(shown(cleaned.table) == "total_persons int, in_custody bool\n1|true\n2|false")
  #expect(
    cleaned.receipt.notes.contains(
      "names cleaned: \"Total Persons (%)\" is `total_persons`, \"In custody\" is `in_custody`"))
}

@Test("A workbook is one by its content, whatever its name; what only has the name of one is refused")
func recognized() throws {
  let bytes = WorkbookBytes(sheet("a|b\n1|x\n2|y")).bytes
  #expect(shown(try loaded(bytes, named: "t.csv").table) == "a int, b text\n1|x\n2|y")
  #expect(try failure(Array("a,b\n1,2\n".utf8)).message.hasPrefix("the file is not a workbook, but text"))
  let old: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 1600)
  #expect(try failure(old).message.hasPrefix("old, binary and Numbers workbooks cannot be loaded"))
  var locked = old
  for (place, byte) in "EncryptedPackage".utf8.enumerated() { locked[512 + 128 + 2 * place] = byte }
  #expect(try failure(locked).message == "the workbook is encrypted")
  var binary = ZipWriter()
  binary.add("[Content_Types].xml", "<Types/>")
  binary.add(
    "_rels/.rels",
    "<Relationships><Relationship Id=\"a\" Type=\"x/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>")
  binary.add("xl/workbook.bin", "x")
  #expect(try failure(binary.finish() ?? []).message.contains("`.xlsb`"))
  #expect(try failure([]).message == "the file is empty")
}
