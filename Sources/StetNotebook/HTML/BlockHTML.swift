import StetColumns
import StetDiagnostics
import StetProse

/// Writes the text of a notebook, with the output of its code blocks where they are.
struct BlockHTML {
  var page = HTMLWriter()
  private let run: NotebookRun
  private let codeBlocks: [HTMLWriter]
  private let pictures: PictureFolder
  private var notes: [(label: String, blocks: [MarkdownBlock])] = []
  private let anchors: Anchors
  private var headings = 0
  /// Whether a link is open; a link cannot contain another (HTML §4.5.1).
  private var isInLink = false
  /// Links and pictures that the page cannot have, in words.
  private(set) var left: [String] = []

  init(_ run: NotebookRun, codeBlocks: [HTMLWriter], pictures: PictureFolder) {
    (self.run, self.codeBlocks, self.pictures) = (run, codeBlocks, pictures)
    anchors = Anchors(run)
  }

  mutating func write(_ blocks: some Sequence<MarkdownBlock>) {
    for block in blocks { write(block) }
  }

  /// The footnotes of the article, collected while it is written.
  mutating func writeNotes() {
    guard !notes.isEmpty else { return }
    let all = notes
    inside("section", [("class", "footnotes"), ("aria-label", "Footnotes")]) { this in
      this.inside("ol") { this in
        for note in all {
          this.inside("li", [("id", "note-\(note.label)")]) { this in
            guard case .paragraph(let words)? = note.blocks.last else { return this.write(note.blocks) }
            this.write(note.blocks.dropLast())
            this.inside("p") { this in
              this.write(words)
              guard let reference = this.anchors.firstReferences[note.label] else { return }
              this.page.text(" ")
              this.page.element(
                "a", [("href", "#ref-\(note.label)-\(reference)"), ("aria-label", "Back to the text")], text: "↩")
            }
          }
        }
      }
    }
  }

  private mutating func write(_ block: MarkdownBlock) {
    switch block {
    case .heading(let level, let words):
      headings += 1
      let attributes: [(StaticString, String)] = [("id", anchors.headings[headings - 1])]
      switch level {
      case 1: inside("h1", attributes) { $0.write(words) }
      case 2: inside("h2", attributes) { $0.write(words) }
      case 3: inside("h3", attributes) { $0.write(words) }
      case 4: inside("h4", attributes) { $0.write(words) }
      case 5: inside("h5", attributes) { $0.write(words) }
      default: inside("h6", attributes) { $0.write(words) }
      }
    case .paragraph(let words): inside("p") { $0.write(words) }
    case .quote(let blocks): inside("blockquote") { $0.write(blocks) }
    case .list(let start, let isTight, let items):
      let attributes: [(StaticString, String)] = start.map { $0 == 1 ? [] : [("start", "\($0)")] } ?? []
      if start != nil {
        inside("ol", attributes) { $0.write(items, isTight) }
      } else {
        inside("ul") { $0.write(items, isTight) }
      }
    case .code(_, let text): page.code(text)
    case .codeBlock(let place): page.append(codeBlocks[place])
    case .rule: page.void("hr")
    case .table(let alignments, let header, let rows): write(alignments, header, rows)
    case .footnote(let label, let blocks): notes.append((label, blocks))
    }
    page.newline()
  }

  private mutating func write(_ items: [MarkdownBlock.Item], _ isTight: Bool) {
    for item in items {
      inside("li", item.isDone == nil ? [] : [("class", "task")]) { this in
        if let isDone = item.isDone { this.page.text(isDone ? "☑ " : "☐ ") }
        for block in item.blocks {
          if isTight, case .paragraph(let words) = block { this.write(words) } else { this.write(block) }
        }
      }
      page.newline()
    }
  }

  private mutating func write(_ alignments: [MarkdownBlock.Alignment], _ header: [[Inline]], _ rows: [[[Inline]]]) {
    func attributes(_ column: Int) -> [(StaticString, String)] {
      guard column < alignments.count else { return [] }
      switch alignments[column] {
      case .none, .left: return []
      case .center: return [("class", "center")]
      case .right: return [("class", "number")]
      }
    }
    inside("div", [("class", "scroll"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Table")]) { this in
      this.inside("table") { this in
        this.inside("thead") { this in
          this.inside("tr") { this in
            for (column, words) in header.enumerated() {
              this.inside("th", [("scope", "col")] + attributes(column)) { $0.write(words) }
            }
          }
        }
        guard !rows.isEmpty else { return }
        this.inside("tbody") { this in
          for row in rows {
            this.inside("tr") { this in
              for (column, words) in row.enumerated() { this.inside("td", attributes(column)) { $0.write(words) } }
            }
          }
        }
      }
    }
  }

  // MARK: - Words

  private mutating func write(_ words: [Inline]) {
    for part in words { write(part) }
  }

  private mutating func write(_ part: Inline) {
    switch part {
    case .text(let words): page.text(words)
    case .softBreak: page.newline()
    case .lineBreak: page.void("br")
    case .code(let text): page.element("code", text: text)
    case .emphasis(let inner): inside("em") { $0.write(inner) }
    case .strong(let inner): inside("strong") { $0.write(inner) }
    case .strikethrough(let inner): inside("s") { $0.write(inner) }
    case .link(let inner, let address):
      guard let target = target(of: address) else { return write(inner) }
      link([("href", target)]) { $0.write(inner) }
    case .image(let words, let path):
      switch pictures.address(of: path) {
      case .success(let address): page.void("img", [("src", address), ("alt", words)])
      case .failure(let problem):
        left.append(problem.words)
        page.text(words)
      }
    case .footnote(let label, let reference):
      inside("sup", [("id", "ref-\(label)-\(reference)")]) { this in
        this.link([("href", "#note-\(label)"), ("aria-label", "Note \(label)")]) { $0.page.text(label) }
      }
    case .value(let place): writeValue(place)
    case .claim(let words, let place): writeClaim(words, place)
    }
  }

  private mutating func writeValue(_ place: Int) {
    let text: String? = if case .value(let text) = run.answers[place].outcome { text } else { nil }
    let attributes: [(StaticString, String)] = [
      ("class", text == nil ? "value falls" : "value"), ("id", "figure-\(place + 1)"), ("href", "#check-\(place + 1)"),
    ]
    link(attributes) { $0.page.text(text ?? "✗ not calculated") }
  }

  private mutating func writeClaim(_ words: [Inline], _ place: Int) {
    let answer = run.answers[place]
    let attributes: [(StaticString, String)] = [("id", "figure-\(place + 1)"), ("href", "#check-\(place + 1)")]
    link([("class", "claim \(answer.className)")] + attributes) { this in
      this.write(words)
      switch answer.verdict {
      case .stands: return
      case .falls: this.page.element("span", [("class", "mark")], text: " ✗ falls")
      case .byHand: this.page.element("span", [("class", "mark")], text: " ? check by hand")
      case nil: this.page.element("span", [("class", "mark")], text: " ✗ not calculated")
      }
    }
  }

  // MARK: - Below

  /// An element whose contents are written by this writer, so that what is collected on the way is kept.
  private mutating func inside(
    _ name: StaticString, _ attributes: [(StaticString, String)] = [], _ content: (inout BlockHTML) -> Void
  ) {
    var inner = self
    inner.page = HTMLWriter()
    content(&inner)
    let written = inner.page
    inner.page = page
    self = inner
    page.element(name, attributes) { $0.append(written) }
  }

  /// A link; inside another link, only its words, which keep their anchor.
  private mutating func link(_ attributes: [(StaticString, String)], _ content: (inout BlockHTML) -> Void) {
    guard !isInLink else {
      return inside("span", attributes.filter { "\($0.0)" != "href" }) { content(&$0) }
    }
    isInLink = true
    inside("a", attributes) { content(&$0) }
    isInLink = false
  }

  /// Pages, mail and anchors of this page; anything else could run code.
  private mutating func target(of address: String) -> String? {
    let lower = address.lowercased()
    if lower.hasPrefix("https://") || lower.hasPrefix("http://") || lower.hasPrefix("mailto:") { return address }
    guard lower.hasPrefix("#") else {
      left.append(
        "a page can link only to `http:`, `https:` and `mailto:` addresses and to its own anchors, not to \(quoted(address))"
      )
      return nil
    }
    guard let target = anchors.target(of: address) else {
      left.append("the page has no anchor \(quoted(address))")
      return nil
    }
    return target
  }
}

extension ProseAnswer {
  var className: String {
    switch verdict {
    case .stands: "stands"
    case .falls: "falls"
    case .byHand: "by-hand"
    case nil: if case .value = outcome { "written" } else { "falls" }
    }
  }
}
