import TestSupport
import Testing

@testable import StetWorkbooks

/// What a reader calls, in one line; texts that come in pieces are one.
private final class Recorder: XMLVisitor {
  private(set) var events: [String] = []
  private var text: [UInt8] = []

  private func add(_ event: String) {
    if !text.isEmpty { events.append("text " + String(decoding: text, as: UTF8.self)) }
    text = []
    events.append(event)
  }

  override func begin(_ name: XMLText, _ attributes: XMLAttributes) {
    var list: [String] = []
    attributes.each { list.append("\($0.string)=\($1.string)") }
    add("begin \(name.string) \(list.joined(separator: ","))")
  }

  override func end(_ name: XMLText) { add("end \(name.string)") }
  override func text(_ bytes: UnsafeBufferPointer<UInt8>) { unsafe text += Array(bytes) }
}

/// What an engine makes of a document that comes in pieces of a size: its events, or that it is refused.
private func events(_ document: [UInt8], pieces size: Int, byExpat: Bool) -> [String] {
  let recorder = Recorder()
  do throws(XMLFailure) {
    let expat = ExpatReader(recorder)
    var scanner = XMLScanner()
    for start in stride(from: 0, to: document.count, by: size) {
      let piece = Array(document[start..<min(start + size, document.count)])
      if byExpat { try expat.feed(piece.span) } else { try scanner.feed(piece.span, recorder) }
    }
    if byExpat { try expat.finish() } else { try scanner.finish(recorder) }
  } catch {
    return ["refused"]
  }
  return recorder.events
}

private func manyAttributes(_ count: Int, and more: String = "") -> String {
  "<a " + (0..<count).map { "b\($0)='\($0)' " }.joined() + more + "/>"
}

private let documents = [
  "<a/>", "<a></a>", "<a b='1' c=\"2\"/>", "<a b = '1'\n c\t=\"2\" />", "<x:a x:b='1'><x:c/></x:a>", "<a>text</a>",
  "<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x42;&#x1F600;</a>", "<a b='&lt;&#10;x\ty\r\nz'/>", "<a>one\r\ntwo\rthree\n</a>",
  "<a><!-- a comment - with dashes --><b/></a>", "<a><![CDATA[<b>&amp;]] ]>]]></a>", "<a><?target data?>x</a>",
  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a/>\n<!-- end -->\n", "\u{FEFF}<a/>", "<a>ü€😀</a>", "<ä ö='ü'/>",
  "<a>]] ></a>", "<a>x]</a>", "<a b='\"' c=\"'\"/>", "<a b='>'>x</a>", "  <a/>", "<a/>  \r", "<a><b><c/></b>t</a>",
  "<a>]]&gt;</a>", "<_a.b-c:d/>",
  // Names beyond eight bytes, and more attributes than there was room for.
  "<longnames1><longnames2></longnames2></longnames1>", "<a abcdefgh1='' abcdefgh2=''/>", manyAttributes(40),
  manyAttributes(70), manyAttributes(17),
  // Not well formed.
  "<worksheets></worksheetz>", "<a abcdefgh1='' abcdefgh1=''/>", manyAttributes(17, and: "b3='1'"),
  "", "x", "<a>", "</a>", "<a></b>", "<a b=1/>", "<a b='1' b='2'/>", "<a b='<'/>", "<a>&nbsp;</a>", "<a>&#0;</a>",
  "<a>&#xD800;</a>", "<a>&lt</a>", "<a>]]></a>", "<a/><b/>", "<a/>x", "<a b/>", "<a b='1'c='2'/>", "<a", "<a b='1",
  "<1a/>", "<a><!-- a -- b --></a>", "<a><!-- a ---></a>", "<a><![CDATA[x</a>", "<a>\u{1}</a>", "<a b='\u{1}'/>", "<>",
  "<a/ >", "< a/>", "<a><?xml version='1.0'?></a>", "<a></a b='1'>", "<a>&</a>", "<a>& </a>", "<!ELEMENT a><a/>",
  "<!DOCTYPE a><a/>", "<a><!DOCTYPE b></a>", "<a>\u{FFFE}</a>", "&amp;<a/>", "<![CDATA[x]]><a/>", "<a>&#x110000;</a>",
  "<a>&#;</a>", "<a>&#x;</a>", "<a b='&unknown;'/>", "<a =''/>", "<a><??></a>", "<a><?1?></a>",
]

@Test("A document in UTF-8 is read as libexpat reads it, in pieces of any size", arguments: documents)
func asExpat(_ document: String) {
  let bytes = Array(document.utf8)
  let wanted = events(bytes, pieces: max(1, bytes.count), byExpat: true)
  for size in [1, 2, 3, 5, 7, max(1, bytes.count)] {
    #expect(events(bytes, pieces: size, byExpat: false) == wanted, "\(document) in pieces of \(size)")
  }
}

@Test("Bytes that are no UTF-8 are refused as libexpat refuses them")
func badBytes() {
  let bad: [[UInt8]] = [
    [0x80], [0xC0, 0xAF], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xEF, 0xBF, 0xBE], [0xF0, 0x80, 0x80, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xC3, 0x28], [0xE2, 0x82], [0xC3, 0xBC],
  ]
  for bytes in bad {
    for (before, after) in [("<a>", "</a>"), ("<a b='", "'/>"), ("<a", "/>")] {
      let document = Array(before.utf8) + bytes + Array(after.utf8)
      let wanted = events(document, pieces: document.count, byExpat: true)
      #expect(events(document, pieces: document.count, byExpat: false) == wanted, "\(document)")
      #expect(events(document, pieces: 1, byExpat: false) == wanted, "\(document)")
    }
  }
}

@Test("Documents that are changed at random are read as libexpat reads them", arguments: 0..<rounds(60))
func changed(_ seed: Int) {
  var random = SplitMix64(seed: UInt64(seed) &+ 77)
  for _ in 0..<200 {
    var bytes = Array(documents[Int(random.next() % UInt64(documents.count))].utf8)
    for _ in 0...(random.next() % 3) {
      let place = bytes.isEmpty ? 0 : Int(random.next() % UInt64(bytes.count))
      let other = Array("<>/!?&;='\"[]-a b\r\n\u{FC}#x1:CDAT".utf8)
      let byte = other[Int(random.next() % UInt64(other.count))]
      switch random.next() % 3 {
      case 0: bytes.insert(byte, at: place)
      case 1 where !bytes.isEmpty: bytes[place] = byte
      case 2 where !bytes.isEmpty: bytes.remove(at: place)
      default: break
      }
    }
    let wanted = events(bytes, pieces: max(1, bytes.count), byExpat: true)
    let size = Int(random.next() % 9) + 1
    #expect(
      events(bytes, pieces: size, byExpat: false) == wanted,
      "\(String(decoding: bytes, as: UTF8.self)) in pieces of \(size)")
  }
}

@Test("What is not in UTF-8, or may not be, is left to libexpat")
func otherEncodings() {
  func takes(_ text: String) -> Bool { XMLScanner.takes(Array(text.utf8).span) }
  #expect(
    takes("<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>") && takes("<worksheet/>")
      && takes("\u{FEFF}<?xml version='1.0'?>"))
  #expect(!takes("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>") && !takes("<?xml versi") && !takes("<a"))
  #expect(
    !XMLScanner.takes([0xFE, 0xFF, 0, 0x3C, 0, 0x61, 0, 0x2F].span)
      && !XMLScanner.takes([0x3C, 0, 0x61, 0, 0x2F, 0, 0x3E, 0].span))
}
