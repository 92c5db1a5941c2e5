import StetSystem

/// An area of a map: what it may be called, and the outlines of its parts and holes.
package struct MapArea: Sendable {
  /// Degrees east and north.
  package struct Coordinate: Sendable {
    package var longitude: Double
    package var latitude: Double

    package init(longitude: Double, latitude: Double) {
      self.longitude = longitude
      self.latitude = latitude
    }
  }

  /// The identifier of the feature and the values of its properties.
  package var names: [String]
  package var rings: [[Coordinate]]

  package init(names: [String], rings: [[Coordinate]]) {
    self.names = names
    self.rings = rings
  }
}

/// Albers' equal-area conic projection (Snyder 1987, pages 98 to 103, on the sphere): areas keep their proportions.
struct Albers {
  private let n: Double
  private let c: Double
  private let origin: Double
  private let meridian: Double

  init(parallels: (Double, Double), meridian: Double, latitude: Double) {
    let (first, second) = (Double.sin(radians(parallels.0)), Double.sin(radians(parallels.1)))
    n = (first + second) / 2
    c = Double.cos(radians(parallels.0)) * Double.cos(radians(parallels.0)) + 2 * n * first
    origin = (c - 2 * n * Double.sin(radians(latitude))).squareRoot() / n
    self.meridian = meridian
  }

  /// To the right and downward, in radii of the globe.
  func callAsFunction(_ place: MapArea.Coordinate) -> (x: Double, y: Double) {
    var turn = place.longitude - meridian
    if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
    let angle = n * radians(turn)
    let radius = max(0, c - 2 * n * Double.sin(radians(place.latitude))).squareRoot() / n
    return (radius * Double.sin(angle), -(origin - radius * Double.cos(angle)))
  }
}

private func radians(_ degrees: Double) -> Double { degrees * .pi / 180 }

/// Where the points of a map are on a page.
enum Projection {
  /// The lower states with Alaska, at a third of its size, and Hawaii below them.
  case albersUSA
  /// Equal areas around the middle of the map.
  case albers(Albers)

  private static let lower = Albers(parallels: (29.5, 45.5), meridian: -96, latitude: 37.5)
  private static let alaska = Albers(parallels: (55, 65), meridian: -154, latitude: 50)
  private static let hawaii = Albers(parallels: (8, 18), meridian: -157, latitude: 13)

  init(for areas: [MapArea]) {
    let places = areas.flatMap(\.rings).joined()
    let isUSA = places.allSatisfy { Self.part($0) != nil } && places.contains { Self.part($0) == .lower }
    if isUSA {
      self = .albersUSA
      return
    }
    let (west, east) = (places.map(\.longitude).min() ?? 0, places.map(\.longitude).max() ?? 0)
    let (south, north) = (places.map(\.latitude).min() ?? 0, places.map(\.latitude).max() ?? 0)
    let height = north - south
    var parallels = (south + height / 6, north - height / 6)
    // A cone needs its two circles on one side of the equator, or it is a cylinder.
    if (parallels.0 + parallels.1).magnitude < 1 { parallels = (parallels.0 + 1, parallels.1 + 1) }
    self = .albers(Albers(parallels: parallels, meridian: (west + east) / 2, latitude: (south + north) / 2))
  }

  private enum Territory { case lower, alaska, hawaii }

  private static func part(_ place: MapArea.Coordinate) -> Territory? {
    let (x, y) = (place.longitude, place.latitude)
    if y > 50.5, x < -129 || x > 170 { return .alaska }
    if y < 30, y > 18, x < -154, x > -179 { return .hawaii }
    return x > -126 && x < -66 && y > 23 && y < 50.5 ? .lower : nil
  }

  /// Whether a part of an area is left out: the small islands far to the west of Hawaii would halve the rest.
  func leavesOut(_ ring: [MapArea.Coordinate]) -> Bool {
    guard case .albersUSA = self, let first = ring.first, Self.part(first) == .hawaii else { return false }
    return ring.allSatisfy { $0.longitude < -161 }
  }

  func callAsFunction(_ place: MapArea.Coordinate) -> (x: Double, y: Double) {
    switch self {
    case .albers(let albers): return albers(place)
    case .albersUSA:
      switch Self.part(place) {
      case .alaska:
        let (x, y) = Self.alaska(place)
        return (x * 0.35 - 0.31, y * 0.35 + 0.275)
      case .hawaii:
        let (x, y) = Self.hawaii(place)
        return (x - 0.2, y + 0.33)
      case .lower, nil: return Self.lower(place)
      }
    }
  }
}
