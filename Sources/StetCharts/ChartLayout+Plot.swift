import StetColumns

/// Room beside the data, for the labels of rules and bands that find none in it.
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
  mutating func plot(_ keys: ClosedRange<Double>, _ values: ClosedRange<Double>) {
    for pattern in [chart.xFormat, chart.yFormat] {
      if let pattern, formatted(.int(0), pattern) == nil { warnings.append("unknown format `\(pattern)`") }
    }
    let isNamed =
      !prepared.seriesNames.isEmpty
      && (prepared.seriesNames.count > 1 || prepared.layers.contains { $0.layer.color != nil })
    let ends = isNamed ? endLabels() : nil
    if isNamed, ends == nil { legend() }
    unit()
    // Where labels of rules and bands would lie on data, the plot is drawn again with room for them.
    let before = self
    var room = RemarkRoom()
    for attempt in 0..<4 {
      self = before
      let isLast = attempt == 3
      let crowded = draw(keys, values, ends, room, isLast: isLast)
      if crowded == RemarkRoom() { return }
      room.above += crowded.above
      room.below += crowded.below
      room.beside = max(room.beside, crowded.beside)
    }
  }

  private mutating func draw(
    _ keys: ClosedRange<Double>, _ values: ClosedRange<Double>, _ ends: [EndLabel]?, _ room: RemarkRoom, isLast: Bool
  ) -> RemarkRoom {
    prepared.isHorizontal
      ? drawHorizontal(keys, values, room, isLast: isLast) : drawVertical(keys, values, ends, room, isLast: isLast)
  }

  private mutating func drawVertical(
    _ keys: ClosedRange<Double>, _ values: ClosedRange<Double>, _ ends: [EndLabel]?, _ room: RemarkRoom, isLast: Bool
  ) -> RemarkRoom {
    let ticks = valueTicks(values, about: width < 400 ? 4 : 5)
    guard let firstTick = ticks.first, let lastTick = ticks.last else { return RemarkRoom() }
    let labeled = prepared.layers.flatMap(\.points).filter { $0.label != nil && $0.value != nil }
    let top = y
    let plotHeight = (min(max(width * 0.5, 220), 480)).rounded()
    let bottom = top + room.above + plotHeight
    let value = Scale(
      lower: firstTick.value, upper: lastTick.value,
      start: bottom - (labeled.contains { ($0.value ?? 0) < $0.base } ? 16 : 0),
      end: top + room.above + (labeled.isEmpty ? 0 : 14))
    left = Self.margin + Self.tickFace.widest(ticks.map(\.label)) + 8
    let placedEnds = ends.map { place($0, value, keys, top: top + room.above, bottom: bottom) } ?? []
    right = Self.margin + 8 + room.beside
    if let widest = placedEnds.map(\.width).max() { right = Self.margin + widest + endGap(placedEnds) }
    let key = Scale(lower: keys.lowerBound, upper: keys.upperBound, start: left, end: width - right)
    let plot = Plot(
      key: key, value: value, isHorizontal: false,
      frame: Box(left: left, top: top, right: width - right, bottom: bottom), room: room)
    drawBands(plot)
    for tick in ticks {
      let place = value(tick.value)
      shapes.append(
        .line(x1: left, y1: place, x2: width - right, y2: place, Style(stroke: tick.value == 0 ? .axis : .grid)))
      write(tick.label, x: left - 8, y: place + 4, TextStyle(ink: .muted, anchor: .end))
    }
    y = bottom
    keyAxis(key, keys, bottom: bottom)
    let labels = drawLayers(plot)
    drawRules(plot)
    write(placedEnds, plot)
    place(labels)
    return labelRemarks(plot, canWiden: ends == nil, isLast: isLast)
  }

  private mutating func drawHorizontal(
    _ keys: ClosedRange<Double>, _ values: ClosedRange<Double>, _ room: RemarkRoom, isLast: Bool
  ) -> RemarkRoom {
    guard case .category(let names) = prepared.keyDomain else { return RemarkRoom() }
    let ticks = valueTicks(values, about: max(3, Int(width / 130)))
    guard let firstTick = ticks.first, let lastTick = ticks.last else { return RemarkRoom() }
    let limit = min(width * 0.4, Self.tickFace.widest(names) + 1)
    let wrapped = names.map { Self.tickFace.balanced($0, to: limit) }
    let lines = Double(wrapped.map(\.count).max() ?? 1)
    let groups = prepared.layers.map { $0.layer.stack == .group ? $0.series.count : 1 }.max() ?? 1
    let row = max(lines * 15 + 6, 24, Double(groups) * 16)
    let labeled = prepared.layers.flatMap(\.points).filter { $0.label != nil && $0.value != nil }
    func labelRoom(_ points: [Point]) -> Double {
      min(Self.tickFace.widest(points.compactMap(\.label)) + (points.isEmpty ? 0 : 8), width * 0.25)
    }
    let nameEdge = Self.margin + Self.tickFace.widest(wrapped.flatMap { $0 })
    right =
      Self.margin
      + max(
        Self.tickFace.width(lastTick.label) / 2, labelRoom(labeled.filter { ($0.value ?? 0) >= $0.base }), room.beside)
    left = max(nameEdge + 8, Self.margin + Self.tickFace.width(firstTick.label) / 2)
    // Labels left of negative bars reach beyond the first gridline only where their bars come near it.
    let perUnit = (width - right - left) / (lastTick.value - firstTick.value)
    left += labeled.filter { ($0.value ?? 0) < $0.base }.reduce(0) {
      max($0, labelRoom([$1]) - (($1.value ?? 0) - firstTick.value) * perUnit * 0.8)
    }
    y += 18
    let top = y
    let bottom = top + row * Double(names.count)
    let key = Scale(lower: keys.lowerBound, upper: keys.upperBound, start: top, end: bottom)
    let value = Scale(lower: firstTick.value, upper: lastTick.value, start: left, end: width - right)
    let plot = Plot(
      key: key, value: value, isHorizontal: true,
      frame: Box(left: left, top: top, right: width - right, bottom: bottom),
      room: room)
    drawBands(plot)
    let spacing = (value.end - value.start) / Double(max(1, ticks.count - 1))
    let least = max(1, Int(((Self.tickFace.widest(ticks.map(\.label)) + 10) / spacing).rounded(.up)))
    // The first and the last gridline have labels wherever a round step allows it.
    let every = (least..<max(ticks.count, least + 1)).first { (ticks.count - 1) % $0 == 0 } ?? least
    for (index, tick) in ticks.enumerated() {
      let place = value(tick.value)
      shapes.append(.line(x1: place, y1: top, x2: place, y2: bottom, Style(stroke: tick.value == 0 ? .axis : .grid)))
      if index % every == 0 { write(tick.label, x: place, y: top - 6, TextStyle(ink: .muted, anchor: .middle)) }
    }
    for (index, lines) in wrapped.enumerated() {
      let middle = key(Double(index)) + 4 - Double(lines.count - 1) * 7.5
      for (offset, line) in lines.enumerated() {
        write(line, x: nameEdge, y: middle + Double(offset) * 15, TextStyle(anchor: .end))
      }
    }
    let labels = drawLayers(plot)
    drawRules(plot)
    y = bottom + room.below
    place(labels)
    return labelRemarks(plot, canWiden: true, isLast: isLast)
  }

  private func valueTicks(_ values: ClosedRange<Double>, about count: Int) -> [Tick] {
    let ticks = Ticks.enclosing(values.lowerBound, values.upperBound, about: count, valueLabel)
    let limit = width * 0.3
    if Self.tickFace.widest(ticks.map(\.label)) <= limit { return ticks }
    let short = Ticks.enclosing(values.lowerBound, values.upperBound, about: count) { _ in nil }
    if Self.tickFace.widest(short.map(\.label)) <= limit { return short }
    return Ticks.enclosing(values.lowerBound, values.upperBound, about: 2) { shortest($0) }
  }

  // MARK: Marks

  /// Returns the labels of the marks, to be placed when everything that must stand stands.
  private mutating func drawLayers(_ plot: Plot) -> [PlacedLabel] {
    var labels: [PlacedLabel] = []
    for layer in prepared.layers {
      let constants = layer.layer.constants.compactMap { name, value in
        value.asFloat.map { (name: name, position: $0) }
      }
      var drawing = Drawing(
        prepared: layer, keyDomain: prepared.keyDomain, key: plot.key, value: plot.value,
        isHorizontal: plot.isHorizontal, constants: constants)
      layer.layer.mark.draw(&drawing)
      shapes += drawing.shapes
      for shape in drawing.shapes { occupied.add(shape) }
      labels += drawing.labels
    }
    if prepared.values.map({ $0.lowerBound < 0 && $0.upperBound > 0 }) == true {
      let zero = plot.value(0)
      shapes.append(
        plot.isHorizontal
          ? .line(x1: zero, y1: plot.key.start, x2: zero, y2: plot.key.end, Style(stroke: .axis))
          : .line(x1: plot.key.start, y1: zero, x2: plot.key.end, y2: zero, Style(stroke: .axis)))
    }
    return labels
  }

  /// First come, first served: a label that finds no place of its own is left out and counted.
  private mutating func place(_ labels: [PlacedLabel]) {
    var dropped = 0
    // Leaders of very many labels would be a picture of their own.
    let mayReach = labels.count <= 60
    for label in labels {
      let near = freePlaces(label.places, of: label)
      let style = TextStyle(ink: label.ink, halo: true)
      if let best = near.first(where: { $0.covered == 0 }) ?? near.min(by: { $0.covered < $1.covered }) {
        write(label.text, x: best.x, y: best.y, style)
      } else if mayReach, let (place, leader) = farPlace(of: label) {
        shapes.append(leader)
        occupied.add(leader)
        write(label.text, x: place.x, y: place.y, style)
      } else {
        dropped += 1
      }
    }
    if dropped > 0 {
      let note = "\(counted(dropped, "label")) \(agreeing("has", "have", dropped)) no room"
      warnings.append(note)
      notes.append(note)
    }
  }

  private typealias FreePlace = (x: Double, y: Double, box: Box, covered: Double)

  private func freePlaces(_ places: [PlacedLabel.Place], of label: PlacedLabel) -> [FreePlace] {
    let page = Box(left: 8, top: 4, right: width - 8, bottom: y)
    let style = TextStyle()
    let wide = style.face.width(label.text)
    return places.map { place in
      let shift = place.anchor == .start ? 0 : place.anchor == .middle ? wide / 2 : wide
      // Only a centered label may move sideways: another would move onto its own mark.
      let mayMove = place.anchor == .middle && !label.isFixed
      let x = mayMove ? max(page.left, min(place.x - shift, page.right - wide)) : place.x - shift
      let box = style.box(of: label.text, x: x, y: place.y)
      // Letters do not reach the edges of their box.
      let ink = Box(left: box.left + 1, top: box.top, right: box.right - 1, bottom: box.bottom)
      return (x, place.y, box, label.isFixed ? 0 : occupied.covered(ink))
    }.filter { page.contains($0.box) && !occupied.meetsText($0.box) && $0.covered <= $0.box.area * label.tolerance }
  }

  /// The nearest place that a line leads to without crossing words or marks.
  private func farPlace(of label: PlacedLabel) -> (FreePlace, Shape)? {
    let (x, y, radius) = label.origin
    for place in freePlaces(label.far, of: label) where place.covered == 0 {
      let end = (
        x: min(max(x, place.box.left - 2), place.box.right + 2), y: min(max(y, place.box.top), place.box.bottom)
      )
      let (dx, dy) = (end.x - x, end.y - y)
      let length = (dx * dx + dy * dy).squareRoot()
      guard length > radius + 1 else { continue }
      let start = (x: x + dx * (radius + 1) / length, y: y + dy * (radius + 1) / length)
      let steps = max(2, Int(length / 2))
      let isFree = (0...steps).allSatisfy { step in
        let share = Double(step) / Double(steps)
        let (x, y) = (start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
        let spot = Box(left: x - 0.5, top: y - 0.5, right: x + 0.5, bottom: y + 0.5)
        return !occupied.meetsText(spot, gap: 1) && occupied.covered(spot) == 0
      }
      guard isFree else { continue }
      return (place, .line(x1: start.x, y1: start.y, x2: end.x, y2: end.y, Style(stroke: .muted)))
    }
    return nil
  }
}
