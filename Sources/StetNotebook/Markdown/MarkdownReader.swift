import CMarkdown
import StetDiagnostics
import Synchronization

/// Reads CommonMark with tables, strikethrough, task lists and footnotes (libcmark-gfm) into blocks.
///
/// HTML in it is left out and reported; nesting deeper than 100 levels is refused.
struct MarkdownReader {
  /// A block of code with the lines of its content, counted from 1.
  struct RawCode: Equatable {
    var info: String
    var text: String
    var lines: Range<Int>
    var isFenced: Bool
    /// How many quotes it is in.
    var quotes: Int
  }

  private(set) var blocks: [MarkdownBlock] = []
  /// In the order of the text.
  private(set) var codeBlocks: [RawCode] = []
  /// The lines with code or HTML, in which nothing else is looked for.
  private(set) var literalLines: Set<Int> = []
  /// The lines with HTML.
  private(set) var htmlLines: [Int] = []
  private(set) var isTooDeep = false
  /// The lines with links that look like claims but were not found as claims.
  private(set) var strayClaims: [Int] = []
  /// How many quotes the words of a line are in, if any.
  private(set) var quotes: [Int: Int] = [:]
  /// The lines on which notes begin that the text refers to.
  private var noteLines: Set<Int> = []
  private var openQuotes = 0
  /// What turns a link or a piece of code into a claim or a value.
  private let embedded: (_ text: String) -> Int?
  /// The replacement for a code block, by its index among them.
  private let codeBlock: (_ index: Int) -> Int?
  private var references: [String: Int] = [:]
  private static let deepest = 100

  init(
    _ bytes: [UInt8], embedded: @escaping (String) -> Int? = { _ in nil },
    codeBlock: @escaping (Int) -> Int? = { _ in nil }
  ) {
    self.embedded = embedded
    self.codeBlock = codeBlock
    // An address in no isolation of its own, as the document is not.
    let parsed: UInt = parser.withLock { _ in
      unsafe bytes.withUnsafeBytes { buffer in
        unsafe UInt(
          bitPattern: stet_markdown_parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count))
      }
    }
    let document = unsafe OpaquePointer(bitPattern: parsed)
    guard let document = unsafe document else { return }
    defer { unsafe stet_markdown_free(document) }
    blocks = unsafe blocks(in: document, depth: 0)
  }

  // MARK: - Blocks

  private mutating func blocks(in parent: OpaquePointer, depth: Int) -> [MarkdownBlock] {
    guard depth <= Self.deepest else {
      isTooDeep = true
      return []
    }
    var blocks: [MarkdownBlock] = []
    for child in unsafe children(of: parent) {
      if let block = unsafe block(child.pointer, depth) { blocks.append(block) }
    }
    return blocks
  }

  private mutating func block(_ node: OpaquePointer, _ depth: Int) -> MarkdownBlock? {
    switch unsafe stet_markdown_kind(node) {
    case STET_MARKDOWN_HEADING, STET_MARKDOWN_PARAGRAPH, STET_MARKDOWN_TABLE:
      if openQuotes > 0 { for line in unsafe lines(of: node) { quotes[line] = openQuotes } }
    default: break
    }
    switch unsafe stet_markdown_kind(node) {
    case STET_MARKDOWN_HEADING:
      return unsafe .heading(level: Int(cmark_node_get_heading_level(node)), inlines(in: node, depth))
    case STET_MARKDOWN_PARAGRAPH: return unsafe .paragraph(inlines(in: node, depth))
    case STET_MARKDOWN_QUOTE:
      openQuotes += 1
      defer { openQuotes -= 1 }
      return unsafe .quote(blocks(in: node, depth: depth + 1))
    case STET_MARKDOWN_LIST: return unsafe list(node, depth)
    case STET_MARKDOWN_CODE_BLOCK: return unsafe code(node)
    case STET_MARKDOWN_HTML_BLOCK:
      let lines = unsafe lines(of: node)
      literalLines.formUnion(lines)
      htmlLines.append(lines.lowerBound)
      return nil
    case STET_MARKDOWN_RULE: return .rule
    case STET_MARKDOWN_TABLE: return unsafe table(node, depth)
    case STET_MARKDOWN_FOOTNOTE:
      notes += 1
      noteLines.insert(unsafe lines(of: node).lowerBound)
      return unsafe .footnote("\(notes)", blocks(in: node, depth: depth + 1))
    default: return nil
    }
  }

  private var notes = 0

  private mutating func list(_ node: OpaquePointer, _ depth: Int) -> MarkdownBlock {
    var items: [MarkdownBlock.Item] = []
    for child in unsafe children(of: node) {
      let isTask = unsafe stet_markdown_kind(child.pointer) == STET_MARKDOWN_TASK
      let isDone = isTask ? unsafe stet_markdown_is_checked(child.pointer) != 0 : nil
      items.append(unsafe MarkdownBlock.Item(isDone: isDone, blocks: blocks(in: child.pointer, depth: depth + 1)))
    }
    let start = unsafe stet_markdown_is_numbered(node) != 0 ? Int(cmark_node_get_list_start(node)) : nil
    return unsafe .list(start: start, isTight: cmark_node_get_list_tight(node) != 0, items)
  }

  private mutating func code(_ node: OpaquePointer) -> MarkdownBlock {
    let all = unsafe lines(of: node)
    literalLines.formUnion(all)
    let isFenced = unsafe stet_markdown_is_fenced(node) != 0
    let info = unsafe string(cmark_node_get_fence_info(node))
    let text = unsafe string(cmark_node_get_literal(node))
    let count = text.utf8.count { $0 == UInt8(ascii: "\n") }
    let first = all.lowerBound + (isFenced ? 1 : 0)
    codeBlocks.append(
      RawCode(info: info, text: text, lines: first..<(first + count), isFenced: isFenced, quotes: openQuotes))
    if let index = codeBlock(codeBlocks.count - 1) { return .codeBlock(index) }
    return .code(language: String(info.prefix { !$0.isWhitespace }), text)
  }

  private mutating func table(_ node: OpaquePointer, _ depth: Int) -> MarkdownBlock {
    var rows: [[[Inline]]] = []
    for row in unsafe children(of: node) {
      var cells: [[Inline]] = []
      for cell in unsafe children(of: row.pointer) { cells.append(unsafe inlines(in: cell.pointer, depth)) }
      rows.append(cells)
    }
    let header = rows.isEmpty ? [] : rows.removeFirst()
    let alignments = header.indices.map { column -> MarkdownBlock.Alignment in
      switch unsafe stet_markdown_alignment(node, UInt16(clamping: column)) {
      case UInt8(ascii: "l"): .left
      case UInt8(ascii: "r"): .right
      case UInt8(ascii: "c"): .center
      default: .none
      }
    }
    return .table(alignments, header: header, rows: rows)
  }

  private func lines(of node: OpaquePointer) -> Range<Int> {
    let first = unsafe Int(cmark_node_get_start_line(node))
    return unsafe first..<max(first, Int(cmark_node_get_end_line(node))) + 1
  }

  /// The lines that begin a footnote that nothing refers to, or that has the label of an earlier one; the parser leaves them out.
  func unreadNotes(in source: SourceText) -> [Int] {
    (1...max(1, source.lineCount)).filter { line in
      guard !literalLines.contains(line), !noteLines.contains(line) else { return false }
      let range = source.lineRange(line)
      let bytes = source.bytes[(range.lower - source.base)..<(range.upper - source.base)]
      let words = bytes.drop { " \t>".utf8.contains($0) }
      guard words.starts(with: "[^".utf8), let close = words.firstIndex(of: UInt8(ascii: "]")) else { return false }
      return close - words.startIndex > 2 && words[close...].dropFirst().first == UInt8(ascii: ":")
    }
  }

  // MARK: - Words

  private mutating func inlines(in parent: OpaquePointer, _ depth: Int) -> [Inline] {
    guard depth <= Self.deepest else {
      isTooDeep = true
      return []
    }
    var inlines: [Inline] = []
    for child in unsafe children(of: parent) {
      guard let inline = unsafe inline(child.pointer, depth + 1) else { continue }
      // The parser splits words at every character that might have had a meaning.
      if case .text(let words) = inline, case .text(let before)? = inlines.last {
        inlines[inlines.count - 1] = .text(before + words)
      } else {
        inlines.append(inline)
      }
    }
    return inlines
  }

  private mutating func inline(_ node: OpaquePointer, _ depth: Int) -> Inline? {
    switch unsafe stet_markdown_kind(node) {
    case STET_MARKDOWN_TEXT: return unsafe .text(string(cmark_node_get_literal(node)))
    case STET_MARKDOWN_SOFT_BREAK: return .softBreak
    case STET_MARKDOWN_LINE_BREAK: return .lineBreak
    case STET_MARKDOWN_CODE:
      let text = unsafe string(cmark_node_get_literal(node))
      return embedded(text).map(Inline.value) ?? .code(text)
    case STET_MARKDOWN_HTML:
      htmlLines.append(unsafe Int(cmark_node_get_start_line(node)))
      return nil
    case STET_MARKDOWN_EMPHASIS: return unsafe .emphasis(inlines(in: node, depth))
    case STET_MARKDOWN_STRONG: return unsafe .strong(inlines(in: node, depth))
    case STET_MARKDOWN_STRIKETHROUGH: return unsafe .strikethrough(inlines(in: node, depth))
    case STET_MARKDOWN_LINK:
      let words = unsafe inlines(in: node, depth)
      let address = unsafe string(cmark_node_get_url(node))
      if let place = embedded(address) { return .claim(words, place) }
      if address.drop(while: \.isWhitespace).hasPrefix("=") {
        strayClaims.append(unsafe Int(cmark_node_get_start_line(node)))
      }
      return .link(words, to: address)
    case STET_MARKDOWN_IMAGE:
      let before = references
      let words = unsafe inlines(in: node, depth).plainText
      // A reference in plain words does not count.
      references = before
      return unsafe .image(words: words, path: string(cmark_node_get_url(node)))
    case STET_MARKDOWN_FOOTNOTE_REFERENCE:
      let label = unsafe string(cmark_node_get_literal(node))
      references[label, default: 0] += 1
      return .footnote(label, reference: references[label] ?? 1)
    default: return nil
    }
  }
}

/// The parser keeps the characters of its extensions in global variables, which it changes while it reads.
private let parser = Mutex(())

/// A node of the parser's tree, which outlives every use here.
@safe private struct ChildNode {
  let pointer: OpaquePointer
}

private func children(of node: OpaquePointer) -> [ChildNode] {
  var all: [ChildNode] = []
  var next = unsafe cmark_node_first_child(node)
  while let child = unsafe next {
    unsafe all.append(ChildNode(pointer: child))
    unsafe next = cmark_node_next(child)
  }
  return all
}

private func string(_ text: UnsafePointer<CChar>?) -> String { unsafe text.map { unsafe String(cString: $0) } ?? "" }
