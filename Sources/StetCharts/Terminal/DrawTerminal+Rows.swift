import StetColumns

/// A row a name with its values as signs along one scale: dots, and the spreads that the preparation found.
func drawRows(_ panel: Panel, _ prepared: Preparation, _ columns: Int) -> TerminalPlot? {
  guard let values = panel.values else { return nil }
  let ticks = Ticks.enclosing(
    values.lowerBound, values.upperBound, about: 4, on: prepared.valueOptions.curve, prepared.valueLabel)
  guard let low = ticks.first, let high = ticks.last else { return nil }
  let rows = valueRows(panel)
  let names = rows.map { prepared.keyDomain.label($0.key) }
  let nameWidth = min(names.map(displayWidth).max() ?? 0, columns / 3)
  let width = max(12, columns - nameWidth - 2)
  let scale = Scale(
    lower: low.value, upper: high.value, start: 0, end: Double(width - 1), curve: prepared.valueOptions.curve)
  func column(_ value: Double) -> Int { min(max(Int(scale(value).rounded()), 0), width - 1) }
  var plot = TerminalPlot(lines: [])
  var canvas = TerminalCanvas(width: width, height: rows.count)
  for (index, row) in rows.enumerated() {
    for spread in row.spreads { canvas.draw(spread, index, column) }
    for value in row.values { canvas.set(index, column(value), to: TerminalSign.value) }
    let reached = (row.values + row.spreads.flatMap { [$0.low, $0.high] }).map(column)
    guard let first = reached.min(), let last = reached.max() else { continue }
    for text in row.texts {
      let places = [(index, last + 2), (index, first - displayWidth(text) - 1)]
      if !canvas.write([text], atFirstFreeOf: places) { plot.dropped += 1 }
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

/// What the layers of a panel show at one key.
private struct ValueRow {
  var key: Double
  /// Values that are drawn as dots.
  var values: [Double] = []
  var spreads: [Spread] = []
  var texts: [String] = []
}

private func valueRows(_ panel: Panel) -> [ValueRow] {
  var rows: [Double: ValueRow] = [:]
  for layer in panel.layers {
    for spread in layer.spreads { rows[spread.key, default: ValueRow(key: spread.key)].spreads.append(spread) }
    for (key, points) in layer.byKey {
      // A box says what its values are, but for those beyond its whiskers; a range has two values.
      let boxes = layer.spreads.filter { $0.key == key }.compactMap(\.quartiles)
      let ends = layer.layer[.to] == nil ? [] : points.map(\.base)
      let values = boxes.isEmpty ? ends + points.compactMap(\.value) : boxes.flatMap(\.outliers)
      rows[key, default: ValueRow(key: key)].values += values
      rows[key]?.texts += points.compactMap(\.label)
    }
  }
  return rows.values.sorted { $0.key < $1.key }
}

extension TerminalCanvas {
  fileprivate mutating func draw(_ spread: Spread, _ row: Int, _ column: (Double) -> Int) {
    let ends = [spread.low, spread.high, spread.quartiles?.lower, spread.quartiles?.upper].compactMap { $0.map(column) }
    guard let first = ends.min(), let last = ends.max() else { return }
    for place in first...last { set(row, place, to: TerminalSign.spread) }
    guard let box = spread.quartiles else { return }
    for place in column(box.lower)...column(box.upper) { set(row, place, to: TerminalSign.box) }
    set(row, column(box.median), to: TerminalSign.median)
  }
}
