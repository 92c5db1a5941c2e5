import StetColumns

extension Preparation {
  /// Makes points of the rows of a layer, panel by panel, and counts those that are not drawn.
  mutating func add(_ layer: Layer) {
    if layer.mark.frame == .own { return addFigure(layer) }
    guard (keyChannel(layer) != nil || isHorizontal) && (valueChannel(layer) != nil || layer.mark.has(.counts)) else {
      warnings.append("`\(layer.mark.name)` needs both `x` and `y`, so it is not drawn")
      return
    }
    var reader = RowReader(layer, self)
    var split = [PreparedLayer](
      repeating: PreparedLayer(
        layer: layer, points: [], series: [], step: 1, format: valueFormat, keyFormat: keyOptions.format),
      count: layer[.facet] == nil ? 1 : panels.count)
    if layer[.facet] == nil { split[0].points.reserveCapacity(reader.count) }
    for row in 0..<reader.count {
      guard let point = reader.point(row, in: &self) else { continue }
      split[reader.panel(of: row)].points.append(point)
    }
    if let most = reader.largest { largest = max(largest ?? 0, most) }
    var tally = reader.tally
    if tally.refused > 0 {
      split[0].losses.append(
        "\(counted(tally.refused, "row")) with a size below zero \(agreeing("is", "are", tally.refused)) not drawn.")
    }
    for panel in split.indices {
      split[panel].wholeKeys = reader.wholeKeys
      split[panel].wholeCount = reader.count - tally.missing - tally.beyond
      finish(&split[panel])
      tally.hidden += split[panel].hidden
    }
    let isRepeat = panels.indices.allSatisfy { panels[$0].hasPoints(of: split[split.count == 1 ? 0 : $0]) }
    for panel in panels.indices { panels[panel].layers.append(split[split.count == 1 ? 0 : panel]) }
    // Labels over bars, say, are the same rows again.
    if !isRepeat { count(tally, of: reader.count) }
  }

  private mutating func count(_ tally: RowReader.Tally, of rows: Int) {
    drawn += rows - tally.missing - tally.beyond - tally.unplaced - tally.refused - tally.hidden
    omitted += tally.missing + tally.refused + tally.hidden
    refused += tally.refused + tally.hidden
    beyond += tally.beyond
    unplaced += tally.unplaced
    hidden += tally.hidden
  }

  func keyPosition(_ value: Value) -> Double? {
    if case .category = keyDomain { return value.isMissing ? nil : positions[plainText(value)] }
    return keyDomain.position(of: value)
  }

  func valuePosition(_ value: Value) -> Double? {
    if case .category = valueDomain { return value.isMissing ? nil : rowPositions[plainText(value)] }
    return Domain.number.position(of: value)
  }
}

extension Panel {
  /// Whether an earlier layer has the very points of another.
  fileprivate func hasPoints(of layer: PreparedLayer) -> Bool {
    layers.contains { earlier in
      earlier.points.count == layer.points.count
        && zip(earlier.points, layer.points).allSatisfy {
          $0.row == $1.row && $0.key == $1.key && ($0.value == nil) == ($1.value == nil) && $0.series == $1.series
        }
    }
  }
}
