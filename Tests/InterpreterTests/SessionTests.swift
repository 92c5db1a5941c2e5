import StetColumns
import StetDiagnostics
import StetEngine
import StetFormats
import StetInterpreter
import StetSyntax
import TestSupport
import Testing

/// A script in a session of its own, to its end, whatever fails.
private func run(_ text: String) -> (shown: String, failures: [Diagnostic], ledger: [String]) {
  let run = ScriptRun(text, in: Session(folder: project, outputFolder: "/tmp/stet-kit-tests"), goesOn: true)
  return (run.shown, run.diagnostics, run.ledger)
}

private let people = """
  let people = table { state, year, persons; "TX", FY2010, 5; "IL", FY2010, missing; "TX", FY2011, 7; missing, FY2011, 1 }

  """

@Test("The options of `load` change what they say, and a wrong one is named")
func loadOptions() throws {
  let file = "load \"Datasets/removals_by_criminal_status.csv\""
  #expect(run(file + " | filter fiscal_year == 1993 | select fiscal_year").shown == "fiscal_year\n       1993\n")
  #expect(
    run(file + ", missing: [\"13083\"] | filter fiscal_year == 1993 | select non_criminal").shown
      == "non_criminal\n           ·\n")
  #expect(run(file + ", skip: 1 | take 1").failures.map(\.code.rawValue) == ["no-header"])
  #expect(run(file + ", skip: 1, header: 1 | take 1").failures.map(\.code.rawValue) == [])
  #expect(run(file + ", skip: 1, header: 1").ledger.first?.contains("1 line skipped before the header") == true)
  #expect(run(file + ", delimiter: \";;\"").failures.map(\.code.rawValue) == ["load-option"])
  #expect(run(file + ", ragged: maybe").failures.map(\.code.rawValue) == ["load-option"])
  #expect(run(file + ", sheet: \"a\"").failures.map(\.code.rawValue) == ["unknown-option"])
  #expect(run(file + ", delimeter: \";\"").failures.map(\.code.rawValue) == ["unknown-option"])
  #expect(run("load removals_by_criminality, skip: 1").failures.map(\.code.rawValue) == ["unknown-option"])
}

@Test("Every dataset loads with its declared types and hash")
func datasets() throws {
  let package = try DataPackage.read(folder: project + "/Datasets")
  #expect(package.resources.count == 17)
  for resource in package.resources {
    let table = try package.load(resource).table
    #expect(table.schema.fields.map(\.type) == resource.fields.map(\.type))
    #expect(table.rowCount > 0)
  }
}

@Test("The ledger counts what a step could not decide, and what a join left over")
func ledger() {
  #expect(
    run(people + "people | filter persons > 5").ledger.last
      == "filter: 4 → 1 row, 1 undecided because of missing values")
  let join = run(people + "people | left join (table { s, x; \"TX\", 1; \"CA\", 2 }) on state == s").ledger.last
  #expect(join == "left join: 4 rows, 2 matched, 2 left only (IL, missing), 1 right only (CA)")
}

@Test("A join that would multiply rows is refused with the keys and the growth; `join many` asks for it")
func multiplication() {
  let pair = "(table { state, x; \"TX\", 1; \"TX\", 2 }) on state"
  let refused = run(people + "people | join \(pair)").failures.first
  #expect(refused?.code == .manyMatches)
  #expect(
    refused?.notes == [
      "TX: 2 rows", "`join many` keeps every pair: 4 rows from 4 on the left",
      "a `group by` inside the join's parentheses makes one row for each key",
    ])
  let many = run(people + "people | join many \(pair) | group: n = count()")
  #expect(many.failures == [])
  #expect(many.shown == "n\n4\n")
}

@Test("A claim falls, a check never fails the run, an expectation lists its offenders with file and line")
func verdicts() {
  let fallen = run("claim \"one is two\": 1 == 2")
  #expect(fallen.shown == "falls: one is two — 1 == 2\n")
  #expect(fallen.failures.map(\.kind) == [.claim])
  #expect(run("check \"one is two\" by \"them\": 1 == 2").failures == [])
  #expect(run("check \"x\": missing > 1").shown == "cannot be decided: x — missing > 1\n")
  let expectation = run("load removals_returns_by_fy | expect removals > 2000").failures.first
  #expect(expectation?.kind == .expectation)
  #expect(expectation?.location == "removals_returns_by_fy.csv:3")
}

@Test("A reason is in the ledger")
func reasons() {
  let ledger = run(people + "people | exclude persons > 5 because \"twice\"").ledger
  #expect(ledger.last == "exclude because \"twice\": 4 → 3 rows, 1 undecided because of missing values")
}

@Test("What nests without end is refused, never a trap")
func bounds() {
  #expect(run("scope a = a\n" + people + "people | filter a").failures.map(\.code.rawValue) == ["scope-cycle"])
  #expect(
    run("scope a = b\nscope b = not a\n" + people + "people | filter a").failures.map(\.code.rawValue) == [
      "scope-cycle"
    ])
  #expect(run("1" + String(repeating: "+1", count: 900)).failures.map(\.code.rawValue) == ["too-deep"])
  #expect(run("1" + String(repeating: "+1", count: 190)).shown == "191\n")
  let doubling = (1...30).map { "scope s\($0) = s\($0 - 1) and s\($0 - 1)" }.joined(separator: "\n")
  #expect(
    run("scope s0 = persons > 0\n\(doubling)\n" + people + "people | filter s30").failures.map(\.code.rawValue) == [
      "too-many-scopes"
    ])
  let cases = (0..<200).map { "\($0) => \($0)" }.joined(separator: ", ")
  #expect(
    run(people + "people | derive x = match persons { \(cases), else => 0 }").failures.map(\.code.rawValue) == [
      "too-many-cases"
    ]
  )
  let few = (0..<90).map { "\($0) => \($0 * 2)" }.joined(separator: ", ")
  #expect(
    run(people + "people | derive x = match persons { \(few), else => 0 } | select x").shown == " x\n10\n 0\n14\n 2\n")
  let list = (6...3_000).map(String.init).joined(separator: ", ")
  #expect(run(people + "people | filter persons in [\(list)] | select persons").shown == "persons\n      7\n")
}

@Test("A pipeline inside a condition runs once, and a cell's address leaves no line in the ledger")
func onceOnly() {
  let sum = "(people | filter persons > 0 | group: n = sum(persons))"
  for condition in ["\(sum) > 12", "\(sum) between 1 and 20", "\(sum) in [13, 14, 15]", "not (\(sum) < 12)"] {
    let result = run(people + "claim \"x\": \(condition)")
    #expect(result.failures == [])
    #expect(result.ledger.map { $0.prefix(5) } == ["filte", "group"])
  }
  #expect(run(people + "claim \"x\": people[year: FY2010, state: \"TX\"].persons == 5").ledger == [])
  #expect(run("check \"x\": 1 < 2 and 3 == 3").shown == "holds: x — 1 < 2 and 3 == 3\n")
}

@Test("A branch is evaluated on its own rows, also inside another branch")
func branches() {
  let result = run(
    people
      + "people | derive x = if persons > 1 then (if state == \"TX\" then persons * 10 else 0) else -1 | select state, x"
  )
  #expect(result.shown == "state   x\nTX     50\nIL      ·\nTX     70\n·      -1\n")
}

@Test(
  "A run is stopped within a step that may take long, and the tables before it stay",
  arguments: [
    "derive loud = upper(name)", "derive loud = \"{name}!\"", "derive half = sqrt(size)", "sort name, -size",
    "top 2 size by name", "group by name: n = sum(size)",
  ])
func stopsWithinStep(_ step: String) throws {
  let rows = (0..<3_000).map { "\"n\($0)\", \($0)" }.joined(separator: "; ")
  let (script, diagnostics) = parse(
    SourceText(
      name: "t.stet", text: "let names = table { name, size; \(rows) }\nnames | \(step)\nnames | expect rows == 3000\n")
  )
  #expect(diagnostics == [])
  let session = Session(folder: project, outputFolder: "/tmp/stet-kit-tests")
  try session.run(script.statements[0]) { _ in }
  var looks = 0
  session.isCancelled = {
    looks += 1
    // The first look stands in front of the step.
    return looks > 1
  }
  #expect { try session.run(script.statements[1]) { _ in } } throws: { error in
    (error as? RunFailure)?.diagnostics.map(\.code.rawValue) == ["cancelled"]
  }
  session.isCancelled = { false }
  try session.run(script.statements[2]) { _ in }
}

@Test("A script that many scripts use is read once, by a run and by a check")
func usedOnce() throws {
  // Each uses the next one twice: one after the other, that would be 2³⁰ files.
  let last = 30
  var files = ["s\(last).stet": "let x = 7\n"]
  for number in 0..<last { files["s\(number).stet"] = String(repeating: "use \"s\(number + 1).stet\"\n", count: 2) }
  let folder = try TemporaryFolder(files)
  let session = Session(folder: folder.path)
  #expect(session.check(SourceText(name: "s.stet", text: "use \"s0.stet\"\nx + 1\n")).isEmpty)
  let source = SourceText(name: "s.stet", text: "use \"s0.stet\"\nclaim \"seven\": x == 7\n")
  let script = parse(source).0
  for statement in script.statements { try session.run(statement) { _ in } }
}

@Test("A check reports one cause once, however much follows from it")
func causes() {
  func check(_ script: String) -> [String] {
    let session = Session(folder: ".")
    return session.check(SourceText(name: "s.stet", text: script)).map(\.code.rawValue)
  }
  #expect(
    check("let v = zz + 1\nlet w = v + 1\ntable { a; 1 } | derive b = v | filter b > w\nclaim \"x\": v > w\n") == [
      "unknown-name"
    ])
  #expect(check("let t = table { a; 1 } | filter zz > 1\nt | select b\n") == ["unknown-column"])
  #expect(check("param p = zz\np + 1\n") == ["unknown-name"])
  #expect(check("scope s = zz > 1\ntable { a; 1 } | filter s\ntable { a; 2 } | filter s\n") == ["unknown-column"])
  #expect(check("use \"nowhere.stet\"\nname + 1\n") == ["cannot-read"])
  #expect(check("let v = zz + 1\nlet v = 3\ntable { a; 1 } | filter v\n") == ["unknown-name", "needs-condition"])
}

@Test("What only a run can tell is left open by a check, and what types tell is not")
func open() {
  func check(_ script: String) -> [String] {
    Session(folder: ".").check(SourceText(name: "s.stet", text: script)).map(\.code.rawValue)
  }
  let table = "let t = table { state, n; \"TX\", 5 }\n"
  #expect(check(table + "let k = (t | select n)\nt | take k\nt | take (t | select n)\nt | filter n > k") == [])
  #expect(check(table + "let k = (t | select state)\nt | take k") == ["needs-count"])
  #expect(check(table + "t | filter n > (t | select state)") == ["types-differ"])
  #expect(check(table + "claim \"x\": (t | select state, n) == 1") == ["not-one-value"])
  #expect(check(table + "claim \"x\": t[state: \"TX\"].m == 1") == ["unknown-column"])
  #expect(check(table + "claim \"x\": 1 + 1") == ["needs-condition"])
  // The columns of a pivot are in the data.
  #expect(
    check(table + "let p = t | pivot state: sum(n)\np | select zz\nt | join (t | pivot state: sum(n)) on zz") == [])
  #expect(
    check(table + "t | derive x = (t | pivot state: sum(n)) + 1 | select zz\nt | select zz") == ["unknown-column"])
}

@Test("What decides how a step is bound runs first, also where only data tell its columns")
func boundLater() {
  let table = "let t = table { state, n; \"TX\", 5; \"IL\", 2 }\n"
  #expect(run(table + "t | take (t | filter n == 5 | group: k = count()) | select n").shown == "n\n5\n")
  #expect(
    run(table + "t | derive x = n + (t | filter n == 5 | pivot state: sum(n)) | select x").shown == " x\n10\n 7\n")
  #expect(
    run(table + "t | join (t | pivot state: sum(n) | select state = \"TX\", IL) on state | select IL").shown
      == "IL\n 2\n")
  #expect(run(table + "t | take (t | select n)").failures.map(\.code.rawValue) == ["not-one-value"])
}

@Test("A function or a scope that uses itself through a pipeline is refused")
func cycles() {
  let through = "(table { a; 1 } | filter a == f(x) | select a)"
  #expect(run("def f(x) = 1 + \(through)\nf(1)").failures.map(\.code.rawValue) == ["scope-cycle"])
  #expect(
    run("scope s = (table { a; 1 } | filter s | select a) == 1\ntable { b; 1 } | filter s").failures.map(
      \.code.rawValue)
      == ["scope-cycle"])
}

@Test(
  "A figure that depends on a chain of more than 200 names is not traced, and one on fewer is",
  arguments: [(150, 0), (400, 1)])
func deepChains(_ count: Int, _ failures: Int) {
  let lets = (1..<count).map { "let x\($0) = x\($0 - 1) | derive b = a + \($0)\n" }.joined()
  let result = run(
    "let x0 = table { a; 1 }\n" + lets.replacing("derive b", with: "select a, b") + "why x\(count - 1)\n")
  #expect(result.failures.map(\.code.rawValue) == Array(repeating: "too-deep", count: failures))
  if failures == 0 { #expect(result.shown.contains("row")) }
}
