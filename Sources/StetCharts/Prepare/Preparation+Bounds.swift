import StetColumns

extension Preparation {
  mutating func measure() {
    for panel in panels.indices {
      for prepared in panels[panel].layers where prepared.layer.mark.frame != .own {
        let mark = prepared.layer.mark
        if prepared.startsAtZero { startsAtZero = true }
        let margin = mark.has(.hasWidth) ? prepared.step / 2 : 0
        for point in prepared.points {
          panels[panel].keys = join(panels[panel].keys, point.key - margin, point.key + margin)
          guard let value = point.value else { continue }
          panels[panel].values = join(panels[panel].values, value, value)
          let isPlaced = valueOptions.curve != .log || point.base > 0
          if isPlaced, prepared.startsAtZero || prepared.layer[.to] != nil {
            panels[panel].values = join(panels[panel].values, point.base, point.base)
          }
        }
      }
      var widened = panels[panel]
      widen(&widened)
      panels[panel] = widened
      if let own = panels[panel].keys { keys = join(keys, own.lowerBound, own.upperBound) }
      if let own = panels[panel].values { values = join(values, own.lowerBound, own.upperBound) }
    }
    guard !chart.facets.isFree else { return }
    for panel in panels.indices { (panels[panel].keys, panels[panel].values) = (keys, values) }
  }

  /// Bounds also include rules, bands, annotations, zero under bars, and what the author asks for.
  private mutating func widen(_ panel: inout Panel) {
    for rule in chart.rules where (rule.axis == .y) != isHorizontal { include(rule.value, in: &panel.values) }
    for band in chart.bands where (band.axis == .y) != isHorizontal {
      for edge in [band.from, band.to] { include(edge, in: &panel.values) }
    }
    for annotation in chart.annotations {
      if let value = isHorizontal ? annotation.x : annotation.y { include(value, in: &panel.values) }
    }
    switch keyDomain {
    case .category(let names): if !names.isEmpty { panel.keys = -0.5...(Double(names.count) - 0.5) }
    case .number:
      for end in [keyOptions.from, keyOptions.to].compactMap({ $0 }) where panel.keys != nil {
        panel.keys = join(panel.keys, end, end)
      }
    case .day, .period:
      for moment in keyOptions.moments {
        guard panel.keys != nil else { continue }
        if let place = keyDomain.position(of: moment) {
          panel.keys = join(panel.keys, place, place)
        } else {
          warn("\(plainText(moment)) cannot be shown on this axis, so `from` or `to` is not used")
        }
      }
    }
    if case .category(let names) = valueDomain {
      panel.values = names.isEmpty ? nil : -0.5...(Double(names.count) - 0.5)
      return
    }
    guard let range = panel.values else { return }
    let options = valueOptions
    if let to = options.to, to.isFinite, options.curve != .log || to > 0 { panel.values = join(range, to, to) }
    if options.curve == .log {
      // The least of bars is still seen.
      if startsAtZero { panel.values = join(panel.values, range.lowerBound / 1.5, range.lowerBound / 1.5) }
      for end in [options.from, options.to].compactMap({ $0 }) where end <= 0 {
        warn(
          "a logarithmic axis cannot show \(formatted(.float(end), ",") ?? shortest(end)), so it begins above zero"
        )
      }
      if let from = options.from, from > 0 { panel.values = join(panel.values, from, from) }
      return
    }
    if startsAtZero {
      panel.values = join(panel.values, 0, 0)
      if let from = options.from, from != 0 { warn("bars and areas start at zero, so `from` is not used") }
    } else if let from = options.from, from.isFinite {
      if from > range.lowerBound { warn("`from` is above the lowest value, so the axis starts lower") }
      panel.values = join(panel.values, from, from)
    } else if range.lowerBound >= 0, range.lowerBound <= range.upperBound * 0.4 {
      panel.values = join(panel.values, 0, 0)
    }
  }

  private func include(_ value: Value, in range: inout ClosedRange<Double>?) {
    guard range != nil, case .number = valueDomain, let place = Domain.number.position(of: value) else { return }
    if valueOptions.curve == .log, place <= 0 { return }
    range = join(range, place, place)
  }

  mutating func warn(_ text: String) { if !warnings.contains(text) { warnings.append(text) } }
}

func join(_ range: ClosedRange<Double>?, _ low: Double, _ high: Double) -> ClosedRange<Double> {
  guard let range else { return low...high }
  return min(range.lowerBound, low)...max(range.upperBound, high)
}
