import StetDiagnostics
import StetSyntax
import Testing

/// Each wrong script with what is said about it.
private let wrongScripts: [(script: String, finding: String)] = [
  ("x | filter a && b", "1:14: error[foreign-operator]: `&&` is written `and` here"),
  ("x | filter a || b", "1:14: error[foreign-operator]: `||` is written `or` here"),
  ("x | filter a <> b", "1:14: error[foreign-operator]: `<>` is written `!=` here"),
  ("x |> take 1", "1:3: error[foreign-operator]: `|>` is written `|` here"),
  ("x %>% take 1", "1:3: error[foreign-operator]: `%>%` is written `|` here"),
  ("x -> take 1", "1:3: error[foreign-operator]: `->` is written `|` here"),
  ("x | filter !a", "1:12: error[foreign-operator]: `!` is written `not` here"),
  ("x | filter a === b", "1:14: error[foreign-operator]: `===` is written `==` here"),
  ("x | filter a =~ \"b\"", "1:14: error[foreign-operator]: patterns are matched with `matches`, not `=~`"),
  ("x | filter a == 'b'", "1:17: error[single-quotes]: text must be in straight double quotes"),
  ("x | filter a == “b”", "1:17: error[smart-quote]: text must be in straight double quotes"),
  ("x | filter a == ‘b’", "1:17: error[smart-quote]: text must be in straight double quotes"),
  ("x | filter (a = 1)", "1:15: error[single-equals]: `=` defines a name; `==` compares values"),
  ("x | filter 1 < a < 3", "1:18: error[chained-comparison]: two comparisons need `and` between them"),
  ("x | filter (a > 1", "1:12: error[unclosed-bracket]: `(` is never closed"),
  ("x | take 1)", "1:11: error[unopened-bracket]: `)` has no opening `(`"),
  ("x | filter (a > 1]", "1:18: error[mismatched-bracket]: `(` must be closed by `)`, not by `]`"),
  ("x | select [a, b", "1:12: error[unclosed-bracket]: `[` is never closed"),
  ("let = 3", "1:5: error[expected]: `let` must be followed by a name, not `=`"),
  ("let a 3", "1:7: error[expected]: `let a` must be followed by `=`, not `3`"),
  ("let a =", "1:8: error[expected-value]: a value is expected here, not the end of the line"),
  ("scope a b", "1:9: error[expected]: `scope a` must be followed by `=`, not `b`"),
  ("def f(a = 3", "1:6: error[unclosed-bracket]: `(` is never closed"),
  ("def f(1) = 2", "1:7: error[expected]: `(` must be followed by a parameter's name, not `1`"),
  ("claim \"a\" b == 1", "1:11: error[expected]: the sentence of a `claim` must be followed by `:`, not `b`"),
  ("check \"a\" by b: c == 1", "1:14: error[expected]: `by` must be followed by the speaker in quotes, not `b`"),
  ("x |", "1:4: error[expected]: `|` must be followed by a verb, not the end of the line"),
  ("x | | take 1", "1:5: error[expected]: `|` must be followed by a verb, not `|`"),
  ("x | filter a >", "1:15: error[expected-value]: a value is expected here, not the end of the line"),
  ("x | filter a is b", "1:17: error[expected]: `is` must be followed by `missing`, not `b`"),
  (
    "x | filter a between 1 or 2",
    "1:24: error[expected]: the lower bound of `between` must be followed by `and`, not `or`"
  ),
  ("if a then b", "1:12: error[expected]: `then …` must be followed by `else`, not the end of the line"),
  ("if a b", "1:6: error[expected]: the condition of `if` must be followed by `then`, not `b`"),
  ("match a { 1 => 2", "1:9: error[unclosed-bracket]: `{` is never closed"),
  ("match a { 1 2 }", "1:13: error[expected]: a case of `match` must be followed by `=>`, not `2`"),
  ("table { a; 1 2 }", "1:14: error[expected]: the rows of the table must be followed by `}`, not `2`"),
  ("t[a: 1]", "1:8: error[expected]: `]` must be followed by `.`, not the end of the line"),
  ("t[a: 1].", "1:9: error[expected]: `.` must be followed by a column, not the end of the line"),
  (
    "x | filter a == \"b",
    "1:17: error[unterminated-text]: the text that begins here has no closing `\"` on the same line"
  ),
  (
    "x | filter `a",
    "1:12: error[unterminated-name]: the name that begins here has no closing backtick on the same line"
  ),
  ("\"a {b\"", "1:4: error[unclosed-bracket]: `{` in text has no closing `}`; a literal brace is written `{{`"),
  ("\"a } b\"", "1:4: error[unopened-bracket]: a literal `}` in text must be written `}}`"),
  (
    "\"{}\"",
    "1:2: error[expected-value]: braces in text must contain an expression; literal braces are written `{{` and `}}`"
  ),
  ("2024-03-05", "1:1: error[bare-date]: a date must begin with `@`"),
  ("@2011-02-30", "1:1: error[bad-date]: \"2011-02-30\" is not a valid date"),
  ("@2011-13", "1:1: error[bad-date]: \"2011-13\" is not a valid date"),
  ("12abc", "1:1: error[bad-number]: \"12abc\" is neither a number nor a name"),
  ("9223372036854775808", "1:1: error[number-too-large]: the number does not fit in 64 bits"),
  (
    "\"\\q\"",
    "1:2: error[bad-escape]: the escape is not valid; the valid ones are `\\\"`, `\\\\`, `\\n`, `\\t` and `\\u{…}`"
  ),
  ("x // note", "1:3: error[foreign-comment]: comments must begin with `#`"),
  ("x | take §", "1:10: error[unknown-character]: \"§\" has no meaning here"),
  ("a = load b", "1:1: error[missing-let]: a name must be defined with `let`"),
  ("x | take 1;", "1:11: note[needless-semicolon]: a statement ends at the end of its line and needs no `;`"),
  ("load \"a\" \"b\"", "1:10: error[unexpected]: `\"b\"` is not expected here"),
]

@Test("Every wrong script gets one finding, and its fix gives a script that reads without one")
func goldenDiagnostics() {
  for (script, expected) in wrongScripts {
    let source = SourceText(name: "s", text: script)
    let found = parse(source).1
    let lines = found.map { finding in
      let (line, column) = source.position(of: finding.range?.lower ?? 0)
      return "\(line):\(column): \(finding.severity)[\(finding.code)]: \(finding.message)"
    }
    #expect(lines == [expected], "\(script)")
    guard let fix = found.first?.fixIts.first else { continue }
    #expect(source.applying(fix).map { parse($0).1.map(\.message) } == [], "\(script)")
  }
}
