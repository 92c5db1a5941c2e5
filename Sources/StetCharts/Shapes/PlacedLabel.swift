/// A label that wants to be near its point, at the first of its places that is free.
struct PlacedLabel: Sendable {
  typealias Place = (x: Double, y: Double, anchor: TextStyle.Anchor)

  var text: String
  var places: [Place]
  /// Places further away, with a line from the edge of the mark.
  var far: [Place] = []
  var origin: (x: Double, y: Double, radius: Double) = (0, 0, 0)
  var ink = Ink.text
  /// The share of the label that may lie on marks.
  var tolerance = 0.0
  /// The place is what the reader is told, as for words written at a point.
  var isFixed = false
  /// Stands in the middle of its own mark, whose color it is told from.
  var isInside = false
  /// May not move sideways to keep within the page.
  var staysCentered = false
}
