import StetColumns

extension Mark {
  package static let sankey = Mark(
    "sankey", summary: "flows between categories, with widths in proportion to their values",
    example:
      #"filter persons is not missing and state is not missing | derive to = "in {year}" | sankey from: state, to: to, size: persons"#,
    .own, needs: [.from, .to, .size], takes: [.color],
    terminal: .own { figure, columns in
      figure.flows.map { flow in
        shortened("\(flow.from) → \(flow.to)  \(figure.written(.float(flow.size)))", to: columns)
      }
    },
    arrange: { $0.dropLoops() },
    draw: .figure { figure in
      let flows = figure.flows
      guard !flows.isEmpty else { return }
      var nodes = figure.nodes(of: flows)
      let levels = (nodes.values.map(\.level).max() ?? 0) + 1
      let face = Face(size: 12)
      let order = figure.order(of: flows)
      let tallest = (0..<levels).map { level in order.filter { nodes[$0]!.level == level } }
      let gap = 14.0
      let height = min(max(figure.width * 0.6, 260), 520)
      // One scale for every level: the fullest fills the height.
      let units = tallest.map { level -> Double in
        let amount = level.reduce(0.0) { $0 + nodes[$1]!.size }
        return (height - gap * Double(max(level.count - 1, 0))) / max(amount, 1e-300)
      }
      let unit = units.min() ?? 1
      let bar = 10.0
      // Names of the last level are at its right, the others right of their bar.
      let lastRoom = min(
        face.widest(tallest[levels - 1].map { figure.name($0, nodes[$0]!.size) }) + 8, figure.width * 0.35)
      let step = levels > 1 ? (figure.width - bar - lastRoom) / Double(levels - 1) : 0
      for (level, names) in tallest.enumerated() {
        let amount = names.reduce(0.0) { $0 + nodes[$1]!.size }
        let used = amount * unit + gap * Double(max(names.count - 1, 0))
        var y = figure.y + (height - used) / 2
        for name in names {
          nodes[name]!.x = figure.left + Double(level) * step
          nodes[name]!.y = y
          y += nodes[name]!.size * unit + gap
        }
      }
      var leaving: [String: Double] = [:]
      var arriving: [String: Double] = [:]
      for flow in flows {
        let (a, b) = (nodes[flow.from]!, nodes[flow.to]!)
        let thick = flow.size * unit
        let (x1, x2) = (a.x + bar, b.x)
        let y1 = a.y + leaving[flow.from, default: 0]
        let y2 = b.y + arriving[flow.to, default: 0]
        leaving[flow.from, default: 0] += thick
        arriving[flow.to, default: 0] += thick
        let middle = (x1 + x2) / 2
        figure.shapes.append(
          .path(
            [
              .move(x1, y1), .curve(middle, y1, middle, y2, x2, y2), .line(x2, y2 + thick),
              .curve(middle, y2 + thick, middle, y1 + thick, x1, y1 + thick), .close,
            ], Style(fill: flow.ink, opacity: 0.45)))
      }
      var placed: [Box] = []
      var hidden: [String] = []
      for name in order {
        let node = nodes[name]!
        figure.shapes.append(
          .rect(x: node.x, y: node.y, width: bar, height: max(node.size * unit, 1), Style(fill: .axis)))
        let room = max(node.level == levels - 1 ? lastRoom - 6 : step - bar - 8, 20)
        let number = figure.written(.float(node.size))
        // A name may break, a number may not: it gets a line of its own where it has to.
        let whole = figure.name(name, node.size)
        let lines = face.width(whole) <= room ? [whole] : face.balanced(name, to: room) + [number]
        let style = TextStyle(halo: node.level < levels - 1)
        let top = node.y + max(node.size * unit, 1) / 2 + 4 - Double(lines.count - 1) * 7
        let boxes = lines.enumerated().map { style.box(of: $1, x: node.x + bar + 5, y: top + Double($0) * 14) }
        let fits = face.widest(lines) <= room + 4 && lines.count <= 4 && (boxes.first?.top ?? 0) > figure.y - 12
        guard fits, !placed.contains(where: { taken in boxes.contains { taken.meets($0, gap: 2) } }) else {
          hidden.append(whole)
          continue
        }
        placed += boxes
        for (offset, line) in lines.enumerated() {
          figure.write(line, x: node.x + bar + 5, y: top + Double(offset) * 14, style)
        }
      }
      if !hidden.isEmpty {
        figure.notes.append("Not labeled, for lack of room: \(listed(hidden, most: hidden.count)).")
      }
      figure.y += height + 12
    })
}

extension Channel {
  fileprivate static let from = Channel("from")
}

private struct SankeyNode {
  var level: Int
  var size: Double
  var x = 0.0
  var y = 0.0
}

private struct SankeyFlow {
  var from: String
  var to: String
  var size: Double
  var ink: Ink
}

extension Figure {
  fileprivate var flows: [SankeyFlow] {
    var flows: [SankeyFlow] = []
    for point in prepared.points where point.value != nil {
      guard let from = text(.from, point.row), let to = text(.to, point.row), let size = point.size else { continue }
      flows.append(SankeyFlow(from: from, to: to, size: size, ink: layer.color == nil ? .rest : point.ink))
    }
    return flows
  }

  /// Names in the order of rows.
  fileprivate func order(of flows: [SankeyFlow]) -> [String] {
    var seen: Set<String> = []
    return (flows.map(\.from) + flows.map(\.to)).filter { seen.insert($0).inserted }
  }

  /// As far from the left as the longest way to a name has steps, as large as what comes in or goes out.
  fileprivate func nodes(of flows: [SankeyFlow]) -> [String: SankeyNode] {
    var levels: [String: Int] = [:]
    for flow in flows { (levels[flow.from], levels[flow.to]) = (levels[flow.from] ?? 0, levels[flow.to] ?? 0) }
    for _ in 0..<levels.count {
      var isSettled = true
      for flow in flows where levels[flow.to]! < levels[flow.from]! + 1 {
        levels[flow.to] = levels[flow.from]! + 1
        isSettled = false
      }
      if isSettled { break }
    }
    var (into, out): ([String: Double], [String: Double]) = ([:], [:])
    for flow in flows {
      out[flow.from, default: 0] += flow.size
      into[flow.to, default: 0] += flow.size
    }
    return Dictionary(
      uniqueKeysWithValues: levels.map { ($0, SankeyNode(level: $1, size: max(into[$0] ?? 0, out[$0] ?? 0))) })
  }

  fileprivate func name(_ name: String, _ size: Double) -> String { "\(name) \(written(.float(size)))" }
}

extension PreparedLayer {
  /// A flow that is not positive, or that leads back to where the flows before it came from, has no place.
  fileprivate mutating func dropLoops() {
    guard let from = layer[.from]?.column, let to = layer[.to]?.column else { return }
    var next: [String: Set<String>] = [:]
    var (loops, empty) = (0, 0)
    for index in points.indices where points[index].value != nil {
      let (a, b) = (plainText(from[points[index].row]), plainText(to[points[index].row]))
      if (points[index].size ?? 0) <= 0 {
        points[index].value = nil
        empty += 1
        continue
      }
      var reached: Set<String> = [b]
      var open = [b]
      while let name = open.popLast() {
        for step in next[name] ?? [] where reached.insert(step).inserted { open.append(step) }
      }
      if reached.contains(a) {
        points[index].value = nil
        loops += 1
      } else {
        next[a, default: []].insert(b)
      }
    }
    if loops > 0 {
      losses.append(
        "\(counted(loops, "flow")) \(agreeing("leads", "lead", loops)) back to where \(agreeing("it", "they", loops)) came from and \(agreeing("is", "are", loops)) not drawn."
      )
    }
    if empty > 0 {
      losses.append("\(counted(empty, "flow")) of zero or less \(agreeing("is", "are", empty)) not drawn.")
    }
  }
}
