import StetAuthoring
import StetColumns
import StetDiagnostics
import StetEngine
import StetInterpreter
import StetSyntax
import Testing

/// Two tables, a dataset and the last result.
private struct Shelf: Catalog {
  var names: Names {
    var names = Names()
    names.tables = ["people", "states", "_"]
    names.types = ["limit_of_age": Field("limit_of_age", .int)]
    return names
  }

  func schema(of table: Name) throws(RunFailure) -> Schema? {
    switch table.text {
    case "people":
      Schema([Field("state", .int), Field("persons", .int), Field("Fiscal Year", .int), Field("sort", .text)])
    case "states": Schema([Field("state", .int), Field("joined", .text), Field("un`writable", .text)])
    case "_": Schema([Field("last_column", .int)])
    default: throw RunFailure(Diagnostic(.unknownTable, "there is no such table"))
    }
  }

  func schema(ofLoad arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Schema? {
    guard case .name(let name)? = arguments.first?.value, name.text == "removals" else { return nil }
    return Schema([Field("fiscal_year", .int), Field("removed", .int)])
  }

  func result(of pipeline: PipelineKey) -> PipelineResult? { nil }
}

private var names: KnownNames {
  var names = KnownNames()
  names.verbs = [
    "filter", "derive", "select", "sort", "group", "join", "join many", "left join", "keep matching", "take",
    "take last", "append",
  ]
  names.functions = ["lower", "length", "round"]
  names.aggregates = ["count", "count_distinct", "sum"]
  names.commands = ["help", "history", "tables", "schema", "load"]
  names.datasets = ["removals", "returns", "2011 census"]
  names.tables = ["people", "states"]
  names.values = ["limit_of_age"]
  names.scopes = ["study"]
  names.catalog = Shelf()
  names.files = { typed in ["data/", "data.csv"].filter { $0.hasPrefix(typed) } }
  names.headings = { source, column in source == "people" && column == "state" ? ["IL", "TX"] : [] }
  names.texts = { source, column in source == "people" && column == "state" ? ["TX", "IL", "a \"b\""] : [] }
  return names
}

/// The candidates at the mark `‸`.
private func at(_ marked: String) -> [String] { completion(marked).candidates.map(\.text) }

private func completion(_ marked: String) -> Completion {
  let parts = marked.split(separator: "‸", omittingEmptySubsequences: false)
  return complete(parts.joined(), at: parts[0].utf8.count, among: names)
}

@Test(
  "Each position in a script offers what can come there",
  arguments: [
    // Verbs
    ("people | ‸", "filter derive select sort group join left keep take append"),
    ("people | fi‸", "filter"),
    ("people\n  | de‸", "derive"),
    ("| fil‸", "filter"),
    ("people | left ‸", "join"), ("people | jo‸", "join"), ("people | join ‸", "many people states"),
    ("people | left join ‸", "people states"), ("people | join many ‸", "people states"),
    ("people | keep m‸", "matching"),
    ("people | take ‸", "last"),
    ("people | FIL‸", "filter"),
    ("people | zzz‸", ""),
    // Columns behind steps that make them
    ("people | unpivot state..persons as measure, value | select ‸", "`Fiscal Year` `sort` measure value limit_of_age"),
    ("people | pivot state: sum(persons) | drop ‸", "`Fiscal Year` `sort` IL TX"),
    // Sources
    ("load ‸", "removals returns `2011 census`"),
    ("let x = load ret‸", "returns"),
    ("load `2‸", "`2011 census`"),
    ("pe‸", "people"),
    ("le‸", "let"),
    ("let x = pe‸", "people"),
    ("let ‸", ""),
    ("people\nst‸", "states"),

    ("people | append s‸", "states"),
    ("people | join states ‸", "on"),
    // Columns
    ("people | filter p‸", "persons"),
    ("people | filter Fis‸", "`Fiscal Year`"),
    ("people | filter `Fis‸", "`Fiscal Year`"),
    ("people | select so‸", "`sort`"),
    ("people | select ‸", "state persons `Fiscal Year` `sort` limit_of_age"),
    ("people | select state, per‸", "persons"),
    ("people | sort -per‸", "persons"),
    ("people | filter persons ‸", "and or in not in between is missing"),
    ("people | filter persons > 1 and st‸", "state study"),
    ("people | filter st‸ | take 5", "state study"),
    ("load removals | filter re‸", "removed"),
    ("let a = load removals\n  | filter fis‸", "fiscal_year"),
    ("| select ‸", "last_column limit_of_age"),
    ("people | derive share = persons | filter sh‸", "share"),
    ("people | derive share = per‸", "persons"),
    ("people | select n = persons | filter ‸", "n study limit_of_age"),
    ("people | group by state: n = count() | select ‸", "state n limit_of_age"),
    ("people | join states on state | select jo‸", "joined"),
    ("people | join states on st‸", "state"),
    ("let n = (people | filter per‸", "persons"),
    ("claim \"few\": (people | select per‸", "persons"),
    ("states | select ‸", "state joined limit_of_age"),
    ("people[‸", "state persons `Fiscal Year` `sort`"),
    ("claim \"few\": people[state: \"TX\"].per‸", "persons"),
    // Groups and functions
    ("people | group ‸", "by"),
    ("people | group by st‸", "state study"),
    ("people | group by state: n = ‸", "count count_distinct sum"),
    ("people | group by state: n = su‸", "sum"),
    ("people | group by state: n = sum(per‸", "persons"),
    ("people | group by state: n = sum(persons, wh‸", "where"),
    ("people | group by state: n = sum(persons, where: stu‸", "study"),
    ("people | derive a = lo‸", "lower"),
    ("people | filter lower(st‸", "state study"),
    ("people | filter persons > li‸", "limit_of_age"),
    // Inside quotes and comments
    ("load \"da‸", "data/ data.csv"),
    ("people | filter state == \"T‸", "TX"),
    ("people | filter state in [\"TX\", \"I‸", "IL"),
    ("people | filter state == \"a‸", "a \\\"b\\\""),
    ("claim \"pe‸", ""),
    // Options of `load`
    ("load \"data.csv\", de‸", "decimal delimiter"),
    ("load \"data.ndjson\", d‸", "dates"),
    ("load \"data.csv\", skip: 1, quotes: ‸", "strict lenient none"),
    ("load \"data.json\", types: { day: date‸", "date datetime"),
    ("load \"data.json\", types: { da‸", ""),
    ("people | join (load \"data.csv\", ra‸", "ragged"),
    ("load \"data.csv\", skip: 1 | fi‸", "filter"),
    ("people # fi‸", ""),
    ("people | take 1‸", ""),
    // Commands
    (":h‸", "help history"),
    (":schema pe‸", "people"),
    (":help so‸", "sort"),
    (":load da‸", "data/ data.csv"),
  ])
func offers(marked: String, expected: String) {
  #expect(at(marked).joined(separator: " ") == expected, "\(marked)")
}

@Test("The range covers what is typed, also after letters of several bytes")
func range() {
  #expect(completion("people | fi‸").range == 9..<11)
  #expect(completion("people | filter `Fis‸").range == 16..<20)
  #expect(completion("claim \"é\": peo‸").range == 12..<15)
  #expect(completion("load \"da‸").range == 6..<8)
  #expect(completion(":he‸").range == 1..<3)
}

@Test("What follows a settled choice")
func endings() {
  #expect(completion("load \"da‸").candidates.map(\.ending) == ["", "\""])
  #expect(completion("people | filter p‸").candidates == [.init("persons")])
  #expect(completion("people | derive a = ro‸").candidates == [.init("round", ending: "(")])
  #expect(completion("people | fi‸").candidates == [.init("filter", ending: " ")])
}

@Test("No prefix of a script upsets it")
func everyPrefix() {
  let script =
    "let a = (people | group by state: n = sum(persons, where: state in [\"T\\\"X\", {é}])) | chart \"x\" { line x: `a b` } # é\n:help a[b: 1].c"
  for length in 0...script.utf8.count {
    let found = complete(script, at: length, among: names)
    #expect(found.range.upperBound == length && found.range.lowerBound >= 0)
  }
}
