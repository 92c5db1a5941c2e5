import StetDiagnostics
import StetEngine
import StetKit
import StetSyntax
import TestSupport
import Testing

/// A session with a file `f.csv`, in which a script is run: what fails, and the ledger.
private func run(_ csv: String, _ text: String) throws -> (failures: [Diagnostic], ledger: [String], shown: String) {
  let folder = try TemporaryFolder(["f.csv": csv])
  let run = ScriptRun(text, in: Session(folder: folder.path), goesOn: true)
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
