import StetWorkbooks

/// An XLSX file whose parts a test writes itself.
package struct WorkbookBytes {
  /// Names of sheets, with the XML of each below `worksheet`.
  package var sheets: [(name: String, xml: String)] = []
  /// Attributes of sheets in the list of the workbook, by name: `state="hidden"`.
  package var attributes: [String: String] = [:]
  /// The `si` elements of the shared strings; none if there are no shared strings.
  package var shared: String?
  /// Format codes of the styles from 1 on; numbers alone are built-in formats.
  package var formats: [String] = []
  package var properties = ""
  /// Parts to add, or to put in the place of others.
  package var others: [String: String] = [:]
  package var main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  package var office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

  package init(_ rows: String, name: String = "Data") { sheets = [(name, "<sheetData>\(rows)</sheetData>")] }

  package init(sheets: [(name: String, xml: String)]) { self.sheets = sheets }

  package var bytes: [UInt8] {
    var parts: [(String, String)] = [
      ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
      ("_rels/.rels", relationships([("rId1", "officeDocument", "xl/workbook.xml")])),
    ]
    let list = sheets.enumerated().map { index, sheet in
      "<sheet name=\"\(sheet.name)\" sheetId=\"\(index + 7)\" \(attributes[sheet.name] ?? "") r:id=\"rId\(index + 1)\"/>"
    }
    parts.append(
      (
        "xl/workbook.xml",
        "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><workbookPr \(properties)/><sheets>\(list.joined())</sheets></workbook>"
      ))
    var targets = sheets.indices.map { ("rId\($0 + 1)", "worksheet", "worksheets/sheet\($0 + 1).xml") }
    if let shared {
      parts.append(("xl/sharedStrings.xml", "<sst xmlns=\"\(main)\">\(shared)</sst>"))
      targets.append(("rId90", "sharedStrings", "sharedStrings.xml"))
    }
    if !formats.isEmpty {
      parts.append(("xl/styles.xml", styles))
      targets.append(("rId91", "styles", "styles.xml"))
    }
    parts.append(("xl/_rels/workbook.xml.rels", relationships(targets)))
    for (index, sheet) in sheets.enumerated() {
      parts.append(("xl/worksheets/sheet\(index + 1).xml", "<worksheet xmlns=\"\(main)\">\(sheet.xml)</worksheet>"))
    }
    var zip = ZipWriter()
    for (name, text) in parts { zip.add(stored: name, others[name] ?? text) }
    for (name, text) in others.sorted(by: { $0.key < $1.key }) where !parts.contains(where: { $0.0 == name }) {
      zip.add(stored: name, text)
    }
    return zip.finish() ?? []
  }

  private var styles: String {
    var (codes, cells) = ("", "<xf numFmtId=\"0\"/>")
    for (index, format) in formats.enumerated() {
      if let id = Int(format) {
        cells += "<xf numFmtId=\"\(id)\"/>"
      } else {
        let code = format.replacing("&", with: "&amp;").replacing("\"", with: "&quot;").replacing("<", with: "&lt;")
        codes += "<numFmt numFmtId=\"\(170 + index)\" formatCode=\"\(code)\"/>"
        cells += "<xf numFmtId=\"\(170 + index)\"/>"
      }
    }
    return
      "<styleSheet xmlns=\"\(main)\"><numFmts>\(codes)</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>\(cells)</cellXfs></styleSheet>"
  }

  private func relationships(_ targets: [(id: String, type: String, target: String)]) -> String {
    let items = targets.map { "<Relationship Id=\"\($0.id)\" Type=\"\(office)/\($0.type)\" Target=\"\($0.target)\"/>" }
    return
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\(items.joined())</Relationships>"
  }

  /// Rows of cells from A1 on, written as a person would: numbers bare, texts in quotes, `=1+1` a formula without a value, `#N/A` an
  /// error, `TRUE` a truth value; an empty text is no cell.
  package static func rows(_ rows: [[String]], from first: Int = 1) -> String {
    rows.enumerated().map { number, cells in
      let written = cells.enumerated().map { column, cell -> String in
        let place = CellReference(row: first + number, column: column + 1).text
        switch cell.first {
        case nil: return ""
        case "=": return "<c r=\"\(place)\"><f>\(cell.dropFirst())</f></c>"
        case "#": return "<c r=\"\(place)\" t=\"e\"><v>\(cell)</v></c>"
        default: break
        }
        if cell == "TRUE" || cell == "FALSE" { return "<c r=\"\(place)\" t=\"b\"><v>\(cell == "TRUE" ? 1 : 0)</v></c>" }
        if Double(cell) != nil { return "<c r=\"\(place)\"><v>\(cell)</v></c>" }
        let text = cell.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return "<c r=\"\(place)\" t=\"inlineStr\"><is><t xml:space=\"preserve\">\(text)</t></is></c>"
      }
      return "<row r=\"\(first + number)\">\(written.joined())</row>"
    }.joined()
  }
}
