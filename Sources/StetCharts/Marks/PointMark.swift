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
        let away = radius + 4
        drawing.labels.append(
          PlacedLabel(
            text: label,
            places: [
              (x + away, y + 4, .start), (x - away, y + 4, .end), (x, y - away, .middle), (x, y + away + 9, .middle),
              (x + away * 0.7, y - away * 0.7, .start), (x - away * 0.7, y - away * 0.7, .end),
              (x + away * 0.7, y + away * 0.7 + 8, .start), (x - away * 0.7, y + away * 0.7 + 8, .end),
            ], tolerance: 0.12))
      }
    }
  }
}
