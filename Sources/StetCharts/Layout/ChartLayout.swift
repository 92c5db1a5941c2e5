import StetColumns

/// Words, axes and marks placed on a page of one width.
struct ChartLayout {
  let chart: Chart
  let width: Double
  let prepared: Preparation
  var shapes: [Primitive] = []
  var warnings: [String]
  /// What did not fit, for the description.
  var notes: [String] = []
  /// What the reader has to know and is listed under the chart: words for rules and bands that did not fit next to
  /// them, how marks are read.
  var keyNotes: [String] = []
  var height = 0.0
  var occupied = Occupied()
  /// Labels of marks that did not fit, in all panels.
  var droppedLabels = 0
  /// The plot whose labels are being placed.
  var labelArea: Box?
  /// The part of the page that a plot may fill: the whole of it, or what a panel has.
  var region: ClosedRange<Double>
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
    region = Self.margin...(self.width - Self.margin)
  }

  mutating func run() {
    let isNarrow = width < 480
    paragraph(
      chart.words.title, Face(size: isNarrow ? chart.theme.titleSize * 0.9 : chart.theme.titleSize, bold: true), .text,
      after: 4,
      isTitle: true)
    paragraph(chart.words.subtitle, Face(size: isNarrow ? 14 : 15), .text, after: 4)
    y += 6
    if let figure = prepared.layers.first(where: { $0.layer.mark.frame == .own }) {
      draw(figure)
    } else if prepared.keys != nil, prepared.values != nil {
      drawPanels()
      warnOfLostAnnotations()
    } else {
      noData()
    }
    if droppedLabels > 0 {
      let note = "\(counted(droppedLabels, "label")) \(agreeing("does", "do", droppedLabels)) not fit"
      warnings.append(note)
      notes.append(note)
    }
    y += 10
    let face = Face(size: 12)
    for note in keyNotes + markKeys { paragraph(note, face, .muted, after: 4) }
    for note in [prepared.colorNote, chart.partialNote, prepared.rangeNote, prepared.logNote] {
      paragraph(note, face, .muted, after: 4)
    }
    for line in chart.words.below { paragraph(line, face, .muted, after: 4) }
    height = (y + 8).rounded(.up)
    shapes.insert(
      .rect(x: 0, y: 0, width: width, height: height, Style(fill: .background)), at: 0)
  }

  /// How the chart's marks are read, each once.
  private var markKeys: [String] {
    var keys: [String] = []
    for layer in prepared.layers where prepared.drawn > 0 {
      for key in layer.losses + layer.remarks + [layer.layer.mark.key].compactMap({ $0 }) where !keys.contains(key) {
        keys.append(key)
      }
    }
    return keys
  }

  /// Words, and the space they take.
  mutating func write(_ text: String, x: Double, y: Double, _ style: TextStyle = TextStyle()) {
    shapes.append(.text(text, x: x, y: y, style))
    occupied.add(text: style.box(of: text, x: x, y: y))
  }

  private mutating func paragraph(_ text: String?, _ face: Face, _ ink: Ink, after: Double, isTitle: Bool = false) {
    guard let text, !text.isEmpty else { return }
    // Lines of more than some ninety letters are hard to follow.
    let lines = face.balanced(text, to: min(width - 2 * Self.margin, face.size * (face.bold ? 44 : 56)))
    // A name may be broken between two lines, and has its color on both.
    let named = isTitle ? seriesNamed(in: lines.joined(separator: " ")) : []
    var start = 0
    for line in lines {
      y += face.lineHeight
      let end = start + line.count
      let own = named.filter { $0.range.overlaps(start..<end) }.map {
        (range: max($0.range.lowerBound, start) - start..<min($0.range.upperBound, end) - start, ink: $0.ink)
      }
      write(
        line, x: Self.margin, y: y - face.size * 0.25,
        TextStyle(face: face, ink: ink, emphasis: own, isTitle: isTitle))
      start = end + 1
    }
    y += after
  }

  /// Where a title names series, it shows their colors.
  private func seriesNamed(in line: String) -> [(range: Range<Int>, ink: Ink)] {
    guard prepared.seriesNames.count > 1, prepared.shades == nil else { return [] }
    let letters = line.lowercased().map { $0 }
    guard letters.count == line.count else { return [] }
    var found: [(range: Range<Int>, ink: Ink)] = []
    let longestFirst = prepared.seriesNames.indices.sorted {
      prepared.seriesNames[$0].count > prepared.seriesNames[$1].count
    }
    for series in longestFirst {
      let name = prepared.seriesNames[series].lowercased().map { $0 }
      switch prepared.colors[series] {
      case .own, .palette: break
      case .gray, .unlit: continue
      }
      guard !name.isEmpty, name.count <= letters.count else { continue }
      for start in 0...(letters.count - name.count) where letters[start..<start + name.count].elementsEqual(name) {
        let end = start + name.count
        let isWord =
          (start == 0 || !letters[start - 1].isLetter && !letters[start - 1].isNumber)
          && (end == letters.count || !letters[end].isLetter && !letters[end].isNumber)
        if isWord, !found.contains(where: { $0.range.overlaps(start..<end) }) {
          found.append((start..<end, .series(series)))
        }
      }
    }
    return found.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private mutating func draw(_ layer: PreparedLayer) {
    guard prepared.drawn > 0 else { return noData() }
    if isNamed, layer.layer.color != nil, !layer.layer.mark.has(.hasOwnLegend) { legend() }
    unit()
    if prepared.shades != nil { shadeLegend() }
    var figure = Figure(layer, prepared, left: Self.margin, right: width - Self.margin, y: y)
    if case .figure(let draw) = layer.layer.mark.painting { draw(&figure) }
    shapes += figure.shapes
    for box in figure.texts { occupied.add(text: box) }
    warnings += figure.warnings
    keyNotes += figure.notes
    notes += figure.notes.map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
    y = figure.y
  }

  var isNamed: Bool { prepared.isNamed }

  private mutating func noData() {
    shapes.append(
      .rect(x: Self.margin, y: y, width: width - 2 * Self.margin, height: 120, Style(fill: .band)))
    let style = TextStyle(face: Face(size: 15), ink: .muted, anchor: .middle)
    let words = prepared.beyond + prepared.unplaced > 0 ? "no values that the axes can show" : "no data"
    let lines = style.face.balanced(words, to: width - 4 * Self.margin)
    for (offset, line) in lines.enumerated() {
      write(line, x: width / 2, y: y + 64 + (Double(offset) - Double(lines.count - 1) / 2) * 20, style)
    }
    y += 120
  }
}
