import StetColumns
import TestSupport

@testable import StetCharts

/// Generated charts whose marks have pictures of their own, or that have several panels, with the rows they were given.
struct FigureSample {
  static let marks: [Mark] = [
    .tiles, .waffle, .number, .table, .sankey, .cell, .line, .column, .bar, .area, .point, .box,
  ]

  var chart: Chart
  var rows: Int
  var mark: String

  init(_ seed: UInt64) {
    var random = SplitMix64(seed: seed &* 0xD134_2543_DE82_EF95 | 1)
    for _ in 0..<8 { _ = random.next() }
    func below(_ count: Int) -> Int { Int(random.next() >> 33) % count }
    func number(_ size: Double) -> Double { (Double(random.next() >> 11) / Double(1 << 53) * 2 - 0.5) * size }

    let mark = Self.marks[Int(seed) % Self.marks.count]
    let size = [0.01, 1, 300, 50_000, 8_000_000][below(5)]
    let count = mark.name == "number" ? 1 + below(6) : 3 + below(mark.name == "tiles" ? 60 : 30)
    let people = [
      "Convicted of a crime", "Charge pending", "No criminal record", "Unknown", "北京", "Überführungen in den Gewahrsam",
    ]
    func missing<Value>(_ value: Value) -> Value? { below(14) == 0 ? nil : value }
    let names = (0..<count).map { _ in missing(Gallery.longNames[below(10)]) }
    let groups = (0..<count).map { _ in missing(people[below(2 + Int(seed % 5))]) }
    let numbers = (0..<count).map { _ in missing(number(size)) }
    let states = (0..<count).map { place in missing(place < 55 ? StateTile.all[(place * 7) % 51].code : "Guam") }
    let years = (0..<count).map { Int32(2000 + $0 % 9) }
    var layer = Layer(mark)
    func set(_ channel: String, _ column: StetColumns.Column) { layer.set(channel, column) }
    switch mark.name {
    case "tiles":
      set("state", Gallery.text(states))
      set("color", seed % 3 == 0 ? Gallery.text(groups) : Gallery.floats(numbers))
    case "waffle":
      set("color", Gallery.text(groups))
      set("size", Gallery.floats(numbers))
    case "number":
      set("value", Gallery.floats(numbers))
      set("label", Gallery.text(names))
    case "table":
      layer.columns = [
        LabeledColumn(Gallery.text(names), label: "country of citizenship"),
        LabeledColumn(Gallery.text(groups), label: "status"),
        LabeledColumn(Gallery.floats(numbers), label: "persons in the fiscal year"),
        LabeledColumn(Gallery.fiscal(years), label: "year"),
      ].suffix(1 + below(4)).map { $0 }
    case "sankey":
      set("from", Gallery.text(names))
      set("to", Gallery.text(groups))
      set("size", Gallery.floats(numbers))
      if seed % 2 == 0 { set("color", Gallery.text(groups)) }
    default:
      let isHorizontal = mark.name == "bar" || mark.name == "box"
      set(
        isHorizontal ? "y" : "x",
        isHorizontal
          ? Gallery.text(groups)
          : mark.name == "point" ? Gallery.floats(numbers.map { $0.map { $0 * 3 } }) : Gallery.fiscal(years))
      set(isHorizontal ? "x" : "y", mark.name == "cell" ? Gallery.text(names) : Gallery.floats(numbers))
      if mark.name == "cell" { set("color", Gallery.floats(numbers)) }
      if mark.name == "point", seed % 2 == 0 { set("size", Gallery.floats(numbers)) }
      set("facet", mark.name == "line" && seed % 3 == 0 ? Gallery.text(states) : Gallery.text(names))
    }
    chart = Chart(
      layers: [layer],
      words: Words(
        title: "A generated picture, number \(seed), with a title of some length", unit: "things", source: "a generator"
      ))
    chart.facets = Facets(
      mark.name == "line" && seed % 3 == 0 ? .states : .wrap, columns: below(3) == 0 ? 1 + below(5) : nil,
      isFree: below(3) == 0)
    if seed % 5 == 0, layer.channels[.facet] != nil {
      chart.layers[0].channels[.rows] = LabeledColumn(Gallery.text(groups), label: "rows")
      chart.facets.arrangement = .grid
    }
    if seed % 4 == 0 { chart.theme = Theme.all[below(3)] }
    rows = count
    self.mark = mark.name
  }
}
