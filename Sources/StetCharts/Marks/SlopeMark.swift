extension Mark {
  package static let slope = Mark(
    "slope", summary: "straight lines between a few points in time, with a dot and the value at each",
    example: "slope x: year, y: persons, color: state", needs: [.x, .y], takes: [.color, .label],
    traits: [.isJoined, .hasMoments], terminal: .lines,
    arrange: { layer in
      // The values are what a slope is read by.
      guard layer.layer.label == nil else { return }
      for index in layer.points.indices {
        layer.points[index].label = layer.points[index].value.map { layer.written($0) }
      }
    },
    draw: .onAxes { drawing in
      drawing.drawLines()
      drawing.drawDots(radius: 4.5)
      drawing.labels = []
      drawing.labelMoments()
    })
}

extension Drawing {
  /// Values left of the first moment, in the order of their dots and moved apart, and above those between; the last one's
  /// follow the names.
  fileprivate mutating func labelMoments() {
    let present = prepared.points.filter { $0.value != nil && $0.label != nil }
    guard let first = present.map(\.key).min(), let last = present.map(\.key).max() else { return }
    var edge = -Double.infinity
    let firsts = present.filter { $0.key == first }.sorted { value($0.value ?? 0) < value($1.value ?? 0) }
    var heights = firsts.map { point -> Double in
      edge = max(value(point.value ?? 0), edge + 13)
      return edge
    }
    // What was pushed beyond the axis comes back up.
    edge = max(value.start, value.end) + 4
    for index in heights.indices.reversed() {
      heights[index] = min(heights[index], edge)
      edge = heights[index] - 13
    }
    for (point, height) in zip(firsts, heights) {
      let (x, y) = (key(first), value(point.value ?? 0))
      if (height - y).magnitude > 5 {
        shapes.append(.line(x1: x - 5, y1: y, x2: x - 10, y2: height, Style(stroke: point.ink)))
      }
      labels.append(
        PlacedLabel(text: point.label ?? "", places: [(x - 12, height + 4, .end)], ink: point.ink, isFixed: true))
    }
    for point in present where point.key != first && (point.key != last || !named.contains(point.series)) {
      let (x, y) = (key(point.key), value(point.value ?? 0))
      labels.append(
        PlacedLabel(
          text: point.label ?? "", places: [(x, y - 9, .middle), (x, y + 18, .middle)], ink: point.ink, tolerance: 0.05)
      )
    }
  }
}
