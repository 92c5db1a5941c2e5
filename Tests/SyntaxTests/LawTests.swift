import StetDiagnostics
import StetSyntax
import TestSupport
import Testing

/// The scripts that the laws are tried on.
private let seeds: ClosedRange<UInt64> = 1...UInt64(rounds(2_000))

private func script(_ seed: UInt64) -> String {
  var generator = ScriptGenerator(seed: seed)
  return generator.script()
}

private func source(_ text: String) -> SourceText { SourceText(name: "s", text: text) }

private func errors(_ text: String) -> [String] {
  parse(source(text)).1.filter { $0.severity == .error }.map(\.message)
}

private func tree(_ text: String) -> String { treeText(parse(source(text)).0) }

private func comments(_ text: String) -> [String] { lex(source(text)).0.flatMap { $0.comments.map(\.text) } }

/// The first few of what broke a law, short enough to read.
private func firstFew(_ broken: [UInt64]) -> [UInt64] { Array(broken.prefix(5)) }

@Test("The generator writes valid scripts that use the whole grammar")
func generatedScriptsAreValid() {
  var all = ""
  let broken = seeds.filter { seed in
    let text = script(seed)
    all += text
    return errors(text) != []
  }
  #expect(firstFew(broken) == [])
  let trees = seeds.map { tree(script($0)) }.joined(separator: "\n")
  for shape in [
    "let ", "scope ", "param ", "def ", "use ", "calendar ", "claim ", "check ", "show ", "text(", "value(", "(- ",
    "(not ",
    " not in ", "between(", "isMissing(", "if(", "match(", "call ", "list ", "range(", "load ", "table(", "pipeline(",
    "cell ", "duration(", "period(", "date(", "decimal(", "bool(", "missing", "entry ", " body ", " block ",
    "`at least`",
    "## for the codebook",
  ] {
    #expect(trees.contains(shape), "\(shape) is never written")
  }
  for piece in ["# why", "\r\n", "`a | b`", "👩‍👩‍👧", "年度", "{{"] { #expect(all.contains(piece)) }
}

@Test("Formatting keeps the tree and every comment, and formatting twice changes nothing")
func formattingLaws() {
  var changed: [UInt64] = []
  var unstable: [UInt64] = []
  var lost: [UInt64] = []
  for seed in seeds {
    let text = script(seed)
    let once = format(source(text)).0
    if tree(once) != tree(text) { changed.append(seed) }
    if format(source(once)).0 != once { unstable.append(seed) }
    if comments(once).sorted() != comments(text).sorted() { lost.append(seed) }
  }
  #expect(firstFew(changed) == [])
  #expect(firstFew(unstable) == [])
  #expect(firstFew(lost) == [])
}

@Test("However a script is damaged, reading it ends with a tree and with diagnostics inside the script")
func damagedScripts() {
  var outside: [UInt64] = []
  var rewritten: [UInt64] = []
  var refused = 0
  for seed in seeds {
    let text = damaged(seed)
    let (script, found) = parse(text)
    let ranges = found.compactMap(\.range) + found.flatMap { $0.fixIts.map(\.range) } + script.statements.map(\.range)
    if !ranges.allSatisfy({ text.contains($0) && $0.lower <= $0.upper }) { outside.append(seed) }
    guard found.contains(where: { $0.severity == .error }) else { continue }
    refused += 1
    if format(text).0 != String(decoding: text.bytes, as: UTF8.self) { rewritten.append(seed) }
  }
  #expect(firstFew(outside) == [])
  #expect(firstFew(rewritten) == [])
  // Otherwise the damage would prove nothing.
  #expect(refused > rounds(1_000))
}

/// A script with one to three tokens or bytes removed, doubled or swapped.
private func damaged(_ seed: UInt64) -> SourceText {
  var random = SplitMix64(seed: seed ^ 0xDA_4A6E)
  var bytes = Array(script(seed).utf8)
  for _ in 0..<Int.random(in: 1...3, using: &random) {
    let (tokens, _) = lex(SourceText(name: "s", bytes: bytes))
    let ranges = tokens.map(\.range).filter { $0.upper > $0.lower }.map { $0.lower..<$0.upper }
    guard bytes.count > 1, !ranges.isEmpty else { break }
    func place() -> Range<Int> {
      if Bool.random(using: &random) { return ranges[Int.random(in: 0..<ranges.count, using: &random)] }
      let byte = Int.random(in: 0..<bytes.count, using: &random)
      return byte..<(byte + 1)
    }
    let (one, two) = (place(), place())
    switch Int.random(in: 0..<3, using: &random) {
    case 0: bytes.removeSubrange(one)
    case 1: bytes.insert(contentsOf: bytes[one], at: two.lowerBound)
    default:
      let (first, second) = one.lowerBound < two.lowerBound ? (one, two) : (two, one)
      guard first.upperBound <= second.lowerBound else { continue }
      let (left, right) = (Array(bytes[first]), Array(bytes[second]))
      bytes.replaceSubrange(second, with: left)
      bytes.replaceSubrange(first, with: right)
    }
  }
  return SourceText(name: "s", bytes: bytes)
}
