import StetDiagnostics
import StetSyntax
import Testing

private func diagnostics(_ text: String) -> [Diagnostic] { parse(SourceText(name: "s.stet", text: text)).1 }

private func statements(_ text: String) -> [Statement] { parse(SourceText(name: "s.stet", text: text)).0.statements }

private func steps(_ text: String) -> [Step] {
  guard case .pipeline(let pipeline)? = statements(text).first?.kind else { return [] }
  return pipeline.steps
}

@Test(
  "Every form of the language reference parses",
  arguments: [
    "scope study = fiscal_year in FY2003..FY2012",
    """
    let by_year = load removals_by_criminality            # a resource
      | filter study
      | group by fiscal_year: criminal = sum(persons, where: status == "criminal"),
                              total    = sum(persons)
      | derive share = criminal / total
      | expect share between 0% and 100%
    """,
    """
    claim "Fewer than half of those removed in fiscal 2008 had a conviction":
      (by_year | filter fiscal_year == FY2008 | select share) < 50%
    """,
    """
    by_year | chart "criminal-share.svg" {
      line  x: fiscal_year, y: share, label: "Convicted of a crime"
      rule  y: 50%
      title "Most people removed had no criminal conviction"
      scale y { from: 0, format: "$,.1m", log: true }
      colors { "criminal": "#aa3322" }
      band x: FY2009..FY2012, label: "…"
      annotate at FY2012 "…"; note "b"
    }
    """,
    "check \"nearly $60 billion\" by \"the letter\": (budget | select total) > 59 billion",
    "param year = 2011", "def real(amount, fy) = amount * 2", "use \"common.stet\"", "calendar us_federal",
    "def top(t, n) = t | sort -n | take n",
    "by_year[fiscal_year: FY2008].share", "load \"a.csv\", delimiter: \";\", missing: [\"D\", \"-\"]",
    "x | filter status == \"criminal\" and persons > 1_000",
    "x | exclude duplicate_likely because \"same person, same day\"",
    "x | derive share = n / sum(n) within fy, change = n - previous(n) within state sort fy",
    "x | select state, n = persons | drop note | rename people = persons | sort fy, -persons | take last 5",
    "x | top 5 persons by state | lump state, top: 10", "x | group: total = sum(persons)",
    "x | left join budgets on state, year == census_year | keep matching y on a | join nearest z on date within 10 days",
    "x | join many (load pairs | filter a > 1) on a", "x | append other, fill: true",
    "x | pivot status: sum(persons) | unpivot fy2009..fy2012 as fiscal_year, persons",
    "x | complete fy, status | fill persons: 0 | fill down state",
    "x | recode status using codes expect complete | distinct state, county | sample 20, seed: 7",
    "x | expect unique(state, year) | expect departed not missing at least 99.9% | expect rows == 44_291",
    "match x { \"A\", \"B\" => \"ab\", missing => \"?\", else => error }",
    "if a is not missing then 1.2 million else -x ?? 7 days",
    "table { state, joined; \"IL\", @2009-11-01; \"TX\", @2008-10-27 }",
    "\"share {by_year[fy: FY2008].share:.1%} of {{braces}}\"", "2024-Q2", "x | filter `Fiscal Year` not in [1, 2]",
    "x\n  # a comment between\n\n  | take 1\n  and true",
  ])
func languageReference(_ text: String) {
  #expect(diagnostics(text).map(\.message) == [])
}

@Test("A step's words, arguments and clauses come out as shapes")
func shapes() {
  let join = steps("x | left join budgets on fy, a == b")[0]
  #expect(join.words.map(\.text) == ["left", "join"])
  #expect(join.arguments.count == 1)
  #expect(join.clauses.map(\.word.text) == ["on"])
  #expect(join.clauses[0].arguments.count == 2)
  let top = steps("x | top 5 persons by state")[0]
  #expect(top.words.count == 1)
  #expect(top.arguments.count == 2)
  let group = steps("x | group by fy, status: n = count(), total = sum(persons)")[0]
  #expect(group.clauses[0].arguments.count == 2)
  #expect(group.body?.count == 2)
  let derive = steps("x | derive share = n / sum(n) within fy, y = 2")[0]
  #expect(derive.arguments.count == 2)
  #expect(derive.arguments[0].clauses.map(\.word.text) == ["within"])
}

@Test("Percent, scale words and days keep exact values")
func literals() {
  func literal(_ text: String) -> Literal? {
    guard case .pipeline(let pipeline)? = statements(text).first?.kind, case .literal(let literal, _) = pipeline.source
    else { return nil }
    return literal
  }
  #expect(literal("30%") == .decimal(digits: 30, scale: 2))
  #expect(literal("1.2 million") == .int(1_200_000))
  #expect(literal("60 billion") == .int(60_000_000_000))
  #expect(literal("@1970-01-02") == .date(1))
  #expect(literal("@2000-03-01") == .date(11017))
  #expect(literal("FY2011-Q3") == .period(.fiscalQuarter(2011, 3)))
  #expect(literal("7 days") == .duration(7, .day))
}

@Test(
  "One cause gives one error with a location and, where one exists, a fix",
  arguments: [
    ("x | filter a && b", "foreign-operator", "and"), ("x | filter a <> b", "foreign-operator", "!="),
    ("x |> take 1", "foreign-operator", "|"), ("x | filter a == 'b'", "single-quotes", "\"b\""),
    ("x | filter (a = 1)", "single-equals", "=="), ("x | filter 1 < a < 3", "chained-comparison", "and a <"),
    ("x | filter (a > 1", "unclosed-bracket", nil), ("x | take 1)", "unopened-bracket", ""),
    ("let = 3", "expected", nil), ("x | filter a == \"b", "unterminated-text", nil),
    ("@2011-02-30", "bad-date", nil), ("12abc", "bad-number", nil), ("9223372036854775808", "number-too-large", nil),
    ("x | ", "expected", nil), ("x | filter a > ", "expected-value", nil), ("x | sort “a”", "smart-quote", "\"a\""),
    ("x | filter a\u{202E} > 1", "invisible-character", ""), ("if a then b", "expected", nil),
    ("x | filter a =~ \"b\"", "foreign-operator", nil), ("x | filter a === b", "foreign-operator", "=="),
    ("x %>% take 1", "foreign-operator", "|"), ("x -> take 1", "foreign-operator", "|"),
    ("x | filter a || b", "foreign-operator", "or"), ("x | filter !a", "foreign-operator", "not "),
    ("x | filter a == ‘b’", "smart-quote", "\"b\""), ("# a\u{202E}b", "invisible-character", ""),
    ("x | filter a == \"\u{2066}b\"", "invisible-character", ""), ("a\u{200B}b", "invisible-character", ""),
    ("by_year = load x", "missing-let", "let "), ("claim \"a\": b = 3", "single-equals", "=="),
    ("let x =\nlet y = 2", "expected-value", nil), ("x |\nlet y = 2", "expected", nil),
    ("x | | take 1", "expected", nil),
    ("\"a {x\"", "unclosed-bracket", "{{"), ("\"a } b\"", "unopened-bracket", "}}"),
    ("\"{}\"", "expected-value", "{{}}"),
    ("2024-03-05", "bare-date", "@2024-03-05"), ("\"\\u{41\"", "bad-escape", nil),
    ("x | take 1;", "needless-semicolon", ""),
    ("x // note", "foreign-comment", "#"), ("x | filter and b", "unexpected", nil),
    ("x | filter a == not b", "expected-value", nil),
    ("x | filter 1 < (a + 1) < 3", "chained-comparison", "and (a + 1) <"),
    ("99999999999 days", "number-too-large", nil), ("@2011-13", "bad-date", nil),
    ("x | take §", "unknown-character", nil),
  ] as [(String, String, String?)])
func errors(_ text: String, _ code: String, _ fix: String?) {
  let found = diagnostics(text)
  #expect(found.map(\.code.rawValue) == [code])
  #expect(found.first?.fixIts.first?.replacement == fix)
  guard let fix = found.first?.fixIts.first else { return }
  let bytes = Array(text.utf8)
  let mended = Array(bytes[..<fix.range.lower]) + Array(fix.replacement.utf8) + Array(bytes[fix.range.upper...])
  #expect(parse(SourceText(name: "s", bytes: mended)).1.map(\.message) == [])
}

@Test("An error in one statement does not hide one in another")
func separateErrors() {
  #expect(
    diagnostics("x | filter a && b\ny | | z\nx |\nlet a = 1").map(\.code.rawValue) == [
      "foreign-operator", "expected", "expected",
    ])
  #expect(diagnostics("x | filter (a < b) == c and a - b > 0") == [])
  #expect(steps("x | filter a - b > 0")[0].words.count == 1)
  #expect(steps("x | sort -b")[0].arguments.count == 1)
  #expect(steps("x | filter(a > 1)")[0].arguments.count == 1)
  #expect(steps("x | filter not a")[0].words.count == 1)
}

@Test("Whatever comes in, parsing ends with a tree and diagnostics")
func hostileInput() {
  for text in [
    String(repeating: "(", count: 10_000), String(repeating: "[", count: 10_000), String(repeating: "{", count: 9_999),
    "1" + String(repeating: "+1", count: 10_000), String(repeating: "not ", count: 10_000) + "x",
    String(repeating: "-", count: 10_000), String(repeating: "if a then ", count: 5_000),
    "x" + String(repeating: " | take 1", count: 20_000), String(repeating: "\"{", count: 3_000),
    "match x {", "table {", "x[", "x[].", "load", "claim \"a\"", "def f(", "\"\\", "\"\\u{", "`", "@", "}{", "=", "..",
    "x | chart \"a\" { line x: ", "FY", "2024-Q", "1_", "x | top - ", ",,,", "::", "=> a",
  ] { _ = diagnostics(text) }
  // Looking for the end of each brace would take hours here.
  #expect(
    diagnostics("\"" + String(repeating: "{a", count: 200_000) + "\"").map(\.code.rawValue) == ["unclosed-bracket"])
  let steps = "x" + String(repeating: "\n| derive a = b + 1", count: 100_000)
  #expect(diagnostics(steps) == [])
  #expect(diagnostics("1" + String(repeating: "+1", count: 1_000)) == [])
  let nested =
    String(repeating: "(", count: 90) + "1" + String(repeating: String(repeating: "+1", count: 900) + ")", count: 90)
  #expect(diagnostics(nested).map(\.code.rawValue) == ["too-long"])
  #expect(diagnostics(String(repeating: "x", count: 17 << 20)).map(\.code.rawValue) == ["script-too-large"])
  #expect(diagnostics(String(repeating: "(", count: 10_000)).count == 1)
  #expect(diagnostics("1" + String(repeating: "+1", count: 10_000)).map(\.code.rawValue) == ["too-long"])
}

@Test("Every prefix of a script parses to an end, and the REPL knows what is unfinished")
func prefixes() {
  let script = Array(
    "let a = load x, types: [1]\n  | group by f: n = sum(p, where: s == \"c\") | chart \"é{n:,}\" { line x: f }".utf8)
  for length in 0...script.count { _ = parse(SourceText(name: "s", bytes: Array(script[..<length]))) }
  func unfinished(_ text: String) -> Bool { isUnfinished(SourceText(name: "s", text: text)) }
  #expect(unfinished("x |"))
  #expect(unfinished("x | filter (a"))
  #expect(unfinished("let a ="))
  #expect(unfinished("a and"))
  #expect(!unfinished("x | take 1"))
  #expect(!unfinished("\"abc"))
}
