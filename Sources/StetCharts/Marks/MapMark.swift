import StetColumns

extension Mark {
  package static let map = Mark(
    "map", summary: "the areas of a GeoJSON or TopoJSON file, colored by a number or a category",
    example:
      #"filter persons is not missing and year == FY2010 | map area: state, color: persons, shapes: "Datasets/example_areas.geojson""#,
    .own, needs: [.area, .color, .shapes], takes: [.label, .highlight], traits: .isMap,
    terminal: .own { figure, columns in
      figure.prepared.points.filter { $0.value != nil }.map { point in
        shortened(
          "\(figure.text(.area, point.row) ?? "")  \(figure.layer.color.map { figure.written($0.column[point.row]) } ?? "")",
          to: columns)
      }
    },
    arrange: { $0.findAreas() },
    draw: .figure { figure in
      let areas = figure.layer.areas
      let projection = Projection(for: areas)
      let outlines = areas.map { area in
        area.rings.filter { !projection.leavesOut($0) }.map { ring in ring.map { projection($0) } }
      }
      let all = outlines.joined().joined()
      guard let west = all.map(\.x).min(), let east = all.map(\.x).max(), let north = all.map(\.y).min(),
        let south = all.map(\.y).max(),
        east > west, south > north
      else { return }
      let scale = min(figure.width / (east - west), 560 / (south - north))
      let left = figure.left + (figure.width - (east - west) * scale) / 2
      let top = figure.y
      var inks: [Int: Point] = [:]
      for point in figure.prepared.points where point.value != nil { inks[Int(point.key)] = point }
      for (index, rings) in outlines.enumerated() {
        var steps: [PathStep] = []
        for ring in rings {
          // What is closer than about half a pixel is not seen.
          var kept: [(x: Double, y: Double)] = []
          for place in ring {
            let (x, y) = (left + (place.x - west) * scale, top + (place.y - north) * scale)
            if let last = kept.last, (last.x - x).magnitude + (last.y - y).magnitude < 0.6 { continue }
            kept.append((x, y))
          }
          guard kept.count > 2 else { continue }
          steps += kept.enumerated().map { $0 == 0 ? .move($1.x, $1.y) : .line($1.x, $1.y) } + [.close]
        }
        if steps.isEmpty { continue }
        figure.shapes.append(.path(steps, Style(fill: inks[index]?.ink ?? .band, stroke: .background, width: 0.6)))
      }
      var placed: [Box] = []
      var dropped = 0
      for (index, rings) in outlines.enumerated() {
        guard let point = inks[index], let label = point.label,
          let largest = rings.max(by: { $0.count < $1.count }), let low = largest.map(\.x).min(),
          let high = largest.map(\.x).max(), let top = largest.map(\.y).min(), let bottom = largest.map(\.y).max()
        else { continue }
        let x = left + ((low + high) / 2 - west) * scale
        let style = TextStyle(ink: point.ink.over, anchor: .middle)
        let box = style.box(of: label, x: x, y: figure.y + ((top + bottom) / 2 - north) * scale + 4)
        // Within its area, and on no other.
        guard box.right - box.left <= (high - low) * scale - 4, !placed.contains(where: { $0.meets(box, gap: 2) })
        else {
          dropped += 1
          continue
        }
        placed.append(box)
        figure.write(label, x: x, y: figure.y + ((top + bottom) / 2 - north) * scale + 4, style)
      }
      if dropped > 0 {
        figure.warnings.append("\(counted(dropped, "label")) \(agreeing("does", "do", dropped)) not fit on the map")
      }
      figure.y += (south - north) * scale
      let blank = areas.indices.filter { inks[$0] == nil }.count
      if blank > 0 {
        figure.notes.append(
          "\(counted(blank, "area")) on the map \(agreeing("has", "have", blank)) no row in the data.")
      }
    })
}

extension Channel {
  fileprivate static let area = Channel("area")
}

extension PreparedLayer {
  /// Gives each row the number of its area: the one of that name, whatever the file calls the name.
  fileprivate mutating func findAreas() {
    var places: [String: Int] = [:]
    for (index, area) in layer.areas.enumerated() {
      for name in area.names where places[name.lowercased()] == nil { places[name.lowercased()] = index }
    }
    findPlaces(of: .area) { places[$0.lowercased()] }
  }
}
