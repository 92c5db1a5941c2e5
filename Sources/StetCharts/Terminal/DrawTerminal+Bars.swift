import StetColumns

/// Columns and bars, both lying, a row each; values run to the right from zero.
func drawBars(_ panel: Panel, _ prepared: Preparation, _ columns: Int) -> TerminalPlot? {
  let rows = barRows(panel, prepared)
  guard !rows.isEmpty else { return nil }
  let nameWidth = min(rows.map { displayWidth($0.name) }.max() ?? 0, columns / 3)
  let textWidth = min(rows.map { displayWidth($0.text) }.max() ?? 0, columns / 3)
  let others = panel.layers.filter { !$0.layer.mark.has(.hasWidth) }
  let range = valueRange(rows, others, prepared)
  let room = max(4, columns - nameWidth - textWidth - 3)
  var grid = BarGrid(
    canvas: TerminalCanvas(width: room + 1 + textWidth + 1, height: rows.count), range: range,
    room: range.lowerBound < 0 ? room - 1 : room)
  for (index, row) in rows.enumerated() { grid.draw(row, index, textWidth) }
  for point in others.flatMap(\.points) where point.label == nil {
    guard let value = point.value else { continue }
    for index in rows.indices where rows[index].key == point.key { grid.mark(index, value) }
  }
  var plot = TerminalPlot(lines: [])
  let valueAxis: Axis = prepared.isHorizontal ? .x : .y
  var feet: [String] = []
  for rule in prepared.chart.rules where rule.axis == valueAxis {
    guard let value = Domain.number.position(of: rule.value) else { continue }
    let column = grid.column(value)
    for index in rows.indices { grid.canvas.set(index, column, to: TerminalSign.upright) }
    if let label = rule.label { feet += [foot(label, nameWidth + 1 + column, TerminalSign.upright, columns: columns)] }
  }
  for band in prepared.chart.bands where band.axis == valueAxis {
    guard let extent = prepared.extent(of: band, along: .number, range) else { continue }
    let (first, last) = (grid.column(extent.lowerBound), grid.column(extent.upperBound))
    for index in rows.indices {
      for column in first...last { grid.canvas.fill(index, column, with: TerminalSign.band) }
    }
    if let label = band.label { feet += [foot(label, nameWidth + 1 + first, TerminalSign.band, columns: columns)] }
  }
  for rule in prepared.chart.rules where rule.axis != valueAxis {
    let place = prepared.keyDomain.position(of: rule.value)
    let marked = rows.indices.filter { rows[$0].key == place }
    let isTold = grid.write(rule.label, at: marked, leading: TerminalSign.across)
    if !isTold { plot.remarks += [prepared.told(rule, sign: TerminalSign.across)].compactMap { $0 } }
  }
  for band in prepared.chart.bands where band.axis != valueAxis {
    guard let keys = panel.keys, let extent = prepared.extent(of: band, along: prepared.keyDomain, keys) else {
      continue
    }
    let marked = rows.indices.filter { extent.contains(rows[$0].key) }
    let isTold = grid.write(band.label, at: marked, leading: TerminalSign.band)
    if !isTold { plot.remarks += [prepared.told(band)].compactMap { $0 } }
  }
  plot.lines = zip(rows, grid.canvas.lines(blank: " ")).map { padded($0.name, nameWidth) + " " + $1 }
  plot.lines += feet
  return plot
}

private struct BarRow {
  var name: String
  var key: Double
  var value: Double
  var text: String
}

/// A row a bar: its value as text, and after it what labels and words say at its key.
private func barRows(_ panel: Panel, _ prepared: Preparation) -> [BarRow] {
  var rows: [BarRow] = []
  for layer in panel.layers where layer.layer.mark.has(.hasWidth) {
    if layer.layer.mark.has(.counts) {
      rows += classRows(layer, panel, prepared)
      continue
    }
    for point in layer.points where point.value != nil {
      let name = plainText(prepared.keyChannel(layer.layer)?.column[point.row] ?? .missing)
      rows.append(barRow(point, named: name, layer, prepared))
    }
  }
  for point in panel.layers.filter({ !$0.layer.mark.has(.hasWidth) }).flatMap(\.points) {
    guard let label = point.label, let row = rows.firstIndex(where: { $0.key == point.key }) else { continue }
    rows[row].text += " · " + label
  }
  return rows
}

/// A row a class and series in the order of classes; a class without a row is shown as such.
private func classRows(_ layer: PreparedLayer, _ panel: Panel, _ prepared: Preparation) -> [BarRow] {
  let points = Dictionary(grouping: layer.points, by: \.key)
  return layer.classes.filter { panel.keys?.contains($0) ?? false }.flatMap { center -> [BarRow] in
    let edges = [center - layer.step / 2, center + layer.step / 2].map {
      prepared.keyDomain.label(Ticks.exact($0, step: layer.step))
    }
    let name = edges.joined(separator: "–")
    guard let counted = points[center] else { return [BarRow(name: name, key: center, value: 0, text: "0")] }
    return counted.map { barRow($0, named: name, layer, prepared) }
  }
}

private func barRow(_ point: Point, named name: String, _ layer: PreparedLayer, _ prepared: Preparation) -> BarRow {
  let amount = (point.value ?? 0) - point.base
  let pattern = prepared.valueFormat ?? (layer.stack == .share ? ".1%" : ",")
  var text = formatted(.float(amount), pattern) ?? shortest(amount)
  if let label = point.label { text = says(label, amount) ? label : text + " · " + label }
  let series = layer.series.count > 1 ? " " + prepared.seriesNames[point.series] : ""
  return BarRow(name: name + series, key: point.key, value: amount, text: text)
}

/// Whether a label is the value itself in another format: `$1.25m` for 1,250,000, `12.5%` for 0.125.
private func says(_ label: String, _ value: Double) -> Bool {
  guard let number = Ticks.number(in: label) else { return false }
  return [1, 100, 1e-3, 1e-6, 1e-9, 1e-12].contains { (number - value * $0).magnitude <= (value * $0).magnitude * 0.01 }
}

/// Zero and everything that has a position on the axis of values.
private func valueRange(
  _ rows: [BarRow], _ others: [PreparedLayer], _ prepared: Preparation
) -> ClosedRange<Double> {
  let axis: Axis = prepared.isHorizontal ? .x : .y
  var values = rows.map(\.value) + others.flatMap(\.points).compactMap(\.value)
  values += prepared.chart.rules.filter { $0.axis == axis }.compactMap { Domain.number.position(of: $0.value) }
  values += prepared.chart.bands.filter { $0.axis == axis }.flatMap { [$0.from, $0.to] }
    .compactMap { Domain.number.position(of: $0) }
  let (low, high) = (min(values.min() ?? 0, 0), max(values.max() ?? 0, 0))
  return low < high ? low...high : 0...1
}

/// Rows of cells with a scale of values.
private struct BarGrid {
  var canvas: TerminalCanvas
  let range: ClosedRange<Double>
  /// Cells for the bars, the one of the axis not counted.
  let room: Int
  /// Where each row's bar and words end.
  private var ends: [Int]

  init(canvas: TerminalCanvas, range: ClosedRange<Double>, room: Int) {
    self.canvas = canvas
    self.range = range
    self.room = room
    ends = [Int](repeating: 0, count: canvas.height)
  }

  private var unit: Double { Double(room) / (range.upperBound - range.lowerBound) }
  private var zero: Int { Int((-range.lowerBound * unit).rounded()) }
  private var hasAxis: Bool { range.lowerBound < 0 }
  /// Where positive bars start.
  private var start: Int { hasAxis ? zero + 1 : 0 }

  /// The cell of a value.
  func column(_ value: Double) -> Int {
    value >= 0
      ? min(start + Int(value * unit), start + max(room - zero, 1) - 1) : max(zero - 1 - Int(-value * unit), 0)
  }

  mutating func draw(_ row: BarRow, _ index: Int, _ textWidth: Int) {
    var end = start
    if hasAxis { canvas.set(index, zero, to: "│") }
    if row.value >= 0 {
      let eighths = Int((row.value * unit * 8).rounded())
      for column in 0..<eighths / 8 { canvas.set(index, start + column, to: "█") }
      let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
      if !part.isEmpty { canvas.set(index, start + eighths / 8, to: part) }
      end = start + (eighths + 7) / 8
    } else {
      // Unicode has no other blocks that begin on the right.
      let halves = min(Int((-row.value * unit * 2).rounded()), zero * 2)
      for column in 0..<halves / 2 { canvas.set(index, zero - 1 - column, to: "█") }
      if halves % 2 == 1 { canvas.set(index, zero - 1 - halves / 2, to: "▐") }
    }
    let text = shortened(row.text, to: textWidth)
    canvas.write(text, index, end + 1)
    ends[index] = end + 1 + displayWidth(text)
  }

  /// A point or a line's point over the bars.
  mutating func mark(_ index: Int, _ value: Double) { canvas.set(index, column(value), to: "●") }

  /// Fills what is left of rows with a sign, and writes a label at the end of the first that has space for it; returns whether
  /// it fit.
  mutating func write(_ label: String?, at rows: [Int], leading sign: String) -> Bool {
    var isTold = label == nil
    for row in rows {
      let start = canvas.width - displayWidth(label ?? "") - 1
      if let label, !isTold, start > ends[row] + 1, canvas.canHold(row, start, " " + label) {
        canvas.write(" " + label, row, start)
        isTold = true
      }
      for column in stride(from: ends[row] + 1, to: canvas.width, by: 1) { canvas.fill(row, column, with: sign) }
    }
    return isTold
  }

}

/// A line under the bars that says what is in a column of cells.
private func foot(_ label: String, _ column: Int, _ sign: String, columns: Int) -> String {
  let start = column - displayWidth(label) - 1
  if column + 2 + displayWidth(label) <= columns || start < 0 {
    return String(repeating: " ", count: column) + sign + " " + shortened(label, to: max(1, columns - column - 2))
  }
  return String(repeating: " ", count: start) + label + " " + sign
}

private func padded(_ text: String, _ width: Int) -> String {
  let text = shortened(text, to: width)
  return text + String(repeating: " ", count: width - displayWidth(text))
}
