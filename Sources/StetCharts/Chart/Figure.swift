import StetColumns

/// A picture that a mark draws by itself between two edges of the page, from the top down.
struct Figure {
  let prepared: PreparedLayer
  let seriesNames: [String]
  let shades: Shades?
  let chart: Chart
  let left: Double
  let right: Double
  /// How far down the page is filled; a mark moves it down.
  var y: Double
  var shapes: [Primitive] = []
  /// Words are shapes, too, but may not overlap.
  private(set) var texts: [Box] = []
  /// What was not shown, and other text for under the chart.
  var notes: [String] = []
  var warnings: [String] = []

  init(
    _ prepared: PreparedLayer, of chart: Chart, seriesNames: [String], shades: Shades?, left: Double, right: Double,
    y: Double
  ) {
    self.prepared = prepared
    self.seriesNames = seriesNames
    self.shades = shades
    self.chart = chart
    self.left = left
    self.right = right
    self.y = y
  }

  var width: Double { right - left }
  var layer: Layer { prepared.layer }

  /// The text of a channel in a row; nil if it is missing.
  func text(_ channel: Channel, _ row: Int) -> String? {
    guard let column = layer[channel]?.column, row < column.count, column.isPresent(row) else { return nil }
    return formatted(column[row], nil)
  }

  /// A number as the chart writes it.
  func written(_ value: Value, _ pattern: String? = nil) -> String {
    formatted(value, pattern ?? chart.shades.format ?? chart.y.format ?? ",") ?? plainText(value)
  }

  mutating func write(_ text: String, x: Double, y: Double, _ style: TextStyle = TextStyle()) {
    shapes.append(.text(text, x: x, y: y, style))
    texts.append(style.box(of: text, x: x, y: y))
  }
}
