import StetCharts
import StetDiagnostics
import StetFormats

/// The areas of a GeoJSON file (RFC 7946) or of a TopoJSON file with one layer, in degrees.
func mapAreas(from bytes: [UInt8], name: String) throws(RunFailure) -> [MapArea] {
  let document = try JSON.parse(bytes, name: name)
  let areas: [MapArea]
  switch document["type"]?.text {
  case "FeatureCollection":
    areas = (document["features"]?.array ?? []).compactMap { area($0, rings: rings(ofGeometry: $0["geometry"])) }
  case "Feature": areas = [area(document, rings: rings(ofGeometry: document["geometry"]))].compactMap { $0 }
  case "Topology": areas = try topology(document, name)
  default: throw RunFailure(.noMap(name, "it is neither a GeoJSON FeatureCollection nor a TopoJSON Topology"))
  }
  guard !areas.isEmpty else { throw RunFailure(.noMap(name, "it has no polygons")) }
  for place in areas.flatMap(\.rings).joined() where place.longitude.magnitude > 360 || place.latitude.magnitude > 90 {
    throw RunFailure(
      .noMap(
        name,
        "\(place.longitude), \(place.latitude) is not a longitude and latitude in degrees; coordinates in meters must be converted"
      )
    )
  }
  return areas
}

private func area(_ feature: JSON, rings: [[MapArea.Coordinate]]) -> MapArea? {
  let rings = rings.filter { ring in Set(ring.map { [$0.longitude, $0.latitude] }).count > 2 }
  guard !rings.isEmpty else { return nil }
  var names: [String] = []
  if let id = words(feature["id"]) { names.append(id) }
  if case .object(let members)? = feature["properties"] { names += members.compactMap { words($0.value) } }
  return MapArea(names: names, rings: rings)
}

private func words(_ value: JSON?) -> String? {
  switch value {
  case .text(let text): text
  case .number(let digits): digits
  case nil, .null, .bool, .array, .object: nil
  }
}

private func rings(ofGeometry geometry: JSON?) -> [[MapArea.Coordinate]] {
  switch geometry?["type"]?.text {
  case "Polygon": (geometry?["coordinates"]?.array ?? []).map(places)
  case "MultiPolygon": (geometry?["coordinates"]?.array ?? []).flatMap { ($0.array ?? []).map(places) }
  case "GeometryCollection": (geometry?["geometries"]?.array ?? []).flatMap { rings(ofGeometry: $0) }
  default: []
  }
}

private func places(_ ring: JSON) -> [MapArea.Coordinate] {
  (ring.array ?? []).compactMap { pair in
    guard let numbers = pair.array?.prefix(2).compactMap(number), numbers.count == 2 else { return nil }
    return MapArea.Coordinate(longitude: numbers[0], latitude: numbers[1])
  }
}

private func number(_ value: JSON) -> Double? { if case .number(let digits) = value { Double(digits) } else { nil } }

// MARK: - TopoJSON

private func topology(_ document: JSON, _ name: String) throws(RunFailure) -> [MapArea] {
  guard case .object(let layers)? = document["objects"], let layer = layers.first?.value else {
    throw RunFailure(.noMap(name, "its topology has no objects"))
  }
  guard layers.count == 1 else {
    throw RunFailure(
      .noMap(
        name,
        "it has \(layers.count) layers (\(layers.prefix(4).map(\.key).joined(separator: ", "))), but a map needs a file with only one"
      ))
  }
  let scale = document["transform"]?["scale"]?.array?.compactMap(number) ?? []
  let shift = document["transform"]?["translate"]?.array?.compactMap(number) ?? []
  let isPacked = scale.count == 2 && shift.count == 2
  let arcs = (document["arcs"]?.array ?? []).map { arc -> [MapArea.Coordinate] in
    var (x, y) = (0.0, 0.0)
    return (arc.array ?? []).compactMap { pair in
      guard let numbers = pair.array?.prefix(2).compactMap(number), numbers.count == 2 else { return nil }
      guard isPacked else { return MapArea.Coordinate(longitude: numbers[0], latitude: numbers[1]) }
      // Each point is a step from the one before it.
      (x, y) = (x + numbers[0], y + numbers[1])
      return MapArea.Coordinate(longitude: x * scale[0] + shift[0], latitude: y * scale[1] + shift[1])
    }
  }
  func ring(_ indexes: JSON) throws(RunFailure) -> [MapArea.Coordinate] {
    var places: [MapArea.Coordinate] = []
    for index in indexes.array ?? [] {
      guard let index = index.int, arcs.indices.contains(index < 0 ? ~index : index) else {
        throw RunFailure(.noMap(name, "a shape refers to an arc that does not exist"))
      }
      let arc = index < 0 ? arcs[~index].reversed() : arcs[index]
      places += places.isEmpty ? arc : Array(arc.dropFirst())
    }
    return places
  }
  var areas: [MapArea] = []
  for geometry in layer["geometries"]?.array ?? [layer] {
    var rings: [[MapArea.Coordinate]] = []
    let polygons =
      geometry["type"]?.text == "MultiPolygon"
      ? geometry["arcs"]?.array ?? [] : geometry["type"]?.text == "Polygon" ? [geometry["arcs"] ?? .null] : []
    for polygon in polygons { for indexes in polygon.array ?? [] { rings.append(try ring(indexes)) } }
    if let area = area(geometry, rings: rings) { areas.append(area) }
  }
  return areas
}

extension Diagnostic {
  fileprivate static func noMap(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(.badMap, "the map cannot be read: \(reason)", location: name, kind: .data)
  }
}
