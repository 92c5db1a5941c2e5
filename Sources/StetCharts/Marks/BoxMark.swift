import StetColumns

extension Mark {
  package static let box = Mark(
    "box", summary: "the middle half of values as a box with their median, and how far the others reach",
    example: "box x: persons, y: state", .either, needs: ["x"], takes: ["y", "color"], hasWidth: true, spreads: true,
    terminal: .rows(.box),
    key:
      "Boxes hold the middle half of the values, with a line at the median. Thin lines reach to the furthest value within one and a half box lengths; dots lie beyond."
  ) { drawing in
    let width = min(drawing.room * 0.55, 34)
    for (position, points) in drawing.prepared.byKey {
      let values = points.compactMap(\.value).sorted()
      guard !values.isEmpty else { continue }
      let (lower, median, upper) = (quantile(values, 0.25), quantile(values, 0.5), quantile(values, 0.75))
      let reach = 1.5 * (upper - lower)
      let inner = values.filter { $0 >= lower - reach && $0 <= upper + reach }
      let ink = points.allSatisfy { $0.ink == points[0].ink } ? points[0].ink : .rest
      let center = drawing.key(position)
      for (edge, end) in [(lower, inner.first ?? lower), (upper, inner.last ?? upper)] where edge != end {
        drawing.line(
          from: (center, drawing.value(edge)), to: (center, drawing.value(end)), Style(stroke: ink, width: 1.5))
      }
      drawing.rect(
        from: (center - width / 2, drawing.value(lower)), to: (center + width / 2, drawing.value(upper)),
        Style(fill: ink, stroke: ink, opacity: 0.85))
      // In a box that is hardly one, the median is what is seen.
      let isThin = (drawing.value(upper) - drawing.value(lower)).magnitude < 4
      drawing.line(
        from: (center - width / 2, drawing.value(median)), to: (center + width / 2, drawing.value(median)),
        Style(stroke: isThin ? ink : .background, width: 2.5))
      for value in values where value < lower - reach || value > upper + reach {
        let (x, y) = drawing.place(center, drawing.value(value))
        drawing.shapes.append(.circle(x: x, y: y, radius: 2.5, Style(fill: ink)))
      }
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
