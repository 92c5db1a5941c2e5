import StetColumns

/// The sine of every sixteenth of a circle.
private let directions = [
  0, 0.3827, 0.7071, 0.9239, 1, 0.9239, 0.7071, 0.3827, 0, -0.3827, -0.7071, -0.9239, -1, -0.9239, -0.7071, -0.3827,
]

extension ChartLayout {
  /// Words with an arrow to a point, in the emptiest spot near it; words that do not fit are listed under the chart.
  mutating func annotate(_ panel: Panel, _ plot: Plot) {
    for annotation in chart.annotations {
      guard !annotation.text.isEmpty, let target = target(of: annotation, panel, plot) else { continue }
      if let (lines, place, arrow) = spot(for: annotation.text, near: target, plot) {
        shapes += arrow
        for shape in arrow { occupied.add(shape) }
        for (offset, line) in lines.enumerated() {
          write(line, x: place.x, y: place.y + Double(offset) * 15, TextStyle(anchor: place.anchor, halo: true))
        }
      } else {
        let told = "At \(prepared.name(annotation.x)): \(annotation.text)"
        keyNotes.append(told)
        notes.append(told.hasSuffix(".") ? String(told.dropLast()) : told)
      }
    }
  }

  /// Warns about annotations that are outside every panel.
  mutating func warnOfLostAnnotations() {
    for annotation in chart.annotations where !annotation.text.isEmpty {
      let isPlaced = prepared.panels.contains { panel in
        guard let keys = panel.keys, let values = panel.values else { return false }
        let unit = Scale(lower: keys.lowerBound, upper: keys.upperBound, start: 0, end: 1)
        let height = Scale(lower: values.lowerBound, upper: values.upperBound, start: 0, end: 1)
        let plot = Plot(
          key: unit, value: height, isHorizontal: prepared.isHorizontal,
          frame: Box(left: 0, top: 0, right: 1, bottom: 1),
          room: RemarkRoom())
        return target(of: annotation, panel, plot) != nil
      }
      if !isPlaced {
        warnings.append(
          "an annotation at \(prepared.name(annotation.x)) is outside the axes, or no mark is drawn there")
      }
    }
  }

  /// The pixel that the words are about: a value of both axes, or the outermost mark at a key.
  private func target(of annotation: Annotation, _ panel: Panel, _ plot: Plot) -> (x: Double, y: Double)? {
    let (keyValue, amount) =
      prepared.isHorizontal && annotation.y != nil ? (annotation.y!, annotation.x) : (annotation.x, annotation.y)
    guard let key = prepared.keyDomain.position(of: keyValue), key >= plot.key.lower, key <= plot.key.upper else {
      return nil
    }
    let value: Double
    if let amount {
      guard let given = Domain.number.position(of: amount), given >= plot.value.lower, given <= plot.value.upper else {
        return nil
      }
      value = given
    } else {
      let there = panel.layers.flatMap(\.points).filter { $0.key == key }.compactMap(\.value)
      guard let highest = there.max(by: { $0.magnitude < $1.magnitude }) else { return nil }
      value = highest
    }
    return plot.isHorizontal ? (plot.value(value), plot.key(key)) : (plot.key(key), plot.value(value))
  }

  private typealias Spot = (lines: [String], place: PlacedLabel.Position, arrow: [Primitive])

  private func spot(for text: String, near target: (x: Double, y: Double), _ plot: Plot) -> Spot? {
    var best: (spot: Spot, cost: Double)?
    let face = Self.tickFace
    for limit in [170.0, 110] where face.widestWord(text) <= limit {
      let lines = face.balanced(text, to: limit)
      let (wide, tall) = (face.widest(lines), Double(lines.count - 1) * 15)
      for away in [18.0, 30, 46, 66, 90, 120] {
        for turn in 0..<16 {
          let (dx, dy) = (directions[(turn + 4) % 16] * away, directions[turn] * away)
          let anchor: TextStyle.Anchor = dx > away * 0.4 ? .start : dx < -away * 0.4 ? .end : .middle
          let (x, y) = (target.x + dx, target.y + dy + (dy < 0 ? -tall : dy > away * 0.4 ? 10 : 4 - tall / 2))
          let left = anchor == .start ? x : anchor == .middle ? x - wide / 2 : x - wide
          let box = Box(left: left, top: y - face.ascent, right: left + wide, bottom: y + tall + face.descent)
          guard box.left >= max(8, plot.frame.left + 2), box.right <= min(width - 8, region.upperBound + 4),
            box.top >= plot.frame.top - 8,
            box.bottom <= plot.frame.bottom - 2, !occupied.meetsText(box)
          else { continue }
          let covered = occupied.covered(
            Box(left: box.left - 3, top: box.top - 2, right: box.right + 3, bottom: box.bottom + 2))
          let cost = covered * 4 + away
          guard cost < best?.cost ?? .infinity, covered < box.area * 0.1 else { continue }
          let end = (
            x: min(max(target.x, box.left - 3), box.right + 3), y: min(max(target.y, box.top - 3), box.bottom + 3)
          )
          best = ((lines, (x, y, anchor), arrow(from: end, to: target)), cost)
        }
      }
    }
    return best?.spot
  }

  /// A line that ends short of what it points at, with a small head.
  private func arrow(from start: (x: Double, y: Double), to target: (x: Double, y: Double)) -> [Primitive] {
    let (dx, dy) = (target.x - start.x, target.y - start.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > 9 else { return [] }
    let (ux, uy) = (dx / length, dy / length)
    let tip = (x: target.x - ux * 5, y: target.y - uy * 5)
    let head: [PathStep] = [
      .move(tip.x - ux * 5 - uy * 3, tip.y - uy * 5 + ux * 3), .line(tip.x, tip.y),
      .line(tip.x - ux * 5 + uy * 3, tip.y - uy * 5 - ux * 3),
    ]
    return [
      .line(x1: start.x, y1: start.y, x2: tip.x, y2: tip.y, Style(stroke: .muted)), .path(head, Style(stroke: .muted)),
    ]
  }
}
