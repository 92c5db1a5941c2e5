import StetColumns

/// Space next to the data, for the labels of rules and bands that do not fit in it.
struct RemarkRoom: Equatable {
  var above = 0.0
  var below = 0.0
  var beside = 0.0
}

/// Where the marks are drawn.
struct Plot {
  var key: Scale
  var value: Scale
  var isHorizontal: Bool
  var frame: Box
  var room: RemarkRoom

  /// The scales from left to right and from top to bottom.
  var across: Scale { isHorizontal ? value : key }
  var down: Scale { isHorizontal ? key : value }
}

extension ChartLayout {
  /// One panel with its axes, in the region.
  mutating func draw(_ panel: Panel, _ ends: [EndLabel]?, _ style: PanelStyle) {
    for line in style.title {
      y += 15
      write(line, x: region.lowerBound, y: y - 3, TextStyle(face: Self.labelFace))
    }
    // Plots of a row begin at one height, however many lines their names have.
    y += Double(max(style.titleLines - style.title.count, 0)) * 15
    if style.titleLines > 0 { y += style.isBare ? 1 : 12 }
    guard let keys = panel.keys, let values = panel.values else {
      if !style.isBare { write("no data", x: region.lowerBound, y: y + 20, TextStyle(ink: .muted)) }
      y += style.height ?? 40
      return
    }
    // If labels of rules and bands would cover data, the plot is drawn again with space for them.
    let before = self
    var room = RemarkRoom()
    for attempt in 0..<4 {
      self = before
      let isLast = attempt == 3
      let crowded = draw(panel, keys, values, ends, style, room, isLast: isLast)
      if crowded == RemarkRoom() { return }
      room.above += crowded.above
      room.below += crowded.below
      room.beside = max(room.beside, crowded.beside)
    }
  }

  private mutating func draw(
    _ panel: Panel, _ keys: ClosedRange<Double>, _ values: ClosedRange<Double>, _ ends: [EndLabel]?,
    _ style: PanelStyle,
    _ room: RemarkRoom, isLast: Bool
  ) -> RemarkRoom {
    switch (prepared.valueDomain, prepared.isHorizontal) {
    case (.category(let names), _): drawGrid(panel, names, keys, values, style, room, isLast: isLast)
    case (_, true): drawHorizontal(panel, keys, values, style, room, isLast: isLast)
    case (_, false): drawVertical(panel, keys, values, ends, style, room, isLast: isLast)
    }
  }

  // MARK: - Three kinds of plot

  /// Numbers upwards, keys to the right.
  private mutating func drawVertical(
    _ panel: Panel, _ keys: ClosedRange<Double>, _ values: ClosedRange<Double>, _ ends: [EndLabel]?,
    _ style: PanelStyle,
    _ room: RemarkRoom, isLast: Bool
  ) -> RemarkRoom {
    let plotHeight = style.height ?? usualHeight
    let ticks = style.ticks ?? valueTicks(values, about: style.isBare ? 1 : plotHeight < 200 || width < 400 ? 4 : 5)
    guard let firstTick = ticks.first, let lastTick = ticks.last else { return RemarkRoom() }
    let (lower, upper) = (min(firstTick.value, values.lowerBound), max(lastTick.value, values.upperBound))
    let labeled = panel.layers.flatMap(\.points).filter { $0.label != nil && $0.value != nil }
    let top = y
    let bottom = top + room.above + plotHeight
    var value = Scale(
      lower: lower, upper: upper,
      start: bottom - (labeled.contains { ($0.value ?? 0) < $0.base } ? 16 : 0),
      end: top + room.above + (labeled.isEmpty ? 0 : 14), curve: prepared.valueOptions.curve)
    if prepared.valueOptions.isReversed { (value.start, value.end) = (value.end, value.start) }
    let hasLabels = style.hasValueLabels && !style.isBare
    left = region.lowerBound + (hasLabels ? Self.tickFace.widest(ticks.map(\.label)) + 8 : 0)
    if !style.isBare, let first = firstLabels(panel) { left = max(left, left + first - 4) }
    let placedEnds = ends.map { place($0, value, keys, top: top + room.above, bottom: bottom) } ?? []
    var rightEdge = region.upperBound - (style.isBare ? 0 : 8) - room.beside
    if let widest = placedEnds.map(\.width).max() { rightEdge = region.upperBound - widest - endGap(placedEnds) }
    var key = Scale(
      lower: keys.lowerBound, upper: keys.upperBound, start: left, end: rightEdge, curve: prepared.keyOptions.curve)
    if prepared.largest != nil { inset(&key, &value, panel, rightEdge) }
    if prepared.keyOptions.isReversed { (key.start, key.end) = (key.end, key.start) }
    let plot = Plot(
      key: key, value: value, isHorizontal: false, frame: Box(left: left, top: top, right: rightEdge, bottom: bottom),
      room: room)
    drawBands(plot)
    var lastLabel = Double.infinity
    for tick in ticks {
      let place = value(tick.value)
      shapes.append(
        .line(x1: left, y1: place, x2: rightEdge, y2: place, Style(stroke: tick.value == 0 ? .axis : .grid)))
      // Ticks of the author's own may be closer than their labels.
      guard hasLabels, (place - lastLabel).magnitude > 13 else { continue }
      lastLabel = place
      write(
        tick.label, x: region.lowerBound + Self.tickFace.widest(ticks.map(\.label)), y: place + 4,
        TextStyle(ink: .muted, anchor: .end))
    }
    y = bottom
    if style.isBare {
      shapes.append(.line(x1: left, y1: bottom, x2: rightEdge, y2: bottom, Style(stroke: .axis)))
    } else {
      keyAxis(panel, key, keys, bottom: bottom)
    }
    return finish(panel, plot, placedEnds, canWiden: ends == nil, isBare: style.isBare, isLast: isLast)
  }

  /// Makes room inside the plot for large dots at its edges.
  private func inset(_ key: inout Scale, _ value: inout Scale, _ panel: Panel, _ right: Double) {
    var (before, behind, above, below) = (0.0, 0.0, 0.0, 0.0)
    for point in panel.layers.flatMap(\.points) {
      guard let amount = point.value, let size = point.size else { continue }
      let radius = dotRadius(size, largest: prepared.largest) + 1
      let (x, y) = (key(point.key), value(amount))
      before = max(before, left - (x - radius))
      behind = max(behind, x + radius - right)
      above = max(above, min(value.start, value.end) - (y - radius))
      below = max(below, y + radius - max(value.start, value.end))
    }
    key.start += before
    key.end -= behind
    let isUpward = value.start > value.end
    value.end += isUpward ? above : -below
    value.start -= isUpward ? below : -above
  }

  /// Numbers to the right, names downward.
  private mutating func drawHorizontal(
    _ panel: Panel, _ keys: ClosedRange<Double>, _ values: ClosedRange<Double>, _ style: PanelStyle, _ room: RemarkRoom,
    isLast: Bool
  ) -> RemarkRoom {
    guard case .category(let names) = prepared.keyDomain else { return RemarkRoom() }
    let wide = region.upperBound - region.lowerBound
    let limit = min(wide * 0.4, Self.tickFace.widest(names) + 1)
    let wrapped = names.map { Self.tickFace.balanced($0, to: limit) }
    let lines = Double(wrapped.map(\.count).max() ?? 1)
    let groups = panel.layers.map { $0.stack == .group ? $0.series.count : 1 }.max() ?? 1
    let isCloud = panel.layers.contains { $0.layer.mark.has(.spreads) }
    let row = max(lines * 15 + 6, isCloud ? 56 : 24, Double(groups) * 16)
    let labeled = panel.layers.flatMap(\.points).filter { $0.label != nil && $0.value != nil }
    func labelRoom(_ points: [Point]) -> Double {
      min(Self.tickFace.widest(points.compactMap(\.label)) + (points.isEmpty ? 0 : 8), wide * 0.25)
    }
    let nameEdge = region.lowerBound + Self.tickFace.widest(wrapped.flatMap { $0 })
    // Both ends of the axis have a label: if they do not fit side by side, numbers are shortened.
    let count = max(style.isSmall ? 2 : 3, Int(wide / 130))
    let space = region.upperBound - nameEdge - 8 - labelRoom(labeled)
    let choices = [valueTicks(values, about: count), valueTicks(values, about: count, limit: 0)]
    let ticks =
      choices.first {
        Self.tickFace.width($0.first?.label ?? "") + Self.tickFace.width($0.last?.label ?? "") + 12 <= space
      } ?? valueTicks(values, about: 1, limit: 0)
    guard let firstTick = ticks.first, let lastTick = ticks.last else { return RemarkRoom() }
    let (lower, upper) = (min(firstTick.value, values.lowerBound), max(lastTick.value, values.upperBound))
    let rightEdge =
      region.upperBound
      - max(
        Self.tickFace.width(lastTick.label) / 2, labelRoom(labeled.filter { ($0.value ?? 0) >= $0.base }), room.beside)
    left = max(nameEdge + 8, region.lowerBound + Self.tickFace.width(firstTick.label) / 2)
    // Labels left of negative bars reach beyond the first gridline only where their bars come near it.
    let perUnit = (rightEdge - left) / max(upper - lower, 1e-300)
    left += labeled.filter { ($0.value ?? 0) < $0.base }.reduce(0) {
      max($0, labelRoom([$1]) - (($1.value ?? 0) - lower) * perUnit * 0.8)
    }
    y += 18
    let top = y
    let bottom = top + row * Double(max(names.count, 1))
    let key = Scale(lower: keys.lowerBound, upper: keys.upperBound, start: top, end: bottom)
    var value = Scale(
      lower: lower, upper: upper, start: left, end: rightEdge, curve: prepared.valueOptions.curve)
    if prepared.valueOptions.isReversed { (value.start, value.end) = (value.end, value.start) }
    let plot = Plot(
      key: key, value: value, isHorizontal: true, frame: Box(left: left, top: top, right: rightEdge, bottom: bottom),
      room: room)
    drawBands(plot)
    let spacing = (rightEdge - left) / Double(max(1, ticks.count - 1))
    let least = max(1, Int(((Self.tickFace.widest(ticks.map(\.label)) + 10) / spacing).rounded(.up)))
    // The first and the last gridline have labels wherever a round step allows it.
    let every = (least..<max(ticks.count, least + 1)).first { (ticks.count - 1) % $0 == 0 } ?? least
    for (index, tick) in ticks.enumerated() {
      let place = value(tick.value)
      shapes.append(.line(x1: place, y1: top, x2: place, y2: bottom, Style(stroke: tick.value == 0 ? .axis : .grid)))
      if index % every == 0 || least >= ticks.count && index == ticks.count - 1 {
        write(tick.label, x: place, y: top - 6, TextStyle(ink: .muted, anchor: .middle))
      }
    }
    writeNames(wrapped, key, edge: nameEdge)
    // A dot is found on its row by a line.
    if panel.layers.contains(where: { $0.layer.mark.has(.hasRowLines) }) {
      for index in names.indices {
        let place = key(Double(index))
        shapes.append(.line(x1: left, y1: place, x2: rightEdge, y2: place, Style(stroke: .grid)))
      }
    }
    y = bottom + room.below
    return finish(panel, plot, [], canWiden: true, isBare: false, isLast: isLast)
  }

  /// Names downward, keys to the right.
  private mutating func drawGrid(
    _ panel: Panel, _ names: [String], _ keys: ClosedRange<Double>, _ values: ClosedRange<Double>, _ style: PanelStyle,
    _ room: RemarkRoom, isLast: Bool
  ) -> RemarkRoom {
    let wide = region.upperBound - region.lowerBound
    let limit = min(wide * 0.4, Self.tickFace.widest(names) + 1)
    let wrapped = names.map { Self.tickFace.balanced($0, to: limit) }
    let row = max(Double(wrapped.map(\.count).max() ?? 1) * 15 + 6, 24)
    let nameEdge = region.lowerBound + Self.tickFace.widest(wrapped.flatMap { $0 })
    left = nameEdge + 8
    let top = y
    let bottom = top + row * Double(max(names.count, 1))
    let key = Scale(lower: keys.lowerBound, upper: keys.upperBound, start: left, end: region.upperBound - 2)
    let value = Scale(lower: values.lowerBound, upper: values.upperBound, start: top, end: bottom)
    let plot = Plot(
      key: key, value: value, isHorizontal: false, frame: Box(left: left, top: top, right: key.end, bottom: bottom),
      room: room)
    writeNames(wrapped, value, edge: nameEdge)
    y = bottom
    keyAxis(panel, key, keys, bottom: bottom, hasLine: false)
    return finish(panel, plot, [], canWiden: false, isBare: false, isLast: true)
  }

  private mutating func writeNames(_ names: [[String]], _ scale: Scale, edge: Double) {
    for (index, lines) in names.enumerated() {
      let middle = scale(Double(index)) + 4 - Double(lines.count - 1) * 7.5
      for (offset, line) in lines.enumerated() {
        write(line, x: edge, y: middle + Double(offset) * 15, TextStyle(anchor: .end))
      }
    }
  }

  // MARK: - Marks and what is written on them

  private mutating func finish(
    _ panel: Panel, _ plot: Plot, _ ends: [EndLabel], canWiden: Bool, isBare: Bool, isLast: Bool
  ) -> RemarkRoom {
    let labels = drawLayers(panel, plot, named: Set(ends.map(\.series)))
    drawRules(plot)
    write(ends, plot)
    if isBare { return RemarkRoom() }
    place(labels, plot)
    annotate(panel, plot)
    return labelRemarks(panel, plot, canWiden: canWiden, isLast: isLast)
  }

  var usualHeight: Double { min(max(width * 0.5, 220), 480).rounded() }

  /// Space for labels to the left of the first point in time.
  private func firstLabels(_ panel: Panel) -> Double? {
    let points = panel.layers.filter { $0.layer.mark.has(.hasMoments) }.flatMap(\.points)
    guard let first = points.map(\.key).min() else { return nil }
    let widest = Self.tickFace.widest(points.filter { $0.key == first }.compactMap(\.label))
    return widest > 0 ? widest + 18 : nil
  }

  func valueTicks(_ values: ClosedRange<Double>, about count: Int, limit: Double? = nil) -> [Tick] {
    let limit = limit ?? (region.upperBound - region.lowerBound) * 0.3
    let own = prepared.valueOptions.ticks.compactMap { Domain.number.position(of: $0) }.sorted()
    if !own.isEmpty {
      return own.map { Tick(value: $0, label: prepared.valueLabel($0) ?? formatted(.float($0), ",") ?? shortest($0)) }
    }
    let curve = prepared.valueOptions.curve
    // Rows are whole.
    let least = prepared.layers.allSatisfy { $0.layer.mark.has(.counts) && $0.stack != .share } ? 1.0 : 0
    let ticks = Ticks.enclosing(
      values.lowerBound, values.upperBound, about: count, on: curve, least: least, prepared.valueLabel)
    if Self.tickFace.widest(ticks.map(\.label)) <= limit { return ticks }
    let short = Ticks.enclosing(values.lowerBound, values.upperBound, about: count, on: curve, least: least) {
      shortened($0, top: max(values.lowerBound.magnitude, values.upperBound.magnitude))
    }
    if limit == 0 || Self.tickFace.widest(short.map(\.label)) <= limit { return short }
    return Ticks.enclosing(values.lowerBound, values.upperBound, about: 2, on: curve) {
      formatted(.float($0), ",") ?? shortest($0)
    }
  }

  /// A number in thousands or more, if its axis has little space.
  private func shortened(_ value: Double, top: Double) -> String? {
    guard value != 0 else { return "0" }
    let (unit, letters) = top >= 1e12 ? (1e12, "tn") : top >= 1e9 ? (1e9, "bn") : top >= 1e6 ? (1e6, "m") : (1e3, "k")
    guard top >= 1e4, let text = formatted(.float(value), ",.3" + letters) else { return nil }
    guard value.magnitude >= unit * 1e-3 else { return nil }
    // Without the zeros that say nothing.
    let number = text.dropLast(letters.count)
    guard number.contains(".") else { return text }
    return String(number.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()) + letters
  }

  /// Returns the labels of the marks, to be placed after everything that must be drawn.
  private mutating func drawLayers(_ panel: Panel, _ plot: Plot, named: Set<Int>) -> [PlacedLabel] {
    var labels: [PlacedLabel] = []
    for layer in panel.layers {
      guard case .onAxes(let draw) = layer.layer.mark.painting else { continue }
      var drawing = Drawing(
        prepared: layer, keyDomain: prepared.keyDomain, key: plot.key, value: plot.value,
        isHorizontal: plot.isHorizontal,
        largest: layer.layer[.size] == nil ? nil : prepared.largest,
        lineWidth: chart.theme.lineWidth)
      drawing.isDashed = chart.theme.usesDashes
      drawing.named = layer.layer.mark.has(.hasMoments) || layer.layer.labels != .all ? named : []
      draw(&drawing)
      droppedLabels += drawing.dropped
      shapes += drawing.shapes
      for shape in drawing.shapes { occupied.add(shape) }
      labels += drawing.labels
    }
    if prepared.valueDomain == .number, plot.value.lower < 0, plot.value.upper > 0 {
      let zero = plot.value(0)
      shapes.append(
        plot.isHorizontal
          ? .line(x1: zero, y1: plot.key.start, x2: zero, y2: plot.key.end, Style(stroke: .axis))
          : .line(x1: plot.frame.left, y1: zero, x2: plot.frame.right, y2: zero, Style(stroke: .axis)))
    }
    return labels
  }
}
