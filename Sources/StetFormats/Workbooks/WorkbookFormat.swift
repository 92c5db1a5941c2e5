import StetColumns
import StetDiagnostics
import StetWorkbooks

extension SourceFormat {
  static let xlsx = SourceFormat(
    "XLSX",
    summary: "a table in a sheet of an Excel workbook, with its values as they are stored, not as they are shown",
    details: """
      The table is looked for in the whole sheet: titles above it, notes below it and other cells beside it are left out, and the ledger \
      says so. Where a workbook has tables in several sheets, or a sheet has several tables, it is refused with the line to load each; \
      `sheet:` and `range:` state which. If the last of several header lines does not name every column differently, the lines are joined, \
      and a merged cell names all of its columns.

      Numbers have every digit that is stored. Percentages are shares of 1, so that 12% is `0.12`, and amounts of money are numbers. \
      Cells formatted as dates are `date`, or `datetime` if some of the column have a time; `[h]:mm` makes a `duration`, and a time \
      of day is text. Formulas have the values that were stored with them; one without a value is an error, reported with its cell. A \
      column with errors such as `#N/A` is `text`, with their number in the ledger, unless `missing:` declares them. Numbers that are \
      stored as text stay text. Hidden rows, columns and sheets are read, and the ledger says so.
      """,
    endings: ["xlsx", "xlsm", "xltx", "xltm"], sample: .described(sampleWords, xlsxSample),
    options: SourceOption.ofWorkbooks, capabilities: [.columns], tables: WorkbookReader.found,
    parts: WorkbookReader.parts, read: WorkbookReader.read)

  static let ods = SourceFormat(
    "ODS", summary: "a table in a sheet of an OpenDocument spreadsheet, as LibreOffice and Google Sheets write them",
    details: "Tables are found and cells get their types as in XLSX.", endings: ["ods", "ots"],
    sample: .described(sampleWords, odsSample),
    options: SourceOption.ofWorkbooks, capabilities: [.columns], tables: WorkbookReader.found,
    parts: WorkbookReader.parts, read: WorkbookReader.read)
}

private let sampleWords = "a title, an empty line and a table of two columns"

/// A workbook of one sheet, as Excel would write it.
private let xlsxSample: [UInt8] = {
  var zip = ZipWriter()
  let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  let package = "http://schemas.openxmlformats.org/package/2006"
  let types = "application/vnd.openxmlformats-officedocument.spreadsheetml"
  zip.add(
    "[Content_Types].xml",
    """
    <Types xmlns="\(package)/content-types"><Default Extension="rels" \
    ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" \
    ContentType="\(types).sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" \
    ContentType="\(types).worksheet+xml"/></Types>
    """)
  zip.add(
    "_rels/.rels",
    """
    <Relationships xmlns="\(package)/relationships"><Relationship Id="rId1" Type="\(office)/officeDocument" \
    Target="xl/workbook.xml"/></Relationships>
    """)
  zip.add(
    "xl/workbook.xml",
    """
    <workbook xmlns="\(main)" xmlns:r="\(office)"><sheets><sheet name="Persons" sheetId="1" r:id="rId1"/></sheets></workbook>
    """)
  zip.add(
    "xl/_rels/workbook.xml.rels",
    """
    <Relationships xmlns="\(package)/relationships"><Relationship Id="rId1" Type="\(office)/worksheet" \
    Target="worksheets/sheet1.xml"/></Relationships>
    """)
  func text(_ place: String, _ text: String) -> String {
    "<c r=\"\(place)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
  }
  zip.add(
    "xl/worksheets/sheet1.xml",
    """
    <worksheet xmlns="\(main)"><sheetData><row r="1">\(text("A1", "Persons by state"))</row><row r="3">\(text("A3", "state"))\
    \(text("B3", "persons"))</row><row r="4">\(text("A4", "TX"))<c r="B4"><v>5</v></c></row><row r="5">\(text("A5", "IL"))</row>\
    <row r="6">\(text("A6", "Washington, D.C."))<c r="B6"><v>7</v></c></row></sheetData></worksheet>
    """)
  return zip.finish() ?? []
}()

/// The same as LibreOffice would write it.
private let odsSample: [UInt8] = {
  var zip = ZipWriter()
  let names = "urn:oasis:names:tc:opendocument:xmlns"
  zip.add(stored: "mimetype", "application/vnd.oasis.opendocument.spreadsheet")
  func text(_ text: String) -> String {
    "<table:table-cell office:value-type=\"string\"><text:p>\(text)</text:p></table:table-cell>"
  }
  func number(_ number: Int) -> String { "<table:table-cell office:value-type=\"float\" office:value=\"\(number)\"/>" }
  func row(_ cells: String...) -> String { "<table:table-row>\(cells.joined())</table:table-row>" }
  zip.add(
    "content.xml",
    """
    <office:document-content xmlns:office="\(names):office:1.0" xmlns:table="\(names):table:1.0" xmlns:text="\(names):text:1.0" \
    office:version="1.3"><office:body><office:spreadsheet><table:table table:name="Persons">\(row(text("Persons by state")))\
    \(row("<table:table-cell/>"))\(row(text("state"), text("persons")))\(row(text("TX"), number(5)))\(row(text("IL")))\
    \(row(text("Washington, D.C."), number(7)))</table:table></office:spreadsheet></office:body></office:document-content>
    """)
  zip.add(
    "META-INF/manifest.xml",
    """
    <manifest:manifest xmlns:manifest="\(names):manifest:1.0"><manifest:file-entry manifest:full-path="/" \
    manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/><manifest:file-entry \
    manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>
    """)
  return zip.finish() ?? []
}()
