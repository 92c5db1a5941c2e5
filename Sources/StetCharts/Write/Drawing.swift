import StetColumns

/// What a mark draws on: two scales and a list of shapes.
struct Drawing {
  let prepared: PreparedLayer
  let keyDomain: Domain
  let key: Scale
  let value: Scale
  /// Keys run downwards and values to the right.
  let isHorizontal: Bool
  let constants: [(name: String, position: Double)]
  /// The largest number that an area stands for.
  let largest: Double?
  let lineWidth: Double
  /// Series are told apart by dashes too.
  var isDashed = false
  /// Series whose last label stands behind their name.
  var named: Set<Int> = []
  var shapes: [Shape] = []
  var labels: [PlacedLabel] = []
  /// Labels that a mark left out by itself.
  var dropped = 0

  var isPeriodic: Bool { keyDomain.isPeriodic }

  func constant(_ name: String) -> Double? { constants.first { $0.name == name }?.position }

  /// A place in pixels, whichever way keys run.
  func place(_ key: Double, _ value: Double) -> (x: Double, y: Double) { isHorizontal ? (value, key) : (key, value) }

  /// Pixels of a step between keys.
  var room: Double { key.unit * prepared.step }

  mutating func rect(from a: (Double, Double), to b: (Double, Double), _ style: Style) {
    let (a, b) = (place(a.0, a.1), place(b.0, b.1))
    shapes.append(
      .rect(x: min(a.x, b.x), y: min(a.y, b.y), width: (b.x - a.x).magnitude, height: (b.y - a.y).magnitude, style))
  }

  mutating func line(from a: (Double, Double), to b: (Double, Double), _ style: Style) {
    let (a, b) = (place(a.0, a.1), place(b.0, b.1))
    shapes.append(.line(x1: a.x, y1: a.y, x2: b.x, y2: b.y, style))
  }

  /// What stands behind highlighted marks first, and those above it.
  var inOrder: [Point] {
    let isWhole = prepared.points.allSatisfy { $0.value != nil }
    let present = isWhole ? prepared.points : prepared.points.filter { $0.value != nil }
    guard present.contains(where: { $0.ink == .rest }) else { return present }
    return present.filter { $0.ink == .rest } + present.filter { $0.ink != .rest }
  }

  /// A dot a point, with its label beside it.
  mutating func drawDots(radius usual: Double) {
    let constant = constant("size").map { min(max($0, 0.5), 40) }
    // Of overlapping dots the small ones lie above the large.
    let points = largest == nil ? inOrder : inOrder.sorted { ($0.size ?? 0).magnitude > ($1.size ?? 0).magnitude }
    shapes.reserveCapacity(shapes.count + points.count)
    for point in points {
      guard let value = point.value else { continue }
      let radius = point.size.map { self.radius(of: $0) } ?? constant ?? usual
      let (x, y) = place(key(point.key), self.value(value))
      let style = Style(fill: point.ink, stroke: .background, width: 0.75, opacity: largest == nil ? 1 : 0.85)
      shapes.append(.circle(x: x, y: y, radius: radius, style))
      if let label = point.label {
        let far = [14.0, 24, 36, 50].flatMap { places(around: x, y, radius + $0) }
        labels.append(
          PlacedLabel(text: label, places: places(around: x, y, radius + 4), far: far, origin: (x, y, radius)))
      }
    }
  }

  /// The radius of a dot whose area stands for a number.
  func radius(of size: Double) -> Double { dotRadius(size, largest: largest) }

  /// Lines from the base of points to their values.
  mutating func drawStems(width: Double, ink: Ink? = nil) {
    for point in inOrder {
      guard let amount = point.value else { continue }
      let center = key(point.key)
      line(
        from: (center, value(point.base)), to: (center, value(amount)), Style(stroke: ink ?? point.ink, width: width))
    }
  }

  /// The rectangles of columns and bars, grouped side by side or stacked.
  mutating func drawBars(share: Double = 0.8) {
    let slots = prepared.stack == .group ? max(1, prepared.series.count) : 1
    let isStacked = prepared.stack == .stack || prepared.stack == .share
    // Rows are as tall as the names with most lines; a bar need not be.
    let width = min(room * share, isHorizontal ? 26 * Double(slots) : .infinity)
    var tips: [Tip] = []
    for point in prepared.points {
      guard let amount = point.value else { continue }
      let slot = slots == 1 ? 0 : prepared.series.firstIndex(of: point.series) ?? 0
      let left = key(point.key) - width / 2 + width / Double(slots) * Double(slot)
      let right = left + max(width / Double(slots) - (slots > 1 ? 1 : 0), 0.5)
      rect(from: (left, value(point.base)), to: (right, value(amount)), Style(fill: point.ink))
      tips.append(
        Tip(center: (left + right) / 2, end: value(amount), isNegative: amount < point.base, label: point.label))
    }
    if isStacked { drawSeams(width) }
    if isHorizontal { labelBars(tips) } else { labelColumns(tips) }
  }

  /// Where a bar ends.
  private struct Tip {
    var center: Double
    var end: Double
    var isNegative: Bool
    var label: String?
  }

  /// Thin lines of background tell neighbors in a stack apart that print alike.
  private mutating func drawSeams(_ width: Double) {
    for point in prepared.points where point.value != nil && point.base != 0 {
      let (center, seam) = (key(point.key), value(point.base))
      line(from: (center - width / 2, seam), to: (center + width / 2, seam), Style(stroke: .background, width: 0.75))
    }
  }

  /// A label at the end of a bar or beside a dot on a row.
  mutating func label(_ text: String, atEndOf place: (key: Double, value: Double), away: Double, isNegative: Bool) {
    labels.append(
      PlacedLabel(
        text: text, places: [(place.value + (isNegative ? -away : away), place.key + 4, isNegative ? .end : .start)]))
  }

  private mutating func labelBars(_ tips: [Tip]) {
    for tip in tips {
      guard let text = tip.label else { continue }
      label(text, atEndOf: (tip.center, tip.end), away: 4, isNegative: tip.isNegative)
    }
  }

  /// Right at the end of their own column: over a neighbor a number would be read as that one's. Between columns of about
  /// one height they may take turns to stand a line further out.
  private mutating func labelColumns(_ tips: [Tip]) {
    let tips = tips.sorted { $0.center < $1.center }
    for (index, tip) in tips.enumerated() {
      guard let label = tip.label else { continue }
      let near = tips[max(0, index - 1)...min(tips.count - 1, index + 1)]
      let isLevel =
        prepared.stack != .group
        && near.allSatisfy { ($0.end - tip.end).magnitude < 16 && $0.isNegative == tip.isNegative }
      let ends = near.map(\.end)
      let line = tip.isNegative ? (ends.max() ?? tip.end) + 29 : (ends.min() ?? tip.end) - 20
      let place: PlacedLabel.Place = (tip.center, tip.end + (tip.isNegative ? 13 : -4), .middle)
      let further: [PlacedLabel.Place] = isLevel ? [(place.x, line, .middle)] : []
      labels.append(PlacedLabel(text: label, places: [place] + further, staysCentered: true))
    }
  }
}

/// The radius of a dot whose area stands for a number; that of the largest is 26 px.
func dotRadius(_ size: Double, largest: Double?) -> Double {
  guard let largest, largest > 0 else { return 3.5 }
  return max(2, 26 * (size.magnitude / largest).squareRoot())
}

/// Beside a dot, over and under it, and at its corners.
private func places(around x: Double, _ y: Double, _ away: Double) -> [PlacedLabel.Place] {
  let slant = away * 0.7
  return [
    (x + away, y + 4, .start), (x - away, y + 4, .end), (x, y - away, .middle), (x, y + away + 9, .middle),
    (x + slant, y - slant, .start), (x - slant, y - slant, .end), (x + slant, y + slant + 8, .start),
    (x - slant, y + slant + 8, .end),
  ]
}

/// A label that wants to be near its point, at the first of its places that is free.
struct PlacedLabel: Sendable {
  typealias Place = (x: Double, y: Double, anchor: TextStyle.Anchor)

  var text: String
  var places: [Place]
  /// Places further away, with a line from the edge of the mark.
  var far: [Place] = []
  var origin: (x: Double, y: Double, radius: Double) = (0, 0, 0)
  var ink = Ink.text
  /// The share of the label that may lie on marks.
  var tolerance = 0.0
  /// The place is what the reader is told, as for words written at a point.
  var isFixed = false
  /// Stands in the middle of its own mark, whose color it is told from.
  var isInside = false
  /// May not move sideways to keep within the page.
  var staysCentered = false
}
