extension Mark {
  package static let box = Mark(
    "box",
    summary: "a box for the middle half of the values, with a line at the median, and thin lines and dots for the rest",
    example: "box x: persons, y: state", .axes(.either), needs: [.x], takes: [.y, .color],
    traits: [.hasWidth, .spreads],
    key:
      "Boxes contain the middle half of the values, with a line at the median. Thin lines extend to the farthest value within one and a half box lengths of the box; dots are values beyond that.",
    terminal: .rows, arrange: { $0.measureBoxes() },
    draw: .onAxes { drawing in
      let width = min(drawing.room * 0.55, 34)
      for spread in drawing.prepared.spreads {
        guard let box = spread.quartiles else { continue }
        let center = drawing.key(spread.key)
        for (edge, end) in [(box.lower, spread.low), (box.upper, spread.high)] where edge != end {
          drawing.line(
            from: (center, drawing.value(edge)), to: (center, drawing.value(end)), Style(stroke: spread.ink, width: 1.5)
          )
        }
        drawing.rect(
          from: (center - width / 2, drawing.value(box.lower)), to: (center + width / 2, drawing.value(box.upper)),
          Style(fill: spread.ink, stroke: spread.ink, opacity: 0.85))
        // In a box that is hardly one, the median is what is seen.
        let isThin = (drawing.value(box.upper) - drawing.value(box.lower)).magnitude < 4
        drawing.line(
          from: (center - width / 2, drawing.value(box.median)), to: (center + width / 2, drawing.value(box.median)),
          Style(stroke: isThin ? spread.ink : .background, width: 2.5))
        for value in box.outliers {
          let (x, y) = drawing.place(center, drawing.value(value))
          drawing.shapes.append(.circle(x: x, y: y, radius: 2.5, Style(fill: spread.ink)))
        }
      }
    })
}

extension PreparedLayer {
  /// A box a key: its whiskers end at the last value within one and a half lengths of the box (Tukey 1977).
  fileprivate mutating func measureBoxes() {
    spreads = byKey.map { key, points in
      let values = points.compactMap(\.value).sorted()
      let (lower, median, upper) = (quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75))
      let reach = 1.5 * (upper - lower)
      let isInner = { (value: Double) in value >= lower - reach && value <= upper + reach }
      let inner = values.filter(isInner)
      return Spread(
        key: key, low: inner.first ?? lower, high: inner.last ?? upper,
        ink: points.allSatisfy { $0.ink == points[0].ink } ? points[0].ink : .rest,
        quartiles: Spread.Quartiles(
          lower: lower, median: median, upper: upper, outliers: values.filter { !isInner($0) }))
    }
  }
}

/// Type 7 of Hyndman and Fan (1996), as `quantile` of the language.
private func quantile(_ sorted: [Double], _ share: Double) -> Double {
  let place = Double(sorted.count - 1) * share
  let low = Int(place.rounded(.down))
  let high = min(low + 1, sorted.count - 1)
  return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
}
