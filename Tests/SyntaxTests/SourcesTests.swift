import StetDiagnostics
import StetSyntax
import Testing

@Test("Every range of a later source is the range it has alone, moved by the base")
func shiftedRanges() {
  let text = "## a note\nlet s = load x, skip: 1 | derive y = \"{a:,} {b + -c}\", z = t[k: 1].v\nclaim \"{d}\": e and\n"
  let (alone, _) = lex(SourceText(name: "s", text: text))
  let (moved, _) = lex(SourceText(name: "s", text: text, base: 1_000))
  #expect(alone.count > 30)
  #expect(moved.map(\.range) == alone.map { SourceRange($0.range.lower + 1_000, $0.range.upper + 1_000) })
  let first = parse(SourceText(name: "s", text: text))
  let second = parse(SourceText(name: "s", text: text, base: 1_000))
  #expect(first.1.count == 1)
  #expect(second.1.map { $0.range?.lower } == first.1.map { $0.range.map { $0.lower + 1_000 } })
  #expect(second.0.statements.map(\.range.lower) == first.0.statements.map { $0.range.lower + 1_000 })
}

@Test("An error in a `use`d script and one in the script itself each show their own line")
func diagnosticsOfTwoSources() {
  let common = SourceText(name: "common.stet", text: "let a = 1\nlet b = a && a\n")
  let story = SourceText(name: "story.stet", text: "use \"common.stet\"\n\"sum {a ++}\"\n", base: common.nextBase)
  let found = [common, story].flatMap { parse($0).1 }
  #expect(
    DiagnosticPrinter(sources: [common, story]).print(found) == """
      common.stet:2:11: error[foreign-operator]: `&&` is written `and` here
        let b = a && a
                  ^^
        fix: `and`
      story.stet:2:10: error[expected-value]: a value is expected here, not `+`
        "sum {a ++}"
                 ^

      """)
  #expect(found.first?.fixIts.first.flatMap(common.applying).map { parse($0).1 } == [])
}

@Test("The formatter lays out a later source as it lays out a first one")
func formattedLaterSource() {
  let text = "x|filter a-b>-1|sort -n,m  # c\n\"{a|b}\""
  #expect(format(SourceText(name: "s", text: text, base: 77)).0 == format(SourceText(name: "s", text: text)).0)
}
