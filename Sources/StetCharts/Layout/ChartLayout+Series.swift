import StetColumns

/// The name of a series next to the end of its line.
struct EndLabel {
  var series: Int
  var lines: [String]
  /// The last point: its key, and the height the name belongs to.
  var key: Double
  var value: Double
  var ink: Ink
  var isGray: Bool
  var width: Double
  /// The top of the name, and the height of its line's end, in pixels.
  var y = 0.0
  var end = 0.0
  var hasLeader = false

  var height: Double { Double(lines.count) * 15 }
  var middle: Double { y + height / 2 }
}

extension ChartLayout {
  /// Names at the ends of lines and of stacked areas; nil if a legend works better.
  func endLabels() -> [EndLabel]? {
    guard !prepared.isHorizontal, prepared.layers.allSatisfy({ !$0.layer.mark.has(.hasWidth) || $0.isPiled }) else {
      return nil
    }
    let limit = min(width * (width < 400 ? 0.26 : 0.3), 180)
    var labels: [EndLabel] = []
    var seen: Set<Int> = []
    for layer in prepared.layers where layer.layer.mark.has(.isJoined) || layer.isPiled {
      let end = layer.points.filter { $0.value != nil }.map(\.key).max()
      for series in layer.series where !seen.contains(series) {
        guard let last = layer.points(of: series).last(where: { $0.value != nil }), let value = last.value else {
          continue
        }
        // Names are next to the last column, so each series must have a part in it.
        if layer.layer.mark.has(.hasWidth), last.key != end { return nil }
        seen.insert(series)
        // The last value of a line comes after its name.
        let endsWithValue =
          layer.layer.mark.has(.hasMoments) || layer.layer.labels == .ends || layer.layer.labels == .last
        let name = prepared.seriesNames[series] + (endsWithValue ? last.label.map { " " + $0 } ?? "" : "")
        if Self.labelFace.widestWord(name) > limit { return nil }
        let lines = Self.labelFace.balanced(name, to: limit)
        labels.append(
          EndLabel(
            series: series, lines: lines, key: last.key + (layer.layer.mark.has(.hasWidth) ? layer.step / 2 : 0),
            value: layer.isPiled ? (value + last.base) / 2 : value, ink: last.ink,
            isGray: last.ink == .rest || prepared.colors[series] == .gray, width: Self.labelFace.widest(lines)))
      }
    }
    // A series only of points has no end to name.
    let named = prepared.seriesNames.indices.filter { seen.contains($0) || isMissing($0) }
    guard named.count == prepared.seriesNames.count else { return nil }
    let colored = labels.filter { !$0.isGray }
    return total(colored) > usualHeight ? nil : labels
  }

  private func total(_ labels: [EndLabel]) -> Double { labels.reduce(0) { $0 + $1.height + 2 } }

  /// A series whose every value is missing.
  private func isMissing(_ series: Int) -> Bool {
    prepared.layers.allSatisfy { $0.points.allSatisfy { $0.series != series || $0.value == nil } }
  }

  /// Labels move apart as little as possible in their order, and stay next to the plot; gray ones give way.
  mutating func place(
    _ ends: [EndLabel], _ value: Scale, _ keys: ClosedRange<Double>, top: Double, bottom: Double
  ) -> [EndLabel] {
    var labels = ends
    // Beside lines that are picked out, the names of many others are noise.
    let unlit = labels.filter { $0.ink == .rest }
    if unlit.count > 5 || (!unlit.isEmpty && total(labels) > bottom - top) { labels.removeAll { $0.ink == .rest } }
    while total(labels) > bottom - top, let gray = labels.lastIndex(where: \.isGray) { labels.remove(at: gray) }
    if labels.count < ends.count {
      let dropped = ends.count - labels.count
      let note = "\(counted(dropped, "gray line")) \(agreeing("is", "are", dropped)) not labeled for lack of room"
      warnings.append(note)
      notes.append(note)
    }
    labels = labels.enumerated().sorted {
      (value($0.element.value), $0.offset) < (value($1.element.value), $1.offset)
    }.map(\.element)
    var edge = top - 6
    for index in labels.indices {
      labels[index].end = value(labels[index].value)
      labels[index].y = max(labels[index].end - labels[index].height / 2, edge)
      edge = labels[index].y + labels[index].height + 2
    }
    edge = bottom + 6
    for index in labels.indices.reversed() {
      labels[index].y = min(labels[index].y, edge - labels[index].height)
      edge = labels[index].y - 2
    }
    let span = keys.upperBound - keys.lowerBound
    for index in labels.indices {
      let isMoved = (labels[index].middle - labels[index].end).magnitude > 9
      labels[index].hasLeader = isMoved || labels[index].key < keys.upperBound - span * 0.03
    }
    return labels
  }

  /// Pixels between the plot and the names.
  func endGap(_ labels: [EndLabel]) -> Double { labels.contains(where: \.hasLeader) ? 22 : 8 }

  mutating func write(_ labels: [EndLabel], _ plot: Plot) {
    let x = plot.frame.right + endGap(labels)
    for label in labels {
      if label.hasLeader {
        let start = plot.key(label.key) + 5
        let elbow = max(start, plot.frame.right + 4)
        let steps: [PathStep] = [
          .move(start, label.end), .line(elbow, label.end), .line(x - 3, label.middle),
        ]
        shapes.append(.path(steps, Style(stroke: label.ink, dashed: elbow > start + 1)))
      }
      for (offset, line) in label.lines.enumerated() {
        write(line, x: x, y: label.y + 11.5 + Double(offset) * 15, TextStyle(face: Self.labelFace, ink: label.ink))
      }
    }
  }
}
