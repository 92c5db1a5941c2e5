import StetColumns

extension ChartLayout {
  mutating func unit() {
    guard let unit = chart.words.unit, !unit.isEmpty else {
      y += 8
      return
    }
    for line in Self.tickFace.balanced(unit, to: width - 2 * Self.margin) {
      y += Self.tickFace.lineHeight
      write(line, x: Self.margin, y: y - 3, TextStyle(ink: .muted))
    }
    y += 13
  }

  mutating func keyAxis(_ panel: Panel, _ key: Scale, _ keys: ClosedRange<Double>, bottom: Double, hasLine: Bool = true)
  {
    let span = (key.end - key.start).magnitude
    if case .category(let names) = prepared.keyDomain {
      categories(names, key, bottom: bottom, hasLine: hasLine)
      return
    }
    let ticks = keyTicks(panel, keys, span: span).sorted { key($0.value) < key($1.value) }
    var lastRight = -Double.infinity
    // In a panel, a label may reach into the gap to the next, not into its neighbor's.
    let page =
      width - 10 > region.upperBound - region.lowerBound + 20
      ? (region.lowerBound - 7)...(region.upperBound + 7) : 5...(width - 5)
    for tick in ticks {
      let place = key(tick.value)
      let half = Self.tickFace.width(tick.label) / 2
      let x = min(max(place, page.lowerBound + half), page.upperBound - half)
      shapes.append(.line(x1: place, y1: bottom, x2: place, y2: bottom + 5, Style(stroke: .axis)))
      if x - half < lastRight + 6 { continue }
      lastRight = x + half
      write(tick.label, x: x, y: bottom + 19, TextStyle(ink: .muted, anchor: .middle))
    }
    if hasLine {
      let axis = Primitive.line(
        x1: min(key.start, key.end), y1: bottom, x2: max(key.start, key.end), y2: bottom, Style(stroke: .axis))
      shapes.append(axis)
      occupied.add(axis)
    }
    y = bottom + 24
    if prepared.keyDomain == .number, let label = panel.layers.first?.layer.x?.label {
      y += 16
      let words = Self.tickFace.shortened(label, to: region.upperBound - region.lowerBound)
      let half = Self.tickFace.width(words) / 2
      let center = min(
        max((key.start + key.end) / 2, half + region.lowerBound),
        max(region.upperBound - half, half + region.lowerBound))
      write(words, x: center, y: y - 2, TextStyle(ink: .muted, anchor: .middle))
    }
  }

  private func keyTicks(_ panel: Panel, _ keys: ClosedRange<Double>, span: Double) -> [Tick] {
    let own = prepared.keyOptions.ticks.compactMap { value in
      prepared.keyDomain.position(of: value).map { Tick(value: $0, label: keyLabel(value, $0)) }
    }
    if !own.isEmpty { return own.filter { $0.value >= keys.lowerBound && $0.value <= keys.upperBound } }
    // Half a step of padding belongs to columns, not to the calendar; classes have their edges as ticks.
    let padding =
      panel.layers.map { $0.layer.mark.has(.hasWidth) && !$0.layer.mark.has(.counts) ? $0.step / 2 : 0 }.max() ?? 0
    let low = keys.lowerBound + padding
    let high = keys.upperBound - padding
    switch prepared.keyDomain {
    case .category: return []
    case .day: return Ticks.days(low, high, span: span)
    case .period(let kind):
      // A few moments have their names.
      let moments = Set(panel.layers.flatMap(\.points).map(\.key)).sorted()
      if panel.layers.contains(where: { $0.layer.mark.has(.hasMoments) }), moments.count <= 8 {
        return moments.map { Tick(value: $0, label: Ticks.periodLabel(Int($0), kind, yearly: false)) }
      }
      return Ticks.periods(Int(low.rounded()), Int(high.rounded()), kind, span: span)
    case .number where prepared.keysAreYears:
      return Ticks.periods(Int(low.rounded()), Int(high.rounded()), .year, span: span)
    case .number:
      let usual = max(2, Int(span / 90))
      // There may be few powers of ten between the ends of a logarithmic axis.
      for count in prepared.keyOptions.curve == .linear ? [usual] : [usual, usual * 2, usual * 4] {
        let ticks = Ticks.enclosing(low, high, about: count, on: prepared.keyOptions.curve) {
          chart.x.format.flatMap { [value = $0] pattern in tickLabel(value, pattern) }
        }.filter { $0.value >= keys.lowerBound - 1e-9 && $0.value <= keys.upperBound + 1e-9 }
        if ticks.count > 1 || prepared.keyOptions.curve == .linear || count == usual * 4 { return ticks }
      }
      return []
    }
  }

  private func keyLabel(_ value: Value, _ position: Double) -> String {
    if case .number = prepared.keyDomain, let format = chart.x.format {
      return tickLabel(position, format) ?? plainText(value)
    }
    return prepared.keyDomain.label(position)
  }

  private mutating func categories(_ names: [String], _ key: Scale, bottom: Double, hasLine: Bool) {
    let room = key.unit - 6
    let wrapped = names.map { Self.tickFace.balanced($0, to: room) }
    let fits = names.allSatisfy { Self.tickFace.widestWord($0) <= room } && wrapped.allSatisfy { $0.count <= 4 }
    if hasLine { shapes.append(.line(x1: key.start, y1: bottom, x2: key.end, y2: bottom, Style(stroke: .axis))) }
    if fits {
      for (index, lines) in wrapped.enumerated() {
        for (offset, line) in lines.enumerated() {
          write(line, x: key(Double(index)), y: bottom + 17 + Double(offset) * 15, TextStyle(anchor: .middle))
        }
      }
      y = bottom + 8 + 15 * Double(wrapped.map(\.count).max() ?? 1)
      return
    }
    if key.unit < 13 {
      warnings.append(
        "\(counted(names.count, "category")) \(agreeing("has", "have", names.count)) too little room for \(agreeing("its name", "their names", names.count)); `bar` has more room"
      )
      return
    }
    warnings.append("the category names are rotated; `bar` has more room for them")
    let short = names.map { Self.tickFace.shortened($0, to: 140) }
    for (index, name) in short.enumerated() {
      write(name, x: key(Double(index)) + 4, y: bottom + 8, TextStyle(anchor: .end, upright: true))
    }
    y = bottom + 12 + (short.map { Self.tickFace.width($0) }.max() ?? 0)
  }
}
