extension Mark {
  package static let cell = Mark(
    grid: "cell", summary: "a field for each pair of names, its color a number",
    example: #"filter state is not missing | cell x: year, y: state, color: persons"#, needs: ["x", "y", "color"],
    takes: ["label"]
  ) { drawing in
    let (wide, tall) = (drawing.room, drawing.value.unit)
    let gap = min(1, wide * 0.1)
    for point in drawing.prepared.points {
      guard let row = point.value else { continue }
      let (x, y) = (drawing.key(point.key), drawing.value(row))
      drawing.shapes.append(
        .rect(
          x: x - wide / 2 + gap / 2, y: y - tall / 2 + gap / 2, width: wide - gap, height: tall - gap,
          Style(fill: point.ink)))
      if let label = point.label {
        drawing.labels.append(
          PlacedLabel(text: label, places: [(x, y + 4, .middle)], ink: point.ink.over, tolerance: 1, isInside: true))
      }
    }
  }
}
