import StetInterpreter
import TestSupport
import Testing

private func run(_ text: String, _ script: String) throws -> ScriptRun {
  let folder = try TemporaryFolder(["t.csv": text])
  return ScriptRun(script, in: Session(folder: folder.path))
}

@Test(
  "Pairs of years stay text with a note, whatever more rows say; a month that cannot be one makes the column months",
  arguments: [
    ("2008-09\n2009-10\n2010-11\n2011-12\n", "text"), ("2008-09\n2012-13\n", "text"),
    ("2008-09\n2009-10\n2009-11\n", "month"), ("2008-09\n\n2008-10\n", "month"), ("2008-09\n9008-10\n", "text"),
    ("0001-02\n0003-05\n", "text"),
  ])
func pairsOfYears(_ cells: String, _ type: String) throws {
  let file =
    "season,goals\n"
    + cells.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    .map { "\($0),1\n" }.joined()
  let described = try run(file, #"load "t.csv" | describe | select column, type | take 1"#)
  #expect(described.shown.contains(type), "\(described.shown)")
  let notes = try run(file, #"load "t.csv""#).notes
  #expect(
    notes.contains { $0.contains("`types: { season: month }` reads months") }
      == (type == "text" && !file.contains("12-13")))
  let months = try run(file, #"load "t.csv", types: { season: month }"#)
  #expect(months.diagnostics.isEmpty == !file.contains("12-13"))
  let texts = try run(file, #"load "t.csv", types: { season: text }"#)
  #expect(texts.notes.isEmpty)
}

extension ScriptRun {
  fileprivate var notes: [String] { ledger.compactMap { $0.hasPrefix("  note: ") ? String($0.dropFirst(8)) : nil } }
}

private let employees = "county,emp\nAda,95\nBoise,1000\nCamas,D\nElko,D\n"

@Test(
  "A column of numbers and codes is not ordered as text",
  arguments: [
    #"top 1 emp"#, "sort -emp", #"filter emp > "100""#, #"filter emp in "1".."5""#, "group: most = max(emp)",
    "group: least = min(emp)", "derive r = rank(emp)", "sort county, emp", "rename e = emp | sort e",
  ])
func numbersInText(_ step: String) throws {
  let refused = try run(employees, "load \"t.csv\" | \(step)")
  #expect(refused.diagnostics.map(\.code.rawValue) == ["numbers-in-text"], "\(refused.diagnostics.map(\.message))")
  #expect(refused.shown.isEmpty)
  let meant = try run(employees, "load \"t.csv\", types: { emp: text } | \(step)")
  #expect(meant.diagnostics.isEmpty)
}

@Test("What does not ask for the order of numbers in text runs, and the fix gives the right answer")
func numbersInTextOtherwise() throws {
  for step in [#"filter emp != "D""#, "group by emp: n = count()", "distinct emp", "sort county"] {
    #expect(try run(employees, "load \"t.csv\" | \(step)").diagnostics.isEmpty)
  }
  let mended = try run(employees, #"load "t.csv" | top 1 number(emp, otherwise: missing) | select county"#)
  #expect(mended.shown == "county\nBoise\n")
  // Codes with few numbers among many names are names.
  #expect(try run("name\nAnn\nBob\nCid\n7\nDee\nEve\nFay\n", #"load "t.csv" | sort name"#).diagnostics.isEmpty)
  #expect(try run("zip\n01234\n00501\n", #"load "t.csv" | sort zip"#).diagnostics.isEmpty)
}

@Test(
  "Keys that look alike are said, with what makes them the same",
  arguments: [
    ("TX\nTX \nNY\n", "group by k: n = count()", #"`k` has values that look alike: "TX" and "TX "; `clean(k)`"#),
    ("TX\nTX\u{A0}\n", "distinct", #"`k` has values that look alike: "TX" and "TX\u{A0}"; `clean(k)`"#),
    ("tx\nTX\n", "group by k: n = count()", "`lower(clean(k))` makes them the same"),
    ("O'Brien\nO’Brien\n", "group by k: n = count()", #""O'Brien" and "O’Brien""#),
    ("1–2\n1-2\n", "group by k: n = count()", #""1-2" and "1–2""#),
    ("Qu\u{E9}bec\nQue\u{301}bec\n", "group by k: n = count()", #""Que\u{301}bec" and "Québec""#),
    ("TX\nT\u{200B}X\nA\na\n", "pivot k: count()", #""TX" and "T\u{200B}X", and 1 other set; `lower(clean(k))`"#),
    ("TX\nNY\nT X\n", "group by k: n = count()", nil),
  ] as [(String, String, String?)])
func lookAlikes(_ keys: String, _ step: String, _ note: String?) throws {
  let notes = try run("k\n" + keys, "load \"t.csv\" | \(step)").notes
  if let note { #expect(notes.contains { $0.contains(note) }, "\(notes)") } else { #expect(notes.isEmpty, "\(notes)") }
}

@Test("A key without a match that looks like one is said", arguments: ["left join", "keep matching"])
func lookAlikeMatches(_ join: String) throws {
  let folder = try TemporaryFolder([
    "t.csv": "k,n\nTX,1\nTX ,2\nZZ,3\n", "u.csv": "k,name\nTX,Texas\nNY,New York\n",
  ])
  let run = ScriptRun("load \"t.csv\" | \(join) (load \"u.csv\") on k", in: Session(folder: folder.path))
  let notes = run.notes
  #expect(
    notes == [
      #""TX " on the left has no match, but looks like "TX" on the right; `clean(…)` on both sides makes them the same"#
    ],
    "\(notes) \(run.diagnostics.map(\.message))")
}
