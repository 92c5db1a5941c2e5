import StetColumns
import StetDiagnostics
import Testing

@testable import StetFormats

/// A table as text: names with types, then a row on each line; `·` for a missing value.
private func shown(_ table: Table) -> String {
  let head = table.schema.fields.map { "\($0.name) \($0.type.name)" }.joined(separator: ", ")
  return
    ([head]
    + (0..<table.rowCount).map { table.row($0).map { $0.isMissing ? "·" : plainText($0) }.joined(separator: "|") })
    .joined(separator: "\n")
}

private func stating(_ path: String, outer: [(String, String)] = []) throws -> ReadOptions {
  var options = ReadOptions()
  options[JSONOptions.self].at = try JSONPath(path)
  options[JSONOptions.self].outer = outer.map { JSONOptions.Outer(name: $0.0, key: $0.1) }
  return options
}

private let ckan = """
  {"help": "x", "success": true, "result": {
    "fields": [{"id": "_id", "type": "int"}, {"id": "state", "type": "text"}, {"id": "n", "type": "numeric"}],
    "records": [{"_id": 1, "state": "TX", "n": 1.5}, {"_id": 2, "state": "IL", "n": null}],
    "_links": {"start": "/a", "next": "/b"}, "total": 2}}
  """

private let socrata = """
  {"meta": {"view": {"id": "a", "columns": [
    {"id": -1, "name": "sid", "fieldName": ":sid"}, {"id": 3, "name": "State", "fieldName": "state"},
    {"id": 4, "name": "N", "fieldName": "n"}], "approvals": [{"state": "approved"}]}},
  "data": [["row-1", "TX", 5], ["row-2", "IL", null]]}
  """

private let features = """
  {"type": "FeatureCollection", "crs": {"type": "name"}, "features": [
    {"type": "Feature", "id": 7, "geometry": {"type": "Point", "coordinates": [1, 2]}, "properties": {"mag": 1.5}},
    {"type": "Feature", "id": 8, "geometry": null, "properties": null}]}
  """

private let arcgis = """
  {"displayFieldName": "", "fields": [{"name": "OBJECTID", "alias": "id"}, {"name": "NAME", "alias": "name"}],
  "features": [{"attributes": {"OBJECTID": 1, "NAME": "A"}}, {"attributes": {"OBJECTID": 2, "NAME": "B"}}]}
  """

@Test(
  "The only table of a document is read, and the note states where it is",
  arguments: [
    ("{\"n\": 2, \"results\": [{\"a\": 1}, {\"a\": 2}]}", "$.results[*]", "a int\n1\n2"),
    (ckan, "$.result.records[*]", "_id int, state text, n decimal\n1|TX|1.5\n2|IL|·"),
    (socrata, "$.data[*]", ":sid text, state text, n int\nrow-1|TX|5\nrow-2|IL|·"),
    (features, "$.features[*].properties", "mag decimal\n1.5\n·"),
    (arcgis, "$.features[*].attributes", "OBJECTID int, NAME text\n1|A\n2|B"),
    ("[[\"a\", \"b\"], [1, \"x\"], [2, null]]", "$[*]", "a int, b text\n1|x\n2|·"),
    (
      "[{\"page\": 1}, [{\"id\": {\"iso\": \"US\"}, \"n\": 1}, {\"id\": {\"iso\": \"FR\"}, \"n\": 2}]]", "$[1][*]",
      "id.iso text, n int\nUS|1\nFR|2"
    ),
    (
      "{\"units\": {\"t\": \"C\"}, \"hourly\": {\"time\": [\"2020-01-01\", \"2020-01-02\"], \"t\": [1, 2.5]}}",
      "$.hourly",
      "time date, t decimal\n2020-01-01|1.0\n2020-01-02|2.5"
    ),
    ("{\"total count\": [{\"a\": 1}], \"empty\": []}", "$['total count'][*]", "a int\n1"),
  ])
func onlyTable(_ text: String, _ path: String, _ wanted: String) throws {
  let (table, receipt) = try parseJSON(text, name: "t.json")
  #expect(shown(table) == wanted)
  #expect(receipt.notes.first?.hasPrefix("read with `at: \"\(path)\"`") == true, "\(receipt.notes)")
  let stated = try parseJSON(text, name: "t.json", options: stating(path))
  #expect(shown(stated.table) == wanted)
  #expect(receipt.records == receipt.header + receipt.loaded)
}

@Test(
  "Of several tables each is listed, with what it gives",
  arguments: [
    (
      "{\"a\": [{\"x\": 1}], \"b\": {\"c\": [{\"y\": 1}, {\"y\": 2, \"z\": [1]}]}}", "several-tables",
      ["`at: \"$.a[*]\"` reads 1 row of `x`", "`at: \"$.b.c[*]\"` reads 2 rows of `y`, `z`"]
    ),
    (
      "{\"TX\": {\"n\": 1}, \"IL\": {\"n\": 2}}", "no-table", ["`at: \"$[*]\"` reads 2 rows of `key`, `n`"]
    ),
  ])
func severalTables(_ text: String, _ code: String, _ notes: [String]) throws {
  let found = #expect(throws: RunFailure.self) { try parseJSON(text, name: "t.json") }
  #expect(found?.diagnostics.map(\.code.rawValue) == [code])
  #expect(found?.diagnostics.first?.notes == notes)
}

@Test(
  "Objects within rows are columns by their keys, and lists stay text; a declared text keeps both as they are written")
func nestedObjects() throws {
  let text = """
    {"a": {"b": 1, "c": {"d": "x"}}, "tags": ["p", "q"]}
    {"a": null, "tags": []}
    {"a": {"c": {"d": "y"}, "b": 2}}
    """
  let (table, receipt) = try parseJSON(text, name: "t.ndjson")
  #expect(shown(table) == "a.b int, a.c.d text, tags text\n1|x|[\"p\", \"q\"]\n·|·|[]\n2|y|·")
  #expect(
    receipt.notes == [
      "`a.b`: 1 row without the key, 0 with `null`", "`a.c.d`: 1 row without the key, 0 with `null`",
      "`tags`: 1 row without the key, 0 with `null`",
      "`tags` stays text: 2 cells have several values, kept as written; the first is \"[\"p\", \"q\"]\" at t.ndjson:1 $.tags",
    ])
  var options = ReadOptions()
  options.types = ["a": .text]
  let whole = try parseJSON(text, name: "t.ndjson", options: options).table
  #expect(shown(whole).hasPrefix("a text, tags text\n{\"b\": 1, \"c\": {\"d\": \"x\"}}|"))
}

@Test(
  "A key with a point and a key in an object are two, and refused as one name; a key that occurs twice is found at any depth"
)
func collidingKeys() throws {
  for (text, code, location) in [
    ("{\"a.b\": 1, \"a\": {\"b\": 2}}", "duplicate-header", "t.ndjson"),
    ("{\"a\": {\"b\": 1, \"b\": 2}}", "bad-json", "t.ndjson:1:16"),
    ("{\"a\": {\"b\": 1}, \"a\": {\"b\": 2}}", "bad-json", "t.ndjson:1:17"),
    ("{\"a\": \(String(repeating: "{\"a\":", count: 127))1", "bad-json", "t.ndjson:1:637"),
  ] {
    let found = #expect(throws: RunFailure.self) { try parseJSON(text, name: "t.ndjson") }
    #expect(found?.diagnostics.first?.code.rawValue == code)
    #expect(found?.diagnostics.first?.location == location)
  }
}

private let facilities = """
  {"facilities": [
    {"id": 1, "name": "A", "days": [{"d": "2020-01-01", "n": 1}, {"d": "2020-01-02", "n": 2}]},
    {"days": [{"d": "2020-01-01", "n": 3}], "name": "B", "id": 2},
    {"id": 3, "name": "C"}]}
  """

@Test("Rows of lists within rows have values of the objects around them, wherever these are written")
func outerValues() throws {
  let options = try stating("$.facilities[*].days[*]", outer: [("facility", "name"), ("id", "id")])
  let (table, receipt) = try parseJSON(facilities, name: "t.json", options: options)
  #expect(
    shown(table)
      == "facility text, id int, d date, n int\nA|1|2020-01-01|1\nA|1|2020-01-02|2\nB|2|2020-01-01|3")
  #expect(
    receipt.notes == ["no row from 1 value on the way to `$.facilities[*].days[*]`, where the path does not go on"])
  let unknown = #expect(throws: RunFailure.self) {
    try parseJSON(facilities, name: "t.json", options: stating("$.facilities[*].days[*]", outer: [("x", "x")]))
  }
  #expect(unknown?.diagnostics.first?.code == .noValue)
}

@Test(
  "A path selects what JSONPath does",
  arguments: [
    ("$", "{\"a\": 1, \"b\": {\"c\": 2}}", "a int, b.c int\n1|2"), ("$.b", "{\"a\": 1, \"b\": {\"c\": 2}}", "c int\n2"),
    ("$.b", "{\"b\": [{\"c\": 2}, {\"c\": 3}]}", "c int\n2\n3"), ("$[1]", "[1, {\"c\": 2}]", "c int\n2"),
    ("$[*].v[0]", "[{\"v\": [5, 6]}, {\"v\": [7]}]", "value int\n5\n7"),
    (
      "$[*][*]", "{\"x\": {\"p\": {\"n\": 1}}, \"y\": {\"q\": {\"n\": 2}}}", "key text, key_2 text, n int\nx|p|1\ny|q|2"
    ),
    ("$['a\\u0062'][ * ]", "{\"ab\": [{\"c\": true}]}", "c bool\ntrue"),
    ("$.*", "[{\"c\": 1}]", "c int\n1"),
  ])
func paths(_ path: String, _ text: String, _ wanted: String) throws {
  #expect(shown(try parseJSON(text, name: "t.json", options: stating(path)).table) == wanted)
}

@Test(
  "A path is refused if it could select anything else",
  arguments: [
    "results", "", "$.", "$..a", "$[?@.a]", "$[0:2]", "$[-1]", "$['a','b']", "$['a", "$[01]", "$[a]", "$a",
    "$['\\ud800']",
  ])
func refusedPaths(_ path: String) { #expect(throws: JSONPath.Unreadable.self) { try JSONPath(path) } }

@Test("Every path reads back as it is written")
func writtenPaths() throws {
  for name in ["a", "total count", "it's", "a\\b", "", "é", "0", "\n\u{1}", "a\"b", "[*]"] {
    let path = JSONPath(segments: [.all, .name(name), .index(12)])
    #expect(try JSONPath(path.text) == path, "\(path.text)")
  }
}

@Test(
  "Lists that cannot be a table are refused where they are",
  arguments: [
    ("[[\"a\", \"b\"], [1]]", "ragged-row", "t.json:1:14", "this row has 1 value, but 2 are expected"),
    ("[[\"a\", \"b\"], [1, 2, 3]]", "ragged-row", "t.json:1:14", "this row has 3 values, but 2 are expected"),
    ("[[\"x\", \"5\"], [\"y\", \"6\"]]", "no-header", "t.json", "`header: none` reads it as a row"),
    ("[[1, 2], [3, 4]]", "no-header", "t.json:1:2", "cannot name the columns"),
    ("[[\"a\", \"a\"], [1, 2]]", "duplicate-header", "t.json", "both called \"a\""),
    ("{\"a\": {\"x\": [1, 2], \"y\": [1]}, \"b\": 1}", "no-table", "t.json", "no list of objects"),
  ])
func refusedLists(_ text: String, _ code: String, _ location: String, _ words: String) throws {
  let found = #expect(throws: RunFailure.self) { try parseJSON(text, name: "t.json") }
  let diagnostic = try #require(found?.diagnostics.first)
  #expect((diagnostic.code.rawValue, diagnostic.location) == (code, location))
  #expect(([diagnostic.message] + diagnostic.notes).joined(separator: "; ").contains(words), "\(diagnostic)")
}

@Test("The script names the columns of lists")
func listHeaders() throws {
  func read(_ text: String, _ header: ReadOptions.Header) throws -> String {
    var options = ReadOptions()
    options.header = header
    return shown(try parseJSON(text, name: "t.json", options: options).table)
  }
  #expect(try read("[[1, 2], [3, 4]]", .none) == "column_1 int, column_2 int\n1|2\n3|4")
  #expect(try read("[[1, 2], [3, 4]]", .names(["a", "b"])) == "a int, b int\n1|2\n3|4")
  #expect(try read("[[\"x\", \"5\"], [\"y\", \"6\"]]", .records(1)) == "x text, 5 text\ny|6")
  #expect(try read("[[\"a\", \"b\"], [\"c\", \"\"], [3, 4]]", .records(2)) == "a c int, b int\n3|4")
  #expect(try read("[[\"a\", \"b\"], [3, 4]]", .renamed([2: "n"])) == "a int, n int\n3|4")
  #expect(throws: RunFailure.self) { try read("[{\"a\": 1}]", .none) }
}
