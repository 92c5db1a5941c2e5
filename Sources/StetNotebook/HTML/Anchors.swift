/// The anchors of a page that addresses can name, found before it is written.
struct Anchors {
  /// Of every heading, in the order of the text.
  private(set) var headings: [String] = []
  /// The first reference to a footnote on the page.
  private(set) var firstReferences: [String: Int] = [:]
  private var names: Set<String> = []
  /// The number to try next for a heading's words, so that many identical headings are not counted from the first each time.
  private var nextNumbers: [String: Int] = [:]

  init(_ run: NotebookRun) {
    names = Set(run.notebook.codeBlocks.compactMap(\.options.name))
    for place in run.answers.indices { names.formUnion(["figure-\(place + 1)", "check-\(place + 1)"]) }
    if !run.answers.isEmpty { names.insert("checks") }
    if run.codeBlocks.contains(where: { !$0.ledger.isEmpty }) { names.insert("methods") }
    if !run.inputs.isEmpty { names.insert("sources") }
    add(run.notebook.blocks)
  }

  /// Where `#words` leads; nil for an anchor that the page does not have. The words of a heading are enough.
  func target(of address: String) -> String? {
    let name = String(address.dropFirst())
    if names.contains(name) { return address }
    return names.contains("section-" + name) ? "#section-" + name : nil
  }

  private mutating func add(_ blocks: [MarkdownBlock]) {
    for block in blocks {
      switch block {
      case .heading(_, let words):
        let name = anchor(words.plainText)
        headings.append(name)
        names.insert(name)
        add(words)
      case .paragraph(let words): add(words)
      case .quote(let blocks), .footnote(_, let blocks): add(blocks)
      case .list(_, _, let items): for item in items { add(item.blocks) }
      case .table(_, let header, let rows): for cell in ([header] + rows).joined() { add(cell) }
      case .code, .codeBlock, .rule: continue
      }
    }
  }

  private mutating func add(_ words: [Inline]) {
    for part in words {
      switch part {
      case .footnote(let label, let reference): if firstReferences[label] == nil { firstReferences[label] = reference }
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _),
        .claim(let inner, _):
        add(inner)
      case .text, .softBreak, .lineBreak, .code, .image, .value: continue
      }
    }
  }

  /// `Removals and returns` → `section-removals-and-returns`; identical ones get numbers.
  private mutating func anchor(_ words: String) -> String {
    // With a prefix, because blocks have names and checks have numbers of their own.
    var name = "section-"
    for character in words.lowercased() {
      if character.isLetter || character.isNumber {
        name.append(character)
      } else if name.last != "-" {
        name.append("-")
      }
    }
    while name.last == "-" { name.removeLast() }
    var number = nextNumbers[name, default: 2]
    var other = name
    while names.contains(other) {
      other = "\(name)-\(number)"
      number += 1
    }
    nextNumbers[name] = number
    return other
  }
}
