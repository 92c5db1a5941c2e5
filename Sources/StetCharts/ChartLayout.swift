import StetColumns

/// Words, axes and marks placed on a page of one width.
struct ChartLayout {
  let chart: Chart
  let width: Double
  var shapes: [Shape] = []
  var warnings: [String]
  var height = 0.0

  private let prepared: Preparation
  private let margin = 12.0
  private var left = 12.0
  private var right = 12.0
  private var y = 12.0
  private static let tickFace = Face(size: 12)
  private static let labelFace = Face(size: 12, bold: true)

  init(_ chart: Chart, _ prepared: Preparation, width: Int) {
    self.chart = chart
    self.prepared = prepared
    self.width = Double(min(max(width, 160), 4000))
    warnings = prepared.warnings
  }

  mutating func run() {
    paragraph(chart.words.title, Face(size: 20, bold: true), .text, after: 4)
    paragraph(chart.words.subtitle, Face(size: 15), .text, after: 4)
    y += 6
    if let keys = prepared.keys, let values = prepared.values { plot(keys, values) } else { noData() }
    y += 10
    paragraph(chart.words.note.map { "Note: " + $0 }, Face(size: 12), .muted, after: 4)
    paragraph(chart.words.source.map { "Source: " + $0 }, Face(size: 12), .muted, after: 4)
    paragraph(chart.words.byline, Face(size: 12), .muted, after: 4)
    height = (y + 8).rounded(.up)
    shapes.insert(
      .rect(x: 0, y: 0, width: width, height: height, Style(fill: .background)), at: 0)
  }

  private mutating func paragraph(_ text: String?, _ face: Face, _ ink: Ink, after: Double) {
    guard let text, !text.isEmpty else { return }
    for line in face.wrapped(text, to: width - 2 * margin) {
      y += face.lineHeight
      shapes.append(.text(line, x: margin, y: y - face.size * 0.25, TextStyle(face: face, ink: ink)))
    }
    y += after
  }

  private mutating func noData() {
    shapes.append(
      .rect(x: margin, y: y, width: width - 2 * margin, height: 120, Style(fill: .band)))
    shapes.append(
      .text("no data", x: width / 2, y: y + 64, TextStyle(face: Face(size: 15), ink: .muted, anchor: .middle)))
    y += 120
  }

  // MARK: The plot

  private mutating func plot(_ keys: ClosedRange<Double>, _ values: ClosedRange<Double>) {
    for pattern in [chart.xFormat, chart.yFormat] {
      if let pattern, formatted(.int(0), pattern) == nil { warnings.append("unknown format `\(pattern)`") }
    }
    var named = prepared.seriesNames.count > 1 || prepared.layers.contains { $0.layer.color != nil }
    if prepared.seriesNames.isEmpty { named = false }
    let ends = named ? endLabels() : nil
    if named, ends == nil { legend() }
    unit()
    let top = y
    let valueRoom = prepared.isHorizontal ? max(3, Int(width / 130)) : width < 400 ? 4 : 5
    let valueTicks = Ticks.enclosing(values.lowerBound, values.upperBound, about: valueRoom, valueLabel)
    guard let firstTick = valueTicks.first, let lastTick = valueTicks.last else { return }

    if prepared.isHorizontal {
      plotHorizontal(keys, valueTicks, firstTick, lastTick, top: top)
      return
    }
    let tickWidth = valueTicks.map { Self.tickFace.width($0.label) }.max() ?? 0
    left = margin + tickWidth + 8
    right = margin + (ends.map { ends in ends.map(\.width).max() ?? 0 } ?? 0) + (ends == nil ? 4 : 8)
    let plotHeight = (min(max(width * 0.5, 220), 480)).rounded()
    let key = Scale(lower: keys.lowerBound, upper: keys.upperBound, start: left, end: width - right)
    let value = Scale(lower: firstTick.value, upper: lastTick.value, start: top + plotHeight, end: top)
    drawBands(key, value)
    for tick in valueTicks {
      let place = value(tick.value)
      shapes.append(
        .line(x1: left, y1: place, x2: width - right, y2: place, Style(stroke: tick.value == 0 ? .axis : .grid)))
      shapes.append(
        .text(tick.label, x: left - 8, y: place + 4, TextStyle(ink: .muted, anchor: .end)))
    }
    let bottom = top + plotHeight
    y = bottom
    keyAxis(key, keys, bottom: bottom)
    drawLayers(key, value)
    drawRules(key, value)
    if let ends { draw(ends, value, top: top, bottom: bottom) }
  }

  private mutating func plotHorizontal(
    _ keys: ClosedRange<Double>, _ valueTicks: [Tick], _ firstTick: Tick, _ lastTick: Tick, top: Double
  ) {
    guard case .category(let names) = prepared.keyDomain else { return }
    let limit = min(width * 0.4, (names.map { Self.tickFace.width($0) }.max() ?? 0) + 1)
    let wrapped = names.map { Self.tickFace.wrapped($0, to: limit) }
    let lines = Double(wrapped.map(\.count).max() ?? 1)
    let groups = prepared.layers.map { $0.layer.stack == .group ? $0.series.count : 1 }.max() ?? 1
    let row = max(lines * 15 + 6, 24, Double(groups) * 16)
    left = margin + (wrapped.flatMap { $0 }.map { Self.tickFace.width($0) }.max() ?? 0) + 8
    let labelRoom = prepared.layers.flatMap(\.points).compactMap(\.label).map { Self.tickFace.width($0) + 8 }.max() ?? 0
    right = margin + max(Self.tickFace.width(lastTick.label) / 2, min(labelRoom, width * 0.25))
    y += 18
    let plotTop = y
    let height = row * Double(names.count)
    let key = Scale(lower: keys.lowerBound, upper: keys.upperBound, start: plotTop, end: plotTop + height)
    let value = Scale(lower: firstTick.value, upper: lastTick.value, start: left, end: width - right)
    drawBands(key, value)
    let widest = valueTicks.map { Self.tickFace.width($0.label) }.max() ?? 0
    let spacing = (value.end - value.start) / Double(max(1, valueTicks.count - 1))
    let least = max(1, Int(((widest + 10) / spacing).rounded(.up)))
    // The first and the last gridline have labels wherever a round step allows it.
    let every = (least..<max(valueTicks.count, least + 1)).first { (valueTicks.count - 1) % $0 == 0 } ?? least
    for (index, tick) in valueTicks.enumerated() {
      let place = value(tick.value)
      shapes.append(
        .line(x1: place, y1: plotTop, x2: place, y2: plotTop + height, Style(stroke: tick.value == 0 ? .axis : .grid)))
      if index % every == 0 {
        shapes.append(.text(tick.label, x: place, y: plotTop - 6, TextStyle(ink: .muted, anchor: .middle)))
      }
    }
    for (index, lines) in wrapped.enumerated() {
      let middle = key(Double(index)) + 4 - Double(lines.count - 1) * 7.5
      for (offset, line) in lines.enumerated() {
        shapes.append(
          .text(line, x: left - 8, y: middle + Double(offset) * 15, TextStyle(anchor: .end)))
      }
    }
    drawLayers(key, value)
    drawRules(key, value)
    y = plotTop + height
  }

  private mutating func unit() {
    guard let unit = chart.words.unit, !unit.isEmpty else {
      y += 8
      return
    }
    for line in Self.tickFace.wrapped(unit, to: width - 2 * margin) {
      y += Self.tickFace.lineHeight
      shapes.append(.text(line, x: margin, y: y - 3, TextStyle(ink: .muted)))
    }
    y += 10
  }

  private func valueLabel(_ value: Double) -> String? {
    guard let pattern = prepared.isHorizontal ? chart.xFormat ?? chart.yFormat : chart.yFormat else {
      return prepared.layers.contains { $0.layer.stack == .share && $0.series.count > 1 }
        ? formatted(.float(value), "%") : nil
    }
    return tickLabel(value, pattern)
  }

  private mutating func keyAxis(_ key: Scale, _ keys: ClosedRange<Double>, bottom: Double) {
    let span = key.end - key.start
    if case .category(let names) = prepared.keyDomain {
      categories(names, key, bottom: bottom)
      return
    }
    let ticks = keyTicks(keys, span: span)
    var lastRight = -Double.infinity
    for tick in ticks {
      let place = key(tick.value)
      let half = Self.tickFace.width(tick.label) / 2
      let x = min(max(place, half + 2), width - half - 2)
      shapes.append(.line(x1: place, y1: bottom, x2: place, y2: bottom + 5, Style(stroke: .axis)))
      if x - half < lastRight + 6 { continue }
      lastRight = x + half
      shapes.append(.text(tick.label, x: x, y: bottom + 19, TextStyle(ink: .muted, anchor: .middle)))
    }
    shapes.append(.line(x1: key.start, y1: bottom, x2: key.end, y2: bottom, Style(stroke: .axis)))
    y = bottom + 24
    if prepared.keyDomain == .number, let label = prepared.layers.first?.layer.x?.label {
      y += 16
      let words = Self.tickFace.shortened(label, to: width - 2 * margin)
      let half = Self.tickFace.width(words) / 2
      let center = max((key.start + key.end) / 2, half + margin)
      shapes.append(.text(words, x: center, y: y - 2, TextStyle(ink: .muted, anchor: .middle)))
    }
  }

  private func keyTicks(_ keys: ClosedRange<Double>, span: Double) -> [Tick] {
    // Half a step of padding belongs to columns, not to the calendar.
    let padding = prepared.layers.map { $0.layer.mark.hasWidth ? $0.step / 2 : 0 }.max() ?? 0
    let low = keys.lowerBound + padding
    let high = keys.upperBound - padding
    switch prepared.keyDomain {
    case .category: return []
    case .day: return Ticks.days(low, high, span: span)
    case .period(let kind):
      return Ticks.periods(Int(low.rounded()), Int(high.rounded()), kind, span: span)
    case .number:
      let ticks = Ticks.enclosing(low, high, about: max(2, Int(span / 90))) {
        chart.xFormat.flatMap { [value = $0] pattern in tickLabel(value, pattern) }
      }
      return ticks.filter { $0.value >= keys.lowerBound && $0.value <= keys.upperBound }
    }
  }

  private mutating func categories(_ names: [String], _ key: Scale, bottom: Double) {
    let room = key.unit - 6
    let wrapped = names.map { Self.tickFace.wrapped($0, to: room) }
    let fits = names.allSatisfy { Self.tickFace.widestWord($0) <= room } && wrapped.allSatisfy { $0.count <= 4 }
    shapes.append(.line(x1: key.start, y1: bottom, x2: key.end, y2: bottom, Style(stroke: .axis)))
    if fits {
      for (index, lines) in wrapped.enumerated() {
        for (offset, line) in lines.enumerated() {
          shapes.append(
            .text(
              line, x: key(Double(index)), y: bottom + 17 + Double(offset) * 15,
              TextStyle(anchor: .middle)))
        }
      }
      y = bottom + 8 + 15 * Double(wrapped.map(\.count).max() ?? 1)
      return
    }
    if key.unit < 13 {
      warnings.append("\(names.count) categories have no room for their names; `bar` gives them room")
      return
    }
    warnings.append("names of columns are upright; `bar` gives them room")
    let short = names.map { Self.tickFace.shortened($0, to: 140) }
    for (index, name) in short.enumerated() {
      shapes.append(
        .text(name, x: key(Double(index)) + 4, y: bottom + 8, TextStyle(anchor: .end, upright: true)))
    }
    y = bottom + 12 + (short.map { Self.tickFace.width($0) }.max() ?? 0)
  }

  // MARK: Marks

  private mutating func drawLayers(_ key: Scale, _ value: Scale) {
    var labels: [PlacedLabel] = []
    for layer in prepared.layers {
      let constants = layer.layer.constants.compactMap { name, value in value.asFloat.map { (name: name, position: $0) }
      }
      var drawing = Drawing(
        prepared: layer, keyDomain: prepared.keyDomain, key: key, value: value, isHorizontal: prepared.isHorizontal,
        constants: constants)
      layer.layer.mark.draw(&drawing)
      shapes += drawing.shapes
      labels += drawing.labels
    }
    if prepared.values.map({ $0.lowerBound < 0 && $0.upperBound > 0 }) == true {
      let zero = value(0)
      shapes.append(
        prepared.isHorizontal
          ? .line(x1: zero, y1: key.start, x2: zero, y2: key.end, Style(stroke: .axis))
          : .line(x1: key.start, y1: zero, x2: key.end, y2: zero, Style(stroke: .axis)))
    }
    place(labels)
  }

  /// First come, first served: a label that would cover another is left out and counted.
  private mutating func place(_ labels: [PlacedLabel]) {
    var taken: [(x: Double, y: Double, width: Double)] = []
    var dropped = 0
    for label in labels {
      let wide = Self.tickFace.width(label.text)
      var x = label.x
      switch label.anchor {
      case .start: break
      case .middle: x -= wide / 2
      case .end: x -= wide
      }
      x = min(x, width - 4 - wide)
      guard x >= 4,
        !taken.contains(where: { x < $0.x + $0.width + 3 && $0.x < x + wide + 3 && (label.y - $0.y).magnitude < 13 })
      else {
        dropped += 1
        continue
      }
      taken.append((x, label.y, wide))
      shapes.append(.text(label.text, x: x, y: label.y, TextStyle(ink: label.ink, halo: true)))
    }
    if dropped > 0 { warnings.append("\(dropped) \(dropped == 1 ? "label has" : "labels have") no room") }
  }

  private func position(_ value: Value, along axis: Axis, _ key: Scale, _ amount: Scale) -> Double? {
    let isKey = (axis == .x) != prepared.isHorizontal
    let domain = isKey ? prepared.keyDomain : .number
    let scale = isKey ? key : amount
    guard let position = domain.position(of: value) else { return nil }
    return scale(min(max(position, scale.lower), scale.upper))
  }

  private func isInside(_ value: Value, along axis: Axis, _ key: Scale, _ amount: Scale) -> Bool {
    let isKey = (axis == .x) != prepared.isHorizontal
    let scale = isKey ? key : amount
    guard let position = (isKey ? prepared.keyDomain : .number).position(of: value) else { return false }
    return position >= scale.lower && position <= scale.upper
  }

  private mutating func drawBands(_ key: Scale, _ value: Scale) {
    let (across, down) = prepared.isHorizontal ? (value, key) : (key, value)
    for band in prepared.bands {
      guard var from = position(band.from, along: band.axis, key, value),
        var to = position(band.to, along: band.axis, key, value)
      else {
        warnings.append("a band from \(plainText(band.from)) to \(plainText(band.to)) does not belong to the axis")
        continue
      }
      // A band of categories or of columns covers them whole.
      let padding = prepared.layers.contains { $0.layer.mark.hasWidth } || prepared.keyDomain.isCategory
      if padding, (band.axis == .x) != prepared.isHorizontal {
        let half = key.unit * (prepared.layers.map(\.step).min() ?? 1) / 2
        (from, to) = (min(from, to) - half, max(from, to) + half)
      }
      let (low, high) = (min(from, to), max(from, to))
      let top = min(down.start, down.end)
      switch band.axis {
      case .x:
        let x = max(low, across.start)
        let end = min(high, across.end)
        shapes.append(
          .rect(x: x, y: top, width: end - x, height: (down.end - down.start).magnitude, Style(fill: .band)))
        remark(band.label, x: x + 4, y: top + 14, limit: max(end - x - 8, 60))
      case .y:
        shapes.append(
          .rect(x: across.start, y: low, width: across.end - across.start, height: high - low, Style(fill: .band)))
        remark(band.label, x: across.start + 4, y: low + 14, limit: across.end - across.start - 8)
      }
    }
  }

  private mutating func drawRules(_ key: Scale, _ value: Scale) {
    let (across, down) = prepared.isHorizontal ? (value, key) : (key, value)
    for rule in prepared.rules {
      guard isInside(rule.value, along: rule.axis, key, value),
        let place = position(rule.value, along: rule.axis, key, value)
      else {
        warnings.append("a rule at \(plainText(rule.value)) lies outside the axis")
        continue
      }
      let style = Style(stroke: .text, dashed: true)
      switch rule.axis {
      case .x:
        let top = min(down.start, down.end)
        shapes.append(.line(x1: place, y1: top, x2: place, y2: max(down.start, down.end), style))
        remark(rule.label, x: place + 5, y: top + 14, limit: 140)
      case .y:
        shapes.append(.line(x1: across.start, y1: place, x2: across.end, y2: place, style))
        remark(rule.label, x: across.start + 5, y: place - 5, limit: across.end - across.start - 10)
      }
    }
  }

  private mutating func remark(_ text: String?, x: Double, y: Double, limit: Double) {
    guard let text, !text.isEmpty else { return }
    let lines = Self.tickFace.wrapped(text, to: min(limit, width - 2 * margin))
    let wide = lines.map { Self.tickFace.width($0) }.max() ?? 0
    let x = max(margin, min(x, width - margin - wide))
    for (offset, line) in lines.enumerated() {
      shapes.append(.text(line, x: x, y: y + Double(offset) * 15, TextStyle(ink: .text, halo: true)))
    }
  }

  // MARK: Names of series

  private struct EndLabel {
    var lines: [String]
    var value: Double
    var ink: Ink
    var width: Double
    var y = 0.0
    var height: Double { Double(lines.count) * 15 }
  }

  /// Names at the ends of lines and of stacked areas; nil where a legend serves better.
  private func endLabels() -> [EndLabel]? {
    guard !prepared.isHorizontal,
      prepared.layers.allSatisfy({ ["line", "area", "point", "text"].contains($0.layer.mark.name) })
    else { return nil }
    let limit = min(width * 0.3, 180)
    var labels: [EndLabel] = []
    var seen: Set<Int> = []
    for layer in prepared.layers where ["line", "area"].contains(layer.layer.mark.name) {
      for series in layer.series where !seen.contains(series) {
        guard let last = layer.points(of: series).last(where: { $0.value != nil }), let value = last.value else {
          continue
        }
        seen.insert(series)
        let name = prepared.seriesNames[series]
        if Self.labelFace.widestWord(name) > limit { return nil }
        let lines = Self.labelFace.wrapped(name, to: limit)
        let isStacked = layer.layer.mark.name == "area" && layer.layer.stack != .none
        labels.append(
          EndLabel(
            lines: lines, value: isStacked ? (value + last.base) / 2 : value, ink: last.ink,
            width: lines.map { Self.labelFace.width($0) }.max() ?? 0))
      }
    }
    // A line that ends early, or a series only of points, is not named at the right edge.
    guard seen.count == prepared.seriesNames.count else { return nil }
    let room = min(max(width * 0.5, 220), 480) - 10
    func total(_ labels: [EndLabel]) -> Double { labels.reduce(0) { $0 + $1.height + 2 } }
    if total(labels) > room { labels = labels.filter { $0.ink != .rest } }
    return total(labels) > room ? nil : labels
  }

  /// Labels move apart as little as keeps their order, and stay beside the plot.
  private mutating func draw(_ labels: [EndLabel], _ value: Scale, top: Double, bottom: Double) {
    var labels = labels.enumerated().sorted {
      (value($0.element.value), $0.offset) < (value($1.element.value), $1.offset)
    }.map(\.element)
    var edge = top - 6
    for index in labels.indices {
      labels[index].y = max(value(labels[index].value) - labels[index].height / 2, edge)
      edge = labels[index].y + labels[index].height + 2
    }
    edge = bottom + 6
    for index in labels.indices.reversed() {
      labels[index].y = min(labels[index].y, edge - labels[index].height)
      edge = labels[index].y - 2
    }
    for label in labels {
      for (offset, line) in label.lines.enumerated() {
        shapes.append(
          .text(
            line, x: width - right + 8, y: label.y + 11.5 + Double(offset) * 15,
            TextStyle(face: Self.labelFace, ink: label.ink)))
      }
    }
  }

  private mutating func legend() {
    var x = margin
    y += 16
    for (index, name) in prepared.seriesNames.enumerated() {
      let text = Self.tickFace.shortened(name, to: width - 2 * margin - 18)
      let wide = Self.tickFace.width(text) + 18
      if x > margin, x + wide > width - margin {
        x = margin
        y += 18
      }
      shapes.append(.rect(x: x, y: y - 10, width: 12, height: 12, Style(fill: .series(index))))
      shapes.append(.text(text, x: x + 17, y: y, TextStyle()))
      x += wide + 14
    }
    y += 8
  }
}

extension Domain {
  var isCategory: Bool { if case .category = self { true } else { false } }
}
