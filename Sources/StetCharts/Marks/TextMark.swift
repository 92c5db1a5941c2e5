extension Mark {
  package static let text = Mark(
    "text", summary: "text at a point", example: #"filter state == "TX" | text x: year, y: persons, label: state"#,
    needs: [.x, .y, .label], terminal: .words,
    draw: .onAxes { drawing in
      for point in drawing.prepared.points {
        guard let value = point.value, let label = point.label else { continue }
        let (x, y) = drawing.place(drawing.key(point.key), drawing.value(value))
        drawing.labels.append(PlacedLabel(text: label, places: [(x, y + 4, .middle)], isFixed: true))
      }
    })
}
