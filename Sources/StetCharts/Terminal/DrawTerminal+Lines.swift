import StetColumns

/// Lines, areas, points and words over two axes.
func drawLines(_ panel: Panel, _ prepared: Preparation, _ columns: Int) -> TerminalPlot? {
  guard let keys = panel.keys, let values = panel.values else { return nil }
  let ticks = Ticks.enclosing(
    values.lowerBound, values.upperBound, about: 4, on: prepared.valueOptions.curve, prepared.valueLabel)
  guard let low = ticks.first, let high = ticks.last else { return nil }
  let height = 12
  let tickWidth = ticks.map { displayWidth($0.label) }.max() ?? 0
  let named = Set(panel.layers.filter { !$0.layer.mark.isWords }.flatMap(\.series)).sorted()
  let hasNames =
    named.count > 1 || panel.layers.contains { $0.layer.isNamed }
  let nameWidth =
    hasNames ? min(named.map { displayWidth(prepared.seriesNames[$0]) }.max() ?? 0, columns / 4) + 1 : 0
  let width = max(8, columns - tickWidth - 1 - nameWidth)
  var grid = LineGrid(
    canvas: TerminalCanvas(width: width, height: height),
    x: Scale(
      lower: keys.lowerBound, upper: keys.upperBound, start: 0, end: Double(width * 2 - 1),
      curve: prepared.keyOptions.curve),
    y: Scale(
      lower: low.value, upper: high.value, start: Double(height * 4 - 1), end: 0, curve: prepared.valueOptions.curve))
  for layer in panel.layers where !layer.layer.mark.isWords {
    grid.draw(layer, isPeriodic: prepared.keyDomain.isPeriodic)
  }
  var plot = TerminalPlot(lines: [])
  grid.drawRules(prepared)
  for layer in panel.layers { plot.dropped += grid.writeLabels(layer) }
  plot.remarks = grid.labelRules(prepared) + grid.drawBands(prepared, keys, low.value...high.value)

  let names = hasNames ? names(panel, prepared, named, grid, width: nameWidth - 1) : []
  var labels = [String](repeating: "", count: height)
  for tick in ticks { labels[grid.row(tick.value)] = tick.label }
  for (row, line) in grid.canvas.lines().enumerated() {
    let space = String(repeating: " ", count: tickWidth - displayWidth(labels[row]))
    plot.lines.append(space + labels[row] + " " + line + (names.isEmpty || names[row].isEmpty ? "" : " " + names[row]))
  }
  let ends = [keys.lowerBound, keys.upperBound].map { label($0, prepared.keyDomain, keys, prepared.chart.x.format) }
  let gap = max(1, width - displayWidth(ends[0]) - displayWidth(ends[1]))
  plot.lines.append(
    String(repeating: " ", count: tickWidth + 1) + ends[0] + String(repeating: " ", count: gap) + ends[1])
  return plot
}

/// The names of series, each in the row nearest the end of its line.
private func names(_ panel: Panel, _ prepared: Preparation, _ series: [Int], _ grid: LineGrid, width: Int) -> [String] {
  var names = [String](repeating: "", count: grid.canvas.height)
  for series in series {
    let points = panel.layers.lazy.map { $0.points(of: series) }.first { $0.contains { $0.value != nil } }
    guard let last = points?.last(where: { $0.value != nil }) else { continue }
    let wanted = grid.row(last.value ?? 0)
    let nearest = names.indices.filter { names[$0].isEmpty }.min { ($0 - wanted).magnitude < ($1 - wanted).magnitude }
    if let nearest { names[nearest] = shortened(prepared.seriesNames[series], to: width) }
  }
  return names
}

private func label(_ key: Double, _ domain: Domain, _ keys: ClosedRange<Double>, _ pattern: String?) -> String {
  switch domain {
  case .number:
    // Without the digits that nobody sees at this size.
    let key = Ticks.exact(key, step: Ticks.niceStep((keys.upperBound - keys.lowerBound) / 1000))
    return formatted(.float(key), pattern ?? ",") ?? shortest(key)
  case .category, .period, .day: return domain.label(key)
  }
}

/// Cells with two scales in dots.
private struct LineGrid {
  var canvas: TerminalCanvas
  let x: Scale
  let y: Scale

  func column(_ key: Double) -> Int { min(max(Int(x(key).rounded()) / 2, 0), canvas.width - 1) }
  func row(_ value: Double) -> Int { min(max(Int(y(value)) / 4, 0), canvas.height - 1) }

  mutating func draw(_ layer: PreparedLayer, isPeriodic: Bool) {
    for series in layer.series {
      for run in layer.runs(of: series, isPeriodic: isPeriodic) {
        for (index, point) in run.enumerated() {
          let (px, py) = (x(point.key), y(point.value ?? 0))
          canvas.dot(px, py)
          guard index > 0, layer.layer.mark.has(.isJoined) else { continue }
          let (qx, qy) = (x(run[index - 1].key), y(run[index - 1].value ?? 0))
          // No step is longer than a dot, or the line would have holes.
          let steps = max(1, Int(max((px - qx).magnitude, (py - qy).magnitude).rounded(.up)))
          for step in 0...steps {
            let share = Double(step) / Double(steps)
            canvas.dot(qx + (px - qx) * share, qy + (py - qy) * share)
          }
        }
      }
    }
  }

  /// Returns how many labels did not fit.
  mutating func writeLabels(_ layer: PreparedLayer) -> Int {
    var dropped = 0
    for point in layer.points {
      guard let value = point.value, let label = point.label, !layer.startsAtZero else { continue }
      let (row, column, wide) = (row(value), column(point.key), displayWidth(label))
      let start = min(max(column - wide / 2, 0), max(canvas.width - wide, 0))
      if layer.layer.mark.isWords {
        // The position itself is the information.
        if canvas.canHold(row, start, label) { canvas.write(label, row, start) } else { dropped += 1 }
        continue
      }
      let sides = [(row, column + 2), (row, column - wide - 1)]
      let lines = [(row - 1, start), (row + 1, start)]
      let places = layer.layer.mark.has(.isJoined) ? lines + sides : sides + lines
      if !canvas.write([label], atFirstFreeOf: places) { dropped += 1 }
    }
    return dropped
  }

  mutating func drawRules(_ prepared: Preparation) {
    for rule in prepared.chart.rules {
      guard let (row, column) = place(of: rule, prepared) else { continue }
      if let row { for column in 0..<canvas.width { canvas.fill(row, column, with: TerminalSign.across) } }
      if let column { for row in 0..<canvas.height { canvas.fill(row, column, with: TerminalSign.upright) } }
    }
  }

  /// Returns the rules whose labels did not fit.
  mutating func labelRules(_ prepared: Preparation) -> [String] {
    var remarks: [String] = []
    for rule in prepared.chart.rules {
      guard let label = rule.label, !label.isEmpty, let (row, column) = place(of: rule, prepared) else { continue }
      let wide = displayWidth(label) + 2
      var places: [(Int, Int)] = []
      if let row {
        places = [row, row - 1, row + 1].flatMap { row in
          stride(from: canvas.width - wide - 1, through: 0, by: -1).map { (row, $0) }
        }
      } else if let column {
        places = (0..<canvas.height).flatMap { [($0, column + 1), ($0, column - wide)] }
      }
      if !canvas.write([" \(label) "], atFirstFreeOf: places) {
        let sign = row != nil ? TerminalSign.across : TerminalSign.upright
        remarks += [prepared.told(rule, sign: sign)].compactMap { $0 }
      }
    }
    return remarks
  }

  /// The row or the column of a rule within the plot.
  private func place(of rule: Rule, _ prepared: Preparation) -> (row: Int?, column: Int?)? {
    let (domain, scale) = rule.axis == .x ? (prepared.keyDomain, x) : (.number, y)
    guard let position = domain.position(of: rule.value), position >= scale.lower, position <= scale.upper else {
      return nil
    }
    return rule.axis == .x ? (nil, column(position)) : (row(position), nil)
  }

  /// Returns the bands whose labels did not fit.
  mutating func drawBands(
    _ prepared: Preparation, _ keys: ClosedRange<Double>, _ values: ClosedRange<Double>
  ) -> [String] {
    var remarks: [String] = []
    var boxes: [(rows: ClosedRange<Int>, columns: ClosedRange<Int>)] = []
    for band in prepared.chart.bands {
      let domain = band.axis == .x ? prepared.keyDomain : .number
      guard let extent = prepared.extent(of: band, along: domain, band.axis == .x ? keys : values) else { continue }
      let rows = band.axis == .x ? 0...canvas.height - 1 : row(extent.upperBound)...row(extent.lowerBound)
      let columns = band.axis == .x ? column(extent.lowerBound)...column(extent.upperBound) : 0...canvas.width - 1
      boxes.append((rows, columns))
      guard let label = band.label, !label.isEmpty else { continue }
      let breaks = LineBreaks { Double(displayWidth($0)) }
      let lines = breaks.balanced(label, to: Double(columns.count - 2)).map { " \($0) " }
      let wide = lines.map(displayWidth).max() ?? 0
      let starts = stride(from: columns.lowerBound, through: columns.upperBound - wide + 1, by: 1)
      let places = rows.dropLast(lines.count - 1).flatMap { row in starts.map { (row, $0) } }
      // A column of single words is not a label.
      let fits = breaks.widestWord(label) <= Double(columns.count - 2) && lines.count <= 3
      if !fits || !canvas.write(lines, atFirstFreeOf: places) {
        remarks += [prepared.told(band)].compactMap { $0 }
      }
    }
    for box in boxes {
      for row in box.rows { for column in box.columns { canvas.fill(row, column, with: TerminalSign.band) } }
    }
    return remarks
  }
}
