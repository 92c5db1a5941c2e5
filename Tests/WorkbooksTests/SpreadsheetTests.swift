import StetDiagnostics
import TestSupport
import Testing

@testable import StetWorkbooks

/// An ODS file of the XML of its sheets.
func spreadsheet(_ tables: String, styles: String = "", manifest: String = "") -> [UInt8] {
  var zip = ZipWriter()
  zip.add(stored: "mimetype", "application/vnd.oasis.opendocument.spreadsheet")
  zip.add(
    "content.xml",
    """
    <office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c" xmlns:style="s">\
    <office:automatic-styles>\(styles)</office:automatic-styles><office:body><office:spreadsheet>\(tables)</office:spreadsheet>\
    </office:body></office:document-content>
    """)
  zip.add("META-INF/manifest.xml", "<manifest:manifest xmlns:manifest=\"m\">\(manifest)</manifest:manifest>")
  return zip.finish() ?? []
}

private func row(_ cells: String) -> String { "<table:table-row>\(cells)</table:table-row>" }

@Test("Cells of a spreadsheet have the value of their type")
func values() throws {
  let bytes = spreadsheet(
    "<table:table table:name=\"A\">"
      + row(
        """
        <table:table-cell office:value-type="string"><text:p>a<text:s text:c="2"/>b</text:p><text:p>c<text:tab/>\
        <text:span>d</text:span></text:p><office:annotation><text:p>remark</text:p></office:annotation></table:table-cell>\
        <table:table-cell office:value-type="float" office:value="0.10000000000000001"><text:p>0,10</text:p></table:table-cell>\
        <table:table-cell office:value-type="percentage" office:value="0.125"/>\
        <table:table-cell office:value-type="currency" office:currency="EUR" office:value="5"/>\
        <table:table-cell office:value-type="date" office:date-value="2011-05-04"/>\
        <table:table-cell office:value-type="date" office:date-value="2011-05-04T13:45:00"/>\
        <table:table-cell office:value-type="time" office:time-value="PT13H45M06.5S"/>\
        <table:table-cell office:value-type="time" office:time-value="PT36H00M00S"/>\
        <table:table-cell office:value-type="boolean" office:boolean-value="true"/>\
        <table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error">\
        <text:p>#DIV/0!</text:p></table:table-cell>\
        <table:table-cell table:formula="of:=A1" office:value-type="float"/>
        """) + "</table:table>")
  #expect(
    try shownCells(bytes) == [
      "A1 text a  b\nc\td", "B1 number 0.1", "C1 percent 0.125", "D1 currency 5", "E1 date 2011-05-04",
      "F1 datetime 2011-05-04 13:45:00", "G1 time 13:45:06.5", "H1 elapsed 36:00:00", "I1 bool true",
      "J1 error #DIV/0!", "K1 uncalculated ",
    ])
}

@Test("What repeats without anything in it takes no memory; covered cells have nothing")
func repeats() throws {
  let number = "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"7\"/>"
  let merged =
    "<table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"1\" office:value-type=\"string\"><text:p>m</text:p></table:table-cell><table:covered-table-cell office:value-type=\"string\"><text:p>no</text:p></table:covered-table-cell>"
  let bytes = spreadsheet(
    """
    <table:table table:name="A"><table:table-column table:number-columns-repeated="3" table:visibility="collapse"/>\
    <table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>\
    <table:table-row table:number-rows-repeated="2" table:visibility="collapse"><table:table-cell table:number-columns-repeated="3"/>\(number)</table:table-row>\
    \(row(merged))<table:table-row table:number-rows-repeated="48000"><table:table-cell/></table:table-row></table:table>
    """)
  #expect(
    try shownCells(bytes) == [
      "D1000001 number 7", "E1000001 number 7", "D1000002 number 7", "E1000002 number 7", "A1000003 text m",
    ])
  let grid = try opened(bytes).grid(0)
  #expect(grid.hiddenRows == [1_000_001, 1_000_002] && grid.hiddenColumns == [1...3])
  #expect(grid.merges == [CellRange(rows: 1_000_003...1_000_003, columns: 1...2)])
}

@Test("Hidden sheets are known by their style; earlier versions and tables inside of cells are none")
func sheets() throws {
  let one = row("<table:table-cell office:value-type=\"float\" office:value=\"1\"/>")
  let bytes = spreadsheet(
    """
    <table:tracked-changes><table:table-cell><text:p>old</text:p></table:table-cell></table:tracked-changes>\
    <table:table table:name="A" table:style-name="ta1">\(one)</table:table><table:table table:name="B" table:style-name="ta2">\(one)</table:table>
    """,
    styles:
      "<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style>"
  )
  let workbook = try opened(bytes)
  #expect(workbook.kind == .ods && workbook.sheets.map(\.name) == ["A", "B"])
  #expect(workbook.sheets.map(\.state) == [.visible, .hidden])
}

@Test("An encrypted spreadsheet is named as one")
func encrypted() {
  let failure = #expect(throws: RunFailure.self) {
    try opened(spreadsheet("", manifest: "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"))
  }
  #expect(failure?.diagnostics.first?.message == "the workbook is encrypted")
}
