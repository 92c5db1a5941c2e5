import StetColumns

extension Drawing {
  /// A dot for each point, with its label next to it.
  mutating func drawDots(radius usual: Double) {
    let constant = prepared.layer.constants[.size]?.asFloat.map { min(max($0, 0.5), 40) }
    // Small dots are drawn above large ones.
    let points = largest == nil ? inOrder : inOrder.sorted { ($0.size ?? 0).magnitude > ($1.size ?? 0).magnitude }
    shapes.reserveCapacity(shapes.count + points.count)
    for point in points {
      guard let value = point.value else { continue }
      let radius = point.size.map { dotRadius($0, largest: largest) } ?? constant ?? usual
      let (x, y) = place(key(point.key), self.value(value))
      // Of a period of which days are lacking, a ring.
      let style =
        point.isPartial
        ? Style(fill: .background, stroke: point.ink, width: 1.5)
        : Style(fill: point.ink, stroke: .background, width: 0.75, opacity: largest == nil ? 1 : 0.85)
      shapes.append(.circle(x: x, y: y, radius: radius, style))
      if let label = point.label {
        let far = [14.0, 24, 36, 50].flatMap { places(around: x, y, radius + $0) }
        labels.append(
          PlacedLabel(text: label, places: places(around: x, y, radius + 4), far: far, origin: (x, y, radius)))
      }
    }
  }

  /// Lines from the base of points to their values.
  mutating func drawStems(width: Double) {
    for point in inOrder {
      guard let amount = point.value else { continue }
      let center = key(point.key)
      line(
        from: (center, value(point.base)), to: (center, value(amount)), Style(stroke: point.ink, width: width))
    }
  }

  /// A label at the end of a bar or next to a dot on a row.
  mutating func label(_ text: String, atEndOf place: (key: Double, value: Double), away: Double, isNegative: Bool) {
    labels.append(
      PlacedLabel(
        text: text, places: [(place.value + (isNegative ? -away : away), place.key + 4, isNegative ? .end : .start)]))
  }
}

/// Beside a dot, over and under it, and at its corners.
private func places(around x: Double, _ y: Double, _ away: Double) -> [PlacedLabel.Position] {
  let slant = away * 0.7
  return [
    (x + away, y + 4, .start), (x - away, y + 4, .end), (x, y - away, .middle), (x, y + away + 9, .middle),
    (x + slant, y - slant, .start), (x - slant, y - slant, .end), (x + slant, y + slant + 8, .start),
    (x - slant, y + slant + 8, .end),
  ]
}
