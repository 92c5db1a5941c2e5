import StetCharts
import StetColumns
import StetDiagnostics
import StetFormats
import StetInterpreter
import StetNotebook
import Testing

private let words = ["TX", "IL", "CA", "NY", "FL"]

/// A file of twenty rows, each of a state and year.
private func rows() -> [[String]] {
  (0..<20).map { [words[$0 % 5], "\(2008 + $0 / 5)", "\(100 + $0 * 7)", "\($0 % 3 == 0 ? "closed" : "open")"] }
}

private func csv(_ rows: [[String]]) -> String {
  "state,year,persons,status\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()
}

private let notebook = """
  # Removals

  ```stet
  let removals = load "removals.csv"
  let by_year = removals | group by year: total = sum(persons)
  ```

  In 2008 there were `= by_year[year: 2008].total`, in Texas [100 people](= (removals | filter state == "TX" and year == 2008 | select persons)).
  It was [a record](= by_year). Every `= (removals | group: n = count_distinct(state)):words` states count, or
  `= (removals | filter status == "open" | group: s = sum(persons)) / 1000000:.4f`.

  ```stet
  by_year
  removals | filter status == "closed" | group by state: n = count(), most = max(persons)
  claim "Texas leads": (removals | filter state == "TX" | group: s = sum(persons)) > 400
  check "few are open" by "a speaker": (removals | filter status == "open" | group: n = count()) < 5
  by_year | chart { column x: year, y: total; title "By year" }
  (removals | group: s = mean(persons))
  ```

  """

/// What a run shows, by its place in the notebook, found with nothing of what compares runs: tables cell by cell, values in all
/// digits, charts by their rows.
func figures(_ run: NotebookRun) -> [String] {
  var found = run.answers.map { answer in
    switch answer.outcome {
    case .value(let text): "\(answer.expression.whole.lower) \(text)"
    case .judged(let judgment):
      "\(answer.expression.whole.lower) \(judgment.verdict) \(answer.values.map { plainText($0) })"
    case .failed: "\(answer.expression.whole.lower) failed"
    }
  }
  func text(_ table: Table) -> String { String(decoding: csvText(table), as: UTF8.self) }
  for (block, run) in zip(run.notebook.codeBlocks, run.codeBlocks) {
    for (number, output) in run.outputs.enumerated() {
      let what =
        switch output {
        case .table(let table): text(table)
        case .value(let value): plainText(value)
        case .verdict(let verdict, let sentence, let sides): "\(verdict) \(sentence) \(sides)"
        case .chart(var chart, _): picture(&chart)
        case .why, .saved: ""
        }
      found.append("\(block.range.lower) \(number) \(what)")
    }
  }
  return found
}

/// What a chart shows, without the digests of its files.
private func picture(_ chart: inout Chart) -> String {
  chart.provenance = []
  return drawSVG(chart).svg
}

@Test("Of every cell that is changed, exactly the sentences, tables and charts are named whose figures differ")
func everyCell() throws {
  let folder = try NotebookFolder(["removals.csv": csv(rows())])
  let parsed = Notebook(SourceText(name: "story.md", text: notebook))
  let before = folder.runner().run(parsed)
  #expect(before.diagnostics.filter { $0.severity == .error } == [])
  var changed = 0
  var named = 0
  for row in 0..<20 {
    for (column, cell) in [
      (0, "TX"), (0, "WA"), (1, "2011"), (1, "2008"), (2, "1000000"), (2, "101"), (3, "open"), (3, "closed"),
    ] {
      var others = rows()
      others[row][column] = cell
      try folder.write("other.csv", csv(others))
      let session = folder.session()
      session.files.replacements = ["removals.csv": folder.path + "/other.csv"]
      let after = NotebookRunner(session).run(parsed)
      let impact = Impact(from: before, to: after)
      let (old, new) = (figures(before), figures(after))
      #expect(old.count == new.count)
      let expected = zip(old, new).filter { $0 != $1 }.compactMap { Int($0.0.prefix { $0 != " " }) }
      #expect(impact.changes.map(\.range.lower).sorted() == expected.sorted(), "row \(row), \(cell)")
      // From what to what, in words that differ.
      for change in impact.changes {
        #expect(change.before != change.after || !change.details.isEmpty, "row \(row), \(cell)")
      }
      #expect(impact.looked == old.count)
      changed += others == rows() ? 0 : 1
      named += impact.changes.count
    }
  }
  #expect(changed > 120)
  #expect(named > 400)
}

@Test("A change says from what to what, and which claims no longer stand")
func fromTo() throws {
  let folder = try NotebookFolder(["removals.csv": csv(rows())])
  let parsed = Notebook(SourceText(name: "story.md", text: notebook))
  var others = rows()
  others[0][2] = "90"
  try folder.write("other.csv", csv(others))
  let session = folder.session()
  session.files.replacements = ["removals.csv": folder.path + "/other.csv"]
  let impact = Impact(from: folder.runner().run(parsed), to: NotebookRunner(session).run(parsed))
  let lines = impact.changes.map { change in
    "\(change.kind.rawValue) \(change.name): \(change.before) → \(change.after)\(change.falls ? ", falls" : "") \(change.details.joined(separator: "; "))"
  }
  #expect(
    lines == [
      "figure by_year[year: 2008].total: 570 → 560 ",
      "figure 100 people: 100, stands → 90, falls, falls ",
      "figure a record: 1,095 in 2011, the last of 4 periods, stands → 1,095 in 2011, the last of 4 periods, stands 570 → 560",
      "table a block: 4 rows → 4 rows row 1 total: 570 → 560",
      "verdict Texas leads: stands: 610 > 400 → stands: 600 > 400 ",
      "chart By year: 4 rows → 4 rows 2008 total: 570 → 560", "table a block: 1 row → 1 row row 1 s: 166.5 → 166",
    ])
}

@Test("What needs a block that fails with the other file is named with it")
func failing() throws {
  let folder = try NotebookFolder(["a.csv": "n\n1\n", "b.csv": "m\n1\n"])
  let parsed = Notebook(
    SourceText(
      name: "story.md",
      text: "```stet\nlet a = load \"a.csv\" | derive k = n\n```\n\n```stet\na\n```\n\n`= a[n: 1].k`\n"))
  let session = folder.session()
  session.files.replacements = ["a.csv": folder.path + "/b.csv"]
  let impact = Impact(from: folder.runner().run(parsed), to: NotebookRunner(session).run(parsed))
  #expect(impact.changes.map(\.kind) == [.failure, .failure, .figure])
  #expect(impact.changes[1].after == "it did not run because it needs a block that failed")
}

@Test("A lock holds what blocks and sentences read: one changed cell of either is a drift")
func drift() throws {
  let folder = try NotebookFolder(["a.csv": "n\n1\n", "b.csv": "n\n2\n"])
  let text = "```stet\nload \"a.csv\"\n```\n\n`= (load \"b.csv\")`\n"
  let locked = folder.runner().run(text).inputs.map(\.input)
  #expect(locked.map(\.path) == ["a.csv", "b.csv"])
  func drift() -> [Diagnostic] {
    let session = folder.session()
    let run = NotebookRunner(session).run(text)
    return session.files.drift(from: locked, recorded: run.inputs, of: "story.md")
  }
  #expect(drift() == [])
  for file in ["a.csv", "b.csv"] {
    let kept = try NotebookFolder.text(folder.path + "/" + file)
    try folder.write(file, "n\n3\n")
    let found = drift()
    #expect(
      found.map(\.message) == [
        "the file is not the one in the lock", "`stet lock story.md` locks the current files",
      ])
    #expect(found.first?.kind == .data)
    try folder.write(file, kept)
  }
}
