import Foundation
import StetColumns
import TestSupport
import Testing

@testable import StetCharts

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Texts that would be markup, style, script or a broken document where they were not escaped.
private let payloads: [String] = {
  var texts = [
    "<script>alert(1)</script>", "</text><script>alert(1)</script>", "\"><script>alert(1)</script>",
    "' onload='alert(1)",
    "\" onload=\"alert(1)", "</title></svg>", "<!--", "-->", "<![CDATA[", "]]>", "&lt;b&gt;", "&amp;",
    "&#x3C;script&#x3E;", "&bogus;",
    "</style><style>*{fill:red}", "}svg{display:none}", "expression(alert(1))", "javascript:alert(1)",
    "<a xlink:href=\"javascript:alert(1)\">x</a>",
    "<image href=\"http://example.org/x.png\"/>", "<foreignObject><body/></foreignObject>", "<?xml version=\"1.0\"?>",
    "<!DOCTYPE svg [<!ENTITY x \"y\">]>", "&x;",
    "a\u{0}b", "a\u{1}b", "a\u{8}b", "a\u{B}b", "a\u{C}b", "a\u{1F}b", "a\u{7F}b", "a\u{85}b", "a\u{2028}b",
    "a\u{FFFE}b", "a\u{FFFF}b", "a\tb\nc\rd",
    "\u{202E}olleh", "\u{2066}abc\u{2069}", "\u{200B}zero", "مرحبا بالعالم", "שלום עולם", "👩‍👩‍👧‍👦🏳️‍🌈", "e\u{301}", "中文标题",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "ﷺ", "\u{FEFF}mark",
    "{{constructor}}", "${7*7}", "%3Cscript%3E", "\\u003cscript\\u003e", "'; DROP TABLE x; --",
  ]
  for letter in ["<", ">", "&", "\"", "'", "/", "\\", "`", "=", "#"] {
    for other in ["<", ">", "&", "\"", "script"] { texts.append(letter + other + letter) }
  }
  // Every control character and every kind of space.
  for code in UInt32(0)...0x20 { texts.append("x\(Unicode.Scalar(code)!)y") }
  for code in UInt32(0x2000)...0x200F { texts.append("x\(Unicode.Scalar(code)!)y") }
  for code in UInt32(0x2028)...0x202F { texts.append("x\(Unicode.Scalar(code)!)y") }
  for count in [1, 100, 1000] { texts.append(String(repeating: "<", count: count)) }
  return texts
}()

private final class Reader: NSObject, XMLParserDelegate {
  var elements: [String] = []
  var words = ""

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append(name + " " + attributes.keys.sorted().joined(separator: " "))
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { words += text }
}

/// The names of elements and attributes in order, texts and their number aside, as a parser of XML reads them.
private func tree(_ svg: String) throws -> (kinds: Set<String>, words: String) {
  let parser = XMLParser(data: Data(svg.utf8))
  let reader = Reader()
  parser.delegate = reader
  #expect(parser.parse(), "\(String(describing: parser.parserError))")
  return (Set(reader.elements), reader.words)
}

private func chart(_ text: String, _ mark: Mark) -> Chart {
  let names = Gallery.text([text, "b", "c", text + "2"])
  let numbers = Gallery.floats([1, 2, 3, 4])
  var layer: Layer
  switch mark.frame {
  case .own:
    layer = Layer(
      mark, color: LabeledColumn(mark.name == "tiles" ? numbers : names, label: text),
      label: LabeledColumn(names, label: text))
    for channel in ["state", "from", "area"] { layer.set(channel, names, label: text) }
    layer.channels[.to] = LabeledColumn(Gallery.text(["x", "y", text + "3", "z"]), label: text)
    for channel in ["size", "value"] { layer.set(channel, numbers, label: text) }
    layer.columns = [LabeledColumn(names, label: text), LabeledColumn(numbers, label: "n")]
  default:
    let isHorizontal = mark.frame == .axes(.horizontal) || mark.frame == .axes(.either)
    layer = Layer(
      mark, x: LabeledColumn(isHorizontal || mark.has(.counts) ? numbers : names, label: text),
      y: mark.has(.counts) ? nil : LabeledColumn(isHorizontal ? names : numbers, label: text),
      color: LabeledColumn(mark.frame == .grid ? numbers : names, label: text), label: LabeledColumn(names, label: text)
    )
    if mark.frame == .grid { layer.channels[.y] = LabeledColumn(names, label: text) }
    if mark.takes(.to) { layer.channels[.to] = LabeledColumn(Gallery.floats([2, 3, 4, 5]), label: text) }
  }
  var chart = Chart(
    layers: [layer],
    words: Words(title: text, subtitle: text, unit: text, note: text, source: text, credits: [text], alt: text),
    colors: [(text, "#AA3322")],
    provenance: [(text, SourceDigest(String(repeating: "ab", count: 32)))], scriptSHA256: nil)
  chart.hasTable = true
  chart.rules = [Rule(.y, at: .float(2), label: text)]
  chart.bands = [Band(.y, from: .float(1), to: .float(2), label: text)]
  chart.annotations = [Annotation(x: .text("b"), y: .float(2), text)]
  return chart
}

@Test(
  "Text of every kind in every place of every mark changes nothing but the words", .slow,
  arguments: Mark.all.map(\.name))
func injection(_ name: String) throws {
  let mark = try #require(Mark.all.first { $0.name == name })
  #expect(payloads.count >= 150)
  let plain = try tree(drawSVG(chart("plain", mark)).svg).kinds
  let allowed = plain.union(try tree(drawSVG(chart("a somewhat longer plain text", mark)).svg).kinds)
  for payload in payloads.prefix(rounds(payloads.count)) {
    let (kinds, words) = try tree(drawSVG(chart(payload, mark), width: 480).svg)
    // A label may find a place or none, which changes how many elements there are and how they are styled, never their kinds.
    let names = Set(kinds.map { $0.prefix { $0 != " " } })
    #expect(
      names.isSubset(of: [
        "svg", "title", "desc", "metadata", "style", "rect", "circle", "line", "path", "text", "tspan", "g",
      ]), "\(payload)")
    #expect(!kinds.contains { $0.contains("on") && $0.contains("load") || $0.contains("href") }, "\(payload)")
    let attributes = Set(kinds.flatMap { $0.split(separator: " ").dropFirst() })
    let known = Set(allowed.flatMap { $0.split(separator: " ").dropFirst() })
    #expect(
      attributes.subtracting(known).isSubset(of: [
        "transform", "stroke-dasharray", "opacity", "stroke-width", "text-anchor", "font-size", "fill", "font-weight",
      ]), "\(payload)")
    if payload.allSatisfy({ $0.isASCII && !$0.isNewline && $0 != "\t" }),
      !payload.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
    {
      #expect(words.contains(payload), "\(payload)")
    }
    #expect(
      !drawTerminal(chart(payload, mark), columns: 70).unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" },
      "\(payload)")
  }
}
