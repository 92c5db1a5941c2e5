import StetColumns

/// A chart in characters, `columns` wide: blocks for bars, braille for lines and points, dashes for rules, shades for
/// bands.
package func drawTerminal(_ chart: Chart, columns: Int) -> String {
  let prepared = Preparation(chart)
  let columns = min(max(columns, 30), 400)
  var lines: [String] = []
  func add(_ text: String?, _ prefix: String = "") {
    guard let text, !text.isEmpty else { return }
    lines += LineBreaks { Double(displayWidth($0)) }.wrapped(prefix + text, to: Double(columns))
  }
  for text in [chart.words.title, chart.words.subtitle, chart.words.unit] { add(text) }
  let plot =
    prepared.layers.contains { $0.layer.mark.hasWidth }
    ? drawBars(chart, prepared, columns) : drawLines(chart, prepared, columns)
  if prepared.drawn > 0, let plot {
    lines += plot.lines
    for remark in plot.remarks { add(remark) }
    if plot.dropped > 0 { add("\(plot.dropped) \(plot.dropped == 1 ? "label has" : "labels have") no room") }
  } else {
    add(prepared.beyond > 0 ? "no value that an axis can show" : "no data")
  }
  add(chart.words.note, "Note: ")
  add(chart.words.source, "Source: ")
  if prepared.omitted > 0 { add("\(prepared.omitted) omitted because a value is missing") }
  add(prepared.rangeNote)
  return lines.map(harmless).joined(separator: "\n") + "\n"
}

/// Control characters of names and words never reach the terminal.
private func harmless(_ line: String) -> String {
  guard line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return line }
  return String(
    String.UnicodeScalarView(
      line.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }))
}

/// A drawn plot and what found no room in it.
struct TerminalPlot {
  var lines: [String]
  /// Rules and bands in words: `┆ FY2017: Executive order`.
  var remarks: [String] = []
  /// Labels of marks that are left out.
  var dropped = 0
}

/// The signs of rules and bands.
enum TerminalSign {
  static let across = "╌"
  static let upright = "┆"
  static let band = "░"
}

extension Preparation {
  /// A rule or a band in words, where its label has no room beside it.
  func told(_ rule: Rule, sign: String, in chart: Chart) -> String? {
    rule.label.map { "\(sign) \(name(rule.value, in: chart)): \($0)" }
  }

  func told(_ band: Band, in chart: Chart) -> String? {
    band.label.map { "\(TerminalSign.band) \(name(band.from, in: chart)) to \(name(band.to, in: chart)): \($0)" }
  }

  /// The edges of a band along an axis; nil where it lies outside.
  func extent(of band: Band, along axis: Domain, _ range: ClosedRange<Double>) -> ClosedRange<Double>? {
    guard let from = axis.position(of: band.from), let to = axis.position(of: band.to) else { return nil }
    let (low, high) = (max(min(from, to), range.lowerBound), min(max(from, to), range.upperBound))
    return low <= high ? low...high : nil
  }
}
