extension Mark {
  package static let column = Mark(
    "column", summary: "vertical bars from zero", example: "column x: state, y: persons, color: year", needs: [.x, .y],
    takes: [.color, .label, .stack], traits: [.startsAtZero, .hasWidth], terminal: .bars,
    draw: .onAxes { $0.drawBars() })
}
