extension Mark {
  package static let text = Mark("text", summary: "words at a place") { drawing in
    for point in drawing.prepared.points {
      guard let value = point.value, let label = point.label else { continue }
      let (key, height) = (drawing.key(point.key), drawing.value(value))
      drawing.labels.append(
        PlacedLabel(
          text: label,
          places: [(drawing.isHorizontal ? height : key, (drawing.isHorizontal ? key : height) + 4, .middle)],
          isFixed: true))
    }
  }
}
