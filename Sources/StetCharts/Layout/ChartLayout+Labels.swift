import StetColumns

extension ChartLayout {
  /// First come, first served: a label that finds no free position is left out and counted.
  mutating func place(_ labels: [PlacedLabel], _ plot: Plot) {
    labelArea = plot.frame
    defer { labelArea = nil }
    // Leaders of very many labels would be a picture of their own.
    let mayReach = labels.count <= 60
    for label in labels {
      let near = freePlaces(label.places, of: label)
      let style = TextStyle(ink: label.ink, halo: !label.isInside)
      if let best = near.first(where: { $0.covered == 0 }) ?? near.min(by: { $0.covered < $1.covered }) {
        write(label.text, x: best.x, y: best.y, style)
      } else if mayReach, let (place, leader) = farPlace(of: label) {
        shapes.append(leader)
        occupied.add(leader)
        write(label.text, x: place.x, y: place.y, style)
      } else {
        droppedLabels += 1
      }
    }
  }

  typealias FreePlace = (x: Double, y: Double, box: Box, covered: Double)

  func freePlaces(_ places: [PlacedLabel.Position], of label: PlacedLabel) -> [FreePlace] {
    // The labels of ticks and names are not to be taken for those of marks, so these stay out of their columns.
    let left = label.isFixed ? region.lowerBound - 4 : (labelArea?.left ?? region.lowerBound) - 7
    let page = Box(left: max(8, left), top: 4, right: min(width - 8, region.upperBound + 4), bottom: y)
    let style = TextStyle()
    let wide = style.face.width(label.text)
    return places.map { place in
      let shift = place.anchor == .start ? 0 : place.anchor == .middle ? wide / 2 : wide
      // Only a centered label may move sideways: another would move onto its own mark.
      let mayMove = place.anchor == .middle && !label.isFixed && !label.isInside && !label.staysCentered
      let x = mayMove ? max(page.left, min(place.x - shift, page.right - wide)) : place.x - shift
      let box = style.box(of: label.text, x: x, y: place.y)
      // Letters do not reach the edges of their box.
      let ink = Box(left: box.left + 1, top: box.top, right: box.right - 1, bottom: box.bottom)
      return (x, place.y, box, label.isFixed || label.isInside ? 0 : occupied.covered(ink))
    }.filter {
      page.contains($0.box) && !occupied.meetsText($0.box, gap: label.isFixed ? 0 : 3)
        && $0.covered <= $0.box.area * label.tolerance
    }
  }

  /// The nearest position that a line reaches without crossing words or marks.
  private func farPlace(of label: PlacedLabel) -> (FreePlace, Primitive)? {
    let (x, y, radius) = label.origin
    for place in freePlaces(label.far, of: label) where place.covered == 0 {
      let end = (
        x: min(max(x, place.box.left - 2), place.box.right + 2), y: min(max(y, place.box.top), place.box.bottom)
      )
      if let leader = leader(from: (x, y, radius), to: end) { return (place, leader) }
    }
    return nil
  }

  /// A line from the edge of a mark to a point, if nothing is in its way.
  func leader(from origin: (x: Double, y: Double, radius: Double), to end: (x: Double, y: Double)) -> Primitive? {
    let (dx, dy) = (end.x - origin.x, end.y - origin.y)
    let length = (dx * dx + dy * dy).squareRoot()
    guard length > origin.radius + 1 else { return nil }
    let start = (x: origin.x + dx * (origin.radius + 1) / length, y: origin.y + dy * (origin.radius + 1) / length)
    let steps = max(2, Int(length / 2))
    let isFree = (0...steps).allSatisfy { step in
      let share = Double(step) / Double(steps)
      let (x, y) = (start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
      let spot = Box(left: x - 0.5, top: y - 0.5, right: x + 0.5, bottom: y + 0.5)
      return !occupied.meetsText(spot, gap: 1) && occupied.covered(spot) == 0
    }
    return isFree ? .line(x1: start.x, y1: start.y, x2: end.x, y2: end.y, Style(stroke: .muted)) : nil
  }
}
