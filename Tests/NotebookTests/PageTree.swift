import StetFormats

/// A page read strictly: what our own writers may write and nothing else.
///
/// Every tag is closed, every value stands in quotes, `<` and `&` are never bare, and only the five named entities are known. What it
/// reads is what a browser reads, as no rule of HTML for mending mistakes applies to such a page.
struct PageTree {
  struct Element {
    var name: String
    var attributes: [(name: String, value: String)]
    var depth: Int
    var isDrawing: Bool

    subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
  }

  private(set) var elements: [Element] = []
  /// The words that a reader sees, outside of drawings, code and style sheets; those that stand for pictures too.
  private(set) var words = ""
  /// What drawings say.
  private(set) var drawnWords = ""
  /// What code says.
  private(set) var code = ""
  private(set) var styles: [String] = []
  /// Why it is no such page; empty where it is.
  private(set) var mistakes: [String] = []

  private static let empty: Set<String> = ["meta", "br", "hr", "img"]
  private static let drawings: Set<String> = [
    "svg", "title", "desc", "metadata", "style", "path", "rect", "circle", "line", "text", "tspan", "g",
  ]
  private static let texts: Set<String> = [
    "html", "head", "title", "body", "main", "article", "section", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul",
    "ol", "li", "blockquote",
    "pre", "code", "em", "strong", "s", "a", "sup", "span", "small", "q", "table", "thead", "tbody", "tr", "th", "td",
    "figure", "details",
    "summary", "style",
  ]
  private static let attributes: Set<String> = [
    "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "src", "alt", "role", "aria-label",
    "aria-labelledby",
    "tabindex", "scope", "start", "xmlns", "width", "height", "viewBox", "d", "x", "y", "x1", "y1", "x2", "y2", "cx",
    "cy", "r", "fill", "opacity",
    "stroke-width", "stroke-dasharray", "font-size", "font-weight", "text-anchor", "transform",
  ]
  /// What may stand in a paragraph, a heading or a link.
  private static let phrases: Set<String> = [
    "em", "strong", "s", "a", "sup", "span", "small", "q", "code", "br", "img",
  ]

  init(_ page: [UInt8]) {
    guard let text = String(validating: page, as: UTF8.self) else {
      mistakes = ["no UTF-8"]
      return
    }
    read(Array(text.unicodeScalars))
  }

  private mutating func read(_ text: [Unicode.Scalar]) {
    let doctype = Array("<!DOCTYPE html>\n".unicodeScalars)
    guard text.starts(with: doctype) else { return mistakes.append("no doctype") }
    var index = doctype.count
    var open: [Element] = []
    while index < text.count, mistakes.count < 5 {
      guard text[index] == "<" else {
        let end = text[index...].firstIndex(of: "<") ?? text.count
        let words = decoded(text[index..<end])
        add(words, open)
        index = end
        continue
      }
      guard let end = text[index...].firstIndex(of: ">") else { return mistakes.append("a tag without an end") }
      if index + 1 < end, text[index + 1] == "/" {
        let name = string(text[index + 2..<end])
        guard let last = open.popLast(), last.name == name else { return mistakes.append("</\(name)> closes nothing") }
        index = end + 1
        continue
      }
      guard let element = tag(text, &index, open) else {
        return mistakes.append("no tag: \(string(text[index..<min(text.count, index + 60)]))")
      }
      check(element.element, open)
      elements.append(element.element)
      if !element.isClosed, !(Self.empty.contains(element.element.name) && !element.element.isDrawing) {
        open.append(element.element)
      }
    }
    if !open.isEmpty { mistakes.append("<\(open[open.count - 1].name)> is open") }
  }

  private mutating func tag(_ text: [Unicode.Scalar], _ index: inout Int, _ open: [Element]) -> (
    element: Element, isClosed: Bool
  )? {
    index += 1
    func word() -> String {
      let start = index
      while index < text.count,
        text[index].properties.isAlphabetic || "-0123456789".unicodeScalars.contains(text[index])
      { index += 1 }
      return string(text[start..<index])
    }
    let name = word()
    let isDrawing = name == "svg" || open.contains { $0.name == "svg" }
    guard (isDrawing ? Self.drawings : Self.texts.union(Self.empty)).contains(name) else { return nil }
    var element = Element(name: name, attributes: [], depth: open.count, isDrawing: isDrawing)
    while index < text.count, text[index] == " " {
      index += 1
      let key = word()
      guard Self.attributes.contains(key), element[key] == nil, index + 1 < text.count, text[index] == "=",
        text[index + 1] == "\"",
        let end = text[(index + 2)...].firstIndex(of: "\"")
      else { return nil }
      element.attributes.append((key, decoded(text[(index + 2)..<end])))
      index = end + 1
    }
    let isClosed = isDrawing && index < text.count && text[index] == "/"
    if isClosed { index += 1 }
    guard index < text.count, text[index] == ">" else { return nil }
    index += 1
    return (element, isClosed)
  }

  private mutating func check(_ element: Element, _ open: [Element]) {
    guard let parent = open.last else {
      if element.name != "html" { mistakes.append("<\(element.name)> is outside") }
      return
    }
    if ["p", "h1", "h2", "h3", "h4", "h5", "h6", "a", "em", "strong", "s", "span", "q", "small", "sup", "summary"]
      .contains(parent.name), !parent.isDrawing,
      !Self.phrases.contains(element.name)
    {
      mistakes.append("<\(element.name)> in <\(parent.name)>")
    }
    if element.name == "a", open.contains(where: { $0.name == "a" }) { mistakes.append("a link in a link") }
    if parent.name == "code" || parent.name == "title" || parent.name == "style" {
      mistakes.append("<\(element.name)> in <\(parent.name)>")
    }
  }

  private mutating func add(_ text: String, _ open: [Element]) {
    guard let last = open.last else { return }
    if last.name == "style" { return styles.append(text) }
    if last.isDrawing {
      drawnWords += text + "\n"
    } else if open.contains(where: { $0.name == "code" || $0.name == "pre" }) {
      code += text
    } else {
      words += text
    }
  }

  private mutating func decoded(_ text: ArraySlice<Unicode.Scalar>) -> String {
    var result = String.UnicodeScalarView()
    var index = text.startIndex
    while index < text.endIndex {
      let scalar = text[index]
      switch scalar.value {
      case 0x3C, 0x3E: mistakes.append("a bare \(scalar)")
      case 0...8, 0xB...0x1F, 0x7F...0x9F, 0xFDD0...0xFDEF:
        mistakes.append("U+\(String(scalar.value, radix: 16)) in the page")
      case let value where value & 0xFFFE == 0xFFFE: mistakes.append("U+\(String(value, radix: 16)) in the page")
      case 0x202A...0x202E, 0x2066...0x2069:
        mistakes.append("U+\(String(scalar.value, radix: 16)) turns the page's words")
      default: break
      }
      guard scalar == "&" else {
        result.append(scalar)
        index += 1
        continue
      }
      guard let end = text[index...].prefix(8).firstIndex(of: ";"),
        let plain = ["&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\"", "&#39;": "'"][string(text[index...end])]
      else {
        mistakes.append("a bare &")
        index += 1
        continue
      }
      result.append(contentsOf: plain.unicodeScalars)
      index = end + 1
    }
    return String(result)
  }

  private func string(_ text: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text)
    return String(view)
  }

  // MARK: - What every page keeps to

  /// What is wrong with its links, names and styles.
  var faults: [String] {
    var faults = mistakes
    let names = elements.compactMap { $0["id"] }
    for name in Set(names) where names.count(where: { $0 == name }) > 1 {
      faults.append("two places are called \(name)")
    }
    for element in elements {
      if let address = element["href"] {
        let isPlace = address.hasPrefix("#") && names.contains(String(address.dropFirst()))
        let isOutside = ["http://", "https://", "mailto:"].contains { address.lowercased().hasPrefix($0) }
        if element.name != "a" || !isPlace && !isOutside { faults.append("<\(element.name) href=\(address)>") }
      }
      if let address = element["src"], element.name != "img" || !address.hasPrefix("data:image/") {
        faults.append("src=\(address)")
      }
      for name in (element["aria-labelledby"] ?? "").split(separator: " ") where !names.contains(String(name)) {
        faults.append("nothing is called \(name)")
      }
      if element.name == "meta", let policy = element["content"], element["http-equiv"] != nil, policy != expectedPolicy
      {
        faults.append("policy: \(policy)")
      }
    }
    if elements.count(where: { $0["http-equiv"] != nil }) != 1 { faults.append("no policy, or two") }
    return faults
  }

  /// A policy that allows the page's own style sheets and nothing else.
  private var expectedPolicy: String {
    var hashes: [String] = []
    for style in styles {
      let hash = "'sha256-\(base64(SHA256.digest(of: Array(style.utf8))))'"
      if !hashes.contains(hash) { hashes.append(hash) }
    }
    return
      "default-src 'none'; img-src data:; style-src \(hashes.joined(separator: " ")); base-uri 'none'; form-action 'none'"
  }

  private func base64(_ bytes: [UInt8]) -> String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    let bits = bytes.flatMap { byte in (0..<8).map { Int(byte >> (7 - $0) & 1) } }
    let groups = stride(from: 0, to: bits.count, by: 6).map { start in
      letters[(0..<6).reduce(0) { $0 * 2 + (start + $1 < bits.count ? bits[start + $1] : 0) }]
    }
    return String(groups) + String(repeating: "=", count: (4 - groups.count % 4) % 4)
  }

  /// The elements outside drawings, with what could lead or run; names that follow from words are left out.
  var shape: [String] {
    elements.filter { !$0.isDrawing || $0.name == "svg" }.map { element in
      let attributes = element.attributes.map { name, value in
        switch name {
        case "href", "src", "class", "id":
          value.hasPrefix("section-") || value.hasPrefix("stet-") ? "\(name)=…" : "\(name)=\(value)"
        default: name
        }
      }
      return "\(element.depth) \(element.name) \(attributes.joined(separator: " "))"
    }
  }

  /// What drawings are made of.
  var drawnNames: Set<String> { Set(elements.filter(\.isDrawing).map(\.name)) }
}
