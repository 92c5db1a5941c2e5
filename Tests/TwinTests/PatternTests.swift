import StetDiagnostics
import TestSupport
import Testing

@testable import StetEngine
@testable import StetTwin

/// A pattern of a few pieces, which need not be valid.
private func pattern(_ draw: inout SplitMix64) -> String {
  let pieces = [
    "a", "b", "A", "é", " ", "7", ".", "\\d", "\\w", "\\s", "\\D", "\\W", "\\S", "[ab]", "[^a]", "[a-c7]", "[\\d_]",
    "\\b", "^", "$", "|",
    "(a|b)", "(?:ab)", "(b+)", "(a)?", "*", "+", "?", "*?", "+?", "{2}", "{1,}", "{0,2}?", "{", "]", "\\.", "\\{", "(",
    ")", "\\n",
  ]
  let start = draw.chance(15) ? "(?i)" : ""
  return start + (0..<(1 + draw.below(6))).map { _ in draw.one(of: pieces) }.joined()
}

private func text(_ draw: inout SplitMix64) -> String {
  let pieces = ["a", "b", "A", "B", "é", " ", "7", ".", "ab", "_", "\n", "c", "{", "]", "日"]
  return (0..<draw.below(9)).map { _ in draw.one(of: pieces) }.joined()
}

/// Left out are groups that repeat nothing, as in `(b*)*`: whether such a group is empty or took no part, machines disagree.
@Test("A pattern finds what a plain machine finds in 100,000 texts")
func patterns() throws {
  var draw = SplitMix64(seed: seed &* 0x4_0000_0005)
  var (found, refused) = (0, 0)
  for _ in 0..<rounds(20_000) {
    let pattern = pattern(&draw)
    guard let fast = try? Pattern(pattern) else {
      refused += 1
      continue
    }
    let plain = try PlainPattern(pattern)
    for _ in 0..<5 {
      let text = text(&draw)
      let match = plain.firstMatch(in: text)
      #expect(fast.firstMatch(in: text) == match, "\(pattern.debugDescription) in \(text.debugDescription)")
      #expect(
        fast.matches(Array(text.utf8).span) == (match != nil), "\(pattern.debugDescription) in \(text.debugDescription)"
      )
      if match != nil { found += 1 }
    }
  }
  #expect(
    found > rounds(10_000) && refused > rounds(1_000) && refused < rounds(15_000), "\(found) found, \(refused) refused")
}
