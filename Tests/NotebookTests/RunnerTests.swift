import Foundation
import StetDiagnostics
import StetInterpreter
import StetNotebook
import TestSupport
import Testing

/// A notebook as it is written in an editor, beside the same notebook that is always run for the first time.
private final class Desk {
  let folder: NotebookFolder
  let runner: NotebookRunner
  let writer: PageWriter

  init(_ files: [String: String] = [:]) throws {
    folder = try NotebookFolder(files)
    runner = folder.runner()
    writer = PageWriter(folder: folder.path)
  }

  /// How many blocks and expressions were calculated; the page and what is said must be those of a first run.
  @discardableResult
  func run(_ text: String, _ place: SourceLocation = #_sourceLocation) -> (codeBlocks: Int, expressions: Int) {
    let run = runner.run(text, name: "story.md")
    let first = folder.runner().run(text, name: "story.md")
    #expect(difference(writer.page(run).bytes, folder.page(text)) == nil, sourceLocation: place)
    #expect(said(run) == said(first), sourceLocation: place)
    #expect(run.inputs.map(\.input) == first.inputs.map(\.input), sourceLocation: place)
    return runner.calculated
  }

  private func said(_ run: NotebookRun) -> String { DiagnosticPrinter(sources: run.sources).print(run.diagnostics) }
}

/// What two pages have where they differ first; nil for the same bytes.
private func difference(_ a: [UInt8], _ b: [UInt8]) -> String? {
  guard a != b else { return nil }
  let start = max(0, zip(a, b).prefix { $0 == $1 }.count - 60)
  return [a, b].map { String(decoding: $0.dropFirst(start).prefix(200), as: UTF8.self) }.joined(
    separator: "\n  and a first run\n")
}

private func block(_ code: String, _ options: String = "") -> String { "```stet\(options)\n\(code)\n```\n\n" }

@Test("A block runs again where its text, a name that it uses, or a file that it reads has changed, and only then")
func reach() throws {
  let desk = try Desk(["a.csv": "k,n\nx,1\ny,2\n", "b.csv": "k,m\nx,3\ny,4\n"])
  func text(_ least: String, _ sentence: String = "") -> String {
    block("let a = load \"a.csv\"") + block("let b = load \"b.csv\"") + block("let least = \(least)")
      + block("a | filter n > least") + block("a | join b on k") + sentence
      + "\n\n[There are 2](= (a | group: n = count())). `= least`\n"
  }
  #expect(desk.run(text("0")) == (5, 2))
  #expect(desk.run(text("0")) == (0, 0))
  #expect(desk.run(text("0", "A sentence more.")) == (0, 0))
  #expect(desk.run(text("1")) == (2, 1))
  try desk.folder.write("b.csv", "k,m\nx,30\ny,40\n")
  #expect(desk.run(text("1")) == (2, 0))
  try desk.folder.write("a.csv", "k,n\nx,10\ny,20\nz,30\n")
  #expect(desk.run(text("1")) == (3, 1))
  #expect(desk.run(text("1")) == (0, 0))
}

@Test("What a function or a scope names counts where it is used, also where that is named later")
func lateNames() throws {
  let desk = try Desk()
  func text(_ factor: Int, _ floor: Int) -> String {
    block("def times(x) = x * factor") + block("scope large = n > floor")
      + block("let factor = \(factor)\nlet other = 1")
      + block("let floor = \(floor)") + block("times(2)") + block("table { n; 1; 2; 3 } | filter large")
      + "`= times(3)` `= other`\n"
  }
  #expect(desk.run(text(2, 1)) == (6, 2))
  #expect(desk.run(text(3, 1)) == (2, 2))
  #expect(desk.run(text(3, 2)) == (2, 0))
}

@Test("A name that is given twice is unclear in a sentence, and clear again without its second meaning")
func twice() throws {
  let desk = try Desk()
  let one = block("let a = 1")
  let sentence = "`= a`\n"
  desk.run(one + sentence)
  #expect(desk.runner.run(one + one + sentence).answers[0].isFailed)
  desk.run(one + one + sentence)
  desk.run(one + sentence)
  desk.run(one + block("a = 2") + sentence)
  desk.run(one + block("let a = a + 1\nlet b = a") + block("let a = a + 1") + "`= b`\n")
  desk.run(one + block("let a = a + 1\nlet b = a") + "`= b`\n")
}

@Test("A block that fails is mended, by its text or by its file, with all that needs it")
func mended() throws {
  let desk = try Desk(["a.csv": "n\n1\n"])
  func text(_ column: String) -> String {
    block("let a = load \"a.csv\" | select n = \(column)") + block("let b = a | derive m = n + 1") + block("b")
      + block("1 + 1") + "`= b`\n"
  }
  desk.run(text("n"))
  #expect(desk.run(text("nope")).codeBlocks == 3)
  // What failed is tried again, as nothing tells what mends it.
  #expect(desk.run(text("nope")).codeBlocks == 3)
  #expect(desk.run(text("n")).codeBlocks == 3)
  try desk.folder.remove("a.csv")
  #expect(desk.run(text("n")).codeBlocks == 3)
  try desk.folder.write("a.csv", "n\n5\n")
  #expect(desk.run(text("n")).codeBlocks == 3)
  #expect(desk.run(text("n")).codeBlocks == 0)
  desk.run(text("n |"))
  desk.run(text("n").replacing("1 + 1", with: "\"1 + "))
  desk.run(text("n"))
}

@Test("A claim that falls in a block says so at its location, also where that has moved")
func movedClaim() throws {
  let desk = try Desk()
  let cell = block("claim \"two\": 1 + 1 == 3") + "[three](= 1 + 1)\n"
  desk.run(cell)
  desk.run("A paragraph.\n\n" + cell)
  desk.run("A paragraph.\n\nAnd another.\n\n" + cell + "`= 1 / `\n\n")
}

@Test("Scripts, data packages, themes and files that sentences read are followed")
func otherFiles() throws {
  let package = { (type: String) in
    #"{"resources": [{"name": "people", "title": "People", "path": "people.csv", "schema": {"fields": [{"name": "n", "type": "\#(type)"}]}}]}"#
  }
  let desk = try Desk([
    "names.stet": "let least = 1\ndef more(x) = x + step\nlet own = table { n; 1 }\n", "people.csv": "n\n1\n2\n",
    "datapackage.json": package("integer"),
    "one.csv": "n\n7\n", "house.json": #"{"base": "print"}"#,
  ])
  let text =
    block("let step = 1\nlet least = 0") + block("use \"names.stet\"") + block("own | filter n >= least")
    + block("let people = load people") + block("people")
    + block("more(1)") + block("people | chart { column x: n, y: n; title \"T\"; theme \"house.json\" }")
    + "[It is 7](= (load \"one.csv\")). `= more(2)` `= (load people | group: s = sum(n))`\n"
  desk.run(text)
  try desk.folder.write("one.csv", "n\n8\n")
  #expect(desk.run(text).expressions == 1)
  try desk.folder.write("names.stet", "let least = 2\ndef more(x) = x + step + least\nlet own = table { n; 1; 2; 3 }\n")
  desk.run(text)
  try desk.folder.write("datapackage.json", package("number"))
  desk.run(text)
  try desk.folder.write("house.json", #"{"base": "paper"}"#)
  desk.run(text)
  try desk.folder.write("Datasets/datapackage.json", package("string"))
  desk.run(text)
  try desk.folder.write("Datasets/people.csv", "n\n5\n")
  desk.run(text)
  try desk.folder.remove("Datasets/datapackage.json")
  desk.run(text)
  try desk.folder.remove("names.stet")
  desk.run(text)
}

@Test("What a block would write counts as long as the block is there")
func heldOutputs() throws {
  let desk = try Desk(["out/a.csv": "n\n1\n", "b.csv": "n\n2\n"])
  let (save, load) = (block("load \"b.csv\" | save \"a.csv\""), block("load \"out/a.csv\""))
  desk.run(save)
  desk.run(save + load)
  desk.run(load)
  desk.run(load + save)
  desk.run(save)
  try desk.runner.writeOutputs()
  #expect(try NotebookFolder.text(desk.folder.path + "/out/a.csv") == "n\n2\n")
}

/// A notebook of blocks that name tables and values from each other and from files, with a sentence behind some of them.
struct GeneratedNotebook {
  var blocks: [String] = []
  var sentences: [String] = []
  private(set) var tables: [String] = []
  private(set) var values: [String] = []

  init(_ count: Int, files: Int, _ random: inout SplitMix64) {
    for place in 0..<count {
      blocks.append("")
      sentences.append("")
      write(place, files: files, &random)
    }
  }

  /// Another text for a block, of what is named before it.
  mutating func write(_ place: Int, files: Int, _ random: inout SplitMix64) {
    let tables = (0..<place).filter { blocks[$0].hasPrefix("let t") }.map { "t\($0)" }
    let values = (0..<place).filter { blocks[$0].hasPrefix("let v") || blocks[$0].hasPrefix("param v") }.map {
      "v\($0)"
    }
    let number = Int.random(in: 1...9, using: &random)
    let value = values.randomElement(using: &random) ?? "\(number)"
    let table = tables.randomElement(using: &random)
    switch Int.random(in: 0..<10, using: &random) {
    case 0, 1:
      blocks[place] =
        "let t\(place) = load \"f\(Int.random(in: 0..<files, using: &random)).csv\" | derive n = n + \(number)"
    case 2, 3:
      blocks[place] = table.map { "let t\(place) = \($0) | derive n = n * \(value)" } ?? "let v\(place) = \(number)"
    case 4:
      blocks[place] =
        table.map { "let t\(place) = \($0) | join \(tables.randomElement(using: &random) ?? $0) on k" }
        ?? "let v\(place) = \(value) + 1"
    case 5: blocks[place] = "let v\(place) = \(value) + \(number)"
    case 6: blocks[place] = table.map { "let v\(place) = (\($0) | group: s = sum(n))" } ?? "param v\(place) = \(number)"
    case 7: blocks[place] = table.map { "\($0) | filter n > \(value)" } ?? "\(value) * 2"
    case 8:
      blocks[place] = table.map { "\($0) | chart { column x: k, y: n; title \"Figures of \($0)\" }" } ?? "\(value) - 1"
    default: blocks[place] = "claim \"at least\": \(value) >= -1000000\n\(value)"
    }
    // No block is another's twin, which would run for both.
    blocks[place] += "  # \(place)"
    if Bool.random(using: &random) {
      sentences[place] =
        table.map { "[There are \(number)](= (\($0) | group: s = count())) and `= \(value)`." }
        ?? "It is `= \(value) + \(number)`."
    } else {
      sentences[place] = "Words alone, \(number) of them."
    }
  }

  var text: String {
    "# Generated\n\n" + zip(blocks, sentences).map { "```stet\n\($0)\n```\n\n\($1)\n\n" }.joined()
  }

  /// The blocks that an edit of a block, or of a file, reaches.
  func reached(from changed: Set<Int>, file: String? = nil) -> Set<Int> {
    var reached = changed
    for (place, block) in blocks.enumerated() {
      if let file, block.contains("\"\(file)\"") { reached.insert(place) }
      let words = Set(block.split { !$0.isLetter && !$0.isNumber }.map(String.init))
      if reached.contains(where: { $0 < place && (words.contains("t\($0)") || words.contains("v\($0)")) }) {
        reached.insert(place)
      }
    }
    return reached
  }
}

@Test(
  "After any edit, the blocks that depend on it run again, no others, and the page is that of a first run",
  arguments: 0..<UInt64(rounds(12)))
func randomEdits(_ seed: UInt64) throws {
  var random = SplitMix64(seed: seed)
  let files = 3
  let desk = try Desk()
  func writeFile(_ number: Int) throws -> String {
    let rows = ["a", "b", "c"].map { "\($0),\(Int.random(in: -99...99, using: &random))" }
    try desk.folder.write("f\(number).csv", "k,n\n" + rows.joined(separator: "\n") + "\n")
    return "f\(number).csv"
  }
  for number in 0..<files { _ = try writeFile(number) }
  var notebook = GeneratedNotebook(24, files: files, &random)
  desk.run(notebook.text)
  for _ in 0..<10 {
    let before = notebook
    var reached: Set<Int> = []
    switch Int.random(in: 0..<4, using: &random) {
    case 0, 1:
      let place = Int.random(in: 0..<24, using: &random)
      notebook.write(place, files: files, &random)
      let isOther = notebook.blocks[place] != before.blocks[place]
      reached = isOther ? notebook.reached(from: [place]) : []
    case 2:
      let place = Int.random(in: 0..<24, using: &random)
      notebook.sentences[place] += " One more."
    default: reached = notebook.reached(from: [], file: try writeFile(Int.random(in: 0..<files, using: &random)))
    }
    let calculated = desk.run(notebook.text)
    // What is broken runs each time.
    let broken = Set(
      desk.folder.runner().run(notebook.text).codeBlocks.enumerated().filter { $0.element.isBroken }.map(\.offset))
    #expect(calculated.codeBlocks == reached.union(broken).count, "seed \(seed)")
  }
}

@Test("Of two hundred blocks, one that nothing uses is the only one to run again after its change")
func twoHundredBlocks() throws {
  let desk = try Desk(["f.csv": "k,n\n" + (0..<500).map { "r\($0),\($0)\n" }.joined()])
  func text(_ number: Int) -> String {
    (0..<200).map { place in
      block(
        place == 100
          ? "let t100 = load \"f.csv\" | filter n > \(number)"
          : "let t\(place) = load \"f.csv\" | group: s = sum(n + \(place))")
        + "[Of them](= t\(place))\n\n"
    }.joined()
  }
  #expect(desk.runner.run(text(1)).codeBlocks.count == 200)
  #expect(desk.runner.calculated == (200, 200))
  _ = desk.runner.run(text(2))
  #expect(desk.runner.calculated == (1, 1))
}

extension NotebookFolder {
  static func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }
}
