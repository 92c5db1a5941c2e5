package import StetDiagnostics
import StetSyntax

/// A Markdown file whose blocks marked `stet` are run, with expressions in its prose.
package struct Notebook: Sendable {
  /// The file as typed.
  package let source: SourceText
  package let codeBlocks: [CodeBlock]
  package let expressions: [ProseExpression]
  /// What is wrong with the text, without running anything.
  package let diagnostics: [Diagnostic]
  let blocks: [MarkdownBlock]
  /// The lines with code and HTML.
  let literalLines: Set<Int>

  /// Reads the whole file; never throws and never traps.
  package init(_ source: SourceText) {
    self.source = source
    if let excess = NotebookLimits.excess(in: source) {
      (codeBlocks, expressions, blocks, literalLines, diagnostics) = ([], [], [], [], [excess])
      return
    }
    let first = MarkdownReader(source.bytes)
    literalLines = first.literalLines
    let scanner = ProseScanner(source, literalLines: first.literalLines)
    let script = scriptText(source, first, scanner.found)
    var found: [Diagnostic] = []
    var codeBlocks: [CodeBlock] = []
    var indexOfCodeBlock: [Int: Int] = [:]
    for (place, block) in first.codeBlocks.enumerated() where block.isFenced {
      guard codeBlocks.count < NotebookLimits.mostCodeBlocks else {
        found.append(.tooManyCells(source.lineRange(block.lines.lowerBound)))
        break
      }
      guard var codeBlock = CodeBlock(block, script, source, &found) else { continue }
      if let name = codeBlock.options.name, codeBlocks.contains(where: { $0.options.name == name }) {
        found.append(.nameTwice(name, codeBlock.range))
        codeBlock.options.name = nil
      }
      indexOfCodeBlock[place] = codeBlocks.count
      codeBlocks.append(codeBlock)
    }
    let whole = MarkdownReader(
      scanner.marked, embedded: { scanner.position(of: $0) }, codeBlock: { indexOfCodeBlock[$0] })
    var placed = PlacedExpressions()
    placed.add(whole.blocks)
    expressions = scanner.found.enumerated().map { place, expression in
      ProseExpression(expression, words: placed.words[place], script, &found)
    }
    for place in placed.insideClaims { found.append(.valueInClaim(expressions[place].whole)) }
    self.codeBlocks = codeBlocks
    blocks = whole.blocks
    if first.isTooDeep { found.append(.tooDeep(source)) }
    for line in Set(first.htmlLines).sorted().prefix(3) { found.append(.html(source.lineRange(line))) }
    for line in first.unreadNotes(in: source).prefix(3) { found.append(.unusedNote(source.lineRange(line))) }
    for line in linesWithOtherBytes(in: source, codeBlocks).prefix(3) { found.append(.notUTF8(source.lineRange(line))) }
    for line in Set(whole.strayClaims).sorted().prefix(10) { found.append(.strayClaim(source.lineRange(line))) }
    for place in scanner.slips.prefix(10) {
      found.append(.slip(SourceRange(source.base + place.lowerBound, source.base + place.upperBound)))
    }
    for place in scanner.unclosed.prefix(10) { found.append(.unclosed(source.base + place)) }
    for place in scanner.pictures.prefix(10) { found.append(.pictureClaim(source.base + place)) }
    // A file of garbage is not worth thousands of findings.
    let errors = found.filter { $0.severity == .error }.prefix(100)
    diagnostics = (errors + found.filter { $0.severity != .error }.prefix(100)).sorted {
      ($0.range?.lower ?? 0) < ($1.range?.lower ?? 0)
    }
  }

  /// The first heading; the name of the file if there is none.
  package var title: String {
    for block in blocks { if case .heading(_, let words) = block { return words.plainText } }
    return fileName
  }

  /// `story.html` for `notes/story.md`.
  package var pageName: String { (fileName.hasSuffix(".md") ? String(fileName.dropLast(3)) : fileName) + ".html" }

  /// The file as typed, under its name without folders.
  var shownSource: SourceText { SourceText(name: fileName, bytes: source.bytes, base: source.base) }

  /// The name without the folders in front of it.
  var fileName: String { String(source.name.split(separator: "/").last { $0 != "<stdin>" } ?? "page") }
}

/// The file with spaces in place of Markdown's marks within code and expressions: the marks of quotes and lists before
/// their lines, and the ends of lines inside an expression. Every byte keeps its offset.
private func scriptText(_ source: SourceText, _ text: MarkdownReader, _ found: [ProseScanner.Found]) -> SourceText {
  var bytes = source.bytes
  /// The marks of that many quotes, and what is between them.
  func blankQuotes(_ quotes: Int, _ start: Int, _ end: Int) {
    var rest = quotes
    for index in start..<end {
      switch bytes[index] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"): continue
      case UInt8(ascii: ">") where rest > 0:
        bytes[index] = UInt8(ascii: " ")
        rest -= 1
      default: return
      }
    }
  }
  for block in text.codeBlocks where block.quotes > 0 {
    for line in block.lines {
      let range = source.lineRange(line)
      blankQuotes(block.quotes, range.lower - source.base, range.upper - source.base)
    }
  }
  for expression in found {
    let range = expression.expression
    let isBroken = bytes[range].contains { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
    guard isBroken else { continue }
    let quotes = text.quotes.isEmpty ? 0 : text.quotes[source.position(of: source.base + range.lowerBound).line] ?? 0
    for index in range where bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") {
      bytes[index] = UInt8(ascii: " ")
      blankQuotes(quotes, index + 1, range.upperBound)
    }
  }
  return SourceText(name: source.name, bytes: bytes, base: source.base)
}

/// The lines with bytes of another encoding, outside code blocks, which report them themselves.
private func linesWithOtherBytes(in source: SourceText, _ codeBlocks: [CodeBlock]) -> [Int] {
  guard String(validating: source.bytes, as: UTF8.self) == nil else { return [] }
  return (1...max(1, source.lineCount)).filter { line in
    let range = source.lineRange(line)
    guard !codeBlocks.contains(where: { $0.range.lower <= range.lower && range.upper <= $0.range.upper }) else {
      return false
    }
    return String(validating: source.bytes[(range.lower - source.base)..<(range.upper - source.base)], as: UTF8.self)
      == nil
  }
}

extension ProseExpression {
  /// `words` are those of a claim on the page, empty for a value on it, and nil for an expression that is not on the page.
  fileprivate init(_ found: ProseScanner.Found, words: String?, _ script: SourceText, _ diagnostics: inout [Diagnostic])
  {
    func placed(_ range: Range<Int>) -> SourceRange {
      SourceRange(script.base + range.lowerBound, script.base + range.upperBound)
    }
    range = placed(found.expression)
    whole = placed(found.whole)
    use = found.isClaim ? .claim(words ?? "") : .value(format: found.format.map { script[placed($0)] })
    isPlaced = words != nil
    guard isPlaced else {
      diagnostics.append(.unplaced(whole))
      return
    }
    guard (words ?? "").utf8.count <= ProseScanner.longest else {
      diagnostics.append(.longClaim(whole))
      return
    }
    let (expression, problems) = parseExpression(script, in: range)
    self.expression = expression
    diagnostics += problems
  }
}

extension Diagnostic {
  fileprivate static func strayClaim(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .strayClaim, "a link on this line looks like a claim but is not read as one", at: range,
      notes: ["`[fell 82%](= change)` is a claim, unless an unclosed backtick comes before it"])
  }

  fileprivate static func slip(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .strayClaim, "this looks like a claim but is not written as one", at: range,
      notes: ["a claim needs `=` before the expression, and no space between `]` and `(`: `[fell 82%](= change)`"])
  }

  fileprivate static func tooDeep(_ source: SourceText) -> Diagnostic {
    Diagnostic(
      .tooDeep, "lists, block quotes or emphasis marks are nested more than 100 levels deep",
      at: SourceRange(source.base, source.base),
      kind: .limit)
  }

  fileprivate static func tooManyCells(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooLarge, "a notebook can have at most \(NotebookLimits.mostCodeBlocks) blocks", at: range, kind: .limit)
  }

  fileprivate static func html(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.html, "HTML in a notebook is left out of its page", at: range, severity: .warning)
  }

  fileprivate static func unclosed(_ place: Int) -> Diagnostic {
    Diagnostic(
      .unclosedClaim, "this claim has no closing parenthesis", at: SourceRange(place, place + 1),
      notes: ["a claim must end with a closing parenthesis: `[fell 82%](= change)`"])
  }

  fileprivate static func nameTwice(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.nameTwice, "two blocks are called `\(name)`", at: range)
  }

  fileprivate static func unplaced(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unplacedExpression, "this expression does not appear in the text of the page", at: range,
      notes: [
        "an expression cannot be inside the alt text of a picture, a web address, HTML, an unused footnote or another link"
      ])
  }

  fileprivate static func longClaim(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .tooLong, "the words of this claim are longer than 4,096 bytes", at: SourceRange(range.lower, range.lower + 1),
      kind: .limit,
      notes: ["only the words of the figure need to be in square brackets"])
  }

  fileprivate static func valueInClaim(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .valueInClaim, "the words of a claim cannot contain a calculated value", at: range,
      notes: ["a calculated value does not need a claim around it"])
  }

  fileprivate static func pictureClaim(_ place: Int) -> Diagnostic {
    Diagnostic(
      .pictureClaim, "a picture cannot be a claim, and `![` begins a picture", at: SourceRange(place, place + 1),
      notes: ["a space between `!` and `[` makes it a claim"])
  }

  fileprivate static func unusedNote(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .unusedNote, "nothing refers to this footnote, so the page leaves it out", at: range, severity: .warning)
  }

  fileprivate static func notUTF8(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.notUtf8, "this line has bytes that are not valid UTF-8", at: range)
  }
}
