import StetDiagnostics
import StetInterpreter
import StetNotebook
import TestSupport
import Testing

private func notebook(_ text: String) -> Notebook { Notebook(SourceText(name: "story.md", text: text)) }

/// What a notebook finds in its prose, as the claimed words or the format, and the expression.
private func found(_ text: String) -> [String] {
  let notebook = notebook(text)
  return notebook.expressions.map { expression in
    let words = notebook.source[expression.range]
    return switch expression.use {
    case .claim(let claimed): "[\(claimed)] \(words)"
    case .value(let format): format.map { "\(words) : \($0)" } ?? words
    }
  }
}

private let readable: [(String, [String])] = [
  ("a [fell 82%](= x) b", ["[fell 82%] x"]), ("`= x`", ["x"]), ("a `=x` b `=  x  `", ["x", "x"]),
  ("`= x:.1%`", ["x : .1%"]),
  ("`= x : .1%`", ["x : .1%"]), ("`= (t | group: n = count())`", ["(t | group: n = count())"]),
  ("`= t[fiscal_year: FY2008].n:,`", ["t[fiscal_year: FY2008].n : ,"]), ("`= \"a:b\"`", ["\"a:b\""]),
  ("`= \"{x:.1}\":,`", ["\"{x:.1}\" : ,"]),
  ("[a](=x)", ["[a] x"]), ("[a]( = x)", ["[a] x"]), ("[a](\n= x)", ["[a] x"]), ("[a](= f(x, (y)))", ["[a] f(x, (y))"]),
  ("[a](= \")\")", ["[a] \")\""]),
  ("[a](= \"]\")", ["[a] \"]\""]), ("[a](= [1, 2])", ["[a] [1, 2]"]), ("[a](= t[k: 1].n)", ["[a] t[k: 1].n"]),
  ("[a](= `my name`)", ["[a] `my name`"]),
  ("`` = `my name` ``", ["`my name`"]), ("`` = `my name`:, ``", ["`my name` : ,"]),
  ("[*fell* **82%**](= x)", ["[fell 82%] x"]), ("[a [b] c](= x)", ["[a [b] c] x"]),
  ("[a `b` c](= x)", ["[a b c] x"]), ("[`a]`](= x)", ["[a]] x"]), ("[a\nb](= x)", ["[a b] x"]),
  ("[a](= x\n+ y)", ["[a] x\n+ y"]), ("[\\[a\\]](= x)", ["[[a]] x"]),
  ("[a&amp;b &#8212; c](= x)", ["[a&b — c] x"]), ("# [a](= x) `= y`", ["[a] x", "y"]),
  ("*[a](= x)* **`= y`** ~~`= z`~~", ["[a] x", "y", "z"]),
  ("> [a](= x)\n> `= y`", ["[a] x", "y"]), ("- [a](= x)\n  1. `= y`\n- [ ] `= z`", ["[a] x", "y", "z"]),
  ("a[^1]\n\n[^1]: [b](= x)", ["[b] x"]),
  ("| a | b |\n| - | - |\n| [a](= t | take 1) | `= x \\| y` |", ["[a] t | take 1", "x \\| y"]),
  ("[a `= x` b](https://x.example)", ["x"]),
  ("[a](= x)[b](= y)`= z`", ["[a] x", "[b] y", "z"]), ("Line\n===\n\n[a](= x)\n---", ["[a] x"]),
  ("\\![a](= x)", ["[a] x"]), ("[a](= x) <!-- no -->", ["[a] x"]),
  ("a  \n[a](= x)\\\n`= y`", ["[a] x", "y"]), ("[](= x)", ["[] x"]), ("é [ü](= x) — `= y`", ["[ü] x", "y"]),
  ("[a](= \"é)\")", ["[a] \"é)\""]),
]

@Test("Claims and values are found in words of every kind", arguments: readable)
func places(_ text: String, _ expected: [String]) {
  for (ends, text) in [
    ("LF", text), ("CRLF", text.replacing("\n", with: "\r\n")), ("CR", text.replacing("\n", with: "\r")),
    ("BOM", "\u{FEFF}" + text), ("end", text + "\n"),
  ] {
    #expect(found(text).map { $0.replacing("\r\n", with: "\n").replacing("\r", with: "\n") } == expected, "\(ends)")
  }
}

@Test(
  "Nothing is found in code, HTML, behind strokes, and in words that only look alike",
  arguments: [
    "", "\n", "a = b", "`x = y`", "`` `= x` ``", "``= x`", "    [a](= x)", "```\n[a](= x) `= y`\n```", "~~~\n`= y`",
    "<div>\n[a](= x)\n</div>", "<!-- \n`= x`\n-->",
    "\\[a](= x)", "[a\\](= x)", "\\`= x`", "[a](x)", "[a][= x]", "a](= x)", "(= x)", "[a(= x)", "<b>",
    "https://x.example/=x", "[a](https://x.example/?a=(b))",
    "> ```\n> `= x`\n> ```", "- ```\n  [a](= x)\n  ```", "\t`= x`", "> <div>\n> `= x`",
  ])
func nothing(_ text: String) {
  #expect(found(text) == [])
  #expect(notebook(text).diagnostics.filter { $0.severity == .error } == [])
}

@Test(
  "What can only be meant as a claim is reported",
  arguments: ["[a] (= x)", "[a](t[k: 1].v)", "- `x\n- [a](=x) `", "[a][c]\n\n[c]: =x", "[a](<= x>)", "[a](&#61;x)"])
func slips(_ text: String) {
  #expect(found(text) == [])
  #expect(notebook(text).diagnostics.map(\.code.rawValue) == ["stray-claim"])
}

@Test("A block whose language is nearly `stet` is reported", arguments: ["Stet", "STET fold", "stet, fold", "stet:"])
func nearlyStet(_ fence: String) {
  let text = notebook("```\(fence)\nlet a = 1\n```\n")
  #expect(text.codeBlocks.isEmpty)
  #expect(text.diagnostics.map(\.code.rawValue) == ["unknown-option"])
}

/// What is told of a text without its mark, and where the mark stands.
private func diagnostics(_ marked: String) -> (found: [String], place: (line: Int, column: Int)) {
  let parts = marked.split(separator: "«", omittingEmptySubsequences: false)
  let notebook = notebook(parts.joined())
  let found = notebook.diagnostics.map { diagnostic in
    let place = diagnostic.range.map { notebook.source.position(of: $0.lower) } ?? (0, 0)
    return "\(diagnostic.code) \(place.0):\(place.1)"
  }
  return (found, notebook.source.position(of: parts[0].utf8.count))
}

/// A mistake with the text around the place where it is told.
private let placedMistakes: [(String, String)] = [
  ("unclosed-claim", "a «[b](= x"), ("unclosed-claim", "é\n\n> é «[b](= f(x)\n\nmore)"),
  ("unclosed-claim", "«[b](= \"x)"), ("picture-claim", "a «![b](= x)"),
  ("unplaced-expression", "![a «`= x`](b.png)"), ("unplaced-expression", "![a «[b](= x)](b.png)"),
  ("unplaced-expression", "«[a [b](= 1) c](= x)"),
  ("unplaced-expression", "a <i title=\"«`= x`\">"), ("unplaced-expression", "[a]: https://x.example '«`= x`'\n\n[a]"),
  ("unplaced-expression", "| a |\n| - |\n| b | «`= x` |"),
  ("unplaced-expression", "b\n\n[^1]: «`= x`"), ("value-in-claim", "[one «`= x`](= 1)"),
  ("unused-note", "a\n\n«[^1]: b"), ("unused-note", "> a\n\n«> [^1]: b"),
  ("html", "a\n\n«b <i>c</i>"), ("html", "a\n\n«<div>\nb"), ("unknown-option", "a\n\n«```stet nope\n```"),
  ("unknown-option", "> é\n\n«```stet name=A\n```"),
  ("name-taken", "«```stet name=checks\n1\n```"), ("too-long", "a «" + String(repeating: "*", count: 1_001)),
  ("too-deep", "«" + String(repeating: " ", count: 401) + "- a"),
  ("too-large", "a|\n«" + String(repeating: "-|", count: 1_001)),
  ("too-long", String(repeating: "a\n", count: 1_001) + "«|-|"),
  ("too-long", "«[" + String(repeating: "a", count: 4_097) + "](= 1)"),
  ("unclosed-claim", "«[a](= " + String(repeating: "1 + ", count: 1_100) + "1)"),
  ("unterminated-text", "> a\n> ```stet\n> 1\n> é = «\"b\n> ```"),
]

@Test("An error is reported at its location", arguments: placedMistakes)
func mistakes(_ code: String, _ marked: String) {
  let (found, place) = diagnostics(marked)
  #expect(found.contains("\(code) \(place.line):\(place.column)"), "\(found)")
}

@Test("A block in quotes and lists runs as it would outside, and reports an error where it is")
func containers() throws {
  let folder = try NotebookFolder()
  for (before, front) in [
    ("", ""), ("> ", "> "), (">", ">"), (">\t", ">\t"), ("> > ", "> > "), (">> ", ">> "), ("- ", "  "), ("1. ", "   "),
    ("- > ", "  > "), ("> - ", ">   "), ("-\t", "\t"), (" > ", "  >  "),
  ] {
    for code in [
      ["let a = 5", "claim \"c\": a > 3", "nope"], ["let a = (5", "> 2)", "claim \"c\": a", "nope"],
      ["let a = \"\u{E9}\" # \u{0}", "claim \"c\": 1 == 1", "nope"],
    ] {
      let lines = ["```stet"] + code + ["```"]
      let text = lines.enumerated().map { ($0.offset == 0 ? before : front) + $0.element + "\n" }.joined()
      let run = folder.runner().run(text, name: "story.md")
      guard case .verdict(let verdict, _, let sides)? = run.codeBlocks.first?.outputs.first else {
        Issue.record("\(text): \(run.diagnostics)")
        continue
      }
      #expect(verdict == "stands", "\(text) \(sides)")
      let place = run.diagnostics.last?.range.map { run.notebook.source.position(of: $0.lower) }
      #expect(place?.line == lines.count - 1, "\(text)")
      #expect(place?.column == front.count + 1, "\(text)")
    }
  }
}

@Test("The marks of quotes are not part of an expression that spans lines")
func brokenExpressions() throws {
  let folder = try NotebookFolder()
  for (text, value) in [
    ("`= 5\n- 2`", "3"), ("> `= 5\n> - 2`", "3"), ("> > `= 5\n> > - 2`", "3"), ("> - `= 5\n>   - 2`", "3"),
    ("- `= 5\n  - 2`", "3"), ("> `= 5\n- 2`", "3"),
    ("`= (5\n> 2)`", "true"), ("> `= (5\n> > 2)`", "true"), ("> a\n> `= 5\r\n> - 2`", "3"),
  ] {
    let answers = folder.runner().run(text + "\n").answers
    guard case .value(let found)? = answers.first?.outcome else {
      Issue.record("\(text): \(answers.first?.diagnostics ?? [])")
      continue
    }
    #expect(found == value, "\(text)")
  }
}

@Test("What is left of a block after its mistakes is not run, and says so on the page")
func unreadBlock() throws {
  let folder = try NotebookFolder(["a.csv": "n\n1\n2\n"])
  let text = "```stet\nlet a = load \"a.csv\"\na | filter n > | take 1\n```\n\n`= a[n: 1].n`\n"
  let run = folder.runner().run(text)
  #expect(run.codeBlocks[0].outputs.isEmpty)
  #expect(run.codeBlocks[0].isBroken)
  #expect(run.diagnostics.filter { $0.severity == .error }.count == 1)
  let page = PageTree(folder.page(text))
  #expect(page.code.contains("error["))
  #expect(page.words.contains("Not for print"))
}

/// Every part of a notebook, to be broken at any byte.
private let whole = """
  # Removals of *one* year

  In 2008 [it fell 82%](= change) to `= total:,` of [`= 1`](https://x.example)[^1]. ![A](a.png)

  > - Quoted [more than half](= share) \\
  >   1. and `= share:.1%`

  ```stet name=one fold
  let t = table { k, n; "a", 1; "b", 2 }
  let total = (t | group: s = sum(n))
  let share = total / 4
  let change = (t[k: "a"].n - total) / total
  ```

  | a | [one](= total) |
  | :- | -: |
  | `= t[k: "b"].n` | b |

  > ```stet table
  > t | filter n > 1
  > t | chart { column x: k, y: n; title "T" }
  > claim "c": total == 3
  > ```

  <!-- comment -->
  - [x] done ~~not~~ <b>HTML</b>

  [^1]: Note with `= total` and &amp; entities.

  """

@Test("Whatever bytes are in a notebook, it is read, its locations are in it, and its page is sound", arguments: 0..<8)
func anyBytes(_ seed: UInt64) throws {
  var random = SplitMix64(seed: seed)
  let folder = try NotebookFolder()
  let marks = Array("[](){}`=*_~>|-#+!&;:\\\"'<>/^\n\r\t 019aé\u{0}stet".utf8)
  for round in 0..<rounds(400) {
    var bytes: [UInt8]
    if round % 4 == 0 {
      bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
        Bool.random(using: &random)
          ? marks.randomElement(using: &random) ?? 0 : UInt8.random(in: 0...255, using: &random)
      }
    } else {
      bytes = Array(whole.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let end = min(bytes.count, place + Int.random(in: 0...12, using: &random))
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeSubrange(place..<end)
        case 1: bytes.insert(marks.randomElement(using: &random) ?? 0, at: place)
        case 2: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &random))
        default: bytes[place] = UInt8.random(in: 0...255, using: &random)
        }
        if bytes.isEmpty { break }
      }
    }
    let runner = folder.runner()
    let notebook = Notebook(SourceText(name: "story.md", bytes: bytes, base: 7))
    for range in notebook.expressions.flatMap({ [$0.range, $0.whole] }) + notebook.codeBlocks.map(\.range)
      + notebook.diagnostics.compactMap(\.range)
    {
      #expect(range.lower <= range.upper && notebook.source.contains(range), "seed \(seed), round \(round)")
    }
    for range in notebook.looseFigures {
      #expect(range.lower <= range.upper && range.lower >= 7, "seed \(seed), round \(round)")
    }
    guard round % 8 < 3 else { continue }
    let page = PageWriter(folder: folder.path).page(runner.run(notebook)).bytes
    #expect(PageTree(page).faults == [], "seed \(seed), round \(round): \(String(decoding: bytes, as: UTF8.self))")
    let checked = Session(folder: folder.path).check(notebook)
    #expect(checked.allSatisfy { $0.range.map { $0.lower <= $0.upper } ?? true })
  }
}

@Test("What would take a parser minutes is refused, and what only looks like it is read")
func limits() {
  func codes(_ text: String) -> [String] { notebook(text).diagnostics.map(\.code.rawValue) }
  #expect(codes(String(repeating: "a", count: 4 << 20)) == [])
  #expect(codes(String(repeating: "a", count: (4 << 20) + 1)) == ["too-large"])
  for mark in ["*", "_", "[", "]", "`", "~", ">", "!", "(", "<"] {
    #expect(codes(String(repeating: mark, count: 1_001)) == ["too-long"], "\(mark)")
    #expect(!codes(String(repeating: mark, count: 900)).contains("too-long"), "\(mark)")
  }
  #expect(codes(String(repeating: "> ", count: 200) + "a").contains("too-deep"))
  #expect(codes(String(repeating: "- ", count: 200) + "a").contains("too-deep"))
  #expect(codes(String(repeating: "*a ", count: 150) + String(repeating: " a*", count: 150)).contains("too-deep"))
  #expect(codes(String(repeating: "a | b\n", count: 3) + "- | -\n" + String(repeating: "a | b\n", count: 5_000)) == [])
  #expect(codes("|-|\n" + String(repeating: "a\n", count: 300_000)) == ["too-large"])
  #expect(codes(String(repeating: "a\n", count: 900) + "|-|") == [])
  #expect(codes(String(repeating: "a\n\n", count: 3_000) + "|-|") == [])
  #expect(codes(String(repeating: "```stet\n```\n\n", count: 2_001)) == ["too-large"])
  #expect(codes(String(repeating: "[a](= ", count: 3_000)).count == 10)
  #expect(codes(String(repeating: "`= (` ", count: 3_000)).count == 100)
}

@Test("Figures without an expression are reported once, at their locations")
func looseFigures() {
  let text =
    "In 2008 five of [12 men](= 12) and `= 13` more, 14% in `15` ![16](17.png) https://x.example/18 [19](20.html)[^21].\n\n    22\n\n| 23 | b |\n| - | - |\n| 24 | one in\nfive |\n\n[^21]: 25\n"
  let parsed = notebook(text)
  #expect(
    parsed.looseFigures.map { parsed.source[$0] } == [
      "2008", "five", "14%", "16", "19", "23", "24", "one in\nfive", "25",
    ])
  #expect(notebook(String(repeating: "five men ", count: 3_000)).looseFigures.count == 3_000)
}

@Test("Locations of figures are those of the file, also after bytes that are not text and in parts that are cut")
func placesOfLooseFigures() {
  func found(_ bytes: [UInt8]) -> [String] {
    let parsed = Notebook(SourceText(name: "story.md", bytes: bytes, base: 7))
    return parsed.looseFigures.map { parsed.source.contains($0) ? parsed.source[$0] : "outside" }
  }
  #expect(found([UInt8](repeating: 0xFF, count: 300) + Array(" 5 million people\n".utf8)) == ["5 million"])
  // Beginnings of characters that do not go on, and surrogates.
  #expect(found([0xE2, 0x82, 0x20, 0xED, 0xA0, 0x80, 0x20, 0xF0, 0x9F] + Array(" 5 men, 6 women".utf8)) == ["5", "6"])
  #expect(found(Array(("a" + String(repeating: "é", count: 5_000) + " 5 men").utf8)) == ["5"])
  #expect(found(Array((String(repeating: "日", count: 9_000) + " 5 men").utf8)) == ["5"])
}
