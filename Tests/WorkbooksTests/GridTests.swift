import StetArchives
import StetDiagnostics
import TestSupport
import Testing

@testable import StetWorkbooks

/// A sheet of a workbook as `A1 kind text` for each cell.
func shownCells(_ bytes: [UInt8], sheet: Int = 0) throws -> [String] {
  let workbook = try opened(bytes)
  let grid = try workbook.grid(sheet)
  return grid.rows.indices.flatMap { row in
    grid.cellRange(row).map { index in
      let place = CellReference(row: Int(grid.rows[row].number), column: Int(grid.columns[index])).text
      return "\(place) \(grid.cells[index].kind) \(grid.text(grid.cells[index]))"
    }
  }
}

func opened(_ bytes: [UInt8]) throws -> Workbook {
  let archive = try ZipArchive(byteCount: bytes.count) {
    bytes.indices.contains($0.lowerBound) || $0.isEmpty ? Array(bytes[$0]) : nil
  }
  return try Workbook(archive, name: "t.xlsx")
}

@Test("Cells have what was stored, whatever their form")
func cells() throws {
  var workbook = WorkbookBytes(
    """
    <row r="2" spans="1:9"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2"/><c r="E2" s="0"/></row>
    <row r="3"><c r="A3"><v>1</v></c><c t="n"><v>2.50</v></c><c r="D3" t="b"><v>1</v></c><c t="b"><v>0</v></c></row>
    <row><c t="e"><v>#N/A</v></c><c t="str"><f>A1&amp;"x"</f><v>yx</v></c><c t="str"><f>""</f><v></v></c>
    <c t="inlineStr"><is><r><t>a</t></r><r><rPr><b/></rPr><t xml:space="preserve"> b</t></r><rPh sb="0" eb="1"><t>no</t></rPh></is></c>
    <c><f>SUM(A1:A3)</f><v>6</v></c><c t="d"><v>2011-05-04T13:45:00.250Z</v></c><c t="d"><v>2011-05-04</v></c></row>
    """)
  workbook.shared = """
    <si><t>plain &amp; _x0041__x005F_x0041_</t></si><si><r><t>ri</t></r><r><t xml:space="preserve">ch </t></r><phoneticPr/>\
    <rPh><t>x</t></rPh></si>
    """
  #expect(
    try shownCells(workbook.bytes) == [
      "A2 text plain & A_x0041_", "C2 text rich ", "A3 number 1", "B3 number 2.5", "D3 bool true", "E3 bool false",
      "A4 error #N/A", "B4 text yx", "D4 text a b", "E4 number 6", "F4 datetime 2011-05-04 13:45:00.25",
      "G4 date 2011-05-04",
    ])
}

@Test(
  "Numbers are the shortest decimals of what is stored",
  arguments: [
    ("1", "1"), ("-1", "-1"), ("0", "0"), ("-0", "0"), ("1.0", "1"), ("0.1", "0.1"), ("0.10000000000000001", "0.1"),
    ("276.89999999999998", "276.9"), ("6.5414529769384916E-2", "0.06541452976938492"), ("1E-7", "1e-7"),
    ("1.0000000000000001E-5", "0.00001"), ("123456789012345", "123456789012345"), ("1.23457E+12", "1234570000000"),
    ("9007199254740993", "9007199254740992"), ("1E+20", "100000000000000000000"),
    ("1.7976931348623157E+308", "1.7976931348623157e+308"),
    ("0.30000000000000004", "0.30000000000000004"), ("007", "7"), ("1.", "1"), (".5", "0.5"),
    ("352.19999999999999", "352.2"),
  ])
func numbers(_ stored: String, _ wanted: String) throws {
  let cells = try shownCells(WorkbookBytes("<row r=\"1\"><c r=\"A1\"><v>\(stored)</v></c></row>").bytes)
  #expect(cells == ["A1 number \(wanted)"])
}

@Test(
  "A number format says what a number is",
  arguments: [
    ("General", "45292.5", "number 45292.5"), ("14", "45292", "date 2024-01-01"),
    ("14", "45292.5", "datetime 2024-01-01 12:00:00"),
    ("22", "45292", "datetime 2024-01-01 00:00:00"), ("[$-409]d-mmm-yy;@", "45292", "date 2024-01-01"),
    ("[Red]yyyy\\-mm\\-dd", "45292", "date 2024-01-01"),
    ("dd.mm.yyyy hh:mm", "45292.75", "datetime 2024-01-01 18:00:00"),
    ("mmm-yy", "45292", "date 2024-01-01"), ("mmmm", "45292", "date 2024-01-01"),
    ("[$-F800]dddd, mmmm dd, yyyy", "1", "date 1900-01-01"),
    ("h:mm", "0.5", "time 12:00:00"), ("18", "0.75", "time 18:00:00"), ("mm:ss", "0.001", "time 00:01:26.4"),
    ("[h]:mm", "1.5", "elapsed 36:00:00"),
    ("46", "0.5", "elapsed 12:00:00"), ("[mm]:ss", "0.5", "elapsed 12:00:00"), ("0%", "0.125", "percent 0.125"),
    ("10", "0.5", "percent 0.5"),
    ("\"$\"#,##0.00", "5", "currency 5"), ("_($* #,##0.00_)", "5", "currency 5"), ("[$€-407] #,##0", "5", "currency 5"),
    ("44", "5", "currency 5"),
    ("0 \"days\"", "5", "number 5"), ("#,##0.00", "5", "number 5"), ("0.00E+00", "5", "number 5"),
    ("\\d0", "5", "number 5"), ("[>100]0;0.0", "5", "number 5"),
    ("@", "5", "number 5"), ("GENERAL", "5", "number 5"), ("0_);[Red](0)", "5", "number 5"),
    ("#\" month\"", "5", "number 5"),
    ("0;\"d\"", "5", "number 5"), ("h:mm AM/PM", "0.25", "time 06:00:00"), ("41", "5", "number 5"),
    ("27", "45292", "date 2024-01-01"),
  ])
func formats(_ code: String, _ stored: String, _ wanted: String) throws {
  var workbook = WorkbookBytes("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>\(stored)</v></c></row>")
  workbook.formats = [code]
  #expect(try shownCells(workbook.bytes) == ["A1 " + wanted])
}

@Test(
  "Days are counted from either epoch, without the one that was none",
  arguments: [
    ("1", false, "date 1900-01-01"), ("59", false, "date 1900-02-28"), ("60", false, "noDate 60"),
    ("61", false, "date 1900-03-01"),
    ("0", false, "noDate 0"), ("-1", false, "noDate -1"), ("2958465", false, "date 9999-12-31"),
    ("2958466", false, "noDate 2958466"),
    ("43586.9999999999", false, "date 2019-05-02"), ("43586.999", false, "datetime 2019-05-01 23:58:33.6"),
    ("0", true, "date 1904-01-01"), ("60", true, "date 1904-03-01"),
    ("42125", true, "date 2019-05-02"), ("2957003", true, "date 9999-12-31"), ("2957004", true, "noDate 2957004"),
    ("1e300", false, "noDate 1e+300"),
  ])
func epochs(_ stored: String, _ is1904: Bool, _ wanted: String) throws {
  var workbook = WorkbookBytes("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>\(stored)</v></c></row>")
  workbook.formats = ["yyyy-mm-dd"]
  if is1904 { workbook.properties = "date1904=\"1\"" }
  #expect(try shownCells(workbook.bytes) == ["A1 " + wanted])
}

@Test("Names of parts and elements may have any prefix, case and namespace that the standard allows")
func forms() throws {
  var workbook = WorkbookBytes(WorkbookBytes.rows([["a"], ["1"]]))
  workbook.main = "http://purl.oclc.org/ooxml/spreadsheetml/main"
  workbook.office = "http://purl.oclc.org/ooxml/officeDocument/relationships"
  #expect(try shownCells(workbook.bytes) == ["A1 text a", "A2 number 1"])
  workbook.others = [
    "xl/_rels/workbook.xml.rels":
      "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"/XL/Sheets/../Cells.xml\"/></Relationships>",
    "xl/cells.xml":
      "<x:worksheet xmlns:x=\"y\"><x:dimension ref=\"A1:B2\"/><x:sheetData><x:row r=\"9\"><x:c r=\"C9\"><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>",
  ]
  #expect(try shownCells(workbook.bytes) == ["C9 number 5"])
}

@Test("Rows and cells in any order come in theirs; a place taken twice is an error")
func order() throws {
  let rows =
    "<row r=\"3\"><c r=\"B3\"><v>4</v></c><c r=\"A3\"><v>3</v></c></row><row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"
  #expect(try shownCells(WorkbookBytes(rows).bytes) == ["A1 number 1", "A3 number 3", "B3 number 4"])
  let twice = WorkbookBytes("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1\"><c r=\"A1\"><v>2</v></c></row>")
  let failure = #expect(throws: RunFailure.self) { try shownCells(twice.bytes) }
  #expect(failure?.diagnostics.first?.location == "t.xlsx!Data!A1")
}

@Test("A sheet of the last row and column, and one whose dimension lies")
func corners() throws {
  let workbook = WorkbookBytes(sheets: [
    (
      "Far",
      "<dimension ref=\"A1\"/><sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>"
    )
  ])
  #expect(try shownCells(workbook.bytes) == ["XFD1048576 number 1"])
}
