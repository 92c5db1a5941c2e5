import StetColumns

/// The chart in words, for those who do not see it: kinds, series, first, last, highest, lowest, missing.
func describe(_ chart: Chart, _ prepared: Preparation) -> String {
  var sentences: [String] = []
  if let alt = chart.words.alt { sentences.append(alt.hasSuffix(".") ? alt : alt + ".") }
  guard prepared.drawn > 0 else {
    sentences.append(
      "No \(prepared.beyond > 0 ? "value that an axis can show" : "data")\(prepared.omitted > 0 ? ", \(prepared.omitted) omitted because a value is missing" : "").")
    return sentences.joined(separator: " ")
  }
  var kinds: [String] = []
  for layer in chart.layers where !kinds.contains(layer.mark.name) { kinds.append(layer.mark.name) }
  let kind = kinds.joined(separator: ", ")
  sentences.append(
    "\(kind.prefix(1).uppercased())\(kind.dropFirst()) chart\(chart.words.unit.map { ", " + $0 } ?? "").")
  var told: Set<Int> = []
  for layer in prepared.layers {
    for series in layer.series where told.insert(series).inserted {
      if told.count <= 12 { sentences.append(sentence(of: series, layer, chart, prepared)) }
    }
  }
  if told.count > 12 { sentences.append("\(told.count - 12) more series.") }
  sentences.append("\(counted(prepared.drawn, "value")) drawn, \(prepared.omitted) omitted.")
  return sentences.joined(separator: " ")
}

private func sentence(of series: Int, _ layer: PreparedLayer, _ chart: Chart, _ prepared: Preparation) -> String {
  let points = layer.points(of: series)
  let present = points.filter { $0.value != nil }
  let name = prepared.seriesNames[series]
  guard let first = present.first, let last = present.last,
    let highest = present.max(by: { amount($0) < amount($1) }),
    let lowest = present.min(by: { amount($0) < amount($1) })
  else { return "\(name): every value is missing." }
  let pattern = prepared.isHorizontal ? chart.xFormat ?? chart.yFormat : chart.yFormat
  func amount(_ point: Point) -> Double { (point.value ?? 0) - point.base }
  func told(_ point: Point) -> String {
    let isShare = layer.layer.stack == .share && layer.series.count > 1
    let column = prepared.isHorizontal ? layer.layer.x?.column : layer.layer.y?.column
    let value = isShare ? Value.float(amount(point)) : column?[point.row] ?? .missing
    let text = formatted(value, pattern ?? (isShare ? ".1%" : ",")) ?? formatted(value, ",") ?? plainText(value)
    return "\(text) (\(place(point, layer, prepared)))"
  }
  var text = "\(name): "
  if present.count == 1 {
    text += told(first)
  } else {
    text += "first \(told(first)), last \(told(last)), highest \(told(highest)), lowest \(told(lowest))"
  }
  let missing = points.count - present.count
  return text + (missing > 0 ? ", \(missing) missing." : ".")
}

private func place(_ point: Point, _ layer: PreparedLayer, _ prepared: Preparation) -> String {
  let column = prepared.isHorizontal ? layer.layer.y?.column : layer.layer.x?.column
  let value = column?[point.row] ?? .missing
  if case .period(let ordinal, .month) = value { return Ticks.periodLabel(Int(ordinal), .month, yearly: false) }
  return plainText(value)
}
