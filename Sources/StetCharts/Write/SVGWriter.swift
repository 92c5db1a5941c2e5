/// Writes elements; every text and attribute value is escaped, and there is no way to add markup as a string.
struct SVGWriter {
  private(set) var bytes: [UInt8] = []
  private var open: [StaticString] = []

  mutating func start(_ name: StaticString, _ attributes: (inout Tag) -> Void = { _ in }) {
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

  mutating func element(_ name: StaticString, text: String, _ attributes: (inout Tag) -> Void = { _ in }) {
    start(name, attributes)
    escape(text)
    end()
  }

  /// What another writer has written.
  mutating func append(_ other: SVGWriter) { bytes += other.bytes }

  mutating func draw(_ shape: Shape) {
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

  private mutating func empty(_ name: StaticString, _ attributes: (inout Tag) -> Void) {
    tag(name, attributes)
    raw("/>\n")
  }

  private mutating func tag(_ name: StaticString, _ attributes: (inout Tag) -> Void) {
    bytes.append(UInt8(ascii: "<"))
    raw(name)
    var tag = Tag(writer: self)
    self.bytes = []
    attributes(&tag)
    self = tag.writer
  }

  fileprivate mutating func raw(_ text: StaticString) {
    unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// XML 1.0 §2.2 and §2.4: characters that XML forbids are left out.
  fileprivate mutating func escape(_ text: some StringProtocol) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": raw("&amp;")
      case "<": raw("&lt;")
      case ">": raw("&gt;")
      case "\"": raw("&quot;")
      case "\t", "\n", "\r": bytes.append(UInt8(ascii: " "))
      default:
        if scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF { continue }
        bytes.append(contentsOf: UTF8.encode(scalar)!)
      }
    }
  }

  /// Two decimals at most, never an exponent.
  fileprivate mutating func write(_ value: Double) {
    precondition(value.isFinite, "the layout guarantees finite coordinates")
    let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
    if hundredths < 0 { bytes.append(UInt8(ascii: "-")) }
    var (whole, fraction) = (hundredths.magnitude / 100, UInt8(hundredths.magnitude % 100))
    let start = bytes.count
    repeat {
      bytes.append(48 + UInt8(whole % 10))
      whole /= 10
    } while whole > 0
    bytes[start...].reverse()
    guard fraction > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    bytes.append(48 + fraction / 10)
    fraction %= 10
    if fraction > 0 { bytes.append(48 + fraction) }
  }

  /// The attributes of an element that is being opened.
  struct Tag {
    fileprivate var writer: SVGWriter

    mutating func word(_ name: StaticString, _ value: String) {
      key(name)
      writer.escape(value)
      writer.bytes.append(UInt8(ascii: "\""))
    }

    mutating func number(_ name: StaticString, _ value: Double) {
      key(name)
      writer.write(value)
      writer.bytes.append(UInt8(ascii: "\""))
    }

    fileprivate mutating func inks(_ prefix: StaticString, _ ink: Ink) {
      key("class")
      writer.raw(prefix)
      writer.escape(ink.name)
      writer.bytes.append(UInt8(ascii: "\""))
    }

    fileprivate mutating func path(_ steps: [PathStep]) {
      key("d")
      func pair(_ x: Double, _ y: Double) {
        writer.write(x)
        writer.bytes.append(UInt8(ascii: " "))
        writer.write(y)
      }
      for step in steps {
        switch step {
        case .move(let x, let y):
          writer.raw("M")
          pair(x, y)
        case .line(let x, let y):
          writer.raw("L")
          pair(x, y)
        case .curve(let x1, let y1, let x2, let y2, let x, let y):
          writer.raw("C")
          pair(x1, y1)
          writer.raw(" ")
          pair(x2, y2)
          writer.raw(" ")
          pair(x, y)
        case .close: writer.raw("Z")
        }
      }
      writer.bytes.append(UInt8(ascii: "\""))
    }

    fileprivate mutating func paint(_ style: Style) {
      key("class")
      if let fill = style.fill {
        writer.raw("f")
        writer.escape(fill.name)
      }
      if let stroke = style.stroke {
        writer.raw(style.fill == nil ? "k" : " k")
        writer.escape(stroke.name)
      }
      writer.raw("\"")
      if style.fill == nil { writer.raw(" fill=\"none\"") }
      if style.stroke != nil, style.width != 1 { number("stroke-width", style.width) }
      if style.opacity != 1 { number("opacity", style.opacity) }
      if style.dashed { writer.raw(" stroke-dasharray=\"4 3\"") }
    }

    fileprivate mutating func place(_ x: Double, _ y: Double, _ style: TextStyle) {
      number("x", x)
      number("y", y)
      key("class")
      writer.raw("t")
      writer.escape(style.ink.name)
      writer.raw(style.halo ? " h\"" : style.isTitle ? " w\"" : "\"")
      if style.face.size != 12 { number("font-size", style.face.size) }
      if style.face.bold { writer.raw(" font-weight=\"700\"") }
      if style.anchor != .start { word("text-anchor", style.anchor.rawValue) }
      guard style.upright else { return }
      writer.raw(" transform=\"rotate(-90 ")
      writer.write(x)
      writer.raw(" ")
      writer.write(y)
      writer.raw(")\"")
    }

    private mutating func key(_ name: StaticString) {
      writer.raw(" ")
      writer.raw(name)
      writer.raw("=\"")
    }
  }
}
