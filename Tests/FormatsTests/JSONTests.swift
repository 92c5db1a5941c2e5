import StetColumns
import StetDiagnostics
import StetFormats
import Testing

@Test(
  "JSON is read strictly, with the location of each error",
  arguments: [
    ("{\"a\": 1, \"a\": 2}", "t.json:1:10"), ("[1,]", "t.json:1:4"), ("[01]", "t.json:1:4"), ("[1.]", "t.json:1:4"),
    ("[NaN]", "t.json:1:2"),
    ("{}\n{}", "t.json:2:1"), ("[\"\\ud800\"]", "t.json:1:9"), ("", "t.json:1:1"),
  ])
func strictJSON(_ text: String, _ place: String) {
  #expect { try JSON.parse(Array(text.utf8), name: "t.json") } throws: {
    ($0 as? RunFailure)?.diagnostics.first?.location == place
  }
}

@Test("Nesting is bounded, bytes are checked, and what is written reads back")
func json() throws {
  func nested(_ depth: Int) -> [UInt8] { [UInt8](repeating: 91, count: depth) + [UInt8](repeating: 93, count: depth) }
  #expect(throws: RunFailure.self) { try JSON.parse(nested(129), name: "t") }
  #expect(throws: RunFailure.self) { try JSON.parse([34, 0xFF, 34], name: "t") }
  #expect(try JSON.parse(nested(128), name: "t").write() == nested(128))
  let text = "{\"b\": [1, -2.50, 1e400, true, null], \"a\": \"\\u0001\\n\u{1F600}\", \"o\": {}}"
  #expect(String(decoding: try JSON.parse(Array(text.utf8), name: "t").write(), as: UTF8.self) == text)
}

@Test("A data package gives types of its own and of Frictionless")
func dataPackage() throws {
  let text = """
    {"resources": [{"name": "r", "path": "r.csv", "title": "R", "description": "D", "source": "S", "rows": 3,
      "hash": "sha256:AB", "schema": {"missingValues": ["", "D"], "fields": [
        {"name": "y", "type": "integer", "stet:type": "fiscal_year"}, {"name": "n", "type": "integer", "unit": "persons"},
        {"name": "x", "type": "any"}]}}]}
    """
  let resource = try #require(
    DataPackage(folder: "/tmp", json: try JSON.parse(Array(text.utf8), name: "t")).resources.first)
  #expect((resource.title, resource.summary, resource.credit, resource.rows) == ("R", "D", "S", 3))
  #expect(resource.sha256 == "ab")
  #expect(resource.missing == ["D"])
  #expect(resource.fields == [Field("y", .period(.fiscalYear)), Field("n", .int, unit: "persons")])
}

@Test("The description of a table says how far it goes, and a day that is none says nothing")
func describedCoverage() throws {
  let text = """
    {"resources": [
      {"name": "a", "path": "a.csv", "as_of": "2025-10-15", "covers": {"arrested": ["2023-09-01", "2025-09-30"]}},
      {"name": "b", "path": "b.csv", "as_of": "2025-02-30", "covers": {"arrested": ["2025-09-30", "2023-09-01"]}}]}
    """
  let resources = DataPackage(folder: "/tmp", json: try JSON.parse(Array(text.utf8), name: "t")).resources
  let first = try #require(CivilDate(year: 2023, month: 9, day: 1)).daysSinceEpoch
  #expect(resources[0].coverage.columns == ["arrested": first...first + 760])
  #expect(resources[0].coverage.asOf == first + 775)
  #expect(resources[1].coverage == DeclaredCoverage())
}
