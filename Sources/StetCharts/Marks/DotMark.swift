extension Mark {
  package static let dot = Mark(
    "dot", summary: "a dot for each value, in the row or column of its category",
    example: "dot x: persons, y: state, color: year", .axes(.either), needs: [.x, .y], takes: [.color, .label],
    traits: [.hasWidth, .hasRowLines], terminal: .rows,
    draw: .onAxes { drawing in
      drawing.drawDots(radius: 6)
    })
}
