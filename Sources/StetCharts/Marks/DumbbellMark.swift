extension Mark {
  package static let dumbbell = Mark(
    "dumbbell", summary: "the values of a name as dots, joined from the least to the largest",
    example: #"filter state == "TX" | dumbbell x: persons, y: state, color: year"#, .either,
    needs: ["x", "y", "color"], takes: ["label"],
    hasWidth: true, hasRowLines: true, terminal: .rows(.span)
  ) { drawing in
    var ends = drawing
    ends.keepExtremes()
    ends.drawStems(width: 3, ink: .rest)
    drawing.shapes += ends.shapes
    drawing.drawDots(radius: 6.5)
  }
}

extension Drawing {
  /// Draws on with one range a key, from its least to its largest value.
  fileprivate mutating func keepExtremes() {
    var layer = prepared
    layer.points = prepared.byKey.compactMap { key, points in
      let values = points.compactMap(\.value)
      guard let low = values.min(), let high = values.max() else { return nil }
      var point = points[0]
      (point.base, point.value) = (low, high)
      return point
    }
    self = Drawing(
      prepared: layer, keyDomain: keyDomain, key: key, value: value, isHorizontal: isHorizontal, constants: constants,
      largest: largest, lineWidth: lineWidth)
  }
}
