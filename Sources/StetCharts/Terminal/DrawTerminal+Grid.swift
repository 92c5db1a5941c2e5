import StetColumns

/// Names down, keys across, and a shade in each rectangle.
func drawGrid(_ panel: Panel, _ prepared: Preparation, _ columns: Int) -> TerminalPlot? {
  guard let layer = panel.layers.first, case .category(let names) = prepared.valueDomain else { return nil }
  let keys = Set(layer.points.map(\.key)).sorted()
  // The preparation leaves one point a field.
  let inks = Dictionary(
    uniqueKeysWithValues: layer.points.compactMap { point in point.value.map { ([point.key, $0], point.ink) } })
  let signs = terminalSigns(prepared.shades?.count ?? prepared.seriesNames.count)
  let nameWidth = min(names.map(displayWidth).max() ?? 0, columns / 3)
  let wide = max(1, min(6, (columns - nameWidth - 1) / max(keys.count, 1)))
  var lines = names.map { name in
    let text = shortened(name, to: nameWidth)
    return text + String(repeating: " ", count: nameWidth - displayWidth(text)) + " "
  }
  for row in names.indices {
    for key in keys {
      let sign: String =
        switch inks[[key, Double(row)]] {
        case .shade(let step), .series(let step): signs[step]
        default: "·"
        }
      lines[row] += String(repeating: sign, count: wide)
    }
  }
  if let first = keys.first, let last = keys.last {
    let ends = [first, last].map { prepared.keyDomain.label($0) }
    let gap = max(1, wide * keys.count - displayWidth(ends[0]) - displayWidth(ends[1]))
    lines.append(
      String(repeating: " ", count: nameWidth + 1) + ends[0] + String(repeating: " ", count: gap)
        + (keys.count > 1 ? ends[1] : ""))
  }
  if let shades = prepared.shades { lines.append(shades.terminalLegend) }
  return TerminalPlot(lines: lines)
}
