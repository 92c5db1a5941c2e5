import StetColumns

extension Preparation {
  /// What the chart says if it has more series than colors.
  var colorNote: String? {
    let gray = seriesNames.indices.filter { colors[$0] == .gray }.map { seriesNames[$0] }
    guard let last = gray.last else { return nil }
    let names =
      gray.count == 1
      ? last + " is"
      : gray.count <= 5
        ? gray.dropLast().joined(separator: ", ") + " and " + last + " are"
        : gray.prefix(4).joined(separator: ", ") + " and \(gray.count - 4) more are"
    return "No more than \(chart.theme.colorCount) colors can be told apart: \(names) drawn in gray."
  }

  /// Colors go to the series that are lit, in legend order; those that the author colored take none from the palette.
  mutating func chooseColors() {
    var lit: Set<Int> = []
    for layer in layers { for point in layer.points { if case .series(let series) = point.ink { lit.insert(series) } } }
    var next = 0
    colors = seriesNames.indices.map { series in
      if let own = chart.colors.first(where: { $0.0 == seriesNames[series] })?.1, Palette.isColor(own) {
        return .own(own)
      }
      if let layer = layers.first(where: { $0.series == [series] })?.layer,
        let constant = layer.constants[.color]?.asText, Palette.isColor(constant)
      {
        return .own(constant)
      }
      guard lit.contains(series) else { return .unlit }
      next += 1
      return next <= chart.theme.colorCount ? .palette(next - 1) : .gray
    }
  }

  /// The number of a series, a new one if the name is new.
  mutating func number(ofSeries name: String) -> Int {
    if let index = seriesNumbers[name] { return index }
    seriesNumbers[name] = seriesNames.count
    seriesNames.append(name)
    return seriesNames.count - 1
  }

  /// Colors given for series without rows leave no trace in the legend.
  mutating func dropUnusedSeries() {
    let used = Set(layers.flatMap(\.series))
    guard used.count < seriesNames.count else { return }
    let kept = seriesNames.indices.filter { used.contains($0) }
    var new = [Int](repeating: 0, count: seriesNames.count)
    for (index, old) in kept.enumerated() { new[old] = index }
    seriesNames = kept.map { seriesNames[$0] }
    for panel in panels.indices {
      for layer in panels[panel].layers.indices {
        panels[panel].layers[layer].series = panels[panel].layers[layer].series.map { new[$0] }
        for point in panels[panel].layers[layer].points.indices {
          let series = new[panels[panel].layers[layer].points[point].series]
          panels[panel].layers[layer].points[point].series = series
          if case .series = panels[panel].layers[layer].points[point].ink {
            panels[panel].layers[layer].points[point].ink = .series(series)
          }
        }
        for spread in panels[panel].layers[layer].spreads.indices {
          if case .series(let old) = panels[panel].layers[layer].spreads[spread].ink {
            panels[panel].layers[layer].spreads[spread].ink = .series(new[old])
          }
        }
      }
    }
  }
}
