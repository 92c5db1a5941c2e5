/// A label that belongs near its point, at the first of its positions that is free.
struct PlacedLabel: Sendable {
  typealias Position = (x: Double, y: Double, anchor: TextStyle.Anchor)

  var text: String
  var places: [Position]
  /// Places further away, with a line from the edge of the mark.
  var far: [Position] = []
  var origin: (x: Double, y: Double, radius: Double) = (0, 0, 0)
  var ink = Ink.text
  /// The share of the label that may cover marks.
  var tolerance = 0.0
  /// The position itself is the information, as for words written at a point.
  var isFixed = false
  /// In the middle of its own mark, in a color that contrasts with it.
  var isInside = false
  /// May not move sideways to keep within the page.
  var staysCentered = false
}
