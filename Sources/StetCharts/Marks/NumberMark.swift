import StetColumns

extension Mark {
  package static let number = Mark(
    "number", summary: "large numbers, with labels that say what they count",
    example: #"filter state == "TX" | number value: persons, label: "in {year}""#, .own, needs: [.value],
    takes: [.label],
    terminal: .own { figure, columns in
      figure.entries.flatMap {
        [$0.number] + LineBreaks { Double(displayWidth($0)) }.wrapped($0.label, to: Double(columns))
      }
    },
    draw: .figure { figure in
      let entries = figure.entries
      guard !entries.isEmpty else { return }
      let face = Face(size: figure.width < 400 ? 34 : 44, bold: true)
      let gap = 28.0
      let widest = min(max(face.widest(entries.map(\.number)), 130), figure.width)
      let columns = max(1, min(entries.count, Int((figure.width + gap) / (widest + gap))))
      let each = (figure.width - gap * Double(columns - 1)) / Double(columns)
      let words = Face(size: 14)
      for start in stride(from: 0, to: entries.count, by: columns) {
        var deepest = 0.0
        for (place, entry) in entries[start..<min(start + columns, entries.count)].enumerated() {
          let x = figure.left + Double(place) * (each + gap)
          // A number never breaks; one that is too wide is set smaller.
          let size = min(face.size, face.size * each / max(face.width(entry.number), 1))
          figure.write(
            entry.number, x: x, y: figure.y + face.size * 0.85,
            TextStyle(face: Face(size: size.rounded(.down), bold: true)))
          let lines = words.balanced(entry.label, to: each)
          for (offset, line) in lines.enumerated() {
            figure.write(
              line, x: x, y: figure.y + face.size + 18 + Double(offset) * 19, TextStyle(face: words, ink: .muted))
          }
          deepest = max(deepest, face.size + 18 + Double(max(lines.count, 1)) * 19)
        }
        figure.y += deepest + 6
      }
    })
}

extension Channel {
  fileprivate static let value = Channel("value", .numbers)
}

extension Figure {
  fileprivate var entries: [(number: String, label: String)] {
    prepared.points.compactMap { point in
      guard point.value != nil, let value = layer[.value]?.column[point.row] else { return nil }
      return (written(value), point.label ?? "")
    }
  }
}
