extension Mark {
  package static let range = Mark(
    "range", summary: "a bar from one value to another: vertical from `y` to `to`, or horizontal from `x` to `to`",
    example: "derive most = persons + 2 | range x: persons, to: most, y: state", .axes(.either),
    needs: [.x, .y, .to], takes: [.color, .label], traits: [.hasWidth, .hasRowLines], terminal: .rows,
    arrange: { $0.spreadFromBases() },
    draw: .onAxes { drawing in
      let width = min(drawing.room * 0.5, 10)
      for point in drawing.inOrder {
        guard let end = point.value else { continue }
        let center = drawing.key(point.key)
        let (from, to) = (drawing.value(point.base), drawing.value(end))
        // A range of a single value is still seen.
        let reach = max((to - from).magnitude, 1)
        let low = min(from, to) - (reach - (to - from).magnitude) / 2
        drawing.rect(from: (center - width / 2, low), to: (center + width / 2, low + reach), Style(fill: point.ink))
        guard let label = point.label else { continue }
        if drawing.isHorizontal {
          drawing.label(label, atEndOf: (center, max(from, to)), away: 5, isNegative: false)
        } else {
          drawing.labels.append(PlacedLabel(text: label, places: [(center, min(from, to) - 5, .middle)]))
        }
      }
    })
}

extension PreparedLayer {
  /// A spread a row, between the two values it is given.
  fileprivate mutating func spreadFromBases() {
    spreads = points.compactMap { point in
      point.value.map { Spread(key: point.key, low: min(point.base, $0), high: max(point.base, $0), ink: point.ink) }
    }
  }
}
