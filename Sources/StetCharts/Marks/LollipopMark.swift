extension Mark {
  package static let lollipop = Mark(
    "lollipop", summary: "a thin bar from zero with a dot at its end",
    example: "filter year == FY2010 | lollipop x: persons, y: state", .axes(.either), needs: [.x, .y],
    takes: [.color, .label], traits: [.startsAtZero, .hasWidth, .hasRowLines], terminal: .bars,
    draw: .onAxes { drawing in
      drawing.drawStems(width: 2)
      drawing.drawDots(radius: 6)
    })
}
