import StetColumns

extension Preparation {
  /// Labels, steps and stacks of a layer in one panel.
  mutating func finish(_ prepared: inout PreparedLayer) {
    let layer = prepared.layer
    let isJoined = layer.mark.has(.isJoined)
    if !layer.highlight.isEmpty, isJoined { highlightWholeSeries(&prepared) }
    if isJoined, layer.label == nil { keepLabels(.last, &prepared) }
    keepLabels(layer.labels, &prepared)
    prepared.series = Set(prepared.points.map(\.series)).sorted()
    prepared.step = Self.step(of: prepared, keyDomain)
    if isJoined { warnOfRepeats(prepared) }
    if !layer.highlight.isEmpty, !layer.highlight.contains(true) {
      warn("`highlight` matches no row, so every mark is gray")
    }
    layer.mark.arrange?(&prepared)
    for warning in prepared.stackSeries() where !warnings.contains(warning) { warnings.append(warning) }
  }

  private mutating func warnOfRepeats(_ prepared: PreparedLayer) {
    var last: [Int: Double] = [:]
    let isRising = prepared.points.allSatisfy { point in
      defer { last[point.series] = point.key }
      return last[point.series].map { $0 < point.key } ?? true
    }
    if isRising { return }
    var seen: [Int: Set<Double>] = [:]
    let repeats = prepared.points.count { $0.value != nil && !seen[$0.series, default: []].insert($0.key).inserted }
    guard repeats > 0 else { return }
    warn(
      "\(counted(repeats, "row")) \(agreeing("has", "have", repeats)) the same position on the axis as another row in the series, and the `\(prepared.layer.mark.name)` goes through all of them; `group` combines such rows into one"
    )
  }

  /// Labels of the first and last point of each series, of the last, or of the highest and lowest.
  private func keepLabels(_ labels: Labels, _ prepared: inout PreparedLayer) {
    guard labels != .all else { return }
    var kept: Set<Int> = []
    for series in Set(prepared.points.map(\.series)) {
      let present = prepared.points.indices.filter {
        prepared.points[$0].series == series && prepared.points[$0].value != nil
      }
      func key(_ index: Int) -> Double { prepared.points[index].key }
      func value(_ index: Int) -> Double { prepared.points[index].value ?? 0 }
      let ends: [Int?] =
        switch labels {
        case .all: []
        case .last: [present.max { key($0) <= key($1) && key($0) != key($1) }]
        case .ends: [present.min { key($0) < key($1) }, present.max { key($0) < key($1) }]
        case .extremes: [present.min { value($0) < value($1) }, present.max { value($0) < value($1) }]
        }
      kept.formUnion(ends.compactMap { $0 })
    }
    for index in prepared.points.indices where !kept.contains(index) { prepared.points[index].label = nil }
  }

  private func highlightWholeSeries(_ prepared: inout PreparedLayer) {
    let lit = Set(prepared.points.filter { $0.ink != .rest }.map(\.series))
    for index in prepared.points.indices where lit.contains(prepared.points[index].series) {
      prepared.points[index].ink = .series(prepared.points[index].series)
    }
  }

  /// The smallest distance between keys; for periods that come every few years, their greatest common divisor.
  private static func step(of layer: PreparedLayer, _ domain: Domain) -> Double {
    switch domain {
    case .category: return 1
    case .number, .day: if !layer.layer.mark.has(.hasWidth) { return 1 }
    case .period: break
    }
    let keys = Set(layer.points.map(\.key)).sorted()
    let gaps = zip(keys.dropFirst(), keys).map { $0 - $1 }
    guard var step = gaps.min() else { return 1 }
    if case .period = domain {
      for gap in gaps {
        var (a, b) = (gap, step)
        while b > 0 { (a, b) = (b, a.truncatingRemainder(dividingBy: b)) }
        step = a
      }
    }
    return step
  }
}
