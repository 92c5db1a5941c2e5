import StetDiagnostics
import StetEngine
import StetInterpreter
import StetSyntax
import TestSupport
import Testing

/// A session with a file `f.csv`, in which a script is run: what fails, and the ledger.
private func run(
  _ csv: String, _ text: String, isWhole: Bool = false
) throws -> (failures: [Diagnostic], ledger: [String], shown: String) {
  let folder = try TemporaryFolder(["f.csv": csv, "others.stet": "let other = load \"f.csv\"\n"])
  let run = ScriptRun(text, in: Session(folder: folder.path), goesOn: true, isWhole: isWhole)
  return (run.diagnostics, run.ledger, run.shown)
}

private let small = "state,code,level\nTX,007,high\nCA,12,low\nTX,13,high\n"
/// The same kind of file, large enough to be read in blocks.
private let large = "state,code,level\n" + String(repeating: "TX,007,high\nCA,12,low\n", count: 60_000)

@Test(
  "What a pipeline cannot use is not read, and nothing is said about it",
  arguments: [small, large].map(ShortArgument.init))
func partial(_ file: ShortArgument) throws {
  let csv = file.text
  let part = try run(csv, #"load "f.csv" | filter level == "high" | group by state: n = count()"#)
  #expect(part.failures.isEmpty && part.shown.contains("TX") && !part.shown.contains("CA"))
  #expect(!part.ledger.contains { $0.contains("`code`") } && part.ledger.count { $0.contains("load f.csv") } == 1)
  // Without a step where the other columns end, all are read.
  #expect(
    try run(csv, #"load "f.csv" | filter level == "high" | take 1"#).ledger.contains {
      $0.contains("`code` stays text")
    })
  // A scope names the column, here as text inside a text.
  #expect(
    try run(csv, "scope known = \"{code}\" != \"\"\n" + #"load "f.csv" | filter known | group by state: n = count()"#)
      .failures.isEmpty)
}

@Test("A name that is mistyped gets its fix from all columns, and one line of the ledger", arguments: [small, large])
func partialMistyped(_ csv: String) throws {
  let wrong = try run(csv, #"load "f.csv" | filter code != "" | group by lvel: n = count()"#)
  #expect(wrong.failures.first?.fixIts.first?.replacement == "level")
  #expect(wrong.ledger.count { $0.contains("load f.csv") } == 1)
}

@Test("Every cell is checked against a declared type, even if the pipeline does not use the column")
func partialDeclared() throws {
  let wrong = try run(small, #"load "f.csv", types: { level: int } | group by state: n = count()"#)
  #expect(wrong.failures.first?.kind == .data)
}

@Test("A pipeline that uses no column counts the rows", arguments: [(small, "3"), (large, "120000")])
func partialCount(_ csv: String, _ rows: String) throws {
  let counted = try run(csv, #"load "f.csv" | group: n = count()"#)
  #expect(counted.failures.isEmpty && counted.shown.contains(rows.count > 3 ? "120" : rows))
}

@Test("A table with a name is read for the columns that its uses read, and gives what it gives in full")
func partialAcrossNames() throws {
  /// Whether a script reads the column `code`, about which the ledger has a note.
  func readsCode(_ script: String) throws -> Bool {
    let whole = try run(small, script, isWhole: true)
    let full = try run(small, script)
    #expect(whole.shown == full.shown && whole.failures == full.failures, "\(script)")
    #expect(whole.ledger.filter { !$0.contains("note:") } == full.ledger.filter { !$0.contains("note:") }, "\(script)")
    return whole.ledger.contains { $0.contains("`code` stays text") }
  }
  let file = "let t = load \"f.csv\"\n"
  #expect(
    try !readsCode(file + "let h = t | filter level == \"high\"\nh | group by state: n = count()\nt | select level"))
  #expect(try !readsCode(file + "claim \"three\": (t | group: n = count()) == 3"))
  #expect(try !readsCode(file + "t | group by state: n = count() | pivot state: sum(n)"))
  #expect(try !readsCode("use \"others.stet\"\nother | group by state: n = count()"))
  #expect(
    try !readsCode("def high(x) = x | filter level == \"high\"\n" + file + "high(t) | group by state: n = count()"))
  // Where a use shows, compares or passes on every column, all are read, and so they are where nobody knows.
  #expect(try readsCode(file + "t | take 1\nt | group by state: n = count()"))
  #expect(try readsCode(file + "t | distinct | group by state: n = count()"))
  #expect(try readsCode(file + "t | drop level | take 1"))
  #expect(
    try readsCode(
      file
        + "table { state; \"TX\" } | pivot state: count() | derive n = (t | filter code == \"12\" | group: n = count())"
    ))
  #expect(try readsCode(file + "t | group by state: n = count()\nt | filter cod == \"\""))
  #expect(try readsCode(file + "1 + 1"))
}
