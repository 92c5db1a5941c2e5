/// What is on the page already, so that a label finds a place of its own.
struct Occupied {
  private(set) var texts: [Box] = []
  private var boxes: [Box] = []
  private var segments: [Segment] = []
  private var polygons: [[(x: Double, y: Double)]] = []

  private struct Segment {
    var x1: Double
    var y1: Double
    var x2: Double
    var y2: Double
    var width: Double
  }

  mutating func add(text: Box) { texts.append(text) }

  /// A mark; nothing that is drawn as ground or as words.
  mutating func add(_ shape: Primitive) {
    switch shape {
    case .rect(let x, let y, let width, let height, _):
      boxes.append(Box(left: x, top: y, right: x + width, bottom: y + height))
    case .circle(let x, let y, let radius, _):
      boxes.append(Box(left: x - radius, top: y - radius, right: x + radius, bottom: y + radius))
    case .line(let x1, let y1, let x2, let y2, let style):
      segments.append(Segment(x1: x1, y1: y1, x2: x2, y2: y2, width: style.width))
    case .path(let steps, let style):
      var corners: [(x: Double, y: Double)] = []
      for step in steps {
        switch step {
        case .move(let x, let y), .line(let x, let y):
          if let last = corners.last {
            segments.append(Segment(x1: last.x, y1: last.y, x2: x, y2: y, width: style.width))
          }
          corners.append((x, y))
        case .curve(_, _, _, _, let x, let y):
          // For a curve, its ends are enough: it leaves no space for labels anyway.
          corners.append((x, y))
        case .close: break
        }
      }
      if style.fill != nil { polygons.append(corners) }
    case .text: break
    }
  }

  func meetsText(_ box: Box, gap: Double = 3) -> Bool { texts.contains { $0.meets(box, gap: gap) } }

  /// About how many square pixels of marks are under a box.
  func covered(_ box: Box) -> Double {
    var sum = 0.0
    for other in boxes {
      let shared = Box(
        left: max(box.left, other.left), top: max(box.top, other.top), right: min(box.right, other.right),
        bottom: min(box.bottom, other.bottom))
      sum += shared.area
    }
    for segment in segments { sum += length(of: segment, in: box) * max(segment.width, 1) }
    for polygon in polygons {
      for row in 0..<3 {
        for column in 0..<8 {
          let x = box.left + (box.right - box.left) * (Double(column) + 0.5) / 8
          let y = box.top + (box.bottom - box.top) * (Double(row) + 0.5) / 3
          if isInside(x, y, polygon) { sum += box.area / 24 }
        }
      }
    }
    return sum
  }

  /// Liang and Barsky's clipping.
  private func length(of segment: Segment, in box: Box) -> Double {
    let (dx, dy) = (segment.x2 - segment.x1, segment.y2 - segment.y1)
    let half = segment.width / 2
    var (from, to) = (0.0, 1.0)
    for (step, room) in [
      (-dx, segment.x1 - box.left + half), (dx, box.right + half - segment.x1), (-dy, segment.y1 - box.top + half),
      (dy, box.bottom + half - segment.y1),
    ] {
      if step == 0 {
        if room < 0 { return 0 }
      } else if step < 0 {
        from = max(from, room / step)
      } else {
        to = min(to, room / step)
      }
    }
    return to > from ? (to - from) * (dx * dx + dy * dy).squareRoot() : 0
  }

  private func isInside(_ x: Double, _ y: Double, _ polygon: [(x: Double, y: Double)]) -> Bool {
    var inside = false
    var last = polygon.count - 1
    for index in polygon.indices {
      let (a, b) = (polygon[index], polygon[last])
      if (a.y > y) != (b.y > y), x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x { inside.toggle() }
      last = index
    }
    return inside
  }
}
