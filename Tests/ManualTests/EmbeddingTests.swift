import StetFormats
import StetInterpreter
import StetKit
import TestSupport
import Testing

/// The program of the page "Embedding", which stands outside the package.
private let example = project + "/Examples/Embedding/Sources/Embedding/main.swift"

@Test(
  "The program of the manual is compiled outside the package, with public symbols only, and prints what the page says")
func embedding() throws {
  let page = ManualPage(try readText(pagePath("Embedding")))
  let program = try readText(example)
  let blocks = page.blocks
  let place = try #require(
    blocks.firstIndex { $0.kind == "swift" && $0.lines.joined(separator: "\n") + "\n" == program },
    "the page shows the program of Examples/Embedding")
  let story = try storyFolder()
  let folder = story.path
  // Without a package name, the compiler hides what is `package`.
  let modules = [
    "System", "Diagnostics", "Archives", "Columns", "Evidence", "Columnar", "Workbooks", "Syntax", "Formats", "Charts",
    "Engine", "Releases", "Interpreter", "Kit",
  ]
  let objects =
    (modules.flatMap(objectFiles) + [
      "'\(products)/CPattern.build/pattern.cpp.o'", "'\(products)/CDatabase.build/database.c.o'",
    ]).joined(separator: " ")
  let libraries = [
    "re2", "z", "zstd", "bz2", "lzma", "snappy", "lz4", "brotlidec", "deflate", "expat", "sqlite3", "stdc++",
  ].map { "-l\($0)" }.joined(separator: " ")
  #expect(
    shell(
      "swiftc \(modulePaths) '\(example)' \(objects) \(libraries) -o program",
      in: folder) == "")
  let shown = shell("./program", in: folder)
  #expect(shown == blocks[place + 1].lines.map { $0 + "\n" }.joined())
  let intruder = "import StetKit\\nprint(Session.last)\\n"
  #expect(
    shell(
      "printf '\(intruder)' > intruder.swift; swiftc -typecheck \(modulePaths) intruder.swift",
      in: folder
    ).contains("error: "), "what is `package` is out of reach")
}

/// The objects of a target, without those left behind by sources that have since been renamed or removed.
private func objectFiles(of module: String) -> [String] {
  let folder = "\(products)/Stet\(module).build"
  let sources = Set(
    shell("find Sources/Stet\(module) -name '*.swift'", in: project).split(separator: "\n").compactMap {
      $0.split(separator: "/").last
    })
  return names(in: folder).filter { name in
    name.hasSuffix(".o") && (!name.hasSuffix(".swift.o") || sources.contains(name.dropLast(2)))
  }.map { "'\(folder)/\($0)'" }
}

private func session() throws -> ScriptSession {
  let session = ScriptSession(folder: project)
  try session.register(name: "celsius", summary: "degrees Celsius", example: "celsius(212)") { (f: Double) -> Double? in
    f < -459.67 ? nil : (f - 32) / 1.8
  }
  try session.register(
    name: "times", summary: "a text again and again", example: "times(\"a\", 2)", arguments: ["text", "count"]
  ) {
    (text: String, count: Int64) in String(repeating: text, count: Int(max(0, count)))
  }
  try session.register(name: "both", summary: "both true", example: "both(true, true, 1)") {
    (a: Bool, b: Bool, n: Int64) in a && b && n > 0
  }
  try session.register(name: "infinite", summary: "no number", example: "infinite(1)") { (x: Double) in x / 0 }
  try session.register(name: "cents", summary: "hundredths", example: "cents(1.25)") { (x: ExactDecimal) in
    ExactDecimal(digits: x.digits, scale: x.scale + 2)
  }
  struct Refusal: Error, CustomStringConvertible { var description: String { "seven is not served" } }
  try session.register(name: "picky", summary: "no seven", example: "picky(1)") { (n: Int64) throws -> Int64? in
    if n == 7 { throw Refusal() }
    return n
  }
  return session
}

@Test("Registered functions follow the rules of built-in ones")
func functions() throws {
  let session = try session()
  #expect(try session.value("celsius(212)") == .float(100))
  #expect(try session.value("celsius(fahrenheit: 212)".replacing("fahrenheit", with: "a")) == .float(100))
  #expect(try session.value("times(count: 2, text: \"ab\")") == .text("abab"))
  #expect(try session.value("both(true, 1 < 2, 3)") == .bool(true))
  #expect(try session.value("infinite(1)") == .missing)
  #expect(try session.value("cents(12.50)").text == "0.1250")
  #expect(try session.value("celsius(missing) is missing") == .bool(true))
  let run = session.run("table { f; 212; missing; -500 } | derive c = celsius(f)")
  #expect(try run.tables[0].values("c", as: Double.self) == [100, nil, nil])
  #expect(run.ledger.last?.text == "derive: 3 rows, 1 set to missing for lack of a finite result")
  #expect(session.run("celsius(\"hot\")").findings.map(\.code) == ["argument-type"])
  #expect(session.run("celsius()").findings.map(\.code) == ["arguments"])
  #expect(session.run("celsus(1)").findingsText.contains("fix: `celsius`"))
  let failed = session.run("picky(7)")
  #expect(failed.findings.map(\.code) == ["function-failed"])
  #expect(failed.findingsText.contains("`picky` failed: seven is not served"))
  #expect(session.check("celsius(\"hot\")").map(\.code) == ["argument-type"])
  #expect(session.help("celsius") == session.help("celsius"))
  #expect(session.help("celsius")?.summary == "degrees Celsius")
  #expect(session.help("left join")?.name == "left join")
  #expect(session.help("nothing") == nil)
}

@Test("What cannot be registered is refused, and names stay when a function comes later")
func registration() throws {
  let session = try session()
  for name in ["round", "sum", "previous", "celsius", "1st", "two words", "if", "", "é"] {
    #expect(throws: RegistrationError.self, "\(name)") {
      try session.register(name: name, summary: "s", example: "e") { (x: Double) in x }
    }
  }
  #expect(throws: RegistrationError.self) {
    try session.register(name: "four", summary: "s", example: "e") { (a: Double, b: Double, c: Double, d: Double) in
      a + b + c + d
    }
  }
  #expect(throws: RegistrationError.self) {
    try session.register(name: "two", summary: "s", example: "e", arguments: ["a", "a"]) { (a: Double, b: Double) in
      a + b
    }
  }
  struct Week: ScriptValue {
    static let typeName = "week"
    static let reads = ["week"]
    init?(_ cell: Cell) { nil }
    var cell: Cell { .missing }
  }
  #expect(throws: RegistrationError.self) {
    try session.register(name: "weeks", summary: "s", example: "e") { (a: Week) in 1.0 }
  }
  #expect(session.run("let kept = table { x; 1 }").exitStatus == 0)
  try session.register(name: "half", summary: "a half", example: "half(1)") { (x: Double) in x / 2 }
  #expect(try session.table("kept | derive y = half(x)").values("y", as: Double.self) == [0.5])
  #expect(session.ledger.map(\.step) == ["derive"])
}

@Test("Columns come as Swift optionals, and a type that does not fit is an error")
func columns() throws {
  let session = ScriptSession(folder: project)
  let table = try session.table(
    #"table { i, d, f, t, b, day, fy; 1, 1.50, missing, "a", true, @2011-05-04, FY2011; missing, missing, missing, missing, missing, missing, missing } | derive f = sqrt(4)"#
  )
  #expect(table.columns.map(\.typeName) == ["int", "decimal", "float", "text", "bool", "date", "fiscal_year"])
  #expect(try table.values("i", as: Int64.self) == [1, nil])
  #expect(try table.values("i", as: Double.self) == [1, nil])
  #expect(try table.values("i", as: ExactDecimal.self).map { $0?.description } == ["1", nil])
  #expect(try table.values("d", as: ExactDecimal.self).map { $0?.description } == ["1.50", nil])
  #expect(try table.values("d", as: Double.self) == [1.5, nil])
  #expect(try table.values("f", as: Double.self) == [2, 2])
  #expect(try table.values("t", as: String.self) == ["a", nil])
  #expect(try table.values("b", as: Bool.self) == [true, nil])
  #expect(try table.values("day", as: CalendarDay.self).map { $0?.description } == ["2011-05-04", nil])
  #expect(table["fy"]?.texts == ["FY2011", nil])
  #expect(table["fy"]?[0] == .other("FY2011"))
  #expect(throws: TableError.self) { try table.values("t", as: Double.self) }
  #expect(throws: TableError.self) { try table.values("d", as: Int64.self) }
  #expect(throws: TableError.self) { try table.values("none", as: Double.self) }
  #expect(throws: RunError.self) { try session.table("1 + 1") }
  #expect(throws: RunError.self) { try session.value("table { x; 1; 2 }") }
  #expect(CalendarDay(year: 2011, month: 2, day: 29) == nil)
}

@Test("A run reports its findings with locations, its status, and what its steps did")
func report() throws {
  let session = ScriptSession(folder: project)
  let report = session.run("claim \"one is two\": 1 == 2\nload removals_returns_by_fy | take 3", name: "story.stet")
  #expect(report.exitStatus == 3)
  #expect(report.findings.map(\.scriptLocation) == ["story.stet:1:21"])
  #expect(report.tables.map(\.rowCount) == [3])
  #expect(report.ledger.map(\.location) == ["story.stet:2:1", "story.stet:2:31"])
  #expect(report.ledger.map(\.rowsOut) == [130, 3])
  #expect(session.run("load \"none.csv\"").exitStatus == 4)
  #expect(session.run(file: project + "/none.stet").exitStatus == 4)
  #expect(
    session.run("load removals_returns_by_fy | expect removals > 2000").findings[0].dataLocation
      == "removals_returns_by_fy.csv:3")
  #expect(session.run("let x = ").exitStatus == 1)
}
