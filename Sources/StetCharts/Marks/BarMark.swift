extension Mark {
  package static let bar = Mark(
    "bar", summary: "horizontal bars from zero", example: "bar x: persons, y: state, color: year", .axes(.horizontal),
    needs: [.x, .y], takes: [.color, .label, .stack], traits: [.startsAtZero, .hasWidth], terminal: .bars,
    draw: .onAxes { $0.drawBars() })
}
