import StetColumns

extension ChartLayout {
  /// Names next to squares of their colors.
  mutating func legend() {
    var x = Self.margin
    y += 16
    var entries = prepared.seriesNames.indices.filter { prepared.colors[$0] != .gray && prepared.colors[$0] != .unlit }
      .map {
        (ink: Ink.series($0), name: prepared.seriesNames[$0])
      }
    let gray = prepared.seriesNames.count - entries.count
    if gray > 0 { entries.append((.rest, "\(counted(gray, "other"))")) }
    for (ink, name) in entries {
      let text = Self.tickFace.shortened(name, to: width - 2 * Self.margin - 18)
      let wide = Self.tickFace.width(text) + 18
      if x > Self.margin, x + wide > width - Self.margin {
        x = Self.margin
        y += 18
      }
      shapes.append(.rect(x: x, y: y - 10, width: 12, height: 12, Style(fill: ink)))
      write(text, x: x + 17, y: y)
      x += wide + 14
    }
    y += 10
  }

  /// A strip of classes with the number at each edge, and what has none.
  mutating func shadeLegend() {
    guard let shades = prepared.shades else { return }
    let labels = shades.labels
    let hasBlank = prepared.layers.contains { $0.points.contains { $0.ink == .band || $0.ink == .rest } }
    let blank = "no data"
    let blankRoom = hasBlank ? Self.tickFace.width(blank) + 34 : 0
    let wanted = Self.tickFace.widest(labels) + 12
    let first = Self.tickFace.width(labels.first ?? "") / 2
    let last = Self.tickFace.width(labels.last ?? "") / 2
    let room = width - 2 * Self.margin - first - last - blankRoom
    let each = min(max(wanted, 40), 90, room / Double(shades.count))
    // If edges are closer than their labels, some have no label.
    let every = max(1, Int((wanted / max(each, 1)).rounded(.up)))
    y += 6
    for step in 0..<shades.count {
      shapes.append(
        .rect(
          x: Self.margin + first + Double(step) * each, y: y, width: each - 1, height: 12, Style(fill: .shade(step))))
    }
    for (index, label) in labels.enumerated() where index % every == 0 {
      write(label, x: Self.margin + first + Double(index) * each, y: y + 26, TextStyle(ink: .muted, anchor: .middle))
    }
    if hasBlank {
      let x = Self.margin + first + Double(shades.count) * each + last + 12
      shapes.append(.rect(x: x, y: y, width: 12, height: 12, Style(fill: .band, stroke: .rest)))
      write(blank, x: x + 17, y: y + 10, TextStyle(ink: .muted))
    }
    y += 42
  }

  /// Dots of a few sizes with their numbers.
  mutating func sizeLegend() {
    guard let largest = prepared.largest, largest > 0 else { return }
    let label = prepared.layers.compactMap { $0.layer[.size]?.label }.first ?? ""
    let round = Ticks.niceStep(largest / 2)
    let sizes = [round / 4, round].filter { $0 <= largest * 1.001 }
    var x = Self.margin
    let tallest = sizes.map { dotRadius($0, largest: largest) }.max() ?? 0
    y += 6 + tallest
    let lead = Self.tickFace.shortened("Area: " + label, to: width * 0.5)
    write(lead, x: x, y: y + 4, TextStyle(ink: .muted))
    x += Self.tickFace.width(lead) + 14
    for size in sizes {
      let radius = dotRadius(size, largest: largest)
      let text = formatted(.float(size), ",") ?? shortest(size)
      guard x + 2 * radius + Self.tickFace.width(text) + 6 <= width - Self.margin else { break }
      shapes.append(.circle(x: x + radius, y: y, radius: radius, Style(stroke: .muted)))
      write(text, x: x + 2 * radius + 5, y: y + 4, TextStyle(ink: .muted))
      x += 2 * radius + Self.tickFace.width(text) + 22
    }
    y += tallest + 8
  }
}
