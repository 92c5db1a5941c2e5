import StetColumns
import StetDiagnostics
import TestSupport
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

private func load(_ page: [UInt8], named name: String = "t.html", _ change: (inout ReadOptions) -> Void = { _ in })
  throws -> Loaded
{
  let folder = try TemporaryFolder()
  try folder.write(name, page)
  var options = ReadOptions()
  change(&options)
  return try TableSource(path: folder.path + "/" + name, shownAs: name, options: options).load()
}

private func load(_ page: String, _ change: (inout ReadOptions) -> Void = { _ in }) throws -> Loaded {
  try load(Array(page.utf8), change)
}

private func refusal(_ page: String, _ change: (inout ReadOptions) -> Void = { _ in }) throws -> Diagnostic {
  let found = #expect(throws: RunFailure.self) { try load(page, change) }
  return try #require(found?.diagnostics.first)
}

private let page = """
  <!DOCTYPE html><html><head><style>td{}</style><script>if (a<b) "<table>"</script></head><body>
  <table class=layout><tr><td><a href=x>nav</a></td><td>
  <table id=t1><caption>Removals <b>by</b> state</caption>
  <thead><tr><th rowspan="2">State</th><th colspan=2>Persons</th><th rowspan=2>Note</th></tr>
  <tr><th>2010</th><th>2011<br>est.</th></tr></thead>
  <tbody>
  <tr><td rowspan=2>Texas &amp; co</td><td>5</td><td>1,234<sup>1</sup></td><td>a<br>b</td></tr>
  <tr><td>6</td><td><span style="display:none">0007</span>7</td><td>&nbsp;</td></tr>
  <tr style="display: none"><td>Ohio<td>8<td>9<td>x
  <tr><td colspan=4>Section</td></tr>
  <tr><th>State<th>2010<th>2011 est.<th>Note</tr>
  <tr></tr>
  </tbody><tfoot><tr><td>Total<td>19<td>.<td></tfoot></table>
  </td></tr></table>
  """

@Test("A table is what its reader sees: names of several rows joined, hidden parts left out, raised digits raised")
func seenTable() throws {
  let loaded = try load(page)
  #expect(
    shown(loaded.table) == """
      State text, Persons 2010 int, Persons 2011 est. text, Note text
      Texas & co|5|1,234¹|a
      b
      Texas & co|6|7|·
      Ohio|8|9|x
      Section|·|·|·
      """)
  #expect(
    loaded.receipt.notes == [
      "read with `table: 2`, the only table with data",
      "1 cell spans several rows, each of which has the value",
      "1 cell spans several columns, the first of which has the value",
      "raised text, such as marks of footnotes, kept in 1 cell",
      "1 row that the page hides is among the rows",
      "1 part of cells that the page hides left out", "1 row of the foot of the table left out",
      "`Persons 2011 est.` stays text: 1 of 3 cells is not a plain number; the first is \"1,234¹\" at t.html:7 `Persons 2011 est.`",
    ])
  let receipt = loaded.receipt
  #expect((receipt.records, receipt.header, receipt.loaded) == (9, 2, 4))
  #expect((receipt.repeatedHeaders, receipt.hollowRows, receipt.trailingLines) == (1, 1, 1))
  #expect((0..<4).map { loaded.table.origin?.location(of: $0) } == ["t.html:7", "t.html:8", "t.html:9", "t.html:10"])
}

@Test(
  "Tags that may be left out, spans and references give the table that browsers show",
  arguments: [
    ("<table><tr><th>a<th>b<tr><td>1<td>2<tr><td>3", "a int, b int\n1|2\n3|·"),
    ("<TABLE><TBODY><TD>a<TD>b<TR><TD>1<TD>x</TABLE>", "a int, b text\n1|x"),
    (
      "<table><tr><th>a<th>b<th>c<tr><td rowspan=0>x<td colspan=2>1<tr><td>2<td>3</table>",
      "a text, b int, c int\nx|1|·\nx|2|3"
    ),
    (
      "<table><tr><th>a<th>b<tr><td>&lt;i&gt;&#x2013;&euro;&notit;<td>AT&T &copy2020",
      "a text, b text\n<i>–€¬it;|AT&T ©2020"
    ),
    ("<table><tr><th>a<th>b<tr><td>&#150;&#0;<td>&bogus; &amp", "a text, b text\n–\u{FFFD}|&bogus; &"),
    ("<table><tr><th>a<th>b<tr><td> x \n y <td><p>one<p>two", "a text, b text\nx y|one\ntwo"),
    ("<table><tr><th>a<th>b<tr><td><!-- 9 -->1<td>2<!-->3", "a int, b int\n1|23"),
    ("<table><tr><th>a<th>b<tr><td><script>'</td>'</script>1<td><textarea>2</textarea>", "a int, b int\n1|2"),
    ("<table>lost<tr>lost<th>a<th>b<tr><td>1<td>2</table><td>no", "a int, b int\n1|2"),
    ("<table><tr><th>a<th>b<tr><td title='x>y' x=\"<td>\">1<td>2", "a int, b int\n1|2"),
    ("<table><tr><th>a<th>b<tr><td>12<sup>[1]</sup><td>CO<sub>2</sub> 5<sup>th</sup>", "a text, b text\n12[1]|CO₂ 5th"),
    ("<table><tr><th colspan=2>Title<tr><th>a<th>b<tr><td>1<td>2", "a int, b int\n1|2"),
    ("<table><tr><td>name<td>n<tr><td>x<td>1", "name text, n int\nx|1"),
    ("<table><tr><th>a<th><th>b<tr><td>1<td><td>2<tr><td>3<td> <td>4", "a int, b int\n1|2\n3|4"),
    ("<table><thead><tr><td>a<td>b<tbody><tr><th>x<td>1<tr><th>y<td>2", "a text, b int\nx|1\ny|2"),
    ("<table><tr><th>a<th>b<tr><td><p hidden>9<p>1<td><b hidden>8<b>7</b>6</b>5", "a int, b int\n1|5"),
    ("<table><tr><th>a<th>b<tr><td>1<td>2<table><tr><td>no", "a int, b int\n1|2"),
  ])
func browserTables(_ text: String, _ wanted: String) throws {
  #expect(shown(try load("<html>" + text) { $0.table = .number(1) }.table) == wanted)
}

@Test(
  "What is not clear is refused with lines that were tried",
  arguments: [
    (
      "<table><tr><th>a<th>b<tr><td>1<td>2</table><table><caption>C</caption><tr><th>x<th>y<tr><td>3<td>4</table>",
      "several-tables",
      ["`table: 1` reads 1 row of `a`, `b`", "`table: 2` reads 1 row of `x`, `y`: \"C\""]
    ),
    ("<p>no", "no-table", ["tables that a page loads by itself are not in its file"]),
    ("<table><tr><td>x<tr><td>1</table>", "no-table", ["`table: 1` reads 1 row of `x`"]),
    (
      "<table><tr><td>5<td>6<tr><td>7<td>8</table>", "no-header",
      ["`header: none` reads it as a row; `header: 1` says that it has the names"]
    ),
    (
      "<table><tr><th><th>b<tr><td>x<td>8</table>", "empty-header",
      ["`header: { 1: \"column_1\" }` gives each column a name of its own"]
    ),
    (
      "<table><tr><th>b<th>b<tr><td>x<td>8</table>", "duplicate-header",
      ["`header: { 2: \"b_2\" }` gives each column a name of its own"]
    ),
  ])
func unclearPages(_ text: String, _ code: String, _ notes: [String]) throws {
  let found = try refusal("<html>" + text)
  #expect(found.code.rawValue == code && found.notes == notes, "\(found)")
}

@Test("Tables are named by number and caption, and columns by the script")
func namedTables() throws {
  let text =
    "<html><table><tr><td>1<td>2<tr><td>3<td>4</table><table><caption>By <i>state</i></caption><tr><th>x<th>y<tr><td>3<td>4</table>"
  #expect(shown(try load(text) { $0.table = .name("By state") }.table) == "x int, y int\n3|4")
  #expect(try refusal(text) { $0.table = .name("none") }.code == .unknownTable)
  #expect(try refusal(text) { $0.table = .number(3) }.code == .unknownTable)
  func first(_ header: ReadOptions.Header) throws -> String {
    shown(
      try load(text) {
        $0.table = .number(1)
        $0.header = header
      }.table)
  }
  #expect(try first(.none) == "column_1 int, column_2 int\n1|2\n3|4")
  #expect(try first(.names(["a", "b"])) == "a int, b int\n1|2\n3|4")
  #expect(try first(.records(1)) == "1 int, 2 int\n3|4")
  #expect(try first(.renamed([2: "n"])) == "1 int, n int\n3|4")
}

@Test("Names are cleaned, and marks of numbers stated, as in text files")
func statedReading() throws {
  let german = "<table><tr><th>Land (2024)<th>Summe in Euro<tr><td>Hessen<td>1.234,5<tr><td>Bayern<td>20.000,25</table>"
  let loaded = try load(german) { options in
    options.cleansNames = true
    options.reading.marks = NumberMarks(stated: UInt8(ascii: ","), thousands: ".")
  }
  #expect(shown(loaded.table) == "land_2024 text, summe_in_euro decimal\nHessen|1234.50\nBayern|20000.25")
}

@Test("A page is recognized whatever its name, and read in the encoding that it states")
func pageEncodings() throws {
  let table = "<table><tr><th>Stra\u{DF}e<th>n<tr><td>M\u{FC}nchen<td>1</table>"
  func latin(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }
  let wanted = "Straße text, n int\nMünchen|1"
  #expect(shown(try load(latin("<meta charset=ISO-8859-1>" + table), named: "t.xls").table) == wanted)
  let stated = latin("<html><meta http-equiv=x content='text/html; charset=windows-1252'>" + table)
  #expect(shown(try load(stated, named: "t.csv").table) == wanted)
  #expect(shown(try load("<html><meta charset=latin1>" + table).table) == wanted)
  let unstated = #expect(throws: RunFailure.self) { try load(latin("<html>" + table)) }
  #expect(unstated?.diagnostics.first?.code == .notUtf8)
}

@Test("Pages made to take long or much memory are refused")
func hostilePages() throws {
  let many = 20_000
  for text in [
    String(repeating: "<table><tr><td>", count: many), String(repeating: "<td colspan=1000>", count: many),
    "<table><tr><td rowspan=65534 colspan=1000>x<td>" + String(repeating: "<tr>", count: many),
    String(repeating: "<b><p>", count: many), "<table><tr><th>a<th>b<tr><td>" + String(repeating: "<sup>", count: many),
    "<table><tr><td>" + String(repeating: "&", count: many), "<a " + String(repeating: "x=1 ", count: many) + ">",
    "<table><tr><th>a" + String(repeating: "<!--", count: many), "<script>" + String(repeating: "</scrip", count: many),
  ] {
    #expect(throws: RunFailure.self, "\(text.prefix(40))") {
      try load("<html>" + text + "<table><tr><td colspan=1000>x")
    }
  }
}

@Test("Pages that are mixed up load or are refused; nothing traps")
func damagedPages() throws {
  var random = SplitMix64(seed: 16)
  let parts = [
    "<table>", "</table>", "<tr>", "<td>", "<th>", "</td", "<td rowspan=3>", "<td colspan=0>", "&#", "<!--", "<sup>",
    "\u{0}",
  ]
  for _ in 0..<rounds(1500) {
    var bytes = Array(page.utf8)
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[place] = .random(in: 0...127, using: &random)
      case 1: bytes.insert(contentsOf: parts.randomElement(using: &random)!.utf8, at: place)
      default: bytes.removeSubrange(place..<min(bytes.count, place + 9))
      }
    }
    let page = try HTMLTables(bytes, from: 0, name: "t.html") { false }
    for table in page.tables {
      var places = HTMLGrid.mostPlaces
      let grid = try HTMLGrid(table, name: "t.html", places: &places)
      let layout = HTMLLayout(table, grid, page.bytes, .firstRecord)
      let rows = layout.headerRows + layout.body.count + layout.emptyRows + layout.repeatedHeaders + layout.footRows
      #expect(rows + (layout.title == nil ? 0 : 1) == table.rows.count)
    }
  }
}
