import StetColumns

/// What an editor would ask about a chart as it is written, before its data is there.
package func lintBeforeData(_ chart: Chart, isHorizontal: Bool) -> [String] {
  var found = contrastRemarks(chart)
  found += likenessRemarks(
    chart.colors.filter { Palette.isColor($0.1) }.map { (name: $0.0, hex: $0.1, isOwn: true) }, chart.theme)
  found += logRemarks(chart.layers.map(\.mark), (isHorizontal ? chart.x : chart.y).curve)
  found += wordRemarks(chart.words)
  return found
}

/// What an editor would ask about a chart before it is printed, from its data and its colors.
func lint(_ chart: Chart, _ prepared: Preparation) -> [String] {
  var found: [String] = []
  for rule in lintRules { found += rule(chart, prepared) }
  return found
}

private let lintRules: [@Sendable (Chart, Preparation) -> [String]] = [
  { chart, _ in contrastRemarks(chart) }, tooManyColors, likeColors,
  { chart, prepared in logRemarks(prepared.layers.filter(\.startsAtZero).map(\.layer.mark), prepared.valueOptions.curve)
  },
  { chart, _ in wordRemarks(chart.words) }, partialPeriod, nominalMoney, countsOnMap,
]

private func contrastRemarks(_ chart: Chart) -> [String] {
  chart.colors.compactMap { name, color in
    if !Palette.isColor(color) { return "color `\(color)` for `\(name)` is not in the form `#RRGGBB`" }
    if Palette.contrast(color, chart.theme.light.band) < 3 {
      return "color `\(color)` for `\(name)` has less than 3:1 contrast with the background, so it is drawn darker"
    }
    return nil
  }
}

@Sendable private func tooManyColors(_ chart: Chart, _ prepared: Preparation) -> [String] {
  guard prepared.colors.contains(.gray) else { return [] }
  return [
    "there are \(prepared.seriesNames.count) series but only \(counted(chart.theme.colorCount, "color")) that readers can tell apart; `highlight` picks out the few that matter"
  ]
}

/// Colors that the author chose, against each other and against those of the palette, also as color-blind readers see
/// them.
@Sendable private func likeColors(_ chart: Chart, _ prepared: Preparation) -> [String] {
  guard !chart.colors.isEmpty else { return [] }
  var shown: [(name: String, hex: String, isOwn: Bool)] = []
  for (index, color) in prepared.colors.enumerated() {
    switch color {
    case .own(let hex):
      shown.append((prepared.seriesNames[index], Palette.readable(hex, on: chart.theme.light.band, ratio: 3), true))
    case .palette(let place): shown.append((prepared.seriesNames[index], chart.theme.light.series[place], false))
    case .gray, .unlit: continue
    }
  }
  return likenessRemarks(shown, chart.theme)
}

private func likenessRemarks(_ shown: [(name: String, hex: String, isOwn: Bool)], _ theme: Theme) -> [String] {
  var found: [String] = []
  for first in shown.indices {
    for second in shown.indices.dropFirst(first + 1) where shown[first].isOwn || shown[second].isOwn {
      let (a, b) = (
        Palette.readable(shown[first].hex, on: theme.light.band, ratio: 3),
        Palette.readable(shown[second].hex, on: theme.light.band, ratio: 3)
      )
      guard let vision = ColorVision.allCases.first(where: { $0.difference(a, b) < 10 }) else { continue }
      let readers = vision == .full ? "" : " to readers with \(vision.rawValue)"
      found.append("the colors of `\(shown[first].name)` and `\(shown[second].name)` look alike\(readers)")
    }
  }
  return found
}

private func logRemarks(_ marks: [Mark], _ curve: Curve) -> [String] {
  guard curve == .log, let mark = marks.first(where: { $0.has(.startsAtZero) }) else { return [] }
  return [
    "lengths in `\(mark.name)` charts cannot be compared on a logarithmic scale; positions in `dot` or `point` charts can"
  ]
}

/// A word that is wider than a phone is broken between its letters.
private func wordRemarks(_ words: Words) -> [String] {
  let room = 320 - 2 * ChartLayout.margin
  let faces: [(String, String?, Face)] = [
    ("title", words.title, Face(size: 18, bold: true)), ("subtitle", words.subtitle, Face(size: 14)),
    ("unit", words.unit, Face(size: 12)),
    ("note", words.note, Face(size: 12)),
  ]
  return faces.compactMap { name, text, face in
    guard let text, face.widestWord(text) > room else { return nil }
    return "a word in the \(name) is too wide for a phone screen and is split at a width of 320 px"
  }
}

/// The last period of a series of counts, far below the one before it, may not be over.
@Sendable private func partialPeriod(_ chart: Chart, _ prepared: Preparation) -> [String] {
  guard case .period(let kind) = prepared.keyDomain, chart.words.note == nil else { return [] }
  for layer in prepared.layers where layer.startsAtZero || layer.layer.mark.has(.isJoined) {
    for series in layer.series {
      let values = layer.points(of: series).compactMap { point in
        point.value.map { (key: point.key, value: $0 - point.base) }
      }
      guard values.count > 4, let last = values.last, last.value >= 0 else { continue }
      let before = values.dropLast().suffix(4).map(\.value).min() ?? 0
      if last.value < before * 0.5 {
        let name = Ticks.periodLabel(Int(last.key), kind, yearly: false)
        return [
          "the value for \(layer.series.count > 1 ? prepared.seriesNames[series] + " in " : "")\(name) is less than half of each of the four values before it; if the period is not over yet, the note should say so"
        ]
      }
    }
  }
  return []
}

@Sendable private func nominalMoney(_ chart: Chart, _ prepared: Preparation) -> [String] {
  let words = [chart.words.unit, chart.words.subtitle, chart.words.title, chart.words.note].compactMap {
    $0?.lowercased()
  }.joined(separator: " ")
  let isMoney =
    ["dollar", "usd", "$", "euro", "€", "£"].contains { words.contains($0) }
    || (prepared.valueFormat?.contains { "$€£".contains($0) } ?? false)
  guard isMoney,
    !["nominal", "real", "inflation", "adjusted", "constant", "current dollars", "current-dollar", "prices of"]
      .contains(where: { words.contains($0) }),
    case .period(let kind) = prepared.keyDomain, let keys = prepared.keys
  else { return [] }
  let perYear = kind == .month ? 12.0 : kind == .quarter || kind == .fiscalQuarter ? 4 : kind == .week ? 52 : 1
  let years = (keys.upperBound - keys.lowerBound) / perYear
  guard years >= 5 else { return [] }
  return [
    "the chart shows money over \(Int(years.rounded())) years, so its unit should say whether the amounts are adjusted for inflation"
  ]
}

@Sendable private func countsOnMap(_ chart: Chart, _ prepared: Preparation) -> [String] {
  guard let layer = prepared.layers.first(where: { $0.layer.mark.has(.isMap) }),
    let column = layer.layer.color?.column, column.type == .int, chart.shades.format?.contains("%") != true
  else { return [] }
  let words = [chart.words.unit, chart.words.subtitle, chart.words.title].compactMap { $0?.lowercased() }.joined(
    separator: " ")
  guard !["per ", "for each", "rate", "share", "percent"].contains(where: { words.contains($0) }) else { return [] }
  return ["a map of counts mostly shows where people live; `per_capita` turns the counts into rates"]
}
