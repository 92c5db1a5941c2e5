import StetColumns

/// Words, axes and marks placed on a page of one width.
struct ChartLayout {
  let chart: Chart
  let width: Double
  let prepared: Preparation
  var shapes: [Shape] = []
  var warnings: [String]
  /// What found no room, for the description.
  var notes: [String] = []
  /// Words for rules and bands that found no room beside them, printed under the chart.
  var keyNotes: [String] = []
  var height = 0.0
  var occupied = Occupied()
  /// The edges of the plot and how far down the page is filled.
  var left = margin
  var right = margin
  var y = margin

  static let margin = 12.0
  static let tickFace = Face(size: 12)
  static let labelFace = Face(size: 12, bold: true)

  init(_ chart: Chart, _ prepared: Preparation, width: Int) {
    self.chart = chart
    self.prepared = prepared
    self.width = Double(min(max(width, 160), 4000))
    warnings = prepared.warnings
  }

  mutating func run() {
    paragraph(chart.words.title, Face(size: width < 480 ? 18 : 20, bold: true), .text, after: 4)
    paragraph(chart.words.subtitle, Face(size: width < 480 ? 14 : 15), .text, after: 4)
    y += 6
    if let keys = prepared.keys, let values = prepared.values { plot(keys, values) } else { noData() }
    y += 10
    let face = Face(size: 12)
    for note in keyNotes { paragraph(note, face, .muted, after: 4) }
    paragraph(prepared.colorNote, face, .muted, after: 4)
    paragraph(prepared.rangeNote, face, .muted, after: 4)
    paragraph(chart.words.note.map { "Note: " + $0 }, face, .muted, after: 4)
    paragraph(chart.words.source.map { "Source: " + $0 }, face, .muted, after: 4)
    paragraph(chart.words.byline, face, .muted, after: 4)
    height = (y + 8).rounded(.up)
    shapes.insert(
      .rect(x: 0, y: 0, width: width, height: height, Style(fill: .background)), at: 0)
  }

  /// Words, and the room they take.
  mutating func write(_ text: String, x: Double, y: Double, _ style: TextStyle = TextStyle()) {
    shapes.append(.text(text, x: x, y: y, style))
    occupied.add(text: style.box(of: text, x: x, y: y))
  }

  private mutating func paragraph(_ text: String?, _ face: Face, _ ink: Ink, after: Double) {
    guard let text, !text.isEmpty else { return }
    // Lines of more than some ninety letters are hard to follow.
    for line in face.balanced(text, to: min(width - 2 * Self.margin, face.size * (face.bold ? 44 : 56))) {
      y += face.lineHeight
      write(line, x: Self.margin, y: y - face.size * 0.25, TextStyle(face: face, ink: ink))
    }
    y += after
  }

  private mutating func noData() {
    shapes.append(
      .rect(x: Self.margin, y: y, width: width - 2 * Self.margin, height: 120, Style(fill: .band)))
    let style = TextStyle(face: Face(size: 15), ink: .muted, anchor: .middle)
    let words = prepared.beyond > 0 ? "no value that an axis can show" : "no data"
    let lines = style.face.balanced(words, to: width - 4 * Self.margin)
    for (offset, line) in lines.enumerated() {
      write(line, x: width / 2, y: y + 64 + (Double(offset) - Double(lines.count - 1) / 2) * 20, style)
    }
    y += 120
  }
}
