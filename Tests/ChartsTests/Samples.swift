import StetColumns
import TestSupport

@testable import StetCharts

extension Layer {
  /// Gives a channel of the mark a column, by the name of the channel.
  mutating func set(_ name: String, _ column: StetColumns.Column, label: String? = nil) {
    guard let channel = (mark.needs + mark.takes).first(where: { $0.name == name }) else { return }
    channels[channel] = LabeledColumn(column, label: label ?? name)
  }
}

/// A generated chart with the rows it was given, in order.
struct Sample {
  enum Keys { case years, names, numbers }

  var chart: Chart
  var mark: String
  var isHorizontal: Bool
  var keys: Keys
  var rows: [(key: Double?, value: Double?, end: Double?)]
  /// The names of the rows, where keys are names.
  var names: [String]
  var stack: Stack
  var curve: Curve

  static let marks: [Mark] = [
    .column, .bar, .line, .area, .point, .text, .dot, .lollipop, .dumbbell, .slope, .range, .tick, .strip, .box,
    .histogram, .cell,
  ]

  init(_ seed: UInt64) {
    var random = SplitMix64(seed: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    for _ in 0..<8 { _ = random.next() }
    func oneOf<Item>(_ items: [Item]) -> Item { items[Int(random.next() >> 33) % items.count] }
    func number(_ range: ClosedRange<Double>) -> Double {
      range.lowerBound + Double(random.next() >> 11) / Double(1 << 53) * (range.upperBound - range.lowerBound)
    }
    func isOneIn(_ count: Int) -> Bool { Int(random.next() >> 33) % count == 0 }

    let mark = Self.marks[Int(seed) % Self.marks.count]
    let isEither = mark.frame == .axes(.either)
    let isHorizontal = mark.frame == .axes(.horizontal) || isEither && !isOneIn(3)
    let keys: Keys =
      isHorizontal || isEither || mark.name == "cell"
      ? .names
      : mark.name == "histogram"
        ? .numbers
        : mark.name == "column"
          ? oneOf([.years, .names]) : mark.name == "point" || mark.name == "text" ? oneOf([.years, .numbers]) : .years
    let isJoinedName = mark.name == "dumbbell"
    let count =
      mark.name == "slope" ? 2 + Int(random.next() >> 33) % 3 : 2 + Int(random.next() >> 33) % (keys == .names ? 8 : 25)
    let seriesCount =
      ["text", "cell", "range", "box", "histogram"].contains(mark.name)
      ? 1 : isJoinedName ? 2 + Int(random.next() >> 33) % 2 : oneOf([1, 1, 2, 3, 5, 10])
    let stack: Stack? =
      !["column", "bar", "area"].contains(mark.name) || seriesCount == 1
      ? nil : mark.name == "area" ? .stack : oneOf([.stack, .group])
    let size = oneOf([0.1, 1, 40, 1000, 250_000, 3_000_000])
    let mayCurve = ["line", "point", "dot", "range", "tick", "strip", "slope"].contains(mark.name)
    let curve: Curve = !mayCurve ? .linear : isOneIn(6) ? .log : isOneIn(8) ? .symlog(1) : .linear
    let signs = mark.name != "area" && curve != .log && isOneIn(2)
    // Several rows have one name in marks that show how values spread.
    let repeats = ["strip", "box", "tick"].contains(mark.name) ? 6 : 1

    var years: [Int32] = []
    var names: [String?] = []
    var numbers: [Double?] = []
    var series: [String?] = []
    var values: [Double?] = []
    var ends: [Double?] = []
    for line in 0..<seriesCount {
      for place in 0..<count {
        for again in 0..<repeats {
          let value = curve == .log ? size * number(0.001...1) : number((signs ? -size : 0)...size)
          years.append(Int32(1990 + place * (mark.name == "slope" ? 5 : 1)))
          names.append(Gallery.longNames[place % 10].prefix(Int(seed % 3) * 10 + 6) + " \(place)")
          numbers.append(Double(place * 37 % 23 + again) + Double(line))
          series.append("Series \(line)" + (line % 2 == 0 ? "" : " with a longer name"))
          values.append(isOneIn(12) ? nil : value)
          ends.append(isOneIn(20) ? nil : value + (curve == .log ? size * number(0.001...1) : number(0...size)))
        }
      }
    }
    let keyChannel =
      switch keys {
      case .years: LabeledColumn(Gallery.fiscal(years), label: "fy")
      case .names: LabeledColumn(Gallery.text(names), label: "name")
      case .numbers: LabeledColumn(Gallery.floats(numbers), label: "a number")
      }
    let amount = LabeledColumn(Gallery.floats(values), label: "value")
    let hasLabels = mark.name == "text" || !["histogram", "box"].contains(mark.name) && Int(seed / 16) % 3 == 0
    let labels = values.enumerated().map { (place, value) in
      value.map { place % 3 == 0 ? "\(Int($0))" : "row \(place)" }
    }
    var layer = Layer(
      mark, x: isHorizontal ? amount : keyChannel, y: isHorizontal ? keyChannel : amount,
      color: seriesCount > 1 || isJoinedName ? LabeledColumn(Gallery.text(series), label: "series") : nil,
      label: hasLabels ? LabeledColumn(Gallery.text(labels), label: "label") : nil, stack: stack)
    if mark.name == "range" { layer.channels[.to] = LabeledColumn(Gallery.floats(ends), label: "end") }
    if mark.name == "histogram" { layer.channels[.y] = nil }
    if mark.name == "cell" {
      layer.channels[.x] = LabeledColumn(
        Gallery.fiscal(years.enumerated().map { 2000 + Int32($0.offset * 7 % 5) }), label: "fy")
      layer.channels[.y] = keyChannel
      layer.channels[.color] = amount
    }
    var chart = Chart(
      layers: [layer],
      words: Words(
        title: "A generated chart with a title of some length", subtitle: "number \(seed)", unit: "things",
        note: "Nothing here is true.", source: "a generator"),
      x: ScaleOptions(format: isHorizontal || keys == .numbers ? "," : nil),
      y: ScaleOptions(format: isHorizontal ? nil : ","))
    if isHorizontal { chart.x.curve = curve } else { chart.y.curve = curve }
    let mayHaveRemarks = mark.name != "cell" && mark.name != "histogram" && curve == .linear
    if mayHaveRemarks, isOneIn(2) {
      chart.rules = [Rule(isHorizontal ? .x : .y, at: .float(size / 2), label: "a rule across")]
    }
    if mayHaveRemarks, keys == .years, isOneIn(2) {
      chart.bands = [
        Band(.x, from: .period(1990, .fiscalYear), to: .period(1991, .fiscalYear), label: "a band of two years")
      ]
      if mark.name != "slope" { chart.rules.append(Rule(.x, at: .period(1991, .fiscalYear), label: "a turning point")) }
    }
    if mayHaveRemarks, keys == .years, mark.name != "slope", isOneIn(3) {
      chart.annotations = [Annotation(x: .period(1991, .fiscalYear), y: .float(size / 3), "Something happened here")]
    }
    self.chart = chart
    self.mark = mark.name
    self.isHorizontal = isHorizontal
    self.keys = keys
    self.names = names.compactMap { $0 }
    self.stack = stack ?? .none
    self.curve = curve
    var places: [String: Double] = [:]
    rows = values.indices.map { row in
      let key: Double? =
        switch keys {
        case .years: Double(years[row])
        case .names:
          {
            if places[names[row]!] == nil { places[names[row]!] = Double(places.count) }
            return places[names[row]!]
          }()
        case .numbers: numbers[row]
        }
      return (key, values[row], mark.name == "range" ? ends[row] : nil)
    }
  }
}
