/// Writes elements; every text and attribute value is escaped, and there is no way to add markup as a string.
struct SVGWriter {
  private(set) var bytes: [UInt8] = []
  private var open: [StaticString] = []
  /// The attributes of the styles that were written last, which the next shape often shares.
  private var paints: [(style: Style, bytes: [UInt8])] = []

  mutating func start(_ name: StaticString, _ attributes: (inout SVGWriter) -> Void = { _ in }) {
    tag(name, attributes)
    bytes.append(UInt8(ascii: ">"))
    open.append(name)
  }

  mutating func end() {
    let name = open.removeLast()
    raw("</")
    raw(name)
    raw(">\n")
  }

  mutating func element(_ name: StaticString, text: String, _ attributes: (inout SVGWriter) -> Void = { _ in }) {
    start(name, attributes)
    escape(text)
    end()
  }

  /// What another writer has written.
  mutating func append(_ other: SVGWriter) { bytes += other.bytes }

  mutating func draw(_ shape: Primitive) {
    switch shape {
    case .path(let steps, let style):
      empty("path") {
        $0.path(steps)
        $0.paint(style)
      }
    case .rect(let x, let y, let width, let height, let style):
      empty("rect") {
        $0.number("x", x)
        $0.number("y", y)
        $0.number("width", max(0, width))
        $0.number("height", max(0, height))
        $0.paint(style)
      }
    case .circle(let x, let y, let radius, let style):
      empty("circle") {
        $0.number("cx", x)
        $0.number("cy", y)
        $0.number("r", radius)
        $0.paint(style)
      }
    case .line(let x1, let y1, let x2, let y2, let style):
      empty("line") {
        $0.number("x1", x1)
        $0.number("y1", y1)
        $0.number("x2", x2)
        $0.number("y2", y2)
        $0.paint(style)
      }
    case .text(let text, let x, let y, let style):
      start("text") { $0.place(x, y, style) }
      var at = text.startIndex
      for (range, ink) in style.emphasis {
        let low = text.index(text.startIndex, offsetBy: range.lowerBound)
        let high = text.index(text.startIndex, offsetBy: range.upperBound)
        escape(text[at..<low])
        tag("tspan") { $0.inks("t", ink) }
        bytes.append(UInt8(ascii: ">"))
        escape(text[low..<high])
        raw("</tspan>")
        at = high
      }
      escape(text[at...])
      end()
    }
  }

  private mutating func empty(_ name: StaticString, _ attributes: (inout SVGWriter) -> Void) {
    tag(name, attributes)
    raw("/>\n")
  }

  private mutating func tag(_ name: StaticString, _ attributes: (inout SVGWriter) -> Void) {
    bytes.append(UInt8(ascii: "<"))
    raw(name)
    attributes(&self)
  }

  fileprivate mutating func raw(_ text: StaticString) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// XML 1.0 §2.2 and §2.4: characters that XML forbids are left out, and so are those that it and HTML discourage, and those that
  /// change the direction of writing, which could show words in a different order.
  fileprivate mutating func escape(_ text: some StringProtocol) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": raw("&amp;")
      case "<": raw("&lt;")
      case ">": raw("&gt;")
      case "\"": raw("&quot;")
      case "\t", "\n", "\r": bytes.append(UInt8(ascii: " "))
      default:
        switch scalar.value {
        case 0...0x1F, 0x7F...0x9F, 0x202A...0x202E, 0x2066...0x2069, 0xFDD0...0xFDEF: continue
        case let value where value & 0xFFFE == 0xFFFE: continue
        default: bytes.append(contentsOf: UTF8.encode(scalar)!)
        }
      }
    }
  }

  /// Two decimals at most, never an exponent.
  fileprivate mutating func write(_ value: Double) {
    precondition(value.isFinite, "the layout guarantees finite coordinates")
    let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
    let (whole, fraction) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    // The characters from the last to the first, the first in the lowest byte.
    var (digits, count) = (UInt128(0), 0)
    func put(_ character: UInt) {
      digits = digits << 8 | UInt128(character)
      count += 1
    }
    if fraction > 0 {
      if fraction % 10 > 0 { put(48 + fraction % 10) }
      put(48 + fraction / 10)
      put(46)
    }
    var rest = whole
    repeat {
      put(48 + rest % 10)
      rest /= 10
    } while rest > 0
    if hundredths < 0 { put(45) }
    unsafe withUnsafeBytes(of: digits.littleEndian) { unsafe bytes.append(contentsOf: $0.prefix(count)) }
  }

  // MARK: - Attributes of the element that is being opened

  mutating func word(_ name: StaticString, _ value: String) {
    key(name)
    escape(value)
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func number(_ name: StaticString, _ value: Double) {
    key(name)
    write(value)
    bytes.append(UInt8(ascii: "\""))
  }

  fileprivate mutating func inks(_ prefix: StaticString, _ ink: Ink) {
    key("class")
    raw(prefix)
    escape(ink.name)
    bytes.append(UInt8(ascii: "\""))
  }

  fileprivate mutating func path(_ steps: [PathStep]) {
    key("d")
    func pair(_ x: Double, _ y: Double) {
      write(x)
      bytes.append(UInt8(ascii: " "))
      write(y)
    }
    for step in steps {
      switch step {
      case .move(let x, let y):
        raw("M")
        pair(x, y)
      case .line(let x, let y):
        raw("L")
        pair(x, y)
      case .curve(let x1, let y1, let x2, let y2, let x, let y):
        raw("C")
        pair(x1, y1)
        raw(" ")
        pair(x2, y2)
        raw(" ")
        pair(x, y)
      case .close: raw("Z")
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  fileprivate mutating func paint(_ style: Style) {
    if let known = paints.firstIndex(where: { $0.style == style }) {
      bytes += paints[known].bytes
      return
    }
    let start = bytes.count
    defer {
      if paints.count == 12 { paints.removeFirst() }
      paints.append((style, Array(bytes[start...])))
    }
    key("class")
    if let fill = style.fill {
      raw("f")
      escape(fill.name)
    }
    if let stroke = style.stroke {
      raw(style.fill == nil ? "k" : " k")
      escape(stroke.name)
    }
    raw("\"")
    if style.fill == nil { raw(" fill=\"none\"") }
    if style.stroke != nil, style.width != 1 { number("stroke-width", style.width) }
    if style.opacity != 1 { number("opacity", style.opacity) }
    if style.dashed { raw(" stroke-dasharray=\"4 3\"") }
    switch style.dash {
    case 1: raw(" stroke-dasharray=\"9 4\"")
    case 2: raw(" stroke-dasharray=\"2 4\"")
    case 3: raw(" stroke-dasharray=\"9 4 2 4\"")
    default: break
    }
  }

  fileprivate mutating func place(_ x: Double, _ y: Double, _ style: TextStyle) {
    number("x", x)
    number("y", y)
    key("class")
    raw("t")
    escape(style.ink.name)
    raw(style.halo ? " h\"" : style.isTitle ? " w\"" : "\"")
    if style.face.size != 12 { number("font-size", style.face.size) }
    if style.face.bold { raw(" font-weight=\"700\"") }
    if style.anchor != .start { word("text-anchor", style.anchor.rawValue) }
    guard style.upright else { return }
    raw(" transform=\"rotate(-90 ")
    write(x)
    raw(" ")
    write(y)
    raw(")\"")
  }

  private mutating func key(_ name: StaticString) {
    raw(" ")
    raw(name)
    raw("=\"")
  }
}
