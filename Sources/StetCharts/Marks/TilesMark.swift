import StetColumns

extension Mark {
  package static let tiles = Mark(
    "tiles", summary: "the US states as squares of equal size, colored by a number or a category",
    example: "filter year == FY2010 and persons is not missing | tiles state: state, color: persons", .own,
    needs: [.state, .color], takes: [.label, .highlight], traits: .isMap, terminal: .own(terminalTiles),
    arrange: { layer in
      layer.findPlaces(of: .state) { name in StateTile.named(name).flatMap { StateTile.all.firstIndex(of: $0) } }
    },
    draw: .figure { figure in
      let tiles = StateTile.all
      let gap = figure.width < 400 ? 2.0 : 4
      let side = min((figure.width - gap * 11) / 12, 56)
      let left = figure.left + (figure.width - side * 12 - gap * 11) / 2
      var points: [Int: Point] = [:]
      for point in figure.prepared.points where point.value != nil { points[Int(point.key)] = point }
      for (index, tile) in tiles.enumerated() {
        let x = left + Double(tile.column) * (side + gap)
        let y = figure.y + Double(tile.row) * (side + gap)
        let point = points[index]
        let ink = point?.ink ?? .band
        figure.shapes.append(.rect(x: x, y: y, width: side, height: side, Style(fill: ink)))
        let word = TextStyle(
          face: Face(size: side < 30 ? 10 : 12, bold: true), ink: point == nil ? .muted : ink.over, anchor: .middle)
        let label = point.flatMap { $0.label ?? figure.number(of: $0) }
        // The number is below the code if both fit.
        let small = Face(size: 11)
        let hasNumber = label.map { side >= 36 && small.width($0) <= side - 4 } == true
        figure.write(tile.code, x: x + side / 2, y: y + side / 2 + (hasNumber ? -2 : word.face.size * 0.36), word)
        if hasNumber, let label {
          figure.write(
            label, x: x + side / 2, y: y + side / 2 + 13, TextStyle(face: small, ink: ink.over, anchor: .middle))
        }
      }
      figure.y += 8 * side + 7 * gap
    })
}

extension Figure {
  /// The number that a color shows, as its scale writes it.
  fileprivate func number(of point: Point) -> String? {
    guard let column = layer.color?.column, column.type.isNumeric else { return nil }
    return tickLabel(column[point.row].asFloat ?? 0, chart.shades.format ?? chart.y.format ?? ",")
      ?? written(column[point.row])
  }
}

extension Channel {
  fileprivate static let state = Channel("state")
}

/// A cell of four letters a state: its code, and a sign for its class.
@Sendable private func terminalTiles(_ figure: Figure, _ columns: Int) -> [String] {
  var rows = [[String]](repeating: [String](repeating: "    ", count: 12), count: 8)
  let signs = terminalSigns(figure.shades?.count ?? figure.seriesNames.count)
  for point in figure.prepared.points where point.value != nil {
    let tile = StateTile.all[Int(point.key)]
    let sign: String =
      switch point.ink {
      case .shade(let step), .series(let step): signs[step]
      default: "·"
      }
    rows[tile.row][tile.column] = tile.code + sign + " "
  }
  var lines = rows.map { row in
    var line = row.joined()
    while line.last == " " { line.removeLast() }
    return line
  }
  lines = Array(lines.drop(while: \.isEmpty))
  while lines.last?.isEmpty == true { lines.removeLast() }
  if let shades = figure.shades { return lines + [shades.terminalLegend] }
  return lines + [figure.prepared.series.map { "\(signs[$0]) \(figure.seriesNames[$0])" }.joined(separator: "  ")]
}
