import StetColumns

/// A row with a place on the chart. `key` runs along the axis of categories or time, `value` along the other.
struct Point: Sendable {
  var row: Int
  var key: Double
  /// Nil where the value is missing: a line breaks here.
  var value: Double?
  /// Where a bar or a range begins.
  var base = 0.0
  var series: Int
  var label: String?
  var ink: Ink
  /// What the area of a dot stands for.
  var size: Double?
  /// How many rows it stands for.
  var count = 1
}

/// A layer's rows in one panel as points, after stacking.
struct PreparedLayer: Sendable {
  var layer: Layer
  var points: [Point]
  /// Series of this layer, in legend order.
  var series: [Int]
  /// The distance between neighboring keys.
  var step: Double
  /// What the reader has to be told of how rows became shapes.
  var remarks: [String] = []
  /// What became of rows that are not drawn, in the mark's own words.
  var losses: [String] = []
  /// How its series share their axis.
  var stack = Stack.none
  /// How values are written.
  var format: String?
  var keyFormat: String?

  var startsAtZero: Bool { layer.mark.startsAtZero && layer["to"] == nil }

  /// Whether its series lie on each other.
  var isPiled: Bool { stack == .stack || stack == .share }

  func written(_ value: Double) -> String { formatted(.float(value), format ?? ",") ?? shortest(value) }

  func points(of series: Int) -> [Point] {
    points.filter { $0.series == series }.sorted { ($0.key, $0.row) < ($1.key, $1.row) }
  }

  /// The present points of each key, keys in order.
  var byKey: [(key: Double, points: [Point])] {
    var groups: [Double: [Point]] = [:]
    for point in points where point.value != nil { groups[point.key, default: []].append(point) }
    return groups.sorted { $0.key < $1.key }.map { (key: $0.key, points: $0.value) }
  }

  /// Runs of present points, broken where a value is missing or a period has no row.
  func runs(of series: Int, isPeriodic: Bool) -> [[Point]] {
    var runs: [[Point]] = []
    var run: [Point] = []
    for point in points(of: series) {
      let isGap = isPeriodic && run.last.map { point.key - $0.key > step * 1.01 } == true
      if isGap || point.value == nil {
        if !run.isEmpty { runs.append(run) }
        run = []
      }
      if point.value != nil { run.append(point) }
    }
    return run.isEmpty ? runs : runs + [run]
  }
}
