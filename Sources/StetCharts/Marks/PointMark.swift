extension Mark {
  package static let point = Mark("point", summary: "a dot a row") { drawing in
    let radius = min(max(drawing.constants.first { $0.name == "size" }?.position ?? 3.5, 0.5), 40)
    let points = drawing.prepared.points
    for point in points.filter({ $0.ink == .rest }) + points.filter({ $0.ink != .rest }) {
      guard let value = point.value else { continue }
      let (x, y) = (drawing.key(point.key), drawing.value(value))
      drawing.shapes.append(
        .circle(x: x, y: y, radius: radius, Style(fill: point.ink, stroke: .background, width: 0.75)))
      if let label = point.label {
        let far = [14.0, 24, 36, 50, 66, 84].flatMap { places(around: x, y, radius + $0) }
        drawing.labels.append(
          PlacedLabel(text: label, places: places(around: x, y, radius + 4), far: far, origin: (x, y, radius)))
      }
    }
  }
}

/// Beside a point, over and under it, and at its corners.
private func places(around x: Double, _ y: Double, _ away: Double) -> [PlacedLabel.Place] {
  let slant = away * 0.7
  return [
    (x + away, y + 4, .start), (x - away, y + 4, .end), (x, y - away, .middle), (x, y + away + 9, .middle),
    (x + slant, y - slant, .start), (x - slant, y - slant, .end), (x + slant, y + slant + 8, .start),
    (x - slant, y + slant + 8, .end),
  ]
}
