import StetColumns

/// What a mark draws on: two scales and a list of shapes.
struct Drawing {
  let prepared: PreparedLayer
  let keyDomain: Domain
  let key: Scale
  let value: Scale
  /// Keys run downward and values to the right.
  let isHorizontal: Bool
  /// The largest number that an area represents.
  let largest: Double?
  let lineWidth: Double
  /// Dashes distinguish series, too.
  var isDashed = false
  /// Series whose last label follows their name.
  var named: Set<Int> = []
  var shapes: [Primitive] = []
  var labels: [PlacedLabel] = []
  /// Labels that a mark left out by itself.
  var dropped = 0

  var isPeriodic: Bool { keyDomain.isPeriodic }

  /// A point in pixels, whichever way keys run.
  func place(_ key: Double, _ value: Double) -> (x: Double, y: Double) { isHorizontal ? (value, key) : (key, value) }

  /// Pixels of a step between keys.
  var room: Double { key.unit * prepared.step }

  mutating func rect(from a: (Double, Double), to b: (Double, Double), _ style: Style) {
    let (a, b) = (place(a.0, a.1), place(b.0, b.1))
    shapes.append(
      .rect(x: min(a.x, b.x), y: min(a.y, b.y), width: (b.x - a.x).magnitude, height: (b.y - a.y).magnitude, style))
  }

  mutating func line(from a: (Double, Double), to b: (Double, Double), _ style: Style) {
    let (a, b) = (place(a.0, a.1), place(b.0, b.1))
    shapes.append(.line(x1: a.x, y1: a.y, x2: b.x, y2: b.y, style))
  }

  /// The marks that are not highlighted first, so that those that are lie above them.
  var inOrder: [Point] {
    let isWhole = prepared.points.allSatisfy { $0.value != nil }
    let present = isWhole ? prepared.points : prepared.points.filter { $0.value != nil }
    guard present.contains(where: { $0.ink == .rest }) else { return present }
    return present.filter { $0.ink == .rest } + present.filter { $0.ink != .rest }
  }
}
