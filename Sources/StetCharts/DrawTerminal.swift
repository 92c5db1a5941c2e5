import StetColumns

/// A chart in characters, `columns` wide: blocks for bars, braille for lines and points.
package func drawTerminal(_ chart: Chart, columns: Int) -> String {
  let prepared = Preparation(chart)
  let columns = min(max(columns, 30), 400)
  var lines: [String] = []
  for text in [chart.words.title, chart.words.subtitle, chart.words.unit] {
    if let text { lines.append(text) }
  }
  if prepared.drawn == 0 {
    lines.append(prepared.beyond > 0 ? "no value that an axis can show" : "no data")
  } else if prepared.layers.contains(where: { $0.layer.mark.hasWidth }) {
    lines += blocks(chart, prepared, columns)
  } else {
    lines += braille(chart, prepared, columns)
  }
  if let source = chart.words.source { lines.append("Source: " + source) }
  if prepared.omitted > 0 { lines.append("\(prepared.omitted) omitted because a value is missing") }
  if let note = prepared.rangeNote { lines.append(note) }
  return lines.joined(separator: "\n") + "\n"
}

private func blocks(_ chart: Chart, _ prepared: Preparation, _ columns: Int) -> [String] {
  let pattern = prepared.isHorizontal ? chart.xFormat ?? chart.yFormat : chart.yFormat
  var rows: [(name: String, value: Double, text: String)] = []
  for layer in prepared.layers where layer.layer.mark.hasWidth {
    for point in layer.points {
      guard let value = point.value else { continue }
      let amount = value - point.base
      let key = prepared.isHorizontal ? layer.layer.y?.column[point.row] : layer.layer.x?.column[point.row]
      let name = plainText(key ?? .missing) + (layer.series.count > 1 ? " " + prepared.seriesNames[point.series] : "")
      rows.append((name, amount, formatted(.float(amount), pattern ?? ",") ?? shortest(amount)))
    }
  }
  let nameWidth = min(rows.map(\.name.count).max() ?? 0, columns / 3)
  let textWidth = rows.map(\.text.count).max() ?? 0
  let room = Double(max(4, columns - nameWidth - textWidth - 3))
  let most = rows.map(\.value.magnitude).max() ?? 1
  return rows.map { row in
    let eighths = most > 0 ? Int((row.value.magnitude / most * room * 8).rounded()) : 0
    let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return padded(row.name, nameWidth) + " " + String(repeating: "█", count: eighths / 8) + part + " " + row.text
  }
}

private func braille(_ chart: Chart, _ prepared: Preparation, _ columns: Int) -> [String] {
  guard let keys = prepared.keys, let values = prepared.values else { return ["no data"] }
  let height = 12
  let ticks = Ticks.enclosing(values.lowerBound, values.upperBound, about: 4) { value in
    chart.yFormat.flatMap { tickLabel(value, $0) }
  }
  guard let low = ticks.first, let high = ticks.last else { return ["no data"] }
  let tickWidth = ticks.map(\.label.count).max() ?? 0
  let isNamed = prepared.seriesNames.count > 1
  let nameWidth = isNamed ? min(prepared.seriesNames.map(\.count).max() ?? 0, columns / 4) + 1 : 0
  let width = max(8, columns - tickWidth - 1 - nameWidth)
  let x = Scale(lower: keys.lowerBound, upper: keys.upperBound, start: 0, end: Double(width * 2 - 1))
  let y = Scale(lower: low.value, upper: high.value, start: Double(height * 4 - 1), end: 0)
  var dots = [UInt8](repeating: 0, count: width * height)
  func mark(_ px: Double, _ py: Double) {
    let (column, row) = (Int(px.rounded()), Int(py.rounded()))
    guard (0..<width * 2).contains(column), (0..<height * 4).contains(row) else { return }
    let bits: [UInt8] = [0x01, 0x02, 0x04, 0x40, 0x08, 0x10, 0x20, 0x80]
    dots[row / 4 * width + column / 2] |= bits[column % 2 * 4 + row % 4]
  }
  var names = [String](repeating: "", count: height)
  var named: Set<Int> = []
  var isPeriodic = false
  if case .period = prepared.keyDomain { isPeriodic = true }
  for layer in prepared.layers {
    for series in layer.series {
      let runs = layer.runs(of: series, isPeriodic: isPeriodic)
      for run in runs {
        for (index, point) in run.enumerated() {
          let (px, py) = (x(point.key), y(point.value ?? 0))
          mark(px, py)
          guard index > 0, layer.layer.mark.name != "point" else { continue }
          let (qx, qy) = (x(run[index - 1].key), y(run[index - 1].value ?? 0))
          let steps = max(1, Int(max((px - qx).magnitude, (py - qy).magnitude)))
          for step in 0...steps {
            let share = Double(step) / Double(steps)
            mark(qx + (px - qx) * share, qy + (py - qy) * share)
          }
        }
      }
      guard isNamed, named.insert(series).inserted, let last = runs.last?.last else { continue }
      let wanted = min(max(Int(y(last.value ?? 0)) / 4, 0), height - 1)
      let nearest = names.indices.filter { names[$0].isEmpty }.min { ($0 - wanted).magnitude < ($1 - wanted).magnitude }
      if let nearest { names[nearest] = " " + String(prepared.seriesNames[series].prefix(nameWidth - 1)) }
    }
  }
  var labels = [String](repeating: "", count: height)
  for tick in ticks { labels[min(max(Int(y(tick.value)) / 4, 0), height - 1)] = tick.label }
  var lines = (0..<height).map { row in
    let cells = dots[(row * width)..<((row + 1) * width)]
    let text = cells.map { dot in Unicode.Scalar(0x2800 + UInt32(dot)).map { String(Character($0)) } ?? " " }.joined()
    return String(repeating: " ", count: tickWidth - labels[row].count) + labels[row] + " " + text + names[row]
  }
  let ends = [keys.lowerBound, keys.upperBound].map { label($0, prepared.keyDomain) }
  let gap = max(1, width - ends[0].count - ends[1].count)
  lines.append(String(repeating: " ", count: tickWidth + 1) + ends[0] + String(repeating: " ", count: gap) + ends[1])
  return lines
}

private func label(_ key: Double, _ domain: Domain) -> String {
  switch domain {
  case .number: formatted(.float(key), ",") ?? shortest(key)
  case .category(let names): names.isEmpty ? "" : names[min(max(Int(key.rounded()), 0), names.count - 1)]
  case .period(let kind): Ticks.periodLabel(Int(key), kind, yearly: false)
  case .day: Ticks.dayLabel(key)
  }
}

private func padded(_ text: String, _ width: Int) -> String {
  let text = text.count > width ? text.prefix(max(0, width - 1)) + "…" : text[...]
  return text + String(repeating: " ", count: width - text.count)
}
