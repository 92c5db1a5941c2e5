extension Mark {
  package static let tick = Mark(
    "tick", summary: "a short line for each value, in the row or column of its category",
    example: "tick x: persons, y: state", .axes(.either), needs: [.x], takes: [.y, .color, .label],
    traits: [.hasWidth, .hasRowLines], terminal: .rows,
    draw: .onAxes { drawing in
      let half = min(drawing.room * 0.35, 16)
      for point in drawing.inOrder {
        guard let value = point.value else { continue }
        let (center, place) = (drawing.key(point.key), drawing.value(value))
        drawing.line(from: (center - half, place), to: (center + half, place), Style(stroke: point.ink, width: 1.5))
        guard let label = point.label else { continue }
        let (x, y) = drawing.place(center - half, place)
        drawing.labels.append(
          PlacedLabel(
            text: label,
            places: drawing.isHorizontal
              ? [(x, y - 4, .middle), (x, y + 2 * half + 13, .middle)] : [(x + 2 * half + 4, y + 4, .start)]))
      }
    })
}
