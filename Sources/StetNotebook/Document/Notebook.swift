package import StetDiagnostics
import StetSyntax

/// A Markdown file whose blocks marked `stet` are run, with expressions in its prose.
package struct Notebook: Sendable {
  /// The file as typed.
  package let source: SourceText
  package let cells: [Cell]
  package let expressions: [ProseExpression]
  /// What is wrong with the text, without running anything.
  package let diagnostics: [Diagnostic]
  let blocks: [Block]
  /// The lines with code and HTML.
  let literalLines: Set<Int>

  /// Reads the whole file; never throws and never traps.
  package init(_ source: SourceText) {
    self.source = source
    guard source.bytes.count <= Self.largest else {
      (cells, expressions, blocks, literalLines, diagnostics) = ([], [], [], [], [.tooLarge(source)])
      return
    }
    if let run = longRun(in: source.bytes) {
      (cells, expressions, blocks, literalLines, diagnostics) = ([], [], [], [], [.longRun(source.base + run)])
      return
    }
    let first = MarkdownReader(source.bytes)
    literalLines = first.literalLines
    let scanner = ProseScanner(source, literalLines: first.literalLines)
    let script = scriptText(source, first.codeBlocks, scanner.found)
    var found: [Diagnostic] = []
    var cells: [Cell] = []
    var placeOfCell: [Int: Int] = [:]
    for (place, block) in first.codeBlocks.enumerated() where block.isFenced {
      guard let cell = Cell(block, script, source, &found) else { continue }
      if let name = cell.options.name, cells.contains(where: { $0.options.name == name }) { found.append(.nameTwice(name, cell.range)) }
      placeOfCell[place] = cells.count
      cells.append(cell)
    }
    let whole = MarkdownReader(scanner.marked, embedded: { scanner.place(of: $0) }, cell: { placeOfCell[$0] })
    var words: [Int: String] = [:]
    whole.blocks.collectClaims(into: &words)
    expressions = scanner.found.enumerated().map { place, expression in
      ProseExpression(expression, words: words[place] ?? "", script, &found)
    }
    self.cells = cells
    blocks = whole.blocks
    if first.isTooDeep { found.append(.tooDeep(source)) }
    for line in Set(first.htmlLines).sorted().prefix(3) { found.append(.html(source.lineRange(line))) }
    for place in scanner.unclosed { found.append(.unclosed(source.base + place)) }
    diagnostics = found.sorted { ($0.range?.lower ?? 0) < ($1.range?.lower ?? 0) }
  }

  /// The first heading; the name of the file where there is none.
  package var title: String {
    for block in blocks { if case .heading(_, let words) = block { return words.plainText } }
    return source.name
  }

  /// `story.html` for `notes/story.md`.
  package var pageName: String { (fileName.hasSuffix(".md") ? String(fileName.dropLast(3)) : fileName) + ".html" }

  /// The name without the folders in front of it.
  var fileName: String { String(source.name.split(separator: "/").last { $0 != "<stdin>" } ?? "page") }

  private static let largest = 4 << 20
}

/// The file with spaces in place of what is Markdown's within code and expressions: the marks of quotes and lists in front of
/// their lines, and the ends of lines inside an expression. Every byte stays in its place.
private func scriptText(_ source: SourceText, _ blocks: [MarkdownReader.CodeBlock], _ found: [ProseScanner.Found]) -> SourceText {
  var bytes = source.bytes
  for block in blocks {
    let lines = block.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (line, text) in zip(block.lines, lines) {
      let range = source.lineRange(line)
      let (low, high) = (range.lower - source.base, range.upper - source.base)
      let end = bytes[low..<high].last == UInt8(ascii: "\r") ? high - 1 : high
      let start = max(low, end - text.utf8.count)
      for index in low..<start { bytes[index] = UInt8(ascii: " ") }
    }
  }
  for expression in found {
    for index in expression.expression where bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
      bytes[index] = UInt8(ascii: " ")
    }
  }
  return SourceText(name: source.name, bytes: bytes, base: source.base)
}

/// Where a run of more than a thousand equal marks begins: a parser of Markdown may take long over it, and nobody reads it.
private func longRun(in bytes: [UInt8]) -> Int? {
  var start = 0
  for index in bytes.indices {
    if bytes[index] != bytes[start] { start = index }
    if index - start >= 1_000, "*_[]`>~!(<".utf8.contains(bytes[index]) { return start }
  }
  return nil
}

extension ProseExpression {
  fileprivate init(_ found: ProseScanner.Found, words: String, _ script: SourceText, _ diagnostics: inout [Diagnostic]) {
    func placed(_ range: Range<Int>) -> SourceRange { SourceRange(script.base + range.lowerBound, script.base + range.upperBound) }
    range = placed(found.expression)
    whole = placed(found.whole)
    let (expression, problems) = parseExpression(script, in: range)
    self.expression = expression
    diagnostics += problems
    use = found.isClaim ? .claim(words) : .value(format: found.format.map { script[placed($0)] })
  }
}

extension [Block] {
  /// The words of every claim, by its place.
  fileprivate func collectClaims(into words: inout [Int: String]) {
    for block in self {
      switch block {
      case .heading(_, let inlines), .paragraph(let inlines): inlines.collectClaims(into: &words)
      case .quote(let blocks), .footnote(_, let blocks): blocks.collectClaims(into: &words)
      case .list(_, _, let items): for item in items { item.blocks.collectClaims(into: &words) }
      case .table(_, let header, let rows): for cell in ([header] + rows).joined() { cell.collectClaims(into: &words) }
      case .code, .cell, .rule: continue
      }
    }
  }
}

extension [Inline] {
  fileprivate func collectClaims(into words: inout [Int: String]) {
    for part in self {
      switch part {
      case .claim(let inner, let place): words[place] = inner.plainText
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _): inner.collectClaims(into: &words)
      case .text, .softBreak, .lineBreak, .code, .image, .footnote, .value: continue
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func tooLarge(_ source: SourceText) -> Diagnostic {
    Diagnostic(
      "too-large", "the notebook has \(source.bytes.count) bytes, and 4 MiB is the limit", at: SourceRange(source.base, source.base),
      kind: .limit)
  }

  fileprivate static func longRun(_ place: Int) -> Diagnostic {
    Diagnostic("too-long", "a run of more than 1,000 equal marks begins here", at: SourceRange(place, place + 1), kind: .limit)
  }

  fileprivate static func tooDeep(_ source: SourceText) -> Diagnostic {
    Diagnostic(
      "too-deep", "lists, quotes or emphasis are more than 100 levels deep", at: SourceRange(source.base, source.base), kind: .limit)
  }

  fileprivate static func html(_ range: SourceRange) -> Diagnostic {
    Diagnostic("html", "HTML in a notebook is left out of its page", at: range, severity: .warning)
  }

  fileprivate static func unclosed(_ place: Int) -> Diagnostic {
    Diagnostic(
      "unclosed-claim", "the expression of this claim has no end", at: SourceRange(place, place + 1),
      notes: ["`[fell 82%](= change)`: a claim ends with a round bracket"])
  }

  fileprivate static func nameTwice(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic("name-twice", "two blocks are called `\(name)`", at: range)
  }
}
