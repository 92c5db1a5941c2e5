import Foundation
import Testing

/// A story with every kind of input but a map.
private func story() throws -> Desk {
  let desk = try Desk()
  try FileManager.default.createDirectory(
    at: desk.folder.appendingPathComponent("Datasets"), withIntermediateDirectories: true)
  try desk.write("names.stet", "let least = 1\n")
  try desk.write("house.json", #"{"base": "print"}"#)
  try desk.write("spend.csv", "state,year,spend\nTX,2010,12.5\nIL,2010,7\n")
  try desk.write("Datasets/people.csv", "state,persons\nTX,5\nIL,D\n")
  try desk.write("Datasets/datapackage.json", metadata("D"))
  try desk.write(
    "story.stet",
    """
    use "names.stet"
    load "spend.csv" | filter spend > least | save "big.csv"
    load "./spend.csv" | group by state: s = sum(spend)
    load people | filter persons > least
    load "spend.csv" | chart "c.svg" { column x: state, y: spend; title "T"; theme "house.json" }
    claim "five": (load people | select persons | take 1) == 5

    """)
  return desk
}

private func metadata(_ code: String) -> String {
  #"{"resources": [{"name": "people", "path": "people.csv", "schema": {"fields": [{"name": "persons", "type": "integer", "unit": "persons"}], "missingValues": ["\#(code)"]}}]}"#
}

@Test("`lock` writes what a script reads and nothing else; a locked run shows and writes what any run does")
func lockAndRun() throws {
  let desk = try story()
  let locked = try desk("lock", "story.stet")
  #expect(locked.status == 0)
  #expect(locked.shown.isEmpty)
  #expect(locked.said == "wrote stet.lock, 4 inputs\n")
  #expect(!desk.files.contains("out"))
  let lines = try desk.read("stet.lock").split(separator: "\n", omittingEmptySubsequences: false).filter {
    !$0.hasPrefix("  sha256 ")
  }
  #expect(
    lines.joined(separator: "\n") == """
      stet.lock 1
      # Where figures come from: `stet lock` writes this file, and `stet run --locked` refuses anything else.

      script "story.stet"

      dataset "people" "Datasets/people.csv"
        size 24
        rows 2
        missing "D"
        column "state" text
        column "persons" int unit "persons"

      theme "house.json"
        size 17

      use "names.stet"
        size 14

      table "spend.csv"
        size 40
        rows 2
        column "state" text
        column "year" int
        column "spend" decimal

      """)
  #expect(try desk("lock", "story.stet").said == "stet.lock is unchanged, 4 inputs\n")
  #expect(try desk("lock", "--check", "story.stet").said == "4 inputs match the lock\n")
  let plain = try desk("run", "story.stet", "--out", "a", "--ledger", "a.json")
  let careful = try desk("run", "--locked", "story.stet", "--out", "b", "--ledger", "b.json")
  #expect(careful.status == 0)
  #expect(careful.shown == plain.shown)
  #expect(careful.said.replacing("wrote b/", with: "wrote a/") == plain.said)
  #expect(try desk.read("a.json") == desk.read("b.json"))
  for file in ["big.csv", "c.svg"] { #expect(try desk.read("a/\(file)") == desk.read("b/\(file)")) }
}

@Test("A locked run names every drift, and shows and writes nothing")
func drifts() throws {
  let desk = try story()
  #expect(try desk("lock", "story.stet").status == 0)
  try desk.write("spend.csv", "state,spend,note\nTX,12.5,x\nIL,7.5,y\nCA,8,z\n")
  try desk.write(
    "Datasets/datapackage.json",
    metadata("E").replacing("\"unit\": \"persons\"", with: "\"unit\": \"people\"").replacing("integer", with: "string"))
  try desk.write("names.stet", "let least = 2\n")
  try desk.write(
    "story.stet",
    try desk.read("story.stet").replacing(
      "load people | filter persons > least", with: "load people | take 1\nload \"more.csv\""
    ).replacing("== 5", with: "== \"5\""))
  try desk.write("more.csv", "a\n1\n")
  for arguments in [["run", "--locked"], ["lock", "--check"]] {
    let result = try desk(arguments[0], arguments[1], "story.stet")
    #expect(result.status == 4)
    #expect(result.shown.isEmpty)
    #expect(!desk.files.contains("out"))
    for said in [
      "names.stet: error[drift]: the file is not the one in the lock\n  at story.stet:1:5",
      "both 14 bytes",
      "spend.csv: error[drift]: the file is not the one in the lock\n  at story.stet:2:6",
      "40 → 43 bytes\n  note: 2 → 3 rows",
      "note: columns removed: `year` int\n  note: columns added: `note` text\n",
      "Datasets/people.csv: error[drift]: the file is read with options different from those in the lock\n  at story.stet:4:6",
      "note: `persons` was `int` and is now `text`\n  note: the unit of `persons`: persons → people\n  note: codes for missing values: \"D\" → \"E\"",
      "more.csv: error[drift]: the input is not in the lock\n  at story.stet:5:6",
      "note[drift]: `stet lock story.stet` locks the current files",
    ] { #expect(result.said.contains(said), "\(said)\n--\n\(result.said)") }
    #expect(result.said.matches(of: #/error\[drift\]/#).count == 4)
  }
}

@Test("Where drift stops the run, what it did not come to read is compared too")
func driftBehindFailure() throws {
  let desk = try story()
  #expect(try desk("lock", "story.stet").status == 0)
  try desk.write("spend.csv", "state,year\nTX,2010\n")
  try desk.write("house.json", #"{"base": "paper"}"#)
  let result = try desk("run", "--locked", "story.stet")
  #expect(result.status == 4)
  #expect(result.said.contains("note: columns removed: `spend` decimal"))
  #expect(result.said.contains("house.json: error[drift]: the file is not the one in the lock\n  note: SHA-256"))
  #expect(result.said.contains("error[unknown-column]"))
  #expect(result.said.matches(of: #/error\[drift\]/#).count == 2)
  // A failure without any drift is said as in any run.
  let other = try story()
  try other.write("story.stet", "load \"spend.csv\" | take 1\nload \"spend.csv\" | expect rows == 5\n")
  #expect(try other("lock", "story.stet").status == 2)
  #expect(!other.files.contains("stet.lock"))
  try other.write("story.stet", "load \"spend.csv\" | take 1\n")
  #expect(try other("lock", "story.stet").status == 0)
  try other.write("story.stet", "load \"spend.csv\" | take 1\nload \"spend.csv\" | expect rows == 5\n")
  let failed = try other("run", "--locked", "story.stet")
  #expect(failed.status == 2)
  #expect(failed.shown == "state  year  spend\nTX     2010   12.5\n")
}

@Test("Without a lock or a section nothing runs; an input that is no longer read is a note")
func missingLocks() throws {
  let desk = try story()
  let none = try desk("run", "--locked", "story.stet")
  #expect(none.status == 4)
  #expect(
    none.said
      == "stet.lock: error[no-lock]: there is no lock in the script's folder\n  note: `stet lock story.stet` writes one\n"
  )
  try desk.write("other.stet", "load \"spend.csv\" | take 1\n")
  #expect(try desk("lock", "other.stet").status == 0)
  #expect(try desk("run", "--locked", "story.stet").said.contains("the lock has no section for \"story.stet\""))
  #expect(try desk("lock", "story.stet").status == 0)
  #expect(try desk("run", "--locked", "other.stet").status == 0)
  try desk.write("story.stet", "load \"spend.csv\" | take 1\n")
  let fewer = try desk("run", "--locked", "story.stet")
  #expect(fewer.status == 0)
  #expect(fewer.said.contains("Datasets/people.csv: note[unread-input]"))
  #expect(try desk("run", "--locked", "-").status == 64)
  try desk.write("stet.lock", "stet.lock 9\n")
  #expect(try desk("run", "--locked", "story.stet").said.contains("stet.lock:1: error[bad-lock]"))
  #expect(try desk("lock", "story.stet").status == 4)
  #expect(try desk.read("stet.lock") == "stet.lock 9\n")
}

@Test("A claim that falls does not keep a script from being locked, and fails the locked run as any")
func lockedClaims() throws {
  let desk = try Desk()
  try desk.write("t.csv", "a\n1\n")
  try desk.write("s.stet", "claim \"two\": (load \"t.csv\") == 2\nload \"t.csv\"\n")
  #expect(try desk("lock", "s.stet").status == 0)
  let run = try desk("run", "--locked", "s.stet")
  #expect(run.status == 3)
  #expect(run.shown == "falls: two — 1 == 2\na\n1\n")
  try desk.write("t.csv", "a\n2\n")
  let drifted = try desk("run", "--locked", "s.stet")
  #expect(drifted.status == 4)
  #expect(drifted.shown.isEmpty)
}

@Test("A locked run that would read what it writes is refused, and never reads the old bytes")
func ownOutput() throws {
  let desk = try Desk()
  try desk.write("a.stet", "table { a; 1 } | save \"b.csv\"\nload \"b.csv\"\n")
  #expect(try desk("run", "a.stet", "--out", ".").status == 0)
  try desk.write("b.csv", "a\n7\n")
  try desk.write("stet.lock", "stet.lock 1\nscript \"a.stet\"\n")
  let result = try desk("run", "--locked", "a.stet", "--out", ".")
  #expect(result.status == 4)
  #expect(result.said.contains("error[own-output]"))
  #expect(result.shown.isEmpty)
  // What stands in front of the failure is written, as by any run.
  #expect(try desk.read("b.csv") == "a\n1\n")
}

@Test("The digest in a lock is that of a large file's bytes, which is read in blocks, and all of its columns are kept")
func largeInput() throws {
  let desk = try Desk()
  try desk.write("t.csv", "a,b,c\n" + (0..<120_000).map { "\($0),x\($0 % 5),\(Double($0) / 4)\n" }.joined())
  try desk.write("s.stet", "load \"t.csv\" | group by b: s = sum(a)\n")
  #expect(try desk("lock", "s.stet").status == 0)
  let sum = try desk.shell("sha256sum t.csv | cut -c1-64").shown
  let lock = try desk.read("stet.lock")
  #expect(lock.contains("  sha256 \(sum)"))
  #expect(lock.contains("  rows 120000\n  column \"a\" int\n  column \"b\" text\n  column \"c\" decimal\n"))
  let run = try desk("run", "--locked", "s.stet")
  #expect(run.status == 0)
  #expect(run.shown == (try desk("run", "s.stet").shown))
}
