import StetCharts

/// Writes elements of HTML; every text and attribute value is escaped, and there is no way to add markup as a string.
struct HTMLWriter {
  private(set) var bytes: [UInt8] = []
  private var open: [StaticString] = []

  /// With room for that many bytes, because pages with many charts have millions.
  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// An element with what `content` writes into it.
  mutating func element(
    _ name: StaticString, _ attributes: [(StaticString, String)] = [], _ content: (inout HTMLWriter) -> Void
  ) {
    start(name, attributes)
    content(&self)
    end()
  }

  mutating func element(_ name: StaticString, _ attributes: [(StaticString, String)] = [], text: String) {
    start(name, attributes)
    self.text(text)
    end()
  }

  /// An element that never has an end tag (HTML §13.1.2).
  mutating func void(_ name: StaticString, _ attributes: [(StaticString, String)] = []) { tag(name, attributes) }

  mutating func text(_ text: String) { escape(text, isAttribute: false) }

  /// A sentence in which text between backticks is code.
  mutating func sentence(_ words: String) {
    for (place, part) in words.split(separator: "`", omittingEmptySubsequences: false).enumerated() {
      if place % 2 == 0 { text(String(part)) } else { element("code", text: String(part)) }
    }
  }

  /// Code as typed.
  mutating func code(_ text: String) { element("pre", [("class", "code")]) { $0.element("code", text: text) } }

  /// A line of its own, for people who read the source.
  mutating func newline() { bytes.append(UInt8(ascii: "\n")) }

  /// What the charts' own writer has written.
  mutating func chart(_ drawn: DrawnSVG) { bytes += drawn.bytes }

  /// What another writer has written.
  mutating func append(_ other: HTMLWriter) { bytes += other.bytes }

  mutating func doctype() { raw("<!DOCTYPE html>\n") }

  /// The page's own style sheet, written unescaped: nothing in it may end the element.
  mutating func style(_ sheet: StaticString) {
    raw("<style>")
    raw(sheet)
    raw("</style>\n")
  }

  // MARK: - Below

  private mutating func start(_ name: StaticString, _ attributes: [(StaticString, String)]) {
    tag(name, attributes)
    open.append(name)
  }

  private mutating func end() {
    raw("</")
    raw(open.removeLast())
    raw(">")
  }

  private mutating func tag(_ name: StaticString, _ attributes: [(StaticString, String)]) {
    raw("<")
    raw(name)
    for (key, value) in attributes {
      raw(" ")
      raw(key)
      raw("=\"")
      escape(value, isAttribute: true)
      raw("\"")
    }
    raw(">")
  }

  private mutating func raw(_ text: StaticString) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Characters that HTML does not allow (§13.1.4, noncharacters and controls) are shown by their number; so are those
  /// that change the direction of writing, which could show words in a different order.
  private mutating func escape(_ text: String, isAttribute: Bool) {
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x26: raw("&amp;")
      case 0x3C: raw("&lt;")
      case 0x3E: raw("&gt;")
      case 0x22 where isAttribute: raw("&quot;")
      case 0x27 where isAttribute: raw("&#39;")
      case 0x09, 0x0A: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case 0x0D: bytes.append(0x0A)
      case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF:
        shown(scalar)
      case let value where value & 0xFFFE == 0xFFFE: shown(scalar)
      default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
  }

  private mutating func shown(_ scalar: Unicode.Scalar) {
    bytes += Array("\\u{\(String(scalar.value, radix: 16, uppercase: true))}".utf8)
  }
}
