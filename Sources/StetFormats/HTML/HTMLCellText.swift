/// The text of a cell as a reader of the page sees it: white space is one space, a line break is one, and what is hidden is left out.
///
/// A raised digit stays raised, so that `1,234` with the footnote 1 never becomes the number 12341.
struct HTMLCellText {
  private var text: [UInt8] = []
  /// What separates the text so far from what comes next.
  private var gap = Gap.none
  /// The hidden element, and how many of the same name are open within it.
  private var hidden: (name: String, depth: Int)?
  /// The raised or lowered text that is open.
  private var script: (name: String, text: [UInt8])?
  private(set) var hasMark = false
  private(set) var hiddenParts = 0

  private enum Gap { case none, space, line }

  private static let blocks: Set<String> = [
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "blockquote",
    "section", "article", "address", "figure", "center",
  ]
  private static let ended: Set<String> = ["li", "dt", "dd"]
  /// Elements without an end.
  private static let void: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
  ]

  mutating func append(_ part: [UInt8]) {
    guard hidden == nil else { return }
    if script != nil {
      script?.text += part
      return
    }
    for byte in part {
      if isSpace(byte) {
        if gap == .none { gap = .space }
      } else {
        separate()
        text.append(byte)
      }
    }
  }

  private mutating func separate() {
    if !text.isEmpty, gap != .none { text.append(gap == .line ? UInt8(ascii: "\n") : UInt8(ascii: " ")) }
    gap = .none
  }

  mutating func begin(_ name: String, isHidden: Bool) {
    if let hidden {
      // Elements whose end tag may be left out end where the next one begins.
      let ends = hidden.depth == 0 && (hidden.name == "p" ? Self.blocks : Self.ended).contains(name)
      guard ends, hidden.name == "p" || hidden.name == name else {
        if hidden.name == name { self.hidden?.depth += 1 }
        return
      }
      self.hidden = nil
    }
    if Self.void.contains(name) {
      if name == "br" || name == "hr" { gap = .line }
      return
    }
    if isHidden || name == "template" {
      hidden = (name, 0)
      hiddenParts += 1
    } else if name == "sup" || name == "sub" {
      endScript()
      script = (name, [])
    } else if Self.blocks.contains(name) {
      gap = .line
    }
  }

  mutating func end(_ name: String) {
    if let hidden {
      guard hidden.name == name else { return }
      if hidden.depth == 0 { self.hidden = nil } else { self.hidden?.depth -= 1 }
    } else if name == script?.name {
      endScript()
    } else if name == "br" || Self.blocks.contains(name) {
      gap = .line
    }
  }

  private mutating func endScript() {
    guard let (name, inner) = script else { return }
    script = nil
    var plain = HTMLCellText()
    plain.append(inner)
    let words = String(decoding: plain.finished(), as: UTF8.self)
    guard !words.isEmpty else { return }
    if name == "sup" { hasMark = true }
    let table = name == "sup" ? Self.raised : Self.lowered
    let marks = words.unicodeScalars.map { table[$0] }
    let shown: String
    if !marks.contains(where: { $0 == nil }) {
      shown = String(String.UnicodeScalarView(marks.compactMap { $0 }))
    } else if words.utf8.contains(where: isDigit), !words.hasPrefix("["), !words.hasPrefix("(") {
      shown = "[\(words)]"
    } else {
      shown = words
    }
    separate()
    text += shown.utf8
  }

  /// Without white space at its ends, the no-break space included.
  mutating func finished() -> [UInt8] {
    endScript()
    var rest = text[...]
    while let first = rest.first {
      if isSpace(first) {
        rest.removeFirst()
      } else if rest.starts(with: Self.noBreakSpace) {
        rest.removeFirst(2)
      } else {
        break
      }
    }
    while let last = rest.last {
      if isSpace(last) {
        rest.removeLast()
      } else if rest.suffix(2).elementsEqual(Self.noBreakSpace) {
        rest.removeLast(2)
      } else {
        break
      }
    }
    return Array(rest)
  }

  private static let noBreakSpace: [UInt8] = [0xC2, 0xA0]
  private static let raised: [UnicodeScalar: UnicodeScalar] = [
    "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹", "+": "⁺",
    "-": "⁻",
    "(": "⁽", ")": "⁾", "n": "ⁿ",
  ]
  private static let lowered: [UnicodeScalar: UnicodeScalar] = [
    "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈", "9": "₉", "+": "₊",
    "-": "₋",
    "(": "₍", ")": "₎",
  ]
}
