import StetColumns

/// A chart in characters, `columns` wide: blocks for bars, braille for lines and points, dashes for rules, shades for
/// bands.
package func drawTerminal(_ chart: Chart, columns: Int) -> String {
  let prepared = Preparation(chart)
  let columns = min(max(columns, 30), 400)
  var lines: [String] = []
  func add(_ text: String?) {
    guard let text, !text.isEmpty else { return }
    lines += LineBreaks { Double(displayWidth($0)) }.wrapped(text, to: Double(columns))
  }
  for text in [chart.words.title, chart.words.subtitle, chart.words.unit] { add(text) }
  if prepared.drawn > 0 {
    var remarks: [String] = []
    var dropped = 0
    for (index, panel) in prepared.panels.enumerated() {
      if let name = panel.name {
        if index > 0 { lines.append("") }
        add(name)
      }
      guard let plot = draw(panel, prepared, columns) else {
        add("no data")
        continue
      }
      lines += plot.lines
      for remark in plot.remarks where !remarks.contains(remark) { remarks.append(remark) }
      dropped += plot.dropped
    }
    for remark in remarks { add(remark) }
    for annotation in chart.annotations { add("↗ \(prepared.name(annotation.x)): \(annotation.text)") }
    if dropped > 0 { add("\(dropped) \(dropped == 1 ? "label does" : "labels do") not fit") }
  } else {
    add(prepared.beyond + prepared.unplaced > 0 ? "no values that the axes can show" : "no data")
  }
  for layer in prepared.layers { for remark in layer.losses + layer.remarks { add(remark) } }
  for line in chart.words.below { add(line) }
  if prepared.missing > 0 { add("\(counted(prepared.missing, "row")) omitted because a value is missing") }
  add(prepared.fieldNote)
  add(chart.partialNote)
  add(prepared.rangeNote)
  add(prepared.logNote)
  return lines.map(harmless).joined(separator: "\n") + "\n"
}

private func draw(_ panel: Panel, _ prepared: Preparation, _ columns: Int) -> TerminalPlot? {
  guard let first = panel.layers.first else { return nil }
  switch first.layer.mark.terminal {
  case .own(let lines):
    return TerminalPlot(lines: lines(Figure(first, prepared, left: 0, right: Double(columns), y: 0), columns))
  case .grid: return drawGrid(panel, prepared, columns)
  case .rows: return drawRows(panel, prepared, columns)
  case .bars, .lines, .dots, .words:
    return panel.layers.contains { $0.layer.mark.has(.hasWidth) }
      ? drawBars(panel, prepared, columns) : drawLines(panel, prepared, columns)
  }
}

/// Control characters of names and words never reach the terminal.
private func harmless(_ line: String) -> String {
  guard line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return line }
  return String(
    String.UnicodeScalarView(
      line.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
}

/// A drawn plot and what did not fit in it.
struct TerminalPlot {
  var lines: [String]
  /// Rules and bands in words: `┆ FY2017: Executive order`.
  var remarks: [String] = []
  /// Labels of marks that are left out.
  var dropped = 0
}

/// The signs of rules, bands, spreads and values.
enum TerminalSign {
  static let across = "╌"
  static let upright = "┆"
  static let band = "░"
  static let spread = "─"
  static let box = "█"
  static let median = "│"
  static let value = "●"
}

extension Preparation {
  /// A rule or a band in words, if its label does not fit next to it.
  func told(_ rule: Rule, sign: String) -> String? {
    rule.label.map { "\(sign) \(name(rule.value)): \($0)" }
  }

  func told(_ band: Band) -> String? {
    band.label.map { "\(TerminalSign.band) \(name(band.from)) to \(name(band.to)): \($0)" }
  }

  /// The edges of a band along an axis; nil if it is outside.
  func extent(of band: Band, along axis: Domain, _ range: ClosedRange<Double>) -> ClosedRange<Double>? {
    guard let from = axis.position(of: band.from), let to = axis.position(of: band.to) else { return nil }
    let (low, high) = (max(min(from, to), range.lowerBound), min(max(from, to), range.upperBound))
    return low <= high ? low...high : nil
  }
}
