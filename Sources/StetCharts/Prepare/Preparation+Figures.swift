import StetColumns

extension Preparation {
  /// The rows of a mark with a picture of its own: their colors, sizes and labels. The mark decides where they go.
  mutating func addFigure(_ layer: Layer) {
    var prepared = PreparedLayer(layer: layer, points: [], series: [], step: 1, format: valueFormat)
    var seriesOf = SeriesOf(layer, name: layer[.size]?.label ?? layer.mark.name, isShaded: isShaded(layer))
    let needed = layer.mark.needs.compactMap { layer[$0]?.column } + (seriesOf.numbers.map { [$0.column] } ?? [])
    for row in 0..<layer.rowCount {
      let isComplete = needed.allSatisfy { row < $0.count && $0.isPresent(row) && ($0[row].asFloat?.isFinite ?? true) }
      let series = seriesOf.number(row, in: &self)
      var ink = seriesOf.numbers.map { shade($0.column[row]) ?? .band } ?? .series(series)
      if !layer.highlight.isEmpty, !layer.isHighlighted(row) { ink = .rest }
      let size = layer[.size].flatMap { Domain.number.position(of: $0.column[row]) }
      prepared.points.append(
        Point(
          row: row, key: Double(row), value: isComplete ? size ?? Double(row) : nil, series: series,
          label: layer.label(of: row), ink: ink, size: size))
    }
    let complete = prepared.points.count { $0.value != nil }
    layer.mark.arrange?(&prepared)
    let present = prepared.points.count { $0.value != nil }
    refused += complete - present
    drawn += present
    omitted += prepared.points.count - present
    prepared.series = Set(prepared.points.map(\.series)).sorted()
    panels[0].layers.append(prepared)
  }
}

extension Layer {
  fileprivate func label(of row: Int) -> String? {
    if let label { return label.column.isPresent(row) ? formatted(label.column[row], nil) : nil }
    return constants[.label].flatMap { formatted($0, nil) }
  }
}

extension Figure {
  init(_ layer: PreparedLayer, _ preparation: Preparation, left: Double, right: Double, y: Double) {
    self.init(
      layer, of: preparation.chart, seriesNames: preparation.seriesNames, shades: preparation.shades, left: left,
      right: right, y: y)
  }
}
