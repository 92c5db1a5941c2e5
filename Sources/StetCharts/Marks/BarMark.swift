extension Mark {
  package static let bar = Mark(
    "bar", summary: "lying bars from zero", example: "bar x: persons, y: state, color: year", .lying,
    needs: ["x", "y"],
    takes: ["color", "label", "stack"], startsAtZero: true, hasWidth: true, terminal: .bars
  ) { $0.drawBars() }
}
