extension Mark {
  package static let cell = Mark(
    "cell", summary: "a rectangle for each pair of categories, colored by a number",
    example: #"filter state is not missing | cell x: year, y: state, color: persons"#, .grid, needs: [.x, .y, .color],
    takes: [.label], traits: .hasWidth, terminal: .grid, arrange: { $0.keepLastOfEachField() },
    draw: .onAxes { drawing in
      let (wide, tall) = (drawing.room, drawing.value.unit)
      let gap = min(1, wide * 0.1)
      // A number that reaches into the next field would be read as that one's.
      let texts = drawing.prepared.points.compactMap { $0.value == nil ? nil : $0.label }
      let fits = Face(size: 12).widest(texts) <= wide - 4
      if !fits { drawing.dropped += texts.count }
      drawing.drawBlanks(wide, tall, gap)
      for point in drawing.prepared.points {
        guard let row = point.value else { continue }
        let (x, y) = (drawing.key(point.key), drawing.value(row))
        drawing.shapes.append(
          .rect(
            x: x - wide / 2 + gap / 2, y: y - tall / 2 + gap / 2, width: wide - gap, height: tall - gap,
            Style(fill: point.ink)))
        if fits, let label = point.label {
          drawing.labels.append(
            PlacedLabel(text: label, places: [(x, y + 4, .middle)], ink: point.ink.over, tolerance: 1, isInside: true))
        }
      }
    })
}

extension PreparedLayer {
  /// A rectangle has one color: that of the last row with a number, which is on top.
  fileprivate mutating func keepLastOfEachField() {
    var shown: [[Double]: Int] = [:]
    for (index, point) in points.enumerated() {
      guard let row = point.value else { continue }
      let field = [point.key, row]
      if let earlier = shown[field] {
        // A row without a number covers none; it is counted as missing.
        if point.ink == .band { continue }
        if points[earlier].ink != .band { hidden += 1 }
      }
      shown[field] = index
    }
    let kept = Set(shown.values)
    points = points.indices.filter { points[$0].value == nil || kept.contains($0) }.map { points[$0] }
  }
}

extension Drawing {
  /// The ground of fields without a row.
  fileprivate mutating func drawBlanks(_ wide: Double, _ tall: Double, _ gap: Double) {
    let taken = Set(prepared.points.map { [$0.key, $0.value ?? -1] })
    let rows = Set(prepared.points.compactMap(\.value)).sorted()
    for column in Set(prepared.points.map(\.key)).sorted() {
      for row in rows where !taken.contains([column, row]) {
        let (x, y) = (key(column), value(row))
        shapes.append(
          .rect(
            x: x - wide / 2 + gap / 2, y: y - tall / 2 + gap / 2, width: wide - gap, height: tall - gap,
            Style(fill: .band)))
      }
    }
  }
}
