extension Drawing {
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
      drawBar(from: (left, value(point.base)), to: (right, value(amount)), point)
      tips.append(
        Tip(center: (left + right) / 2, end: value(amount), isNegative: amount < point.base, label: point.label))
    }
    if isStacked { drawSeams(width) }
    if isHorizontal { labelBars(tips) } else { labelColumns(tips) }
  }

  /// Of a period of which days are lacking, pale with a broken outline.
  private mutating func drawBar(from a: (Double, Double), to b: (Double, Double), _ point: Point) {
    guard point.isPartial else { return rect(from: a, to: b, Style(fill: point.ink)) }
    rect(from: a, to: b, Style(fill: point.ink, opacity: 0.3))
    rect(from: a, to: b, Style(stroke: point.ink, width: 1, dashed: true))
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

  private mutating func labelBars(_ tips: [Tip]) {
    for tip in tips {
      guard let text = tip.label else { continue }
      label(text, atEndOf: (tip.center, tip.end), away: 4, isNegative: tip.isNegative)
    }
  }

  /// Right at the end of their own column: over a neighbor a number would be read as that one's. Between columns of about
  /// one height they may alternate between two lines.
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
      let place: PlacedLabel.Position = (tip.center, tip.end + (tip.isNegative ? 13 : -4), .middle)
      let further: [PlacedLabel.Position] = isLevel ? [(place.x, line, .middle)] : []
      labels.append(PlacedLabel(text: label, places: [place] + further, staysCentered: true))
    }
  }
}
