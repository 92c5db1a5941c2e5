import StetColumns
import StetWorkbooks

extension OutputFormat {
  package static let xlsx = OutputFormat(
    "XLSX",
    summary:
      "an Excel workbook: numbers, dates and truth values as such, a header line that stays in view, and a second sheet with the sources; a missing value is an empty cell, and empty text an empty text",
    endings: ["xlsx"]
  ) { table throws(UnwritableTable) in try WorkbookWriter(table).content() }
}

/// A table as an Excel workbook (ECMA-376 part 1): always the same bytes for the same table.
struct WorkbookWriter {
  private let table: Table
  private let columns: [SheetColumnWriter]

  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

  init(_ table: Table) throws(UnwritableTable) {
    self.table = table
    guard table.rowCount < CellReference.lastRow else {
      throw UnwritableTable(
        "it has \(table.rowCount) rows, and a sheet has \(CellReference.lastRow), one of them for the names")
    }
    guard table.columns.count <= CellReference.lastColumn else {
      throw UnwritableTable("it has \(table.columns.count) columns, and a sheet has \(CellReference.lastColumn)")
    }
    var columns: [SheetColumnWriter] = []
    for (index, field) in table.schema.fields.enumerated() {
      columns.append(
        try SheetColumnWriter(table.columns[index], name: field.name, letters: CellReference.letters(index + 1)))
    }
    self.columns = columns
  }

  func content() throws(UnwritableTable) -> FileContent {
    let hasSources = !table.sources.isEmpty
    let sheets = hasSources ? ["Data", "Sources"] : ["Data"]
    var zip = ZipWriter()
    zip.add("[Content_Types].xml", Self.declaration + contentTypes(sheets.count))
    zip.add("_rels/.rels", Self.declaration + relationships([("officeDocument", "xl/workbook.xml")]))
    zip.add("xl/workbook.xml", Self.declaration + workbook(sheets))
    let parts = sheets.indices.map { ("worksheet", "worksheets/sheet\($0 + 1).xml") } + [("styles", "styles.xml")]
    zip.add("xl/_rels/workbook.xml.rels", Self.declaration + relationships(parts))
    zip.add("xl/styles.xml", Self.declaration + styles)
    zip.add("xl/worksheets/sheet1.xml", data)
    if hasSources { zip.add("xl/worksheets/sheet2.xml", Self.declaration + sources) }
    guard let bytes = zip.finish() else { throw UnwritableTable("it takes more than 4 GB") }
    return FileContent(bytes)
  }

  // MARK: - Sheets

  /// Names, and rows in parts that several threads write.
  private var data: [ZipWriter.Part] {
    let widths = columns.enumerated().map { index, column in
      "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(column.width)\" customWidth=\"1\"/>"
    }
    var beginning =
      Self.declaration
      + "<worksheet xmlns=\"\(Self.main)\"><sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" "
      + "topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>"
    if !widths.isEmpty { beginning += "<cols>\(widths.joined())</cols>" }
    beginning += "<sheetData><row r=\"1\">"
    for column in columns {
      beginning += "<c r=\"\(column.letters)1\" s=\"1\" t=\"inlineStr\">\(SheetText.element(column.name))</c>"
    }
    let (head, size, rowCount, columns) = (Array((beginning + "</row>").utf8), 4096, table.rowCount, columns)
    let blocks = (rowCount + size - 1) / size
    let end = Array("</sheetData></worksheet>".utf8)
    return parallelMap(blocks + 2) { part in
      if part == 0 { return ZipWriter.Part(head, isLast: false) }
      if part == blocks + 1 { return ZipWriter.Part(end, isLast: true) }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(size * columns.count * 40)
      for row in (part - 1) * size..<min(part * size, rowCount) {
        bytes += "<row r=\"\(row + 2)\">".utf8
        for column in columns { column.append(row, to: &bytes) }
        bytes += "</row>".utf8
      }
      return ZipWriter.Part(bytes, isLast: false)
    }
  }

  /// One column of texts, so that nothing takes it for a table.
  private var sources: String {
    var lines = ["Sources of the sheet Data"]
    for source in table.sources {
      lines.append(source.name)
      if let credit = source.credit { lines.append(credit) }
      if let hash = source.digest.sha256 { lines.append("SHA-256 \(hash)") }
    }
    let rows = lines.enumerated().map { index, line in
      "<row r=\"\(index + 1)\"><c r=\"A\(index + 1)\"\(index == 0 ? " s=\"1\"" : "") t=\"inlineStr\">\(SheetText.element(line))</c></row>"
    }
    return
      "<worksheet xmlns=\"\(Self.main)\"><cols><col min=\"1\" max=\"1\" width=\"80\" customWidth=\"1\"/></cols><sheetData>"
      + rows.joined() + "</sheetData></worksheet>"
  }

  // MARK: - What holds for all sheets

  private func workbook(_ names: [String]) -> String {
    let sheets = names.enumerated().map { "<sheet name=\"\($1)\" sheetId=\"\($0 + 1)\" r:id=\"rId\($0 + 1)\"/>" }
    return "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.office)\"><sheets>\(sheets.joined())</sheets></workbook>"
  }

  private func relationships(_ parts: [(type: String, target: String)]) -> String {
    let items = parts.enumerated().map {
      "<Relationship Id=\"rId\($0 + 1)\" Type=\"\(Self.office)/\($1.type)\" Target=\"\($1.target)\"/>"
    }
    return "<Relationships xmlns=\"\(Self.package)/relationships\">\(items.joined())</Relationships>"
  }

  private func contentTypes(_ sheets: Int) -> String {
    let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    let parts =
      [("/xl/workbook.xml", "sheet.main"), ("/xl/styles.xml", "styles")]
      + (1...sheets).map { ("/xl/worksheets/sheet\($0).xml", "worksheet") }
    return "<Types xmlns=\"\(Self.package)/content-types\"><Default Extension=\"rels\" "
      + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
      + parts.map { "<Override PartName=\"\($0)\" ContentType=\"\(type).\($1)+xml\"/>" }.joined() + "</Types>"
  }

  /// Style 0 is plain, 1 that of names; those of the columns follow.
  private var styles: String {
    let codes = SheetColumnWriter.formats
    let formats = codes.enumerated().map {
      "<numFmt numFmtId=\"\(164 + $0)\" formatCode=\"\(SheetText.escaped($1))\"/>"
    }
    let cells = codes.indices.map {
      "<xf numFmtId=\"\(164 + $0)\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    }
    let font = "<sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/>"
    return "<styleSheet xmlns=\"\(Self.main)\"><numFmts count=\"\(codes.count)\">\(formats.joined())</numFmts>"
      + "<fonts count=\"2\"><font>\(font)</font><font><b/>\(font)</font></fonts>"
      + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
      + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
      + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
      + "<cellXfs count=\"\(codes.count + 2)\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
      + "<xf numFmtId=\"49\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\"/>"
      + cells.joined()
      + "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"
  }
}
