extension Mark {
  package static let slope = Mark(
    "slope", summary: "straight lines between a few moments, with a dot and the value at each",
    example: "slope x: year, y: persons, color: state", needs: ["x", "y"], takes: ["color", "label", "labels"],
    isJoined: true, hasMoments: true, terminal: .lines,
    arrange: { layer in
      // The values are what a slope is read by.
      guard layer.layer.label == nil else { return }
      for index in layer.points.indices {
        layer.points[index].label = layer.points[index].value.map { layer.written($0) }
      }
    }
  ) { drawing in
    let labels = drawing.otherLabels()
    Mark.line.draw(&drawing)
    drawing.drawDots(radius: 4.5)
    drawing.labels = labels
  }
}

extension Drawing {
  /// Values left of the first moment and above those between; the last one's stand behind the names, where a legend
  /// does not take their place.
  fileprivate func otherLabels() -> [PlacedLabel] {
    let keys = prepared.points.filter { $0.value != nil }.map(\.key)
    let first = keys.min()
    return prepared.points.compactMap { point in
      guard let amount = point.value, let label = point.label, point.key != keys.max() || prepared.series.count < 2
      else { return nil }
      let (x, y) = (key(point.key), value(amount))
      let beside: [PlacedLabel.Place] = [4.0, -5, 13, -14, 22, -23, 31].map { (x - 9, y + $0, .end) }
      let around: [PlacedLabel.Place] = [(x, y - 9, .middle), (x, y + 18, .middle)]
      return PlacedLabel(text: label, places: point.key == first ? beside : around, tolerance: 0.2)
    }
  }
}
