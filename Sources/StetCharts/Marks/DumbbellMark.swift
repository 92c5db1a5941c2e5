extension Mark {
  package static let dumbbell = Mark(
    "dumbbell", summary: "the values for each category as dots, with a line from the smallest to the largest",
    example: #"filter state == "TX" | dumbbell x: persons, y: state, color: year"#, .axes(.either),
    needs: [.x, .y, .color], takes: [.label], traits: [.hasWidth, .hasRowLines], terminal: .rows,
    arrange: { $0.measureExtremes() },
    draw: .onAxes { drawing in
      let spreads = drawing.prepared.spreads
      for spread in spreads.filter({ $0.ink == .rest }) + spreads.filter({ $0.ink != .rest }) {
        let center = drawing.key(spread.key)
        drawing.line(
          from: (center, drawing.value(spread.low)), to: (center, drawing.value(spread.high)),
          Style(stroke: .rest, width: 3))
      }
      drawing.drawDots(radius: 6.5)
    })
}

extension PreparedLayer {
  /// A spread a key, from its least to its largest value.
  fileprivate mutating func measureExtremes() {
    spreads = byKey.map { key, points in
      let values = points.compactMap(\.value)
      return Spread(key: key, low: values.min()!, high: values.max()!, ink: points[0].ink)
    }
  }
}
