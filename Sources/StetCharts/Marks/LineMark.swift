extension Mark {
  package static let line = Mark(
    "line", summary: "a line for each series, with gaps where data is missing",
    example: "line x: year, y: persons, color: state",
    needs: [.x, .y], takes: [.color, .label], traits: .isJoined, terminal: .lines,
    draw: .onAxes { $0.drawLines() })
}

extension Drawing {
  mutating func drawLines() {
    // Highlighted marks are drawn above the rest.
    let series = prepared.series
    let lit = Set(prepared.points.filter { $0.ink != .rest }.map(\.series))
    for series in series.filter({ !lit.contains($0) }) + series.filter({ lit.contains($0) }) {
      for run in prepared.runs(of: series, isPeriodic: isPeriodic) {
        let places = run.map { (x: key($0.key), y: value($0.value ?? 0)) }
        if places.count == 1 {
          let ring = Style(fill: .background, stroke: run[0].ink, width: 1.5)
          let style = run[0].isPartial ? ring : Style(fill: run[0].ink)
          shapes.append(.circle(x: places[0].x, y: places[0].y, radius: 3, style))
        } else {
          let width = run[0].ink == .rest ? lineWidth * 0.6 : lineWidth
          let style = Style(stroke: run[0].ink, width: width, dash: isDashed ? series % 4 : 0)
          for (stretch, isPartial) in stretches(run) {
            let steps = places[stretch].enumerated().map { $0 == 0 ? PathStep.move($1.x, $1.y) : .line($1.x, $1.y) }
            var style = style
            if isPartial { (style.dash, style.dashed) = (0, true) }
            shapes.append(.path(steps, style))
          }
        }
        let last = named.contains(series) ? prepared.lastKey(of: series) : nil
        for (point, place) in zip(run, places) {
          guard let label = point.label, point.key != last else { continue }
          labels.append(
            PlacedLabel(
              text: label,
              places: [
                (place.x, place.y - 8, .middle), (place.x, place.y + 17, .middle), (place.x + 8, place.y + 4, .start),
                (place.x - 8, place.y + 4, .end),
              ], tolerance: 0.05)
          )
        }
      }
    }
  }

  /// A line to and from a period of which days are lacking, apart from the rest; each but the first begins where the one before ends.
  private func stretches(_ run: [Point]) -> [(places: ClosedRange<Int>, isPartial: Bool)] {
    var stretches: [(places: ClosedRange<Int>, isPartial: Bool)] = []
    for place in run.indices.dropFirst() {
      let isPartial = run[place].isPartial || run[place - 1].isPartial
      if let last = stretches.last, last.isPartial == isPartial {
        stretches[stretches.count - 1].places = last.places.lowerBound...place
      } else {
        stretches.append((place - 1...place, isPartial))
      }
    }
    return stretches
  }
}
