import StetDiagnostics
import StetSyntax
import Testing

private func findings(_ text: String) -> [String] {
  let source = SourceText(name: "s", text: text)
  return parse(source).1.map { finding in
    "\(source.position(of: finding.range?.lower ?? 0).column) \(finding.severity) \(finding.code): \(finding.message)"
  }
}

@Test("Characters that hide or reorder are an error in names, and a warning in texts and comments")
func invisibleCharacters() {
  #expect(findings("a\u{200B}b") == ["2 error invisible-character: there is an invisible character here (U+200B)"])
  #expect(findings("`a\u{202E}b`") == ["3 error invisible-character: there is an invisible character here (U+202E)"])
  #expect(
    findings("\"a\u{202E}b\"") == ["3 warning invisible-character: there is an invisible character here (U+202E)"])
  #expect(
    findings("x # a\u{2066}b") == ["6 warning invisible-character: there is an invisible character here (U+2066)"])
  #expect(findings("\"👩\u{200D}👧\"") == [])
  let (script, _) = parse(SourceText(name: "s", text: "\"a\u{200B}b\""))
  #expect(treeText(script).contains("\u{200B}"), "a text keeps what it was warned about")
}

@Test("A name that mixes Latin letters with ones that look the same is an error with a fix")
func lookalikes() {
  #expect(
    findings("x | filter stаtus == 1") == [
      "12 error lookalike-letter: the name `stаtus` mixes Latin letters with U+0430, which looks like one"
    ])
  let source = SourceText(name: "s", text: "x | filter stаtus == 1")
  let mended = parse(source).1.first?.fixIts.first.flatMap(source.applying)
  #expect(mended?.bytes == Array("x | filter status == 1".utf8))
  for name in ["год", "сору", "Δt", "año", "год_fy", "年度"] { #expect(findings(name) == [], "\(name)") }
}
