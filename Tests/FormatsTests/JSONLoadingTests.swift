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

private func options(_ change: (inout ReadOptions) -> Void) -> ReadOptions {
  var options = ReadOptions()
  change(&options)
  return options
}

@Test(
  "Lines and arrays of flat objects give the same columns, in the order in which their keys first come",
  arguments: [
    (["{\"a\": 1, \"b\": \"x\"}", "{\"b\": \"y\", \"a\": 2}"], "a int, b text\n1|x\n2|y"),
    (["{\"a\": 1}", "{\"b\": true}"], "a int, b bool\n1|·\n·|true"),
    (["{\"a\": null}", "{\"a\": \"\"}"], "a text\n·\n"),
    (["{\"a\": 1.10}", "{\"a\": 1e3}", "{\"a\": -0.5E-1}"], "a float\n1.1\n1000\n-0.05"),
    (
      ["{\"a\": 9223372036854775807}", "{\"a\": -9223372036854775808}"],
      "a int\n9223372036854775807\n-9223372036854775808"
    ),
    (["{\"a\": 9223372036854775808}", "{\"a\": 1}"], "a decimal\n9223372036854775808\n1"),
    (["{\"a\": 9007199254740993}", "{\"a\": 0.5}"], "a decimal\n9007199254740993.0\n0.5"),
    (["{\"a\": 123456789012345678901234567890123456789000}"], "a text\n123456789012345678901234567890123456789000"),
    (["{\"a\": \"007\"}", "{\"a\": \"12\"}"], "a text\n007\n12"),
    (["{\"a\": \"2011-05-04\"}", "{\"a\": \"2012\\u002d01-31\"}"], "a date\n2011-05-04\n2012-01-31"),
    (["{\"a\": \"FY2008\"}"], "a fiscal_year\nFY2008"),
    (["{\"a\": 5}", "{\"a\": \"D\"}", "{\"a\": 1.10}"], "a text\n5\nD\n1.10"),
    (["{\"a\": true}", "{\"a\": 1}"], "a text\ntrue\n1"),
    (["{\"a\\u0062\": \"\\ud83d\\ude00 \\\"q\\\" \\/\"}"], "ab text\n😀 \"q\" /"),
    (["{}", "{\"a\": 1}"], "a int\n·\n1"),
  ])
func objectColumns(_ objects: [String], _ wanted: String) throws {
  #expect(shown(try parseJSON(objects.joined(separator: "\n"), name: "t.ndjson").table) == wanted)
  #expect(
    shown(try parseJSON("\u{FEFF}[\n" + objects.joined(separator: " ,\n") + "\n]\n", name: "t.json").table) == wanted)
}

@Test(
  "What could be read in two ways, or not at all, is refused where it is",
  arguments: [
    ("{\"a\": 1, \"a\": 2}", "bad-json", "t.ndjson:1:10", "the key \"a\" occurs twice"),
    ("{\"a\": 1}\n{\"a\": 1, \"\\u0061\": 2}", "bad-json", "t.ndjson:2:10", "the key \"a\" occurs twice"),
    ("{\"a\": 1}\n{\"a\": 1e400}", "number-range", "t.ndjson:2 $.a", "out of range: \"1e400\""),
    ("{\"a\": 1.5}\n{\"a\": 1e-400}", "number-range", "t.ndjson:2 $.a", "out of range"),
    ("{\"a\": \"\\ud800\"}", "bad-json", "t.ndjson:1:14", "only half of a character"),
    ("{\"a\": 1,}", "bad-json", "t.ndjson:1:9", "a key in quotes is expected"),
    ("{\"a\": NaN}", "bad-json", "t.ndjson:1:7", "JSON has no `NaN`"),
    ("{\"a\": -Infinity}", "bad-json", "t.ndjson:1:7", "JSON has no `NaN`"),
    ("{\"a\": 01}", "bad-json", "t.ndjson:1:9", "a number cannot have a leading zero"),
    ("{\"a\": 1} {\"a\": 2}", "bad-json", "t.ndjson:1:10", "unexpected text after the object on this line"),
    ("{\"a\":\n1}", "bad-json", "t.ndjson:1:6", "but the line ends"),
    ("{\"a\": \"x\ny\"}", "bad-json", "t.ndjson:1:9", "the line ends inside a string"),
    ("[{\"a\": 1}]", "bad-json", "t.ndjson:1:1", "an object is expected on each line"),
    ("{\"a\": \(String(repeating: "[", count: 127))", "bad-json", "t.ndjson:1:133", "more than 128 levels"),
    ("{\"State\": 1}\n{\"state\": 2}", "colliding-header", "t.ndjson", "differ only in case"),
    ("{\"\u{E9}\": 1, \"e\u{301}\": 2}", "colliding-header", "t.ndjson", "how Unicode encodes the same letters"),
    ("{\"\": 1}", "empty-header", "t.ndjson", "column 1 has no name"),
    ("", "empty-file", "t.ndjson", "the file has no objects"), ("{}\n{}", "empty-file", "t.ndjson", "have no keys"),
    ("{\"a\": \"\u{7}\"}", "bad-json", "t.ndjson:1:8", "an unescaped control character"),
  ])
func refusedObjects(_ text: String, _ code: String, _ place: String, _ words: String) throws {
  let found = #expect(throws: RunFailure.self) { try parseJSON(text, name: "t.ndjson") }
  let diagnostic = try #require(found?.diagnostics.first)
  #expect((diagnostic.code.rawValue, diagnostic.location) == (code, place))
  #expect(([diagnostic.message] + diagnostic.notes).joined(separator: "; ").contains(words), "\(diagnostic)")
  #expect(!diagnostic.notes.isEmpty || code == "bad-json", "a way out")
}

@Test(
  "A document without a table says what it is",
  arguments: [
    ("{\"a\": 1}\n{\"a\": 2}\n", "t.json:1:1", "its name ends in `.ndjson`"),
    ("{\"a\": 1}", "t.json", "`at: \"$\"` reads 1 row of `a`"),
    ("[1, 2]", "t.json", "`at: \"$[*]\"` reads 2 rows of `value`"),
    ("[{\"a\": 1}]\n[{\"a\": 2}]", "t.json:2:1", "unexpected text after the end of the document"),
    ("[{\"a\": 1},]", "t.json:1:11", "a value is expected"), ("[{\"a\": 1}", "t.json:1:10", "`,` or `]` is expected"),
    ("[\n{\"a\": 1},\n{\"a\": 1e400}]", "t.json:3 $[1].a", "out of range"),
    ("", "t.json:1:1", "an array of objects is expected"), ("[]", "t.json", "the file has no objects"),
  ])
func documents(_ text: String, _ place: String, _ words: String) throws {
  let found = #expect(throws: RunFailure.self) { try parseJSON(text, name: "t.json") }
  let diagnostic = try #require(found?.diagnostics.first)
  #expect(diagnostic.location == place)
  #expect(([diagnostic.message] + diagnostic.notes).joined(separator: "; ").contains(words), "\(diagnostic)")
}

@Test("A declared type reads texts too, and what is nested as it is written")
func declaredObjects() throws {
  let text = """
    {"n": "1,234", "d": "03\\/04\\/2011", "t": {"x": [1, 2]}, "b": "true", "m": 1.10}
    {"n": 5, "d": null, "t": 1.10, "b": false, "m": "D"}
    """
  let read = options {
    $0.types = ["n": .int, "t": .text, "b": .bool, "m": .decimal]
    $0.dates = ["d": .order(.dmy)]
    $0.missing = ["D"]
  }
  let (table, receipt) = try parseJSON(text, name: "t.ndjson", options: read)
  #expect(
    shown(table)
      == "n int, d date, t text, b bool, m decimal\n1234|2011-04-03|{\"x\": [1, 2]}|true|1.10\n5|·|1.10|false|·")
  #expect(receipt.notes == ["`n`: 1 cell read without thousands separators; the first is \"1,234\" at t.ndjson:1 $.n"])
  let wrong = #expect(throws: RunFailure.self) {
    try parseJSON("[{\"n\": 1},\n {\"n\": \"x\"}]", name: "t.json", options: options { $0.types = ["n": .int] })
  }
  #expect(wrong?.diagnostics.first?.location == "t.json:2 $[1].n")
  #expect(wrong?.diagnostics.first?.code == .cellType)
}

@Test("The receipt tells a key that is not there from a null, and why a column stays text")
func objectNotes() throws {
  let text = """
    {"id": 1, "code": "5", "mixed": 5}
    {"id": null, "code": "12", "mixed": "D"}

    {"code": "7", "mixed": 6}
    """
  let (table, receipt) = try parseJSON(text, name: "t.ndjson")
  #expect((receipt.records, receipt.loaded, receipt.blankLines) == (4, 3, 1))
  #expect(
    receipt.notes == [
      "`id`: 1 row without the key, 1 with `null`",
      "`code` stays text: 3 of 3 cells are numbers in quotes; the first is \"5\" at t.ndjson:1 $.code",
      "`mixed` stays text: 2 cells are numbers, 1 is text; the first is \"D\" at t.ndjson:2 $.mixed; `missing: { mixed: [\"D\"] }` reads 2 of 3 cells as `int`; 1 missing",
    ])
  #expect((0..<3).map { table.origin?.location(of: $0) } == ["t.ndjson:1", "t.ndjson:2", "t.ndjson:4"])
  let withheld = try parseJSON(text, name: "t.ndjson", options: options { $0.redacted = ["D"] })
  #expect(withheld.receipt.redactions == [.init(column: "mixed", code: "D", count: 1)])
  #expect(withheld.table.schema.fields[2].type == .int)
}

@Test("What nothing asks for is stepped over, whatever it holds")
func someColumns() throws {
  let read = options { $0.isAskedFor = { $0 == "a" } }
  let (table, _) = try parseJSON("{\"a\": 1, \"b\": {\"c\": 2}}", name: "t.ndjson", options: read)
  #expect(shown(table) == "a int\n1")
}

@Test("Keys that are data do not fill the memory")
func manyKeys() {
  let text = (0..<6_000).map { "{\"id\($0)\": \($0)}\n" }.joined()
  #expect { try parseJSON(text, name: "t.ndjson") } throws: {
    ($0 as? RunFailure)?.diagnostics.first?.code == .tooLarge
  }
}

@Test("A file of many lines is the same table on one thread and on four, and its first mistake is reported")
func lineThreads() throws {
  defer { Parallelism.limit(to: 0) }
  let lines = (0..<60_000).map { line in
    line % 7_000 == 6_999
      ? "" : "{\"id\": \(line), \"name\": \"row \(line % 50)\"\(line > 40_000 ? ", \"late\": \(line).5" : "")}"
  }
  let text = lines.joined(separator: "\n")
  #expect(text.utf8.count > 2 << 20)
  Parallelism.limit(to: 1)
  let one = try parseJSON(text, name: "t.ndjson")
  let failed = text.replacing("{\"id\": 20000,", with: "{\"id\": x,").replacing("{\"id\": 50000,", with: "{\"id\": y,")
  let mistake = #expect(throws: RunFailure.self) { try parseJSON(failed, name: "t.ndjson") }
  Parallelism.limit(to: 4)
  let four = try parseJSON(text, name: "t.ndjson")
  #expect(jsonLines(one.table).bytes == jsonLines(four.table).bytes)
  #expect(one.table.schema == four.table.schema && one.receipt.notes == four.receipt.notes)
  #expect(one.table.origin?.lines.all == four.table.origin?.lines.all)
  #expect(four.table.origin?.lines.all.last == 60_000)
  let again = #expect(throws: RunFailure.self) { try parseJSON(failed, name: "t.ndjson") }
  #expect(mistake?.diagnostics == again?.diagnostics && again?.diagnostics.first?.location == "t.ndjson:20001:8")
}
