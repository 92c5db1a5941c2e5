extension Mark {
  package static let column = Mark(
    "column", summary: "upright bars from zero", example: "column x: state, y: persons, color: year", .upright,
    needs: ["x", "y"], takes: ["color", "label", "stack"], startsAtZero: true, hasWidth: true, terminal: .bars
  ) { $0.drawBars() }
}
