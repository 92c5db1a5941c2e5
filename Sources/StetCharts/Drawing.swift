import StetColumns

/// A row with a place on the chart. `key` runs along the axis of categories or time, `value` along the other.
struct Point: Sendable {
  var row: Int
  var key: Double
  /// Nil where the value is missing: a line breaks here.
  var value: Double?
  var base = 0.0
  var series: Int
  var label: String?
  var ink: Ink
}

/// A layer's rows as points, after stacking.
struct PreparedLayer: Sendable {
  var layer: Layer
  var points: [Point]
  /// Series of this layer, in legend order.
  var series: [Int]
  /// The distance between neighboring keys.
  var step: Double

  func points(of series: Int) -> [Point] {
    points.filter { $0.series == series }.sorted { ($0.key, $0.row) < ($1.key, $1.row) }
  }

  /// Runs of present points, broken where a value is missing or a period has no row.
  func runs(of series: Int, isPeriodic: Bool) -> [[Point]] {
    var runs: [[Point]] = []
    var run: [Point] = []
    for point in points(of: series) {
      let isGap = isPeriodic && run.last.map { point.key - $0.key > step * 1.01 } == true
      if isGap || point.value == nil {
        if !run.isEmpty { runs.append(run) }
        run = []
      }
      if point.value != nil { run.append(point) }
    }
    return run.isEmpty ? runs : runs + [run]
  }
}

/// What a mark draws on: two scales and a list of shapes.
struct Drawing {
  let prepared: PreparedLayer
  let keyDomain: Domain
  let key: Scale
  let value: Scale
  /// Keys run downwards and values to the right.
  let isHorizontal: Bool
  let constants: [(name: String, position: Double)]
  var shapes: [Shape] = []
  var labels: [PlacedLabel] = []

  var isPeriodic: Bool { keyDomain.isPeriodic }

  mutating func rect(from a: (Double, Double), to b: (Double, Double), _ style: Style) {
    let (x1, y1) = isHorizontal ? (a.1, a.0) : a
    let (x2, y2) = isHorizontal ? (b.1, b.0) : b
    shapes.append(.rect(x: min(x1, x2), y: min(y1, y2), width: (x2 - x1).magnitude, height: (y2 - y1).magnitude, style))
  }

  /// The rectangles of columns and bars, grouped side by side or stacked.
  mutating func drawBars() {
    let slots = prepared.layer.stack == .group ? max(1, prepared.series.count) : 1
    let isStacked = prepared.series.count > 1 && (prepared.layer.stack == .stack || prepared.layer.stack == .share)
    // Rows are as tall as the names with most lines; a bar need not be.
    let width = min(key.unit * prepared.step * 0.8, isHorizontal ? 26 * Double(slots) : .infinity)
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
      let style = Style(stroke: .background, width: 0.75)
      shapes.append(
        isHorizontal
          ? .line(x1: seam, y1: center - width / 2, x2: seam, y2: center + width / 2, style)
          : .line(x1: center - width / 2, y1: seam, x2: center + width / 2, y2: seam, style))
    }
  }

  private mutating func labelBars(_ tips: [Tip]) {
    for tip in tips {
      guard let label = tip.label else { continue }
      let place: PlacedLabel.Place = (
        tip.end + (tip.isNegative ? -4 : 4), tip.center + 4, tip.isNegative ? .end : .start
      )
      labels.append(PlacedLabel(text: label, places: [place]))
    }
  }

  /// Where columns are narrower than their labels, neighbors take turns to stand a line further out.
  private mutating func labelColumns(_ tips: [Tip]) {
    let tips = tips.sorted { $0.center < $1.center }
    for (index, tip) in tips.enumerated() {
      guard let label = tip.label else { continue }
      let near = tips[max(0, index - 1)...min(tips.count - 1, index + 1)].filter { $0.isNegative == tip.isNegative }
      let lines =
        tip.isNegative
        ? [tip.end + 13, tip.end + 29, near.reduce(tip.end) { max($0, $1.end) } + 29]
        : [tip.end - 4, tip.end - 20, near.reduce(tip.end) { min($0, $1.end) } - 20]
      labels.append(PlacedLabel(text: label, places: lines.map { (tip.center, $0, .middle) }))
    }
  }
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
}
