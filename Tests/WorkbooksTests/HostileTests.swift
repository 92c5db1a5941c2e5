import StetDiagnostics
import TestSupport
import Testing

@testable import StetWorkbooks

@Test(
  "What no workbook has is refused, with its place",
  arguments: [
    ("<row r=\"2147483648\"><c><v>1</v></c></row>", "damaged-file", "a row numbered 2147483648"),
    ("<row r=\"0\"><c><v>1</v></c></row>", "damaged-file", "a row numbered 0"),
    ("<row r=\"1048577\"><c><v>1</v></c></row>", "damaged-file", "which no sheet has"),
    ("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>", "damaged-file", "a cell called XFE1"),
    ("<row r=\"1\"><c r=\"A2\"><v>1</v></c></row>", "damaged-file", "a cell called A2"),
    ("<row r=\"1\"><c r=\"1A\"><v>1</v></c></row>", "damaged-file", "a cell called 1A"),
    ("<row r=\"1\"><c r=\"A99999999999999999999\"><v>1</v></c></row>", "damaged-file", "a cell called A9999"),
    ("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row>", "damaged-file", "names text 1, but the workbook has 1"),
    ("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-1</v></c></row>", "damaged-file", "names text -1"),
    ("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>99999999999999999999</v></c></row>", "damaged-file", "names text 9999"),
    ("<row r=\"1\"><c r=\"A1\"><v>nan</v></c></row>", "damaged-file", "the number in A1 is written \"nan\""),
    ("<row r=\"1\"><c r=\"A1\"><v>0x1p3</v></c></row>", "damaged-file", "the number in A1"),
    ("<row r=\"1\"><c r=\"A1\"><v>1e400</v></c></row>", "damaged-file", "the number in A1"),
    ("<row r=\"1\"><c r=\"A1\" t=\"d\"><v>2011-02-30</v></c></row>", "damaged-file", "the date in A1"),
    ("<row r=\"1\"><c r=\"A1\"><v>1</v></row>", "damaged-file", "mismatched tag"),
    ("<row r=\"1\"><c r=\"A1\"><v>&lol;</v></c></row>", "damaged-file", "undefined entity"),
    (String(repeating: "<a>", count: 300), "damaged-file", "more than 256 levels"),
  ])
func refused(_ rows: String, _ code: String, _ words: String) throws {
  var workbook = WorkbookBytes(rows)
  workbook.shared = "<si><t>a</t></si>"
  let failure = #expect(throws: RunFailure.self) { try shownCells(workbook.bytes) }
  let diagnostic = try #require(failure?.diagnostics.first)
  #expect(diagnostic.code.rawValue == code && diagnostic.message.contains(words), "\(diagnostic.message)")
  #expect(diagnostic.location?.hasPrefix("t.xlsx!Data") == true && !diagnostic.notes.isEmpty)
}

@Test("A document type is refused, so that there are no entities, wherever it is")
func documentTypes() throws {
  let laughs = """
    <!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
    <worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&c;</t></is></c></row></sheetData></worksheet>
    """
  for part in ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"] {
    var workbook = WorkbookBytes(WorkbookBytes.rows([["a"]]))
    workbook.others[part] = laughs
    let failure = #expect(throws: RunFailure.self) { try shownCells(workbook.bytes) }
    #expect(failure?.diagnostics.first?.message.contains("document type") == true)
  }
  var external = WorkbookBytes(WorkbookBytes.rows([["a"]]))
  external.others["xl/worksheets/sheet1.xml"] =
    "<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet><sheetData/></worksheet>"
  #expect(throws: RunFailure.self) { try shownCells(external.bytes) }
}

@Test("A part outside of the package is refused; one that is not there, too")
func targets() throws {
  for (target, words) in [
    ("../../../etc/passwd", "a part outside of itself"), ("/../x.xml", "a part outside of itself"),
    ("worksheets/none.xml", "is not in it"),
  ] {
    var workbook = WorkbookBytes(WorkbookBytes.rows([["a"]]))
    workbook.others["xl/_rels/workbook.xml.rels"] =
      "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"\(target)\"/></Relationships>"
    let failure = #expect(throws: RunFailure.self) { try shownCells(workbook.bytes) }
    #expect(failure?.diagnostics.first?.message.contains(words) == true)
  }
}

@Test("A sheet that says it is much larger than what it is packed to is refused before it is unpacked")
func bomb() throws {
  var bytes = WorkbookBytes(WorkbookBytes.rows([["a", "1"]])).bytes
  // The size in the directory (APPNOTE.TXT 6.3.10 §4.3.12), where the name is 22 bytes behind it.
  let name = Array("xl/worksheets/sheet1.xml".utf8)
  let place = try #require(bytes.indices.last { bytes[$0...].starts(with: name) }) - 22
  bytes.replaceSubrange(place..<place + 4, with: [0, 0, 0, 0x20])
  let failure = try #require(#expect(throws: RunFailure.self) { try shownCells(bytes) }?.diagnostics.first)
  #expect(failure.kind == .limit && failure.message == "the file unpacks to more than 500 times its size")
  #expect(failure.notes == ["a spreadsheet program can save its sheets as CSV, which can be loaded"])
}

@Test("A sheet of many empty cells, which is packed to little, is read")
func emptyCells() throws {
  var zip = ZipWriter()
  for (name, text) in try parts(of: WorkbookBytes("")) where name != "xl/worksheets/sheet1.xml" { zip.add(name, text) }
  let row = "<row>" + String(repeating: "<c/>", count: 16_000) + "</row>"
  let block = ZipWriter.Part(Array((row + row + row + row).utf8), isLast: false)
  let beginning = ZipWriter.Part(Array("<worksheet><sheetData><row><c><v>7</v></c></row>".utf8), isLast: false)
  let end = ZipWriter.Part(Array("</sheetData></worksheet>".utf8), isLast: true)
  zip.add("xl/worksheets/sheet1.xml", [beginning] + Array(repeating: block, count: 40) + [end])
  #expect(try shownCells(zip.finish() ?? []).count == 1)
}

/// The parts of a workbook, unpacked.
private func parts(of workbook: WorkbookBytes) throws -> [(String, String)] {
  let archive = try opened(workbook.bytes).archive
  return try archive.entries.map {
    ($0.name, String(decoding: try archive.bytes(of: $0, budget: .init(bytes: 1 << 20)), as: UTF8.self))
  }
}

@Test("Damaged workbooks are refused or read, and never trap", arguments: 0..<(isQuick ? 4 : 40))
func mutated(_ seed: Int) throws {
  var random = SplitMix64(seed: UInt64(seed) &+ 11)
  var workbook = WorkbookBytes(sheets: [
    (
      "Data",
      "<cols><col min=\"1\" max=\"2\" hidden=\"1\"/></cols><sheetData>"
        + WorkbookBytes.rows([["a", "b", "c"], ["1", "x", "#N/A"], ["2.5", "y_x000D_", "TRUE"], ["", "=A1", "3"]])
        + "</sheetData><mergeCells><mergeCell ref=\"A1:B1\"/></mergeCells>"
    )
  ])
  workbook.shared = "<si><t>a</t></si>"
  workbook.formats = ["yyyy-mm-dd", "[h]:mm"]
  let original = try parts(of: workbook)
  for _ in 0..<50 {
    var zip = ZipWriter()
    let part = Int(random.next() % UInt64(original.count))
    for (index, (name, text)) in original.enumerated() {
      var bytes = Array(text.utf8)
      if index == part {
        for _ in 0...(random.next() % 4) where !bytes.isEmpty {
          let place = Int(random.next() % UInt64(bytes.count))
          switch random.next() % 4 {
          case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
          case 1: bytes.remove(at: place)
          case 2: bytes.insert(contentsOf: bytes[place...].prefix(Int(random.next() % 40)), at: place)
          default: bytes.removeSubrange(place..<min(bytes.count, place + Int(random.next() % 60)))
          }
        }
      }
      zip.add(name, [ZipWriter.Part(bytes, isLast: true)])
    }
    // Either is right; what counts is that it ends.
    if let read = try? opened(zip.finish() ?? []) { for sheet in read.sheets.indices { _ = try? read.grid(sheet) } }
  }
}
