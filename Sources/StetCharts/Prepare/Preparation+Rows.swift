import StetColumns

extension Preparation {
  mutating func add(_ layer: Layer) {
    if layer.mark.frame == .own { return addFigure(layer) }
    let keys = keyChannel(layer)
    let amounts = valueChannel(layer)
    guard (keys != nil || isHorizontal) && (amounts != nil || layer.mark.counts) else {
      warnings.append("`\(layer.mark.name)` needs both `x` and `y`, so it is not drawn")
      return
    }
    let count = [keys?.column.count, amounts?.column.count].compactMap { $0 }.min() ?? 0
    let facet = layer["facet"]?.column
    let facetRows = layer["rows"]?.column
    let panelNumbers =
      facet == nil ? [:] : Dictionary(uniqueKeysWithValues: panels.enumerated().map { ($1.name ?? "", $0) })
    var split = [PreparedLayer](
      repeating: PreparedLayer(
        layer: layer, points: [], series: [], step: 1, format: valueFormat, keyFormat: keyOptions.format),
      count: facet == nil ? 1 : panels.count)
    var seriesOf = SeriesOf(layer, name: amounts?.label ?? keys?.label ?? layer.mark.name, isShaded: isShaded(layer))
    var missing = 0
    var beyond = 0
    var unplaced = 0
    var refused = 0
    var wholeKeys: ClosedRange<Double>?
    let hasHighlight = !layer.highlight.isEmpty
    let curve = valueOptions.curve
    let (ends, sizes, labels) = (layer["to"], layer["size"], layer.label)
    let isName = layer.mark.isJoined && layer.color == nil
    let constantLabel = labels == nil && !isName ? layer.constant("label").flatMap { formatted($0, nil) } : nil
    if facet == nil { split[0].points.reserveCapacity(count) }
    for row in 0..<count {
      guard let key = keys.map({ keyPosition($0.column[row]) }) ?? 0 else {
        if let value = keys?.column[row], isBeyondAxes(value) { beyond += 1 } else { missing += 1 }
        continue
      }
      var amount: Double? = layer.mark.counts ? 1 : nil
      if let amounts {
        let value = amounts.column[row]
        amount = valuePosition(value)
        if amount == nil { if isBeyondAxes(value) { beyond += 1 } else { missing += 1 } }
      }
      var base = 0.0
      if let ends, let from = amount {
        base = from
        amount = valuePosition(ends.column[row])
        if amount == nil { missing += 1 }
      }
      if curve == .log, let value = amount, value <= 0 || ends != nil && base <= 0 {
        unplaced += 1
        amount = nil
      }
      var ink = Ink.band
      if let color = seriesOf.numbers {
        if let shade = Domain.number.position(of: color.column[row]).flatMap({ shades?.step(of: $0) }) {
          ink = .shade(shade)
        } else if layer.mark.frame == .grid {
          if amount != nil { missing += 1 }
        } else {
          ink = .rest
        }
      }
      let series = seriesOf.number(row, in: &self)
      if seriesOf.numbers == nil { ink = .series(series) }
      if hasHighlight, !(row < layer.highlight.count && layer.highlight[row]) { ink = .rest }
      let label = labels.map { $0.column.isPresent(row) ? formatted($0.column[row], nil) : nil } ?? constantLabel
      let size = sizes.flatMap { Domain.number.position(of: $0.column[row]) }
      if sizes != nil, amount != nil, size.map({ $0 < 0 }) ?? true {
        // A dot without a size would have some size all the same.
        if size == nil { missing += 1 } else { refused += 1 }
        amount = nil
      }
      if let size, amount != nil { largest = max(largest ?? 0, size) }
      wholeKeys = join(wholeKeys, key, key)
      let panel = facet.map { panelNumbers[panelName($0, facetRows, row)] ?? 0 } ?? 0
      split[panel].points.append(
        Point(row: row, key: key, value: amount, base: base, series: series, label: label, ink: ink, size: size))
    }
    for panel in split.indices {
      split[panel].wholeKeys = wholeKeys
      split[panel].wholeCount = count - missing - beyond
    }
    if refused > 0 {
      split[0].losses.append(
        "\(counted(refused, "row")) with a size below zero \(agreeing("is", "are", refused)) not drawn.")
    }
    var isRepeat = true
    for panel in panels.indices {
      let source = facet == nil ? 0 : panel
      if facet != nil || panel == 0 { finish(&split[source], hasHighlight: hasHighlight) }
      let points = split[source].points
      let isKnown = panels[panel].layers.contains { earlier in
        earlier.points.count == points.count
          && zip(earlier.points, points).allSatisfy {
            $0.row == $1.row && $0.key == $1.key && ($0.value == nil) == ($1.value == nil) && $0.series == $1.series
          }
      }
      if !isKnown { isRepeat = false }
      panels[panel].layers.append(split[source])
    }
    if !isRepeat {
      drawn += count - missing - beyond - unplaced - refused
      omitted += missing + refused
      self.refused += refused
      self.beyond += beyond
      self.unplaced += unplaced
    }
  }

  private func panelName(_ across: Column, _ down: Column?, _ row: Int) -> String {
    let name = Self.facetName(across, row)
    return down.map { Self.gridName(Self.facetName($0, row), name) } ?? name
  }

  /// Labels, steps and stacks of a layer in one panel.
  private mutating func finish(_ prepared: inout PreparedLayer, hasHighlight: Bool) {
    let layer = prepared.layer
    if hasHighlight, layer.mark.isJoined { highlightWholeSeries(&prepared) }
    if layer.mark.isJoined, layer.label == nil { keepLabels(.last, &prepared) }
    keepLabels(layer.labels, &prepared)
    prepared.series = Set(prepared.points.map(\.series)).sorted()
    prepared.step = Self.step(of: prepared, keyDomain)
    if layer.mark.isJoined || layer.mark.frame == .grid { warnOfRepeats(prepared) }
    if hasHighlight, !layer.highlight.contains(true) { warn("`highlight` holds for no row, so all stand back") }
    layer.mark.arrange?(&prepared)
    for warning in prepared.stackSeries() where !warnings.contains(warning) { warnings.append(warning) }
  }

  private mutating func warnOfRepeats(_ prepared: PreparedLayer) {
    if prepared.layer.mark.frame == .grid {
      let hidden = prepared.byKey.reduce(0) { $0 + $1.points.count - Set($1.points.map { $0.value ?? 0 }).count }
      if hidden > 0 {
        warn(
          "\(counted(hidden, "row")) \(agreeing("lies", "lie", hidden)) under another of the same field; `group` makes one of them"
        )
      }
      return
    }
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
      "\(counted(repeats, "row")) \(agreeing("has", "have", repeats)) a place that another row of the same series has, and the `\(prepared.layer.mark.name)` goes through both; `group` makes one value of them"
    )
  }

  private func keyPosition(_ value: Value) -> Double? {
    if case .category = keyDomain { return value.isMissing ? nil : positions[plainText(value)] }
    return keyDomain.position(of: value)
  }

  private func valuePosition(_ value: Value) -> Double? {
    if case .category = valueDomain { return value.isMissing ? nil : rowPositions[plainText(value)] }
    return Domain.number.position(of: value)
  }

  private func label(of layer: Layer, _ row: Int) -> String? {
    if let channel = layer.label { return channel.column.isPresent(row) ? formatted(channel.column[row], nil) : nil }
    return layer.constant("label").flatMap { formatted($0, nil) }
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
    case .number, .day: if !layer.layer.mark.hasWidth { return 1 }
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

  // MARK: - Figures and remarks

  /// The rows of a mark with a picture of its own: their colors, sizes and labels; where they stand is its business.
  private mutating func addFigure(_ layer: Layer) {
    var prepared = PreparedLayer(layer: layer, points: [], series: [], step: 1, format: valueFormat)
    var seriesOf = SeriesOf(layer, name: layer["size"]?.label ?? layer.mark.name, isShaded: isShaded(layer))
    let hasHighlight = !layer.highlight.isEmpty
    let needed = layer.mark.needs.compactMap { layer[$0]?.column } + (seriesOf.numbers.map { [$0.column] } ?? [])
    for row in 0..<layer.rowCount {
      let isComplete = needed.allSatisfy { row < $0.count && $0.isPresent(row) && ($0[row].asFloat?.isFinite ?? true) }
      var ink = Ink.band
      if let color = seriesOf.numbers {
        if let shade = Domain.number.position(of: color.column[row]).flatMap({ shades?.step(of: $0) }) {
          ink = .shade(shade)
        }
      }
      let series = seriesOf.number(row, in: &self)
      if seriesOf.numbers == nil { ink = .series(series) }
      if hasHighlight, !(row < layer.highlight.count && layer.highlight[row]) { ink = .rest }
      let size = layer["size"].flatMap { Domain.number.position(of: $0.column[row]) }
      prepared.points.append(
        Point(
          row: row, key: Double(row), value: isComplete ? size ?? Double(row) : nil, series: series,
          label: label(of: layer, row), ink: ink,
          size: size))
    }
    let complete = prepared.points.count { $0.value != nil }
    layer.mark.arrange?(&prepared)
    refused += complete - prepared.points.count { $0.value != nil }
    drawn += prepared.points.count { $0.value != nil }
    omitted += prepared.points.count { $0.value == nil }
    prepared.series = Set(prepared.points.map(\.series)).sorted()
    panels[0].layers.append(prepared)
  }

  mutating func addRemark(_ layer: Layer) {
    let label = layer.constant("label").flatMap { formatted($0, nil) }
    if layer.mark.name == Mark.band.name {
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

  // MARK: - Shades

  /// Whether a layer's color stands for numbers.
  func isShaded(_ layer: Layer) -> Bool {
    guard let column = layer.color?.column, column.type.isNumeric else { return false }
    return !layer.mark.isJoined && !layer.mark.startsAtZero
  }

  func makeShades(_ layers: [Layer]) -> Shades? {
    let numbers = layers.filter(isShaded).compactMap { $0.color?.column }.flatMap { column in
      (0..<column.count).compactMap { Domain.number.position(of: column[$0]) }
    }
    guard let low = numbers.min(), let high = numbers.max() else { return nil }
    return Shades(low, high, chart.shades)
  }
}

/// Which series each row of a layer belongs to.
private struct SeriesOf {
  /// Numbers that are shown by color; then all rows are one series.
  var numbers: Channel?
  private var names: Channel?
  private var whole: String
  private var known: [String: Int] = [:]
  /// The series of each code of a text column.
  private var ofCode: [Int32: Int] = [:]

  init(_ layer: Layer, name: String, isShaded: Bool) {
    whole = name
    if isShaded {
      numbers = layer.color
    } else if let color = layer.color {
      names = color
    } else if let constant = layer.constant("color")?.asText, !Palette.isColor(constant) {
      whole = constant
    } else if layer.mark.isJoined, let label = layer.constant("label")?.asText {
      // A label of the whole line is its name.
      whole = label
    }
  }

  mutating func number(_ row: Int, in preparation: inout Preparation) -> Int {
    guard let names else { return number(named: whole, in: &preparation) }
    guard case .text(let texts) = names.column else {
      return number(named: names.column.isPresent(row) ? plainText(names.column[row]) : "(missing)", in: &preparation)
    }
    let code = texts.code(of: row)
    if let number = ofCode[code] { return number }
    let number = number(named: texts[row] ?? "(missing)", in: &preparation)
    ofCode[code] = number
    return number
  }

  private mutating func number(named name: String, in preparation: inout Preparation) -> Int {
    if let number = known[name] { return number }
    let number = preparation.number(ofSeries: name)
    known[name] = number
    return number
  }
}

private func isBeyondAxes(_ value: Value) -> Bool { value.asFloat.map { !($0.magnitude < Domain.limit) } ?? false }
