import StetColumns

/// The chart in words, for those who do not see it: kinds, series, first, last, highest, lowest, the trend, what is
/// missing.
func describe(_ chart: Chart, _ prepared: Preparation) -> String {
  var sentences: [String] = []
  if let alt = chart.words.alt { sentences.append(alt.hasSuffix(".") ? alt : alt + ".") }
  guard prepared.drawn > 0 else {
    sentences.append(
      "No \(prepared.beyond + prepared.unplaced > 0 ? "value that an axis can show" : "data")\(prepared.missing > 0 ? "; \(counted(prepared.missing, "row")) omitted because a value is missing" : "")."
    )
    return sentences.joined(separator: " ")
  }
  var kinds: [String] = []
  for layer in chart.layers where !kinds.contains(layer.mark.name) { kinds.append(layer.mark.name) }
  let kind = kinds.joined(separator: ", ")
  sentences.append(
    "\(kind.prefix(1).uppercased())\(kind.dropFirst()) chart\(chart.words.unit.map { ", " + $0 } ?? "").")
  let most = prepared.panels.count > 1 ? 24 : 12
  var told: Set<String> = []
  var count = 0
  for panel in prepared.panels {
    for layer in panel.layers {
      for series in layer.series where told.insert("\(panel.name ?? "") \(series)").inserted {
        count += 1
        guard count <= most else { continue }
        sentences.append((panel.name.map { $0 + ", " } ?? "") + sentence(of: series, layer, prepared))
      }
    }
  }
  if count > most { sentences.append("\(count - most) more series.") }
  sentences.append("\(counted(prepared.drawn, "value")) drawn, \(prepared.omitted) omitted.")
  return sentences.joined(separator: " ")
}

private func sentence(of series: Int, _ layer: PreparedLayer, _ prepared: Preparation) -> String {
  if layer.layer.mark.frame == .own { return figureSentence(of: series, layer, prepared) }
  let points = layer.points.filter { $0.series == series }
  let present = points.filter { $0.value != nil }
  let name = prepared.seriesNames[series]
  func amount(_ point: Point) -> Double { (point.value ?? 0) - (layer.startsAtZero ? point.base : 0) }
  func isBefore(_ a: Point, _ b: Point) -> Bool { (a.key, a.row) < (b.key, b.row) }
  guard let first = present.min(by: isBefore), let last = present.max(by: isBefore),
    let highest = present.max(by: { amount($0) < amount($1) }),
    let lowest = present.min(by: { amount($0) < amount($1) })
  else { return "\(name): every value is missing." }
  if prepared.valueDomain != .number { return shadeSentence(name, present, layer, prepared) }
  func told(_ point: Point) -> String {
    let base = layer.layer[.to] == nil ? "" : write(point.base, point, layer, prepared) + " to "
    return "\(base)\(write(amount(point), point, layer, prepared)) (\(place(point, layer, prepared)))"
  }
  var text = "\(name): "
  if present.count == 1 {
    text += told(first)
  } else {
    text += "first \(told(first)), last \(told(last)), highest \(told(highest)), lowest \(told(lowest))"
    if let trend = trend({ present.sorted(by: isBefore).map(amount) }, layer, prepared) { text += ", \(trend)" }
  }
  let missing = points.count - present.count
  return text + (missing > 0 ? ", \(missing) missing." : ".")
}

/// How a series in time went: its change from the first to the last value, and whether it went one way.
private func trend(_ inOrder: () -> [Double], _ layer: PreparedLayer, _ prepared: Preparation) -> String? {
  switch prepared.keyDomain {
  case .day, .period: break
  case .number, .category: return nil
  }
  let values = inOrder()
  guard values.count > 2, !layer.layer.mark.has(.counts), let first = values.first, let last = values.last else {
    return nil
  }
  let steps = zip(values.dropFirst(), values).map { $0 - $1 }
  let isSteady = steps.allSatisfy { $0 >= 0 } || steps.allSatisfy { $0 <= 0 }
  guard first != last else { return "no change from first to last" }
  let direction = last > first ? "up" : "down"
  let change =
    first > 0 && last >= 0
    ? " by \(formatted(.float((last - first).magnitude / first), (last - first).magnitude / first < 0.1 ? ".1%" : ".0%") ?? "")"
    : ""
  return "\(direction)\(change)\(isSteady ? ", with no \(last > first ? "decline" : "rise") along the way" : "")"
}

/// A grid of names: the fields with the largest and the smallest number.
private func shadeSentence(_ name: String, _ points: [Point], _ layer: PreparedLayer, _ prepared: Preparation) -> String
{
  guard let column = layer.layer.color?.column, column.type.isNumeric else {
    return "\(name): \(counted(points.count, "value"))."
  }
  let numbered = points.compactMap { point in column[point.row].asFloat.map { (point: point, number: $0) } }
  guard let most = numbered.max(by: { $0.number < $1.number }), let least = numbered.min(by: { $0.number < $1.number })
  else {
    return "\(name): every value is missing."
  }
  func told(_ entry: (point: Point, number: Double)) -> String {
    let row = entry.point.row
    let number = formatted(column[row], prepared.chart.shades.format ?? ",") ?? plainText(column[row])
    return
      "\(number) (\(plainText(layer.layer.y?.column[row] ?? .missing)), \(plainText(layer.layer.x?.column[row] ?? .missing)))"
  }
  return
    "\(layer.layer.color?.label ?? name): highest \(told(most)), lowest \(told(least)), \(counted(numbered.count, "rectangle"))."
}

/// The rows of a picture of its own, by what it is given.
private func figureSentence(of series: Int, _ layer: PreparedLayer, _ prepared: Preparation) -> String {
  let points = layer.points.filter { $0.value != nil && $0.series == series }
  let told = points.prefix(12).map { point in
    let cells =
      layer.layer.columns.map { ($0.label, $0.column) }
      + layer.layer.mark.needs.compactMap { need in layer.layer[need].map { ($0.label, $0.column) } }
    return cells.map { _, column in
      column.type.isNumeric
        ? formatted(column[point.row], prepared.chart.shades.format ?? prepared.valueFormat ?? ",")
          ?? plainText(column[point.row]) : plainText(column[point.row])
    }.joined(separator: " ")
  }
  let more = points.count > told.count ? ", and \(points.count - told.count) more" : ""
  return told.joined(separator: ", ") + more + "."
}

private func write(_ amount: Double, _ point: Point, _ layer: PreparedLayer, _ prepared: Preparation) -> String {
  let isShare = layer.stack == .share
  let column = prepared.valueChannel(layer.layer)?.column
  let value =
    isShare || layer.layer.mark.has(.counts) || layer.layer[.to] != nil
    ? Value.float(amount) : column?[point.row] ?? .missing
  return formatted(value, prepared.valueFormat ?? (isShare ? ".1%" : ",")) ?? formatted(value, ",") ?? plainText(value)
}

private func place(_ point: Point, _ layer: PreparedLayer, _ prepared: Preparation) -> String {
  if layer.layer.mark.has(.counts) {
    let (low, high) = (point.key - layer.step / 2, point.key + layer.step / 2)
    return
      "\(prepared.keyDomain.label(Ticks.exact(low, step: layer.step))) to \(prepared.keyDomain.label(Ticks.exact(high, step: layer.step)))"
  }
  let value = prepared.keyChannel(layer.layer)?.column[point.row] ?? .missing
  if case .period(let ordinal, .month) = value { return Ticks.periodLabel(Int(ordinal), .month, yearly: false) }
  return plainText(value)
}
