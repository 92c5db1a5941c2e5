/// Which expressions of the prose are on the page, with the words of those that are claims.
struct PlacedExpressions {
  /// By index; empty for values.
  private(set) var words: [Int: String] = [:]
  /// Values and claims among the words of a claim.
  private(set) var insideClaims: [Int] = []

  mutating func add(_ blocks: [MarkdownBlock]) {
    for block in blocks {
      switch block {
      case .heading(_, let inlines), .paragraph(let inlines): add(inlines)
      case .quote(let blocks), .footnote(_, let blocks): add(blocks)
      case .list(_, _, let items): for item in items { add(item.blocks) }
      case .table(_, let header, let rows): for cell in ([header] + rows).joined() { add(cell) }
      case .code, .codeBlock, .rule: continue
      }
    }
  }

  private mutating func add(_ inlines: [Inline], isClaim: Bool = false) {
    for part in inlines {
      switch part {
      case .claim(let inner, let place):
        words[place] = inner.plainText
        if isClaim { insideClaims.append(place) }
        add(inner, isClaim: true)
      case .value(let place):
        words[place] = ""
        if isClaim { insideClaims.append(place) }
      case .emphasis(let inner), .strong(let inner), .strikethrough(let inner), .link(let inner, _):
        add(inner, isClaim: isClaim)
      case .text, .softBreak, .lineBreak, .code, .image, .footnote: continue
      }
    }
  }
}
