import StetDiagnostics
import StetSyntax
import Testing

private func formatted(_ text: String) -> String { format(SourceText(name: "s.stet", text: text)).0 }

@Test(
  "The formatter owns layout and keeps every comment",
  arguments: [
    ("x|take   1", "x | take 1\n"),
    ("x|filter a-b>-1|sort -n,m", "x\n  | filter a - b > -1\n  | sort -n, m\n"),
    (
      "let a=load \"x.csv\",skip:1 # why\n\n\n# own\n|take 1",
      "let a = load \"x.csv\", skip: 1  # why\n\n  # own\n  | take 1\n"
    ),
    ("## doc\nlet a = lower( b ) in [1]\n\n\n\nb # end", "## doc\nlet a = lower(b) in [1]\n\nb  # end\n"),
    (
      "x|chart \"a.svg\" {line x:a,y:b;title \"t\" # c\n scale y {from:0,log:true}}",
      "x | chart \"a.svg\" {\n  line x: a, y: b\n  title \"t\"  # c\n  scale y { from: 0, log: true }\n}\n"
    ),
    ("table{a,b\n1,2\n3,4}", "table { a, b; 1, 2; 3, 4 }\n"),
    ("x|chart \"a\" {line x:a\n}", "x | chart \"a\" { line x: a }\n"),
    ("a[b:FY2003..FY2004].c*30%", "a[b: FY2003..FY2004].c * 30%\n"),
    ("x | top - ", "x | top - "), ("", ""), ("# only\n", "# only\n"),
  ])
func layout(_ text: String, _ expected: String) {
  #expect(formatted(text) == expected)
}

@Test(
  "Formatting twice changes nothing, and keeps lines within 90 columns",
  arguments: [
    """
    let by_year = load removals_by_criminality            # a resource of Datasets/datapackage.json
      | filter study
      | group by fiscal_year: criminal = sum(persons, where: status == "criminal"),
                              # the whole
                              total    = sum(persons) # all
      # then
      | derive share = criminal / total
      | expect share between 0% and 100%
    # between

    claim "Fewer than half of those removed in fiscal 2008 had a conviction":
      (by_year | filter fiscal_year == FY2008 | select share) < 50%
    by_year | filter a | chart "criminal-share.svg" {
      # marks
      line  x: fiscal_year, y: share, label: "Convicted of a crime", stroke: status, opacity: 0.25, size: 12
      rule  y: 50%; colors { "a": "#fff" # white
        "b": "#000" }
      title "Most people removed had no criminal conviction" }   # the source line
    match status { "A", "B" => "a long enough result", missing => "?????????????", "C" => "another one", else => error }
    let long = x | filter aaaaaaaaaaaaaaaaaaaaaa == 1 and bbbbbbbbbbbbbbbbbbbbbbbbbbbbb == 2 and ccccccccccccccccccccccccc == 3
    ## last
    def top(t, n) = t | sort -n | take n # x
    # tail
    """,
    "x | append (load y, a: 1 | filter b\n # in\n | take 1) # out\n",
    "x|chart \"a\" {line x: # one\n a, y: b # two\n; # three\ntitle \"t\"} # four\n",
    "x | filter a # one\n  and b # two\n",
  ])
func idempotent(_ text: String) {
  let once = formatted(text)
  #expect(format(SourceText(name: "s", text: text)).1.isEmpty)
  #expect(formatted(once) == once)
  #expect(once != text)
  #expect(once.split(separator: "\n").allSatisfy { $0.count <= 90 || $0.contains("#") })
  #expect(once.count { $0 == "#" } == text.count { $0 == "#" })
}
