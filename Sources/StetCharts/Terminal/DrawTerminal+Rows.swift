import StetColumns

/// A row a name with its values as signs along one scale: dots, spans from the least to the largest, or boxes.
func drawRows(_ panel: Panel, _ prepared: Preparation, _ form: Mark.RowForm, _ columns: Int) -> TerminalPlot? {
  guard let values = panel.values else { return nil }
  let ticks = Ticks.enclosing(values.lowerBound, values.upperBound, about: 4, on: prepared.valueOptions.curve) {
    value in
    prepared.valueFormat.flatMap { tickLabel(value, $0) }
  }
  guard let low = ticks.first, let high = ticks.last else { return nil }
  var rows: [(key: Double, values: [Double], texts: [String])] = []
  for layer in panel.layers {
    for (key, points) in layer.byKey {
      let ends = layer.layer["to"] == nil ? [] : points.map(\.base)
      let numbers = ends + points.compactMap(\.value)
      let texts = points.compactMap(\.label)
      if let index = rows.firstIndex(where: { $0.key == key }) {
        rows[index].values += numbers
        rows[index].texts += texts
      } else {
        rows.append((key, numbers, texts))
      }
    }
  }
  rows.sort { $0.key < $1.key }
  let names = rows.map { prepared.keyDomain.label($0.key) }
  let nameWidth = min(names.map(displayWidth).max() ?? 0, columns / 3)
  let width = max(12, columns - nameWidth - 2)
  let scale = Scale(
    lower: low.value, upper: high.value, start: 0, end: Double(width - 1), curve: prepared.valueOptions.curve)
  func column(_ value: Double) -> Int { min(max(Int(scale(value).rounded()), 0), width - 1) }
  var plot = TerminalPlot(lines: [])
  var canvas = TerminalCanvas(width: width, height: rows.count)
  for (index, row) in rows.enumerated() {
    let sorted = row.values.sorted()
    guard let least = sorted.first, let most = sorted.last else { continue }
    switch form {
    case .each: break
    case .span: for place in column(least)...column(most) { canvas.set(index, place, to: "─") }
    case .box:
      for place in column(least)...column(most) { canvas.set(index, place, to: "─") }
      let quarter = sorted.count / 4
      for place in column(sorted[quarter])...column(sorted[sorted.count - 1 - quarter]) {
        canvas.set(index, place, to: "█")
      }
      canvas.set(index, column(sorted[sorted.count / 2]), to: "│")
    }
    if form != .box { for value in sorted { canvas.set(index, column(value), to: "●") } }
    for text in row.texts {
      if !canvas.write(
        [text], atFirstFreeOf: [(index, column(most) + 2), (index, column(least) - displayWidth(text) - 1)])
      {
        plot.dropped += 1
      }
    }
  }
  plot.lines = zip(names, canvas.lines(blank: " ")).map { name, line in
    let text = shortened(name, to: nameWidth)
    return text + String(repeating: " ", count: nameWidth - displayWidth(text)) + " " + line
  }
  let gap = max(1, width - displayWidth(low.label) - displayWidth(high.label))
  plot.lines.append(
    String(repeating: " ", count: nameWidth + 1) + low.label + String(repeating: " ", count: gap) + high.label)
  return plot
}

/// Names down, keys across, and a shade in each field.
func drawGrid(_ panel: Panel, _ prepared: Preparation, _ columns: Int) -> TerminalPlot? {
  guard let layer = panel.layers.first, case .category(let names) = prepared.valueDomain else { return nil }
  let keys = Set(layer.points.map(\.key)).sorted()
  let signs = terminalSigns(prepared.shades?.count ?? prepared.seriesNames.count)
  let nameWidth = min(names.map(displayWidth).max() ?? 0, columns / 3)
  let wide = max(1, min(6, (columns - nameWidth - 1) / max(keys.count, 1)))
  var lines = names.map { name in
    let text = shortened(name, to: nameWidth)
    return text + String(repeating: " ", count: nameWidth - displayWidth(text)) + " "
  }
  for row in names.indices {
    for key in keys {
      let point = layer.points.first { $0.key == key && $0.value == Double(row) }
      let sign: String =
        switch point?.ink {
        case .shade(let step), .series(let step): signs[step]
        default: "·"
        }
      lines[row] += String(repeating: sign, count: wide)
    }
  }
  if let first = keys.first, let last = keys.last {
    let ends = [first, last].map { prepared.keyDomain.label($0) }
    let gap = max(1, wide * keys.count - displayWidth(ends[0]) - displayWidth(ends[1]))
    lines.append(
      String(repeating: " ", count: nameWidth + 1) + ends[0] + String(repeating: " ", count: gap)
        + (keys.count > 1 ? ends[1] : ""))
  }
  if let shades = prepared.shades { lines.append(shades.terminalLegend) }
  return TerminalPlot(lines: lines)
}

/// A sign for each of some classes, the last the darkest; digits where shades run out.
func terminalSigns(_ count: Int) -> [String] {
  let shades = ["░", "▒", "▓", "█"]
  switch count {
  case ...1: return ["█"]
  case 2...4: return (0..<count).map { shades[$0 * 3 / (count - 1)] }
  default: return (1...count).map { $0 < 10 ? String($0) : String(Unicode.Scalar(UInt8(min(87 + $0, 122)))) }
  }
}

extension Shades {
  /// `░ 0–10  ▒ 10–20`
  var terminalLegend: String {
    zip(terminalSigns(count), 0..<count).map { "\($0)\(count > 4 ? ":" : "") \(labels[$1])–\(labels[$1 + 1])" }.joined(
      separator: "  ")
  }
}

extension Mark.TerminalForm {
  var isWords: Bool { if case .words = self { true } else { false } }
  var isDots: Bool { if case .dots = self { true } else { false } }
}
