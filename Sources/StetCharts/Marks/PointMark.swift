extension Mark {
  package static let point = Mark("point", summary: "a dot a row") { drawing in
    let radius = drawing.constants.first { $0.name == "size" }?.position ?? 3.5
    let points = drawing.prepared.points
    for point in points.filter({ $0.ink == .rest }) + points.filter({ $0.ink != .rest }) {
      guard let value = point.value else { continue }
      let (x, y) = (drawing.key(point.key), drawing.value(value))
      drawing.shapes.append(
        .circle(x: x, y: y, radius: min(max(radius, 0.5), 40), Style(fill: point.ink, opacity: 0.85)))
      if let label = point.label {
        drawing.labels.append(PlacedLabel(text: label, x: x + radius + 4, y: y + 4, anchor: .start))
      }
    }
  }
}
