import StetDiagnostics
import StetSyntax
import Testing

private func findings(_ text: String) -> [String] {
  let source = SourceText(name: "s", text: text)
  return parse(source).1.map { finding in
    guard let range = finding.range else { return finding.code.rawValue }
    let (line, column) = source.position(of: range.lower)
    return "\(line):\(column) \(finding.code)"
  }
}

private func statements(_ text: String) -> [Statement] { parse(SourceText(name: "s", text: text)).0.statements }

@Test(
  "A forgotten bracket is reported where it opens, and the next statement is read and checked",
  arguments: [
    ("let a = (load x\n  | filter b > 1\n\nlet c = d && e\n", ["1:9 unclosed-bracket", "4:11 foreign-operator"]),
    ("let a = sum(b, [1, 2\nscope s = a <> b", ["1:16 unclosed-bracket", "2:13 foreign-operator"]),
    ("x | chart \"a\" {\n  line x: a\nparam p = 1 ++", ["1:15 unclosed-bracket", "3:14 expected-value"]),
    ("x | chart \"a\" {\n  line x: f(a\n  rule y: 2\n}\ny | | z", ["2:12 unclosed-bracket", "5:5 expected"]),
    ("x | take (\nuse \"a.stet\"\ny |", ["1:10 unclosed-bracket", "3:4 expected"]),
    ("(\ncalendar us\n(\ndef f(a) = a", ["1:1 unclosed-bracket", "3:1 unclosed-bracket"]),
    ("x | take (\nclaim \"a\": b c\ncheck \"d\" e", ["1:10 unclosed-bracket", "2:14 unexpected", "3:11 expected"]),
    ("let `a b` = [1,\n## doc\nlet `c d` = 2", ["1:13 unclosed-bracket"]),
    ("x | filter (a > 1]\ny | | z", ["1:18 mismatched-bracket", "2:5 expected"]),
    ("x | filter [a > (1]\ny | | z", ["1:17 unclosed-bracket", "2:5 expected"]),
  ] as [(String, [String])])
func forgottenBracket(_ text: String, _ expected: [String]) {
  #expect(findings(text) == expected)
}

@Test("What follows a forgotten bracket comes out as statements, with their documentation")
func statementsBehindAForgottenBracket() {
  let found = statements("let a = (load x\n  | take 3\n# why\n## the second\nlet b = 2\nb | take 1\n")
  #expect(found.count == 3)
  #expect(found.map(\.documentation) == [[], ["the second"], []])
  guard case .binding(_, let pipeline)? = found.first?.kind, case .pipeline(let inner, _) = pipeline.source else {
    Issue.record("the first statement is a pipeline in parentheses")
    return
  }
  #expect(inner.steps.map(\.verb.text) == ["take"])
}

@Test(
  "Inside brackets, the words that begin statements are names like any other",
  arguments: [
    "x | select [\nlet, scope, param\n]", "table {\nuse, check\n1, 2\n}", "f(\nclaim, check\n)",
    "x | chart \"a\" {\nscale y { from: 0 }\nuse\n}", "x | derive a = (\n  check\n)", "f(\ndef: 1, let: 2\n)",
  ])
func statementWordsAsNames(_ text: String) {
  #expect(findings(text) == [])
}

@Test(
  "The REPL asks for more while a bracket is open, and stops once a new statement shows that it was forgotten",
  arguments: [
    ("x | filter (a", true), ("x | chart \"a\" {\n  line x: a", true), ("x | filter (a\nlet b = 1", false),
    ("x | filter (a\nlet b =", false), ("x | filter (a\n  let", true), ("x | filter (a]", false),
    ("x | filter a)", false), ("let a = (x\n  | take 1)", false), ("x | filter [a, (b]", false),
  ])
func unfinished(_ text: String, _ expected: Bool) {
  #expect(isUnfinished(SourceText(name: "s", text: text)) == expected)
}

@Test("An error in a line of a chart leaves the lines after it inside the chart")
func errorInABlock() {
  #expect(
    findings("x | chart \"a\" {\n  line x: a is b\n  rule y: 2\n  b | c\n}\ny | | z") == [
      "2:16 expected", "6:5 expected",
    ])
  #expect(statements("x | chart \"a\" {\n  line x: a is b\n  rule y: 2\n}\ny | take 1").count == 2)
}
