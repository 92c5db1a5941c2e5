import StetDiagnostics
import Testing

@Test("Lines and columns are counted in characters for LF, CR and CRLF")
func positions() {
  let source = SourceText(name: "s.stet", text: "añ b\r\nsecond\rthird\n")
  #expect(source.position(of: 4) == (1, 4))
  #expect(source.line(1) == "añ b")
  #expect(source.line(2) == "second")
  #expect(source.line(3) == "third")
  #expect(source.position(of: 7) == (2, 1))
}

@Test("A diagnostic shows location, message, line, caret and fix")
func printing() {
  let source = SourceText(name: "s.stet", text: "load x | wher y\n")
  let diagnostic = Diagnostic(
    .unknownVerb, "`wher` is not a verb", at: SourceRange(9, 13),
    fixIts: [.init("`filter`", range: SourceRange(9, 13), replacement: "filter")])
  #expect(
    DiagnosticPrinter(source: source).print(diagnostic) == """
      s.stet:1:10: error[unknown-verb]: `wher` is not a verb
        load x | wher y
                 ^^^^
        fix: `filter`

      """)
}

@Test("Control and bidirectional characters never reach a terminal")
func escaping() {
  #expect(escaped("a\u{1B}[31m\u{202E}b") == "a\\u{1B}[31m\\u{202E}b")
  #expect(quoted(String(repeating: "x", count: 100)).count == 62)
}

@Test("The nearest name is found for a transposed letter, and none for a very different name")
func nearNames() {
  #expect(nearest(to: "fliter", among: ["filter", "derive"]) == "filter")
  #expect(nearest(to: "zebra", among: ["filter", "derive"]) == nil)
}

@Test("Each diagnostic shows the line of the source its range is in, and its fix applies there alone")
func severalSources() {
  let common = SourceText(name: "common.stet", text: "let a = 1\nlet b = oen")
  let story = SourceText(name: "story.stet", text: "# ünï\nb | tkae 1\n", base: common.nextBase)
  let inCommon = Diagnostic(
    .unknownName, "there is no `oen`", at: SourceRange(18, 21),
    fixIts: [.init("`one`", range: SourceRange(18, 21), replacement: "one")])
  let verb = SourceRange(story.base + 12, story.base + 16)
  let inStory = Diagnostic(
    .unknownVerb, "`tkae` is not a verb", at: verb, fixIts: [.init("`take`", range: verb, replacement: "take")])
  let both = Diagnostic(
    .needsTable, "`b` is not a table", at: SourceRange(story.base + 8, story.base + 9), fixIts: inCommon.fixIts)
  #expect(
    DiagnosticPrinter(sources: [story, common]).print([inCommon, inStory, both]) == """
      common.stet:2:9: error[unknown-name]: there is no `oen`
        let b = oen
                ^^^
        fix: `one`
      story.stet:2:5: error[unknown-verb]: `tkae` is not a verb
        b | tkae 1
            ^^^^
        fix: `take`
      story.stet:2:1: error[needs-table]: `b` is not a table
        b | tkae 1
        ^
        fix at common.stet:2:9: `one`

      """)
  #expect(common.applying(inCommon.fixIts[0]).map { $0[$0.range] } == "let a = 1\nlet b = one")
  #expect(story.applying(inCommon.fixIts[0])?.bytes == nil)
  #expect(story.applying(inStory.fixIts[0]).map { $0[$0.range] } == "# ünï\nb | take 1\n")
  #expect(common.applying(inStory.fixIts[0])?.bytes == nil)
}

@Test("The end of one source and the start of the next are different positions")
func adjacentSources() {
  let first = SourceText(name: "a", text: "ab")
  let second = SourceText(name: "b", text: "cd", base: first.nextBase)
  #expect(first.contains(SourceRange(2, 2)))
  #expect(!second.contains(SourceRange(2, 2)))
  #expect(second.contains(SourceRange(3, 3)))
  #expect(!first.contains(SourceRange(3, 3)))
  #expect(!second.contains(SourceRange(2, 4)))
  #expect(second[SourceRange(4, 5)] == "d")
  #expect(second.position(of: 4) == (1, 2))
}
