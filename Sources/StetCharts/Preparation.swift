import StetColumns

/// A chart's rows as points on two axes, before anything is measured.
struct Preparation {
  var keyDomain: Domain
  var isHorizontal: Bool
  var layers: [PreparedLayer] = []
  var seriesNames: [String] = []
  /// How each series is colored.
  private(set) var colors: [SeriesColor] = []
  var drawn = 0
  var omitted = 0
  /// Numbers so large that the distance between two of them may not be a number.
  var beyond = 0
  var warnings: [String] = []
  var rules: [Rule]
  var bands: [Band]
  /// Bounds of keys and values over every layer.
  var keys: ClosedRange<Double>?
  var values: ClosedRange<Double>?
  var startsAtZero = false

  init(_ chart: Chart) {
    isHorizontal = chart.layers.contains { $0.mark.name == "bar" }
    rules = chart.rules
    bands = chart.bands
    keyDomain = Self.domain(of: chart.layers, isHorizontal: isHorizontal)
    seriesNames = chart.colors.map(\.0)
    for layer in chart.layers { layer.mark.isData ? add(layer) : addRemark(layer) }
    let used = Set(layers.flatMap(\.series))
    // Colors given for series without rows leave no trace in the legend.
    if used.count < seriesNames.count { renumber(used) }
    chooseColors(chart)
    measure(chart)
    if let note = rangeNote { warnings.append(String(note.dropLast())) }
  }

  /// What the chart says where it has more series than colors.
  var colorNote: String? {
    let gray = seriesNames.indices.filter { colors[$0] == .gray }.map { seriesNames[$0] }
    guard let last = gray.last else { return nil }
    let names =
      gray.count == 1
      ? last + " is"
      : gray.count <= 5
        ? gray.dropLast().joined(separator: ", ") + " and " + last + " are"
        : gray.prefix(4).joined(separator: ", ") + " and \(gray.count - 4) more are"
    return "No more than \(Palette.light.count) colors can be told apart: \(names) drawn in gray."
  }

  /// What the chart says where values are beyond the range of an axis.
  var rangeNote: String? {
    beyond == 0
      ? nil
      : beyond == 1
        ? "1 value lies beyond ±1e300, where axes end, and is not drawn."
        : "\(beyond) values lie beyond ±1e300, where axes end, and are not drawn."
  }

  /// A place on an axis as the reader finds it there.
  func name(_ value: Value, in chart: Chart) -> String {
    switch value {
    case .int, .decimal, .float:
      formatted(value, (isHorizontal ? chart.xFormat : chart.yFormat) ?? ",") ?? plainText(value)
    case .missing, .bool, .text, .date, .datetime, .period, .duration: plainText(value)
    }
  }

  /// Colors go to the series that are lit, in legend order; those that the author colored take none from the palette.
  private mutating func chooseColors(_ chart: Chart) {
    var next = 0
    colors = seriesNames.indices.map { series in
      if let own = chart.colors.first(where: { $0.0 == seriesNames[series] })?.1, Palette.isColor(own) {
        return .own(own)
      }
      if let layer = layers.first(where: { $0.series == [series] })?.layer,
        let constant = layer.constant("color")?.asText, Palette.isColor(constant)
      {
        return .own(constant)
      }
      guard layers.contains(where: { $0.points.contains { $0.ink == .series(series) } }) else { return .unlit }
      next += 1
      return next <= Palette.light.count ? .palette(next - 1) : .gray
    }
  }

  private static func domain(of layers: [Layer], isHorizontal: Bool) -> Domain {
    let columns = layers.filter(\.mark.isData).compactMap { isHorizontal ? $0.y?.column : $0.x?.column }
    guard let first = columns.first else { return .number }
    var names: [String] = []
    var seen: Set<String> = []
    switch first.type {
    case .int, .decimal, .float, .duration: if !isHorizontal { return .number }
    case .date, .datetime, .period(.week): if !isHorizontal { return .day }
    case .period(let kind): if !isHorizontal { return .period(kind) }
    case .text, .bool: break
    }
    for column in columns {
      for row in 0..<column.count where column.isPresent(row) {
        let name = plainText(column[row])
        if seen.insert(name).inserted { names.append(name) }
      }
    }
    return .category(names)
  }

  private mutating func add(_ layer: Layer) {
    guard let x = layer.x, let y = layer.y else {
      warnings.append("`\(layer.mark.name)` needs both `x` and `y`, so it is not drawn")
      return
    }
    let (keys, amounts) = isHorizontal ? (y.column, x.column) : (x.column, y.column)
    let valueLabel = isHorizontal ? x.label : y.label
    let hasHighlight = layer.highlight.contains(true)
    var names: [String: Int] = [:]
    var missing = 0
    var beyond = 0
    var prepared = PreparedLayer(layer: layer, points: [], series: [], step: 1)
    var positions: [String: Double] = [:]
    if case .category(let names) = keyDomain {
      for (index, name) in names.enumerated() { positions[name] = Double(index) }
    }
    for row in 0..<min(keys.count, amounts.count) {
      let keyValue = keys[row]
      let key =
        positions.isEmpty ? keyDomain.position(of: keyValue) : keyValue.isMissing ? nil : positions[plainText(keyValue)]
      guard let key else {
        if isBeyondAxes(keyValue) { beyond += 1 } else { missing += 1 }
        continue
      }
      let amount = Domain.number.position(of: amounts[row])
      let name: String
      if let color = layer.color {
        name = color.column.isPresent(row) ? plainText(color.column[row]) : "(missing)"
      } else if let constant = layer.constant("color")?.asText, !Palette.isColor(constant) {
        name = constant
      } else {
        name = valueLabel
      }
      let series: Int
      if let known = names[name] {
        series = known
      } else {
        series = number(of: name)
        names[name] = series
        prepared.series.append(series)
      }
      if amount == nil {
        if isBeyondAxes(amounts[row]) { beyond += 1 } else { missing += 1 }
      }
      let isRest = hasHighlight && !(row < layer.highlight.count && layer.highlight[row])
      var label = layer.label.flatMap { $0.column.isPresent(row) ? formatted($0.column[row], nil) : nil }
      if layer.label == nil { label = layer.constant("label").flatMap { formatted($0, nil) } }
      prepared.points.append(
        Point(row: row, key: key, value: amount, series: series, label: label, ink: isRest ? .rest : .series(series)))
    }
    if hasHighlight, layer.mark.name == "line" || layer.mark.name == "area" { highlightWholeSeries(&prepared) }
    if layer.label == nil, layer.mark.name == "line" { labelEndsOnly(&prepared) }
    prepared.series.sort()
    prepared.step = Self.step(of: prepared.points, keyDomain)
    let isRepeat = layers.contains { earlier in
      earlier.points.elementsEqual(prepared.points) {
        $0.key == $1.key && $0.value == $1.value && $0.series == $1.series
      }
    }
    if !isRepeat {
      drawn += prepared.points.count { $0.value != nil }
      omitted += missing
      self.beyond += beyond
    }
    stack(&prepared)
    layers.append(prepared)
  }

  private mutating func number(of name: String) -> Int {
    if let index = seriesNames.firstIndex(of: name) { return index }
    seriesNames.append(name)
    return seriesNames.count - 1
  }

  /// One label for a whole line stands at its end, not at each of its points.
  private func labelEndsOnly(_ prepared: inout PreparedLayer) {
    var ends: [Int: Int] = [:]
    for (index, point) in prepared.points.enumerated() where point.value != nil {
      if let end = ends[point.series], prepared.points[end].key > point.key { continue }
      ends[point.series] = index
    }
    for (index, point) in prepared.points.enumerated() where ends[point.series] != index {
      prepared.points[index].label = nil
    }
  }

  private func highlightWholeSeries(_ prepared: inout PreparedLayer) {
    let lit = Set(prepared.points.filter { $0.ink != .rest }.map(\.series))
    for index in prepared.points.indices where lit.contains(prepared.points[index].series) {
      prepared.points[index].ink = .series(prepared.points[index].series)
    }
  }

  /// The smallest distance between keys; for periods that come every few years, their greatest common divisor.
  private static func step(of points: [Point], _ domain: Domain) -> Double {
    if case .category = domain { return 1 }
    let keys = Set(points.map(\.key)).sorted()
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

  private mutating func stack(_ prepared: inout PreparedLayer) {
    let mark = prepared.layer.mark
    guard mark.startsAtZero, prepared.series.count > 1 else { return }
    switch prepared.layer.stack {
    case .group: return
    case .none:
      let distinct = Set(prepared.points.map(\.key)).count
      if mark.hasWidth, distinct < prepared.points.count {
        warnings.append(
          "`\(mark.name)` draws series over each other; `stack: stack` or `stack: group` keeps them apart")
      }
      return
    case .stack, .share: break
    }
    var totals: [Double: Double] = [:]
    for point in prepared.points { totals[point.key, default: 0] += (point.value ?? 0).magnitude }
    if prepared.layer.stack == .share, prepared.points.contains(where: { ($0.value ?? 0) < 0 }) {
      warnings.append("shares of negative values are shares of their magnitudes")
    }
    var above: [Double: Double] = [:]
    var below: [Double: Double] = [:]
    let order = prepared.points.indices.sorted {
      (prepared.points[$0].series, $0) < (prepared.points[$1].series, $1)
    }
    for index in order {
      let point = prepared.points[index]
      guard var amount = point.value else { continue }
      if prepared.layer.stack == .share {
        let total = totals[point.key] ?? 0
        amount = total > 0 ? amount / total : 0
      }
      let base = (amount < 0 ? below[point.key] : above[point.key]) ?? 0
      prepared.points[index].base = base
      prepared.points[index].value = base + amount
      if amount < 0 { below[point.key] = base + amount } else { above[point.key] = base + amount }
    }
  }

  private mutating func addRemark(_ layer: Layer) {
    let label = layer.constant("label").flatMap { formatted($0, nil) }
    if layer.mark.name == "band" {
      guard let from = layer.constant("from"), let to = layer.constant("to") else {
        warnings.append("`band` needs where it starts and ends, so it is not drawn")
        return
      }
      bands.append(Band(layer.constant("axis") == .text("y") ? .y : .x, from: from, to: to, label: label))
      return
    }
    for (axis, channel) in [(Axis.x, layer.x), (.y, layer.y)] {
      if let value = layer.constant(axis.rawValue) { rules.append(Rule(axis, at: value, label: label)) }
      guard let channel else { continue }
      for row in 0..<channel.column.count where channel.column.isPresent(row) {
        let own = layer.label.flatMap { $0.column.isPresent(row) ? formatted($0.column[row], nil) : nil }
        rules.append(Rule(axis, at: channel.column[row], label: own ?? label))
      }
    }
  }

  private mutating func renumber(_ used: Set<Int>) {
    let kept = seriesNames.indices.filter { used.contains($0) }
    var new = [Int](repeating: 0, count: seriesNames.count)
    for (index, old) in kept.enumerated() { new[old] = index }
    seriesNames = kept.map { seriesNames[$0] }
    for layer in layers.indices {
      layers[layer].series = layers[layer].series.map { new[$0] }
      for point in layers[layer].points.indices {
        let series = new[layers[layer].points[point].series]
        layers[layer].points[point].series = series
        if layers[layer].points[point].ink != .rest { layers[layer].points[point].ink = .series(series) }
      }
    }
  }

  private mutating func measure(_ chart: Chart) {
    for prepared in layers {
      if prepared.layer.mark.startsAtZero { startsAtZero = true }
      let margin = prepared.layer.mark.hasWidth ? prepared.step / 2 : 0
      for point in prepared.points {
        keys = join(keys, point.key - margin, point.key + margin)
        guard let value = point.value else { continue }
        values = join(values, value, value)
        if prepared.layer.mark.startsAtZero { values = join(values, point.base, point.base) }
      }
    }
    for rule in rules where (rule.axis == .y) != isHorizontal {
      if values != nil, let value = Domain.number.position(of: rule.value) { values = join(values, value, value) }
    }
    for band in bands where (band.axis == .y) != isHorizontal {
      guard values != nil else { continue }
      for edge in [band.from, band.to] {
        if let value = Domain.number.position(of: edge) { values = join(values, value, value) }
      }
    }
    if case .category(let names) = keyDomain, !names.isEmpty { keys = -0.5...(Double(names.count) - 0.5) }
    guard let range = values else { return }
    if startsAtZero {
      values = join(range, 0, 0)
      if let from = chart.yFrom, from != 0 { warnings.append("bars and areas start at zero, so `from` is not used") }
    } else if let from = chart.yFrom, from.isFinite {
      if from > range.lowerBound { warnings.append("`from` lies above the lowest value, so the axis starts lower") }
      values = min(from, range.lowerBound)...max(from, range.upperBound)
    } else if range.lowerBound >= 0, range.lowerBound <= range.upperBound * 0.4 {
      values = join(range, 0, 0)
    }
  }
}

private func isBeyondAxes(_ value: Value) -> Bool { value.asFloat.map { !($0.magnitude < Domain.limit) } ?? false }

private func join(_ range: ClosedRange<Double>?, _ low: Double, _ high: Double) -> ClosedRange<Double> {
  guard let range else { return low...high }
  return min(range.lowerBound, low)...max(range.upperBound, high)
}
