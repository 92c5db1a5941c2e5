extension Mark {
  package static let point = Mark(
    "point", summary: "a dot for each row, with an area that can represent a number",
    example: "point x: year, y: persons", needs: [.x, .y], takes: [.color, .label, .size], terminal: .dots,
    draw: .onAxes { $0.drawDots(radius: 3.5) })
}
