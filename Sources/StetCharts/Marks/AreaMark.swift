extension Mark {
  package static let area = Mark(
    "area", summary: "the area between a line and zero, or between `y` and `to`",
    example: "area x: year, y: persons, color: state, stack: stack", needs: [.x, .y],
    takes: [.color, .label, .stack, .to], traits: [.startsAtZero, .isJoined], terminal: .lines,
    draw: .onAxes { drawing in
      for series in drawing.prepared.series {
        for run in drawing.prepared.runs(of: series, isPeriodic: drawing.isPeriodic) {
          let top = run.map { (drawing.key($0.key), drawing.value($0.value ?? 0)) }
          let bottom = run.reversed().map { (drawing.key($0.key), drawing.value($0.base)) }
          let steps = (top + bottom).enumerated().map { $0 == 0 ? PathStep.move($1.0, $1.1) : .line($1.0, $1.1) }
          if drawing.prepared.stack == .stack || drawing.prepared.stack == .share {
            // A thin line of background tells neighbors apart that print alike.
            drawing.shapes.append(.path(steps + [.close], Style(fill: run[0].ink, stroke: .background, width: 0.75)))
          } else {
            // A pale area lets the grid and other series through; its edge carries the contrast.
            drawing.shapes.append(.path(steps + [.close], Style(fill: run[0].ink, opacity: 0.3)))
            drawing.shapes.append(.path(Array(steps.prefix(top.count)), Style(stroke: run[0].ink, width: 2)))
          }
          if run.count == 1 {
            drawing.shapes.append(
              .line(x1: top[0].0, y1: top[0].1, x2: top[0].0, y2: bottom[0].1, Style(stroke: run[0].ink, width: 2)))
          }
        }
      }
    })
}
