extension Mark {
  package static let dot = Mark(
    "dot", summary: "a dot for each value on the row or column of its name",
    example: "dot x: persons, y: state, color: year",
    .either, needs: ["x", "y"], takes: ["color", "label"], hasWidth: true, hasRowLines: true, terminal: .rows(.each)
  ) { drawing in
    drawing.drawDots(radius: 6)
  }
}
