/// Writes elements; every text and attribute value is escaped, and there is no way to add markup as a string.
struct SVGWriter {
  enum Attribute {
    case word(String, String)
    case number(String, Double)
  }

  private(set) var output = ""
  private var open: [StaticString] = []

  mutating func start(_ name: StaticString, _ attributes: [Attribute] = []) {
    tag(name, attributes)
    output += ">"
    open.append(name)
  }

  mutating func end() {
    let name = open.removeLast()
    output += "</\(name)>\n"
  }

  mutating func text(_ text: String) { escape(text) }

  mutating func element(_ name: StaticString, _ attributes: [Attribute] = [], text: String) {
    start(name, attributes)
    escape(text)
    end()
  }

  mutating func draw(_ shape: Shape) {
    switch shape {
    case .path(let steps, let style):
      empty("path", [.word("d", steps.map(pathText).joined())] + paint(style))
    case .rect(let x, let y, let width, let height, let style):
      empty(
        "rect",
        [.number("x", x), .number("y", y), .number("width", max(0, width)), .number("height", max(0, height))]
          + paint(style))
    case .circle(let x, let y, let radius, let style):
      empty("circle", [.number("cx", x), .number("cy", y), .number("r", radius)] + paint(style))
    case .line(let x1, let y1, let x2, let y2, let style):
      empty("line", [.number("x1", x1), .number("y1", y1), .number("x2", x2), .number("y2", y2)] + paint(style))
    case .text(let text, let x, let y, let style):
      var attributes: [Attribute] = [
        .number("x", x), .number("y", y), .word("class", "t" + style.ink.name + (style.halo ? " h" : "")),
      ]
      if style.face.size != 12 { attributes.append(.number("font-size", style.face.size)) }
      if style.face.bold { attributes.append(.word("font-weight", "700")) }
      if style.anchor != .start { attributes.append(.word("text-anchor", style.anchor.rawValue)) }
      if style.upright { attributes.append(.word("transform", "rotate(-90 \(rounded(x)) \(rounded(y)))")) }
      element("text", attributes, text: text)
    }
  }

  private mutating func empty(_ name: StaticString, _ attributes: [Attribute]) {
    tag(name, attributes)
    output += "/>\n"
  }

  private mutating func tag(_ name: StaticString, _ attributes: [Attribute]) {
    output += "<\(name)"
    for attribute in attributes {
      switch attribute {
      case .word(let key, let value):
        output += " \(key)=\""
        escape(value)
        output += "\""
      case .number(let key, let value): output += " \(key)=\"\(rounded(value))\""
      }
    }
  }

  private func paint(_ style: Style) -> [Attribute] {
    var classes: [String] = []
    if let fill = style.fill { classes.append("f" + fill.name) }
    if let stroke = style.stroke { classes.append("k" + stroke.name) }
    var attributes: [Attribute] = [.word("class", classes.joined(separator: " "))]
    if style.fill == nil { attributes.append(.word("fill", "none")) }
    if style.stroke != nil, style.width != 1 { attributes.append(.number("stroke-width", style.width)) }
    if style.opacity != 1 { attributes.append(.number("opacity", style.opacity)) }
    if style.dashed { attributes.append(.word("stroke-dasharray", "4 3")) }
    return attributes
  }

  private func pathText(_ step: PathStep) -> String {
    switch step {
    case .move(let x, let y): "M\(rounded(x)) \(rounded(y))"
    case .line(let x, let y): "L\(rounded(x)) \(rounded(y))"
    case .close: "Z"
    }
  }

  /// XML 1.0 §2.2 and §2.4: characters that XML forbids are left out.
  private mutating func escape(_ text: String) {
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": output += "&amp;"
      case "<": output += "&lt;"
      case ">": output += "&gt;"
      case "\"": output += "&quot;"
      case "\t", "\n", "\r": output += " "
      default:
        if scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF { continue }
        output.unicodeScalars.append(scalar)
      }
    }
  }
}

/// Two decimals at most, never an exponent.
private func rounded(_ value: Double) -> String {
  precondition(value.isFinite, "the layout guarantees finite coordinates")
  let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
  let magnitude = hundredths.magnitude
  let sign = hundredths < 0 ? "-" : ""
  let fraction = magnitude % 100
  if fraction == 0 { return sign + String(magnitude / 100) }
  if fraction % 10 == 0 { return "\(sign)\(magnitude / 100).\(fraction / 10)" }
  return "\(sign)\(magnitude / 100).\(fraction < 10 ? "0" : "")\(fraction)"
}
