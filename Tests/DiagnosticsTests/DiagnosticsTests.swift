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

@Test("A diagnostic shows place, clause, line, caret and fix")
func printing() {
  let source = SourceText(name: "s.stet", text: "load x | wher y\n")
  let diagnostic = Diagnostic(
    "unknown-verb", "`wher` is not a verb", at: SourceRange(9, 13),
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

@Test("Did-you-mean finds a transposed letter and keeps quiet about strangers")
func nearNames() {
  #expect(nearest(to: "fliter", among: ["filter", "derive"]) == "filter")
  #expect(nearest(to: "zebra", among: ["filter", "derive"]) == nil)
}
