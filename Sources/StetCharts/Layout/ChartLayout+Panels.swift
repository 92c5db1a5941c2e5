import StetColumns

/// What a panel leaves out because a neighbor has it.
struct PanelStyle {
  var title: [String] = []
  var titleLines = 0
  var hasValueLabels = true
  var isSmall = false
  /// Too small for axes: the marks and the name.
  var isBare = false
  /// A plot's height; nil for the usual one.
  var height: Double?
  /// The ticks of values that panels of one scale share; nil if a panel finds its own.
  var ticks: [Tick]?
}

extension ChartLayout {
  /// One plot, or small multiples of it.
  mutating func drawPanels() {
    let ends = isNamed && prepared.panels.count == 1 ? endLabels() : nil
    if isNamed, ends == nil { legend() }
    unit()
    if prepared.shades != nil { shadeLegend() }
    if prepared.largest != nil { sizeLegend() }
    guard prepared.panels.count > 1 else {
      draw(prepared.panels[0], ends, PanelStyle())
      return
    }
    if chart.facets.isFree {
      let starts = prepared.panels.compactMap { $0.values?.lowerBound }
      let isMixed = starts.contains(0) && starts.contains { $0 > 0 }
      keyNotes.append("Each panel has its own scale\(isMixed ? ", and not all begin at zero" : "").")
    }
    if chart.facets.arrangement == .states, let places = statePlaces() { return drawByState(places) }
    let whole = region
    let least = prepared.isHorizontal ? 230.0 : width < 480 ? 118 : width < 900 ? 135 : 230
    let gap = 20.0
    let fitting = max(1, Int((whole.upperBound - whole.lowerBound + gap) / (least + gap)))
    let across = chart.facets.arrangement == .grid ? gridColumns : chart.facets.columns
    let columns = min(across ?? balancedColumns(fitting), fitting, prepared.panels.count)
    if let wanted = across, wanted > columns, prepared.panels.count > columns {
      warnings.append("\(wanted) panels do not fit side by side at \(Int(width)) px; each row has \(columns)")
    }
    // Panels that share a scale have its labels in the first column only, and plots of one width.
    let isShared = !chart.facets.isFree && !prepared.isHorizontal && prepared.valueDomain == .number
    let ticks =
      isShared
      ? prepared.values.map { valueTicks($0, about: 4, limit: (whole.upperBound - whole.lowerBound) * 0.2) } : nil
    let gutter = ticks.map { Self.tickFace.widest($0.map(\.label)) + 8 } ?? 0
    let each = (whole.upperBound - whole.lowerBound - gutter - gap * Double(columns - 1)) / Double(columns)
    let titles = prepared.panels.map { Self.labelFace.balanced($0.name ?? "", to: each) }
    var row = y
    for start in stride(from: 0, to: prepared.panels.count, by: columns) {
      var deepest = row
      for (place, panel) in prepared.panels[start..<min(start + columns, prepared.panels.count)].enumerated() {
        y = row
        let from = whole.lowerBound + (place == 0 ? 0 : gutter) + Double(place) * (each + gap)
        region = from...(from + each + (place == 0 ? gutter : 0))
        var style = PanelStyle(title: titles[start + place], isSmall: true)
        style.titleLines = titles[start..<min(start + columns, titles.count)].map(\.count).max() ?? 0
        if !prepared.isHorizontal { style.height = min(max(each * 0.62, 96), 180).rounded() }
        style.hasValueLabels = place == 0 || !isShared
        style.ticks = ticks
        draw(panel, nil, style)
        deepest = max(deepest, y)
      }
      row = deepest + 14
    }
    region = whole
    y = row - 14
  }

  /// The number of columns of a grid: its panels are those of one row after the other.
  private var gridColumns: Int {
    let names = Preparation.facetNames(chart.layers.compactMap { $0[.facet]?.column })
    return max(names.count, 1)
  }

  /// As many panels in a row as leave the last row best filled.
  private func balancedColumns(_ most: Int) -> Int {
    let count = prepared.panels.count
    let rows = Int((Double(count) / Double(most)).rounded(.up))
    return Int((Double(count) / Double(rows)).rounded(.up))
  }

  /// The position of each panel on the map of squares; nil if a name is not a state.
  private mutating func statePlaces() -> [StateTile]? {
    let places = prepared.panels.map { StateTile.named($0.name ?? "") }
    let unknown = zip(prepared.panels, places).filter { $0.1 == nil }.map { $0.0.name ?? "" }
    guard unknown.isEmpty else {
      warnings.append(
        "\(unknown.prefix(3).joined(separator: ", ")) \(agreeing("is not a state", "are not states", unknown.count)) of the US, so the panels are placed one after another"
      )
      return nil
    }
    return places.compactMap { $0 }
  }

  private mutating func drawByState(_ places: [StateTile]) {
    let whole = region
    let gap = width < 480 ? 3.0 : 6
    let columns = places.map(\.column).max()! - places.map(\.column).min()! + 1
    let first = places.map(\.column).min()!
    let top = places.map(\.row).min()!
    let each = (whole.upperBound - whole.lowerBound - gap * Double(columns - 1)) / Double(columns)
    let height = max(each * 0.7, 24)
    let start = y
    let ticks = chart.facets.isFree ? nil : prepared.values.map { valueTicks($0, about: 2, limit: .infinity) }
    for (panel, place) in zip(prepared.panels, places) {
      y = start + Double(place.row - top) * (height + 16 + gap)
      let from = whole.lowerBound + Double(place.column - first) * (each + gap)
      region = from...(from + each)
      draw(
        panel, nil,
        PanelStyle(
          title: [place.code], titleLines: 1, isSmall: true, isBare: true, height: height, ticks: ticks))
    }
    region = whole
    y = start + Double(places.map(\.row).max()! - top + 1) * (height + 16 + gap)
    if let keys = prepared.keys, let ticks {
      let ends = [ticks.first, ticks.last].compactMap { $0?.label }.joined(separator: " to ")
      let margin = prepared.layers.map { $0.layer.mark.has(.hasWidth) ? $0.step / 2 : 0 }.max() ?? 0
      let range = [keys.lowerBound + margin, keys.upperBound - margin].map { position in
        prepared.keysAreYears ? String(Int(position.rounded())) : prepared.keyDomain.label(position)
      }
      keyNotes.append("In every panel, one axis runs from \(range[0]) to \(range[1]) and the other from \(ends).")
    }
  }
}
