import StetColumns
import StetDiagnostics
import TestSupport
import Testing

@testable import StetFormats
@testable import StetWorkbooks

/// The tables of a file, as `stet look` lists them: where they are, their options, and their rows or the code of the refusal.
private func look(_ name: String, _ bytes: [UInt8]) throws -> [String] {
  let folder = try TemporaryFolder()
  try folder.write(name, bytes)
  return try TableSource(path: folder.path + "/" + name, shownAs: name).look().map { table in
    let outcome: String
    switch table.result {
    case .success(let loaded): outcome = "\(loaded.table.rowCount) rows"
    case .failure(let failure): outcome = failure.diagnostics[0].code.rawValue
    case nil: outcome = "none"
    }
    return [table.title ?? "", table.options, outcome].joined(separator: " | ")
  }
}

@Test(
  "A look at a text has the options that the file shows to be needed",
  arguments: [
    ("a,b\n1,x\n2,y\n", " |  | 2 rows"),
    ("Spending of towns\n\ntown;spend\nAda;5\nBoise;6\nCamas;7\n", " | delimiter: \";\", skip: 1 | 3 rows"),
    ("a,b\n1,\"x\n", " |  | unterminated-quote"),
  ])
func lookAtText(_ text: String, _ wanted: String) throws {
  #expect(try look("t.csv", Array(text.utf8)) == [wanted])
}

@Test("A look at a workbook has each table of each sheet, with the options that load it")
func lookAtWorkbook() throws {
  func rows(_ rows: [[String]], from first: Int = 1) -> String { WorkbookBytes.rows(rows, from: first) }
  var workbook = WorkbookBytes(sheets: [
    ("One", "<sheetData>\(rows([["Title"], [], ["a", "b"], ["1", "x"], ["2", "y"]]))</sheetData>"),
    (
      "Two",
      "<sheetData>\(rows([["a", "b"], ["1", "2"], ["3", "4"], [], [], ["c", "d"], ["5", "6"], ["7", "8"]]))</sheetData>"
    ),
    ("Words", "<sheetData>\(rows([["only text"]]))</sheetData>"),
  ])
  workbook.attributes["Words"] = "state=\"hidden\""
  #expect(
    try look("t.xlsx", workbook.bytes) == [
      "sheet \"One\", A3:B5, \"Title\" | sheet: \"One\" | 2 rows",
      "sheet \"Two\", A1:B3 | sheet: \"Two\", range: \"A1:B3\" | 2 rows",
      "sheet \"Two\", A6:B8 | sheet: \"Two\", range: \"A6:B8\" | 2 rows",
      "sheet \"Words\" (hidden) has no table |  | none",
    ])
}

@Test("A look at a database or a document with several tables has the first option of each")
func lookAtOthers() throws {
  let page = Array("<table><tr><th>a<th>b<tr><td>1<td>2<tr><td>3<td>4</table>".utf8)
  #expect(try look("t.html", page).map { $0.hasSuffix("2 rows") } == [true])
}
