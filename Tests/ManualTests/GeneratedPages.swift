import StetCharts
import StetEngine
import StetFormats
import TestSupport
import Testing

/// One entry of a generated page.
private struct Entry {
  var name: String
  var forms: [String] = []
  var summary: String
  var call: String?
  var program: String
}

private let pages: [(name: String, title: String, words: String, entries: [Entry])] = [
  (
    "Verbs", "Verbs", "A step of a pipeline begins with one of these. Each example works on the table `people`.",
    verbCatalog.map {
      Entry(name: $0.name, forms: Array($0.forms.dropFirst()), summary: $0.summary, program: "people | " + $0.example)
    }
  ),
  (
    "Functions", "Functions",
    "A function gives one value for each row, from that row alone; if an argument is missing, so is the result.",
    functionCatalog.map {
      Entry(name: $0.name, summary: $0.summary, call: $0.call, program: $0.example)
    }
  ),
  (
    "Aggregates", "Aggregates",
    "An aggregate makes one value from the rows of a group. It is used in `group`, in `pivot`, or in `derive`, where it is calculated over all rows of the table or over each group of `within`. Missing values are skipped, and the ledger counts them; `where:` leaves other rows out.",
    aggregateCatalog.map {
      Entry(
        name: $0.name, summary: $0.summary, call: $0.call, program: "people | " + $0.example)
    }
  ),
  (
    "Windows", "Windows",
    """
    A window function looks at other rows and can be used only in `derive`, with `within` for groups and `sort` for the order. It is an error \
    if rows with different values tie in every `sort` column: adding a column to `sort`, or to `within`, settles their order. So is a row that has nothing \
    to sort by, which `filter` can leave out.

    Where the only `sort` column has periods, `previous`, `next` and `percent_change` step from period to period: after FY2005, a table without FY2006 has no \
    previous year in FY2007, and the ledger counts such steps and names the periods that are lacking. `previous(cpi, 12 months)` states a length of time, along periods or \
    dates, and `previous(n, 7 rows)` counts rows. Along dates, a step without a length is a row. From the last day of a month, a month leads to the last day of another.

    Every aggregate has a running and a rolling form. `running_sum(persons)` is the sum of all rows up to and including each; a missing value is skipped, and the result in \
    its row is missing. `rolling_mean(cpi, 12 months)` is the mean of the last 12 months of each row. Along periods, a window that lacks one, or a value, has no result; \
    along dates, days without a row are common, and the rows that are there count. Either way the ledger counts the windows with gaps, those with missing values, and rows that \
    share their period or date. Windows that would begin before the first row have no result. `at_least: 10` gives one wherever there are ten values. \
    `rolling_mean(n, 7 rows)` counts rows.
    """,
    windowCatalog.map {
      Entry(
        name: $0.name, summary: $0.summary, call: $0.call, program: "people | " + $0.example)
    }
      + [WindowCall.Frame.running, .rolling].map { frame in
        let forms = framedCatalog.filter { $0.frame == frame }
        let shown = forms.first { $0.aggregate.name == (frame == .running ? "sum" : "mean") } ?? forms[0]
        return Entry(
          name: frame == .running ? "Running forms" : "Rolling forms",
          forms: forms.map(\.name).filter { $0 != shown.name }, summary: shown.summary, call: shown.call,
          program: "people | " + shown.example)
      }
  ),
  (
    "Marks", "Marks",
    "A mark says how rows become shapes. Each is also a verb that draws in the terminal, in characters; in the braces of `chart` it adds to the picture.",
    Mark.all.map { Entry(name: $0.name, summary: $0.summary, program: "people | " + $0.example) }
  ),
  (
    "ChartLines", "Lines of a chart",
    "What the braces of `chart` take besides marks. Lines with a single text, such as `title`, are also options of a mark on one line: `line x: year, y: persons, title: \"…\"`.",
    chartLineCatalog.map { Entry(name: $0.name, summary: $0.summary, program: "people | " + $0.example) }
  ),
]

@Test("The pages of the catalogs are written from the catalogs", arguments: pages.indices)
func generated(_ index: Int) throws {
  let page = pages[index]
  var text =
    "# \(page.title)\n\n\(page.words)\n\nThis page is written from the program's own catalog; `:help NAME` at the prompt says the same.\n"
  if page.name != "Functions" { text += "\n```stet\n\(peopleTable)\n```\n" }
  for entry in page.entries {
    #expect(!entry.summary.isEmpty && !entry.program.isEmpty, "\(entry.name)")
    text += "\n## \(entry.name)\n\n\(entry.summary.prefix(1).uppercased())\(entry.summary.dropFirst()).\n"
    if let call = entry.call { text += "\n\(call).\n" }
    if !entry.forms.isEmpty { text += "\nAlso: \(entry.forms.map { "`\($0)`" }.joined(separator: ", ")).\n" }
    text += "\n```stet\n\(entry.program)\n```\n\n```result\n```\n"
  }
  let story = try storyFolder()
  let folder = story.path
  let (run, unexpected) = try ManualPage(text).run(in: folder)
  #expect(unexpected == [])
  let committed = (try? readText(pagePath(page.name))) ?? ""
  #expect(run.text == committed, "`RECORD=1 Scripts/test` writes it anew")
  if isRecording, run.text != committed { try writeAtomically(Array(run.text.utf8), to: pagePath(page.name)) }
}
