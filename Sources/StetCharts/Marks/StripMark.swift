extension Mark {
  package static let strip = Mark(
    "strip", summary: "a dot for each value, in the row or column of its category, with overlapping dots moved apart",
    example: "strip x: persons, y: state", .axes(.either), needs: [.x], takes: [.y, .color, .label],
    traits: [.hasWidth, .spreads], terminal: .rows,
    draw: .onAxes { drawing in
      let reach = drawing.room * 0.42
      let radius = 4.0
      var later: [PlacedLabel] = []
      for (position, points) in drawing.prepared.byKey {
        let center = drawing.key(position)
        var placed: [(along: Double, aside: Double)] = []
        for point in points.sorted(by: { ($0.value ?? 0, $0.row) < ($1.value ?? 0, $1.row) }) {
          let along = drawing.value(point.value ?? 0)
          let near = placed.suffix(60).filter { ($0.along - along).magnitude < 2 * radius + 0.5 }
          let steps = [0.0] + (1...max(1, Int(reach / 2))).flatMap { [Double($0) * 2, -Double($0) * 2] }
          // If no position is free, dots overlap in the middle.
          let aside =
            steps.first { step in
              near.allSatisfy { other in
                let (dx, dy) = (other.along - along, other.aside - step)
                return dx * dx + dy * dy >= 4 * radius * radius
              }
            } ?? 0
          placed.append((along, aside))
          let (x, y) = drawing.place(center + aside, along)
          drawing.shapes.append(
            .circle(x: x, y: y, radius: radius, Style(fill: point.ink, stroke: .background, width: 0.75, opacity: 0.9)))
          guard let label = point.label else { continue }
          // Beside its dot, within the row; those in color come first.
          let beside: [PlacedLabel.Position] =
            drawing.isHorizontal
            ? [
              (x, y - radius - 4, .middle), (x, y + radius + 13, .middle), (x + radius + 4, y + 4, .start),
              (x - radius - 4, y + 4, .end),
            ]
            .filter { ($0.y - 4 - center).magnitude < reach }
            : [(x + radius + 4, y + 4, .start), (x - radius - 4, y + 4, .end)]
          let placed = PlacedLabel(text: label, places: beside, staysCentered: true)
          if point.ink == .rest { later.append(placed) } else { drawing.labels.append(placed) }
        }
      }
      drawing.labels += later
    })
}
