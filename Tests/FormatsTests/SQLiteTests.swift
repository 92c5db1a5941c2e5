import CDatabase
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

/// The file that SQLite itself makes of statements.
private func database(_ sql: String) throws -> [UInt8] {
  var handle: OpaquePointer?
  try #require(stet_database_create(&handle) == SQLITE_OK)
  defer { sqlite3_close(handle) }
  try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK, "\(String(cString: sqlite3_errmsg(handle)))")
  var size: Int64 = 0
  let start = try #require(sqlite3_serialize(handle, "main", &size, 0))
  defer { sqlite3_free(start) }
  return Array(UnsafeBufferPointer(start: start, count: Int(size)))
}

private func load(_ bytes: [UInt8], named name: String = "t.db", _ change: (inout ReadOptions) -> Void = { _ in })
  throws
  -> Loaded
{
  let folder = try TemporaryFolder()
  try folder.write(name, bytes)
  var options = ReadOptions()
  change(&options)
  return try TableSource(path: folder.path + "/" + name, shownAs: name, options: options).load()
}

private func refusal(_ bytes: [UInt8], _ change: (inout ReadOptions) -> Void = { _ in }) throws -> Diagnostic {
  let found = #expect(throws: RunFailure.self) { try load(bytes, change) }
  return try #require(found?.diagnostics.first)
}

private let people = """
  CREATE TABLE people(state TEXT, persons INTEGER, share REAL, since DATE, seen DATETIME, mixed);
  INSERT INTO people VALUES ('TX', 5, 1.5, '2011-05-04', '2011-05-04 13:45:00', 1),
    ('', 9223372036854775807, 1e-7, '2012-01-31', '2012-01-31 00:00:00', 'D'), (NULL, NULL, NULL, NULL, NULL, NULL),
    ('O''Brien', -9223372036854775808, 5.0, '2012-01-31', NULL, 2.5);
  """

@Test("Columns get their types from the values that are stored; every digit is kept, and NULL is not empty text")
func storedTypes() throws {
  let loaded = try load(database(people))
  #expect(
    shown(loaded.table) == """
      state text, persons int, share decimal, since date, seen datetime, mixed text
      TX|5|1.5000000|2011-05-04|2011-05-04T13:45:00|1
      |9223372036854775807|0.0000001|2012-01-31|2012-01-31T00:00:00|D
      ·|·|·|·|·|·
      O'Brien|-9223372036854775808|5.0000000|2012-01-31|·|2.5
      """)
  #expect(
    loaded.receipt.notes == [
      "read with `table: \"people\"`, the only table",
      "`mixed` stays text: 2 cells are numbers, 1 is text; the first is \"D\" at t.db!people:2 `mixed`; `missing: { mixed: [\"D\"] }` reads 2 of 3 cells as `decimal`; 1 missing",
    ])
  #expect(loaded.table.origin?.location(of: 3) == "t.db!people:4")
}

@Test("A column that is declared as truths is one if it has nothing else than 1 and 0")
func truthsOfDatabase() throws {
  let bytes = try database(
    """
    CREATE TABLE t(open BOOLEAN, held BOOL, seen BOOLEAN, n INTEGER, none BOOLEAN);
    INSERT INTO t VALUES (1, 0, 2, 1, NULL), (NULL, 1, 0, 0, NULL), (0, 'yes', 1, 1, NULL);
    """)
  #expect(
    shown(try load(bytes).table) == """
      open bool, held text, seen int, n int, none text
      true|0|2|1|·
      ·|1|0|0|·
      false|yes|1|1|·
      """)
  let declared = try load(bytes) { $0.types = ["n": .bool] }
  #expect(declared.table.row(0)[3] == .bool(true))
  let refused = try refusal(bytes) { $0.types = ["seen": .bool] }
  #expect(refused.code == .cellType)
}

@Test("A declared type promises nothing: text in a column of integers is text, and codes can be declared")
func declaredTypesOfDatabase() throws {
  let bytes = try database(
    """
    CREATE TABLE t(n INTEGER, d DATETIME, m NUMERIC);
    INSERT INTO t VALUES (1, 'soon', '1,234'), ('x', '2011-05-04 10:00', 2), (3, '2011-05-04 10:00', 'D');
    """)
  #expect(
    shown(try load(bytes).table)
      == "n text, d text, m text\n1|soon|1,234\nx|2011-05-04 10:00|2\n3|2011-05-04 10:00|D")
  let declared = try load(bytes) {
    $0.missing = ["x"]
    $0.redacted = ["D"]
    $0.types = ["m": .decimal]
  }
  #expect(shown(declared.table) == "n int, d text, m decimal\n1|soon|1234\n·|2011-05-04 10:00|2\n3|2011-05-04 10:00|·")
  #expect(declared.receipt.redactions == [.init(column: "m", code: "D", count: 1)])
}

@Test("Doubles are written with the digits that give them back, and no exponent where a few zeros do")
func doubleTexts() {
  for (number, text) in [
    (5.0, "5.0"), (0.1, "0.1"), (1e-7, "0.0000001"), (-2.5e-5, "-0.000025"), (1e16, "10000000000000000.0"),
    (1.25e17, "125000000000000000.0"), (1e18, "1e+18"), (.leastNonzeroMagnitude, "5e-324"), (-1e20, "-1e+20"),
    (0, "0.0"),
    (9_007_199_254_740_992, "9007199254740992.0"),
  ] { #expect(StoredCells.digits("\(number)") == text) }
}

private let several = """
  CREATE TABLE a(x); INSERT INTO a VALUES (1), (2);
  CREATE TABLE "b ""c"(y TEXT PRIMARY KEY, rowid) WITHOUT ROWID; INSERT INTO "b ""c" VALUES ('p', 2);
  CREATE TABLE empty(q); CREATE VIEW v AS SELECT random() AS r;
  """

@Test("Of several tables each is listed with its line, a view is none, and a table is found by its name and its number")
func tableChoice() throws {
  let bytes = try database(several)
  let listed = try refusal(bytes)
  #expect(listed.code == .severalTables && listed.message == "the database has 3 tables")
  #expect(
    listed.notes == [
      "`table: \"a\"` reads 2 rows of `x`", #"`table: "b \"c"` reads 1 row of `y`, `rowid`"#,
    ])
  let named = try load(bytes) { $0.table = .name("b \"c") }
  #expect(shown(named.table) == "y text, rowid int\np|2")
  #expect(named.table.origin?.location(of: 0) == "t.db!b \"c:1")
  #expect(shown(try load(bytes) { $0.table = .number(1) }.table) == "x int\n1\n2")
  #expect(try refusal(bytes) { $0.table = .name("v") }.message.contains("is a view"))
  #expect(try refusal(bytes) { $0.table = .name("aa") }.notes == ["the closest match is `table: \"a\"`"])
  #expect(try refusal(bytes) { $0.table = .number(9) }.code == .unknownTable)
  let views = try database("CREATE VIEW v AS SELECT 1")
  #expect(try refusal(views).code == .noTable)
}

@Test("A column with binary values is left out with a note, and refused if it is used")
func binaryColumns() throws {
  let bytes = try database("CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x'), (2, x'00ff')")
  let loaded = try load(bytes)
  #expect(shown(loaded.table) == "a int\n1\n2")
  #expect(loaded.receipt.notes.last == "`b` left out: 1 cell is binary")
  let used = try refusal(bytes) { $0.isAskedFor = { $0 == "b" } }
  #expect(used.code == .binaryCells && used.location == "t.db!t:2 `b`")
  #expect(shown(try load(bytes) { $0.isAskedFor = { $0 == "a" } }.table) == "a int\n1\n2")
}

@Test("Text of any encoding of SQLite is read, and bytes that are no text are refused where they are")
func storedText() throws {
  let wide = try database("PRAGMA encoding = 'UTF-16le'; CREATE TABLE t(a); INSERT INTO t VALUES ('Grüße 𝄞')")
  #expect(shown(try load(wide).table) == "a text\nGrüße 𝄞")
  let bytes = try database("CREATE TABLE t(a); INSERT INTO t VALUES ('x'), (CAST(x'4dfc6e' AS TEXT))")
  #expect(try refusal(bytes).location == "t.db!t:2 `a`")
  #expect(shown(try load(bytes) { $0.encoding = .windows1252 }.table) == "a text\nx\nMün")
}

@Test("Changes that are not in the file yet are not missed")
func unfinishedChanges() throws {
  for (ending, isRefused) in [("-wal", true), ("-journal", true), ("-shm", false), ("", false)] {
    let folder = try TemporaryFolder()
    try folder.write("t.db", database(people))
    if !ending.isEmpty { try folder.write("t.db" + ending, [1, 2, 3]) }
    let source = try TableSource(path: folder.path + "/t.db", shownAs: "t.db")
    if isRefused {
      let found = #expect(throws: RunFailure.self) { try source.load() }
      #expect(found?.diagnostics.first?.code == .unfinishedChange)
    } else {
      #expect(try source.load().table.rowCount == 4)
    }
  }
}

@Test(
  "A database is recognized whatever its name, its columns are known from its beginning, and nothing is written beside it"
)
func recognizedDatabase() throws {
  let folder = try TemporaryFolder()
  try folder.write("t.csv", database(people))
  let source = try TableSource(path: folder.path + "/t.csv", shownAs: "t.csv")
  #expect(source.format.name == "SQLite")
  #expect(try source.beginning() == source.load().table.schema)
  #expect(folder.names == ["t.csv"])
}

@Test("Loading stops when it is told to")
func stoppedDatabase() throws {
  let folder = try TemporaryFolder()
  try folder.write(
    "t.db",
    database(
      "CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO t SELECT i FROM n"
    ))
  let found = #expect(throws: RunFailure.self) {
    try TableSource(path: folder.path + "/t.db", shownAs: "t.db").load(ReadControl(isCancelled: { true }))
  }
  #expect(found?.diagnostics.first?.code == .cancelled)
}

@Test("A database that is cut, mixed up or made up is refused; nothing traps and nothing is made up")
func damagedDatabases() throws {
  var random = SplitMix64(seed: 16)
  let original = try database(people + several.replacing("empty", with: "full"))
  let folder = try TemporaryFolder()
  let path = folder.path + "/t.db"
  var options = ReadOptions()
  options.table = .name("people")
  var refused = 0
  for _ in 0..<rounds(1500) {
    var bytes = original
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = .random(in: 0...255, using: &random)
      case 1: bytes[place] = [0, 255, 127, 128].randomElement(using: &random)!
      case 2 where place > 100: bytes.removeSubrange(place...)
      default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
      }
    }
    try writeAtomically(bytes, to: path)
    do throws(RunFailure) {
      let table = try TableSource(path: path, shownAs: "t.db", options: options).load().table
      #expect(table.columns.allSatisfy { $0.count == table.rowCount })
    } catch {
      refused += 1
      #expect(error.diagnostics.allSatisfy { !$0.message.isEmpty })
    }
  }
  #expect(refused > 0)
  #expect(try refusal(Array("SQLite format 3\0".utf8) + [UInt8](repeating: 0, count: 5000)).code == .damagedFile)
  #expect(try refusal([UInt8](repeating: 7, count: 5000)).code == .damagedFile)
}

@Test("A saved database has the values, reads back the same, and is the same every time")
func savedDatabase() throws {
  let fields = [
    Field("flag", .bool), Field("n", .int), Field("money", .decimal), Field("long", .decimal), Field("x", .float),
    Field("t", .text), Field("d", .date), Field("at", .datetime), Field("y", .period(.year)),
    Field("fy", .period(.fiscalYear)), Field("m", .period(.month)), Field("took", .duration),
  ]
  let rows: [[Value]] = [
    [
      .bool(true), .int(.max), .decimal(Decimal(digits: 110, scale: 2)),
      .decimal(Decimal(digits: 12_345_678_901_234_567_890, scale: 4)), .float(0.1), .text("a'b\u{0}c"), .date(15_098),
      .datetime(1_304_516_700_000_000), .period(2011, .year), .period(2011, .fiscalYear),
      .period(2011 * 12 + 4, .month), .duration(90_000_000),
    ],
    fields.map { _ in .missing },
    [
      .bool(false), .int(.min), .decimal(Decimal(digits: -999_999_999_999_999, scale: 2)),
      .decimal(Decimal(digits: 0, scale: 4)), .float(-1e300), .text(""), .date(0), .datetime(0), .period(1000, .year),
      .period(1999, .fiscalYear), .period(2011 * 12, .month), .duration(-1),
    ],
  ]
  let table = Table(
    schema: Schema(fields),
    columns: TableColumns(fields.indices.map { place in Column(rows.map { $0[place] }, type: fields[place].type) }),
    rowCount: rows.count)
  let bytes = try OutputFormat.sqlite.content(of: table).bytes
  #expect(try OutputFormat.sqlite.content(of: table).bytes == bytes)
  let read = try load(bytes) { options in
    for field in fields { options.types[field.name] = field.type }
  }
  for (place, field) in fields.enumerated() {
    for row in 0..<3 { #expect(read.table.columns[place][row] == rows[row][place], "\(field.name) \(row)") }
  }
  // As SQLite itself sees it.
  let undeclared = try load(bytes).table
  #expect(
    undeclared.schema.fields.map(\.type.name) == [
      "bool", "int", "decimal", "text", "float", "text", "date", "datetime", "int", "fiscal_year", "month", "text",
    ])
}

@Test("A table whose names are one name in SQLite is not written")
func unwritableDatabases() throws {
  let table = Table(
    schema: Schema([Field("a", .int), Field("A", .int)]),
    columns: [Column([.int(1)], type: .int), Column([.int(2)], type: .int)], rowCount: 1)
  let refusal = #expect(throws: UnwritableTable.self) { try OutputFormat.sqlite.content(of: table) }
  #expect(refusal?.reason == "`a` and `A` are the same name in SQLite")
}
