import StetColumns

/// A row as a point of the chart. `key` runs along the axis of categories or time, `value` along the other.
struct Point: Sendable {
  var row: Int
  var key: Double
  /// Nil if the value is missing: a line has a gap here.
  var value: Double?
  /// Where a bar or a range begins.
  var base = 0.0
  var series: Int
  var label: String?
  var ink: Ink
  /// What the area of a dot represents.
  var size: Double?
  /// Whether days of its period are lacking.
  var isPartial = false
}

/// How far the values of a key reach: a statistic that the preparation computes once and that both drawings show.
struct Spread: Sendable {
  /// The middle half of values, and those beyond the ends of the line.
  struct Quartiles: Sendable {
    var lower: Double
    var median: Double
    var upper: Double
    var outliers: [Double]
  }

  var key: Double
  /// The ends of the line.
  var low: Double
  var high: Double
  var ink: Ink
  var quartiles: Quartiles?
}

/// A layer's rows in one panel as points, after stacking.
struct PreparedLayer: Sendable {
  var layer: Layer
  var points: [Point]
  /// Series of this layer, in legend order.
  var series: [Int]
  /// The distance between neighboring keys.
  var step: Double
  /// Lines and boxes that represent several rows.
  var spreads: [Spread] = []
  /// The centers of all classes that rows were counted in, those without a row included; empty where none were.
  var classes: [Double] = []
  /// What the reader has to know of how rows became shapes.
  var remarks: [String] = []
  /// What happened to rows that are not drawn, in the mark's own words.
  var losses: [String] = []
  /// How its series share their axis.
  var stack = Stack.none
  /// How values are written.
  var format: String?
  var keyFormat: String?
  /// The bounds of the layer's keys in every panel, and how many there are.
  var wholeKeys: ClosedRange<Double>?
  var wholeCount = 0
  /// Rows under another of the same field, which are not drawn.
  var hidden = 0

  var startsAtZero: Bool { layer.mark.has(.startsAtZero) && layer[.to] == nil }

  /// Whether its series are stacked.
  var isPiled: Bool { stack == .stack || stack == .share }

  func written(_ value: Double) -> String { formatted(.float(value), format ?? ",") ?? shortest(value) }

  func points(of series: Int) -> [Point] {
    points.filter { $0.series == series }.sorted { ($0.key, $0.row) < ($1.key, $1.row) }
  }

  /// Where the last present point of a series is.
  func lastKey(of series: Int) -> Double? {
    points.filter { $0.series == series && $0.value != nil }.map(\.key).max()
  }

  /// The present points of each key, keys in order.
  var byKey: [(key: Double, points: [Point])] {
    var groups: [Double: [Point]] = [:]
    for point in points where point.value != nil { groups[point.key, default: []].append(point) }
    return groups.sorted { $0.key < $1.key }.map { (key: $0.key, points: $0.value) }
  }

  /// Runs of present points, broken where a value is missing, and where a period has no row of a series that has one for
  /// nearly every period.
  func runs(of series: Int, isPeriodic: Bool) -> [[Point]] {
    let points = points(of: series)
    let usual = isPeriodic && !layer.mark.has(.hasMoments) ? Self.usualGap(points.map(\.key)) : nil
    var runs: [[Point]] = []
    var run: [Point] = []
    for point in points {
      let isGap = usual.map { usual in run.last.map { point.key - $0.key > usual * 1.01 } == true } ?? false
      if isGap || point.value == nil {
        if !run.isEmpty { runs.append(run) }
        run = []
      }
      if point.value != nil { run.append(point) }
    }
    return run.isEmpty ? runs : runs + [run]
  }

  /// The distance between neighbors that two thirds of them have; nil if there is no such regular distance.
  private static func usualGap(_ keys: [Double]) -> Double? {
    let gaps = zip(keys.dropFirst(), keys).map { $0 - $1 }.sorted()
    guard let middle = gaps.isEmpty ? nil : gaps[gaps.count / 2] else { return nil }
    return gaps.count { $0 == middle } * 3 >= gaps.count * 2 ? middle : nil
  }
}
