import Foundation
import StetAuthoring
import StetColumns
import StetEngine
import StetInterpreter
import StetSyntax
import StetTerminal
import Synchronization
import TestSupport
import Testing

/// A session whose words are kept: results in `shown`, everything else in `said`.
final class Talk {
  var shown = ""
  var said = ""
  let session = Session(folder: project)
  private var repl: Repl?

  init(width: Int? = nil) {
    let screen = Screen(
      width: { width }, height: { nil }, hasColors: false, show: { [unowned self] in shown += $0 },
      remark: { [unowned self] in said += $0 })
    repl = Repl(session: session, screen: screen, help: builtInHelp)
  }

  /// What the last of the entries shows and says; nil once the session has ended.
  func callAsFunction(_ entries: String...) -> (shown: String, said: String)? {
    for entry in entries {
      (shown, said) = ("", "")
      guard repl?.submit(entry) == true else { return nil }
    }
    return (shown, said)
  }

  func completions(_ text: String) -> [String] {
    repl?.complete(text, at: text.utf8.count).candidates.map(\.text) ?? []
  }
}

private let people = #"let people = table { state, persons; "TX", 5; "IL", 2; "TX", 7 }"#

@Test("A line that starts with a pipe continues from the last result, which is `_`")
func goingOn() throws {
  let talk = Talk()
  #expect(talk("people")?.said.contains("unknown-name") == true)
  #expect(talk("| take 1")?.said.contains("nothing-to-continue") == true)
  #expect(talk(people)?.said == "  people: 3 rows, 2 columns: state, persons\n")
  let first = try #require(talk("| filter state == \"TX\""))
  #expect(first.shown == "state  persons\nTX           5\nTX           7\n")
  #expect(first.said == "  filter: 3 → 2 rows\n  `people` is unchanged; the new table is `_`\n")
  #expect(talk("| group: n = sum(persons)")?.shown == " n\n12\n")
  #expect(talk("_ * 2")?.shown == "24\n")
  #expect(talk("_ + 1")?.shown == "25\n")
  #expect(talk("| take 1")?.said.contains("the last result is a single value") == true)
  #expect(talk("claim \"so\": _ == 25", "_")?.shown == "25\n")
  #expect(talk("people | take 1", "let last = _", "last | select state")?.shown == "state\nTX\n")
}

@Test("An error leaves the last result and every name as they were")
func errors() {
  let talk = Talk()
  #expect(
    talk(people, "people | take 1", "people | filter nobody > 1", "_")?.shown == "state  persons\nTX           5\n")
  #expect(
    talk("let people = people | filter nobody > 1", "people | select persons | take 1")?.shown == "persons\n      5\n")
}

@Test("`undo` takes back what defined a name, and what was shown since then")
func undo() {
  let talk = Talk()
  _ = talk("let a = 1", "let a = 2")
  #expect(talk("a")?.shown == "2\n")
  #expect(talk("undo")?.said == "  undone, along with everything shown since then: let a = 2\n")
  #expect(talk("a")?.shown == "1\n")
  _ = talk("scope small = persons < 5")
  #expect(talk(":undo")?.said == "  undone: scope small = persons < 5\n")
  #expect(talk(people, "people | filter small")?.said.contains("unknown-column") == true)
  _ = talk("undo", "undo")
  #expect(talk("a")?.said.contains("unknown-name") == true)
  #expect(talk("undo")?.said == "  there is nothing to undo\n")
}

@Test("A name may change from a table to a value, and `undo` brings the table back")
func renaming() {
  let talk = Talk()
  #expect(talk(people, "let people = 3", "people")?.shown == "3\n")
  #expect(talk("undo", "people | take 1 | select state")?.shown == "state\nTX\n")
}

@Test("A word without a colon is a command only while nothing is called so")
func words() {
  let talk = Talk()
  #expect(talk("let undo = 4", "undo")?.shown == "4\n")
  #expect(talk(":undo", "undo")?.said == "  there is nothing to undo\n")
  #expect(talk("quit") == nil)
}

@Test(
  "Commands answer; a misspelled one is named with the right one",
  arguments: [
    (":tables", "people  3 rows: state, persons\n"),
    (":schema people", "state    text\npersons  int\n"),
    (":schema", "state    text\npersons  int\n"),
    (
      ":schema removals_by_criminality",
      "persons           int          persons      Removals in this year with this status.\n"
    ),
    (":history", "   1  load cpi_u_annual\n   2  let people = table"),
    (":help", "aggregates: all, any, correlation"),
    (":help sum", "sum (aggregate): "),
    (":help left join", "left join (verb): "),
    (":help schema", ":schema NAME"),
    (":help load", "NDJSON: an object on each line"),
    (":help load", "the character between cells (CSV, TSV)\n"),
    (":help save", "a table in GitHub-flavored Markdown"),
    (":ledger", "  load cpi_u_annual.csv: 51 rows\n"),
    (":halp", "the closest match is `:help`"),
    (":help grup", "the closest match is `:help group`"),
    (":help lag", "the closest match is `:help previous`"),
    (":help mutate", "the closest match is `:help derive`"),
    (":help round", "`round(number, places: …)`: `number` is a number"),
    (":schema peple", "the closest match is `:schema people`"),
    (":save", "`:save` needs a file name"),
    (":load nowhere.stet", "the file cannot be read"),
    (":load \"no where.stet\"", "no where.stet: error[cannot-read]"),
    (":save story.md", "`:save story.stet`"),
  ])
func commands(entry: String, words: String) throws {
  let talk = Talk()
  let answer = try #require(talk("load cpi_u_annual", people, entry))
  #expect((answer.shown + answer.said).contains(words))
}

@Test("Every example of the help runs as it stands", arguments: builtInHelp.map(\.name))
func examples(name: String) throws {
  let answer = try #require(Talk()(":help \(name)"))
  let entry = try #require(builtInHelp.first { $0.name == name })
  #expect(answer.shown.contains(entry.example + "\n\n"))
  #expect(!answer.said.contains("error["), "\(answer.said)")
  // What the example gives stands behind it.
  if let use = ["save": "writes", "chart": "writes", "load": "reads"][name] {
    #expect(answer.shown.hasSuffix("The example \(use) a file, so it is not run here.\n"))
    return
  }
  let result = answer.shown[try #require(answer.shown.range(of: entry.example)).upperBound...]
  #expect(result.contains { !$0.isWhitespace })
}

@Test("A saved session gives the same results as a script, and no file is replaced unasked")
func saving() throws {
  let temporary = try TemporaryFolder()
  let folder = temporary.path
  let file = folder + "/session.stet"
  let talk = Talk()
  _ = talk(
    people, "scope small = persons < 6", "people | filter small", "scope small = persons < 3", "| select persons",
    "| group: n = sum(persons)", "_ * 2", "nonsense |", "let doubled = _", "# why\ndoubled")
  #expect(talk(":save \(file)")?.said == "  10 statements saved to \(file); left out 1 that failed\n")
  let script = try String(contentsOfFile: file, encoding: .utf8)
  // The scope has changed behind the result that the pipe goes on with.
  #expect(
    script.contains("let result_1 = people | filter small\n\nscope small = persons < 3\n\nresult_1 | select persons\n"))
  #expect(script.contains("(result_1 | select persons | group: n = sum(persons)) * 2\n"))
  #expect(script.hasSuffix("# why\ndoubled\n"))
  let again = Talk()
  #expect(again(":load \(file)")?.shown.hasSuffix("persons\n      5\n      2\nn\n7\n14\n14\n") == true)
  #expect(talk(":save \(file)")?.said.contains("file-exists") == true)
  _ = talk("undo")
  #expect(talk(":save! \(file)")?.said == "  8 statements saved to \(file); left out 1 that failed\n")
  #expect(try !String(contentsOfFile: file, encoding: .utf8).contains("doubled"))
  #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["session.stet"])
}

@Test("Completion knows the tables of the session, their columns and texts, and the datasets")
func completion() {
  let talk = Talk()
  _ = talk(people, "people | derive twice = persons * 2")
  #expect(talk.completions("people | filter pers") == ["persons"])
  #expect(talk.completions("| select tw") == ["twice"])
  #expect(talk.completions("people | filter state == \"") == ["IL", "TX"])
  #expect(talk.completions("load removals_by_crimi") == ["removals_by_criminal_status", "removals_by_criminality"])
  #expect(talk.completions("load removals_by_criminality | filter pers") == ["persons"])
  #expect(talk.completions("| left j") == ["join"])
  #expect(talk.completions(":sc") == ["schema"])
  #expect(talk.completions("load \"\(project)/Datasets/cpi_u_an") == ["\(project)/Datasets/cpi_u_annual.csv"])
}

/// Raised by a function that a test brings.
private final class Raised: Sendable {
  let flag = Atomic<Bool>(false)
}

@Test("A statement that does not stop by itself is given up, and the session is as it was")
func givenUp() {
  let talk = Talk()
  let (raised, release) = (Raised(), DispatchSemaphore(value: 0))
  talk.session.isCancelled = { raised.flag.load(ordering: .relaxed) }
  talk.session.add(
    Function(
      "held", "waits until the test goes on", example: "held(1)", [Parameter("value", .any)], result: .type(.int),
      unit: .none, foreign: [:]
    ) { arguments in
      // As if Ctrl-C came now.
      raised.flag.store(true, ordering: .relaxed)
      release.wait()
      return .int(Vector([Int64](repeating: 1, count: arguments.count)))
    })
  #expect(talk(people) != nil)
  #expect(talk("let other = people | derive x = held(persons)")?.said == "  stopped; nothing has changed\n")
  raised.flag.store(false, ordering: .relaxed)
  #expect(talk("other")?.said.contains("unknown-name") == true)
  #expect(talk("people | group: n = sum(persons)")?.shown == " n\n14\n")
  release.signal()
  #expect(talk("people | take 1")?.shown == "state  persons\nTX           5\n")
}
