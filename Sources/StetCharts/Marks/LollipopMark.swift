extension Mark {
  package static let lollipop = Mark(
    "lollipop", summary: "a thin bar from zero with a dot at its end",
    example: "filter year == FY2010 | lollipop x: persons, y: state",
    .either, needs: ["x", "y"], takes: ["color", "label"], startsAtZero: true, hasWidth: true, hasRowLines: true,
    terminal: .bars
  ) { drawing in
    drawing.drawStems(width: 2)
    drawing.drawDots(radius: 6)
  }
}
