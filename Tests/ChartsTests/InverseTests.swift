import Foundation
import StetColumns
import TestSupport
import Testing

@testable import StetCharts

/// A scale as a reader finds it: from labels of the axis and their places.
private struct ReadScale {
  var a: (place: Double, value: Double)
  var b: (place: Double, value: Double)
  var curve = Curve.linear

  init?(_ marks: [(place: Double, value: Double)], _ curve: Curve = .linear) {
    self.curve = curve
    guard let low = marks.min(by: { $0.value < $1.value }), let high = marks.max(by: { $0.value < $1.value }),
      low.value < high.value
    else { return nil }
    (a, b) = (low, high)
  }

  /// Where the scale is linear.
  func inverse(_ place: Double) -> Double { a.value + (place - a.place) / (b.place - a.place) * (b.value - a.value) }

  func callAsFunction(_ value: Double) -> Double {
    a.place + (curve(value) - curve(a.value)) / (curve(b.value) - curve(a.value)) * (b.place - a.place)
  }
}

private func parsed(_ label: String) -> Double? {
  let plain = label.replacingOccurrences(of: ",", with: "").replacingOccurrences(of: "−", with: "-")
  for (unit, factor) in [("bn", 1e9), ("m", 1e6), ("k", 1e3)] where plain.hasSuffix(unit) {
    return Double(plain.dropLast(unit.count)).map { $0 * factor }
  }
  return Double(plain)
}

@Suite("Charts read back from what is drawn")
struct InverseTests {
  /// `STET_CHARTS=2000` tries as many.
  static let seeds = Array(
    1...UInt64(ProcessInfo.processInfo.environment["STET_CHARTS"].flatMap(UInt64.init) ?? UInt64(rounds(320))))

  @Test(
    "Marks stand where the axes say the data is, within half a pixel, and none is lost", arguments: [320, 640, 1200])
  func geometry(_ width: Int) throws {
    var checked: [String: Int] = [:]
    for seed in Self.seeds {
      let sample = Sample(seed)
      let (svg, drawn, omitted, _) = drawSVG(sample.chart, width: width)
      #expect(drawn + omitted == sample.rows.count, "seed \(seed)")
      let present = sample.rows.filter { $0.value != nil && (sample.mark != "range" || $0.end != nil) }
      #expect(drawn == (sample.mark == "histogram" ? sample.rows.count : present.count), "seed \(seed)")
      let all = elements(of: svg)
      let places: Set = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"]
      for element in all {
        #expect(element.attributes.allSatisfy { !places.contains($0.key) || Double($0.value)?.isFinite == true })
        #expect(element.attributes["d"]?.contains("n") != true)
      }
      checked[sample.mark, default: 0] += try check(sample, present, all, seed)
    }
    for mark in Sample.marks where mark.name != "text" {
      #expect(checked[mark.name] ?? 0 > rounds(20), "\(mark.name) at \(width)")
    }
  }

  private typealias Row = (key: Double?, value: Double?, end: Double?)

  /// Returns how many rows were compared with what is drawn.
  private func check(_ sample: Sample, _ present: [Row], _ all: [Element], _ seed: UInt64) throws -> Int {
    let muted = all.filter { $0.name == "text" && $0.classes.contains("tm") && parsed($0.text) != nil }
    let bars = all.filter {
      $0.name == "rect" && $0.isMark("f") && !($0.number("width") == 12 && $0.number("height") == 12)
    }
    let dots = all.filter { $0.name == "circle" && $0.isMark("f") }
    func along(_ element: Element, _ name: String) -> Double {
      element.number((sample.isHorizontal ? "x" : "y") + name)
    }
    func isNear(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 0.5 }
    if sample.mark == "cell" { return try checkCells(sample, present, all, seed) }
    // Labels of the value axis stand beside their gridlines, or above them where values run to the right.
    let valueTicks = muted.filter { $0.attributes["text-anchor"] == (sample.isHorizontal ? "middle" : "end") }.map {
      (place: sample.isHorizontal ? $0.number("x") : $0.number("y") - 4, value: parsed($0.text)!)
    }
    let value = try #require(ReadScale(valueTicks, sample.curve), "seed \(seed)")
    var count = 0
    switch sample.mark {
    case "column", "bar":
      #expect(bars.count == present.count, "seed \(seed)")
      var tops: [Double: [Bool: Double]] = [:]
      for (bar, row) in zip(bars, present) {
        let amount = try #require(row.value)
        var base = 0.0
        if sample.stack == .stack {
          base = tops[row.key ?? -1]?[amount < 0] ?? 0
          tops[row.key ?? -1, default: [:]][amount < 0] = base + amount
        }
        let from = along(bar, "")
        let to = from + bar.number(sample.isHorizontal ? "width" : "height")
        let expected = [value(base), value(base + amount)].sorted()
        #expect(isNear(from, expected[0]) && isNear(to, expected[1]), "seed \(seed) at \(row)")
        count += 1
      }
    case "range":
      #expect(bars.count == present.count, "seed \(seed)")
      for (bar, row) in zip(bars, present) {
        let from = along(bar, "")
        let to = from + bar.number(sample.isHorizontal ? "width" : "height")
        let expected = [value(row.value!), value(row.end!)].sorted()
        #expect(abs(from - expected[0]) <= 1 && abs(to - expected[1]) <= 1, "seed \(seed) at \(row)")
        count += 1
      }
    case "dot", "lollipop", "dumbbell":
      #expect(dots.count == present.count, "seed \(seed)")
      for (dot, row) in zip(dots, present) {
        #expect(isNear(dot.number(sample.isHorizontal ? "cx" : "cy"), value(row.value!)), "seed \(seed) at \(row)")
        count += 1
      }
    case "tick":
      let strokes = all.filter { $0.name == "line" && $0.isMark("k") && $0.attributes["stroke-width"] == "1.5" }
      #expect(strokes.count == present.count, "seed \(seed)")
      for (stroke, row) in zip(strokes, present) {
        #expect(
          isNear(along(stroke, "1"), value(row.value!)) && isNear(along(stroke, "2"), value(row.value!)),
          "seed \(seed) at \(row)")
        count += 1
      }
    case "strip":
      #expect(dots.count == present.count, "seed \(seed)")
      let sorted = present.sorted { ($0.key!, $0.value!) < ($1.key!, $1.value!) }
      for (dot, row) in zip(dots, sorted) {
        #expect(isNear(dot.number(sample.isHorizontal ? "cx" : "cy"), value(row.value!)), "seed \(seed) at \(row)")
        count += 1
      }
    case "box":
      let groups = Dictionary(grouping: present) { $0.key! }.sorted { $0.key < $1.key }
      #expect(bars.count == groups.count, "seed \(seed)")
      for (bar, group) in zip(bars, groups) {
        let values = group.value.map { $0.value! }.sorted()
        let from = along(bar, "")
        let to = from + bar.number(sample.isHorizontal ? "width" : "height")
        let expected = [value(quantile(values, 0.25)), value(quantile(values, 0.75))].sorted()
        #expect(isNear(from, expected[0]) && isNear(to, expected[1]), "seed \(seed) at \(group.key)")
        count += values.count
      }
    case "histogram":
      let key = try #require(try keyScale(muted, all, seed), "seed \(seed)")
      for bar in bars {
        let middle = bar.number("x") + bar.number("width") / 2
        let low = key.inverse(middle - (bar.number("width") + 1) / 2)
        let high = key.inverse(middle + (bar.number("width") + 1) / 2)
        // A value within a hair of an edge may belong to either side.
        let slack = (high - low) * 0.03
        let inside = present.count + (sample.rows.count - present.count)
        let most = sample.rows.count { $0.key! >= low - slack && $0.key! <= high + slack }
        let least = sample.rows.count { $0.key! > low + slack && $0.key! < high - slack }
        let drawn = (value.inverse(bar.number("y")) - value.inverse(bar.number("y") + bar.number("height"))).rounded()
        #expect(Double(least) <= drawn && drawn <= Double(most) && drawn <= Double(inside), "seed \(seed) at \(low)")
        count += Int(drawn)
      }
      #expect(count == sample.rows.count, "seed \(seed)")
    case "line", "slope", "point", "area":
      let places =
        sample.mark == "area"
        ? topEdges(all) : sample.mark == "slope" ? dots.map { (x: $0.number("cx"), y: $0.number("cy")) } : vertices(all)
      let key = try keyScale(muted, all, seed)
      // Within a series lines run along keys, and points keep the order of rows; both are the order given here.
      let rows: [(key: Double, value: Double)] =
        sample.mark == "area" ? try areaTops(sample) : present.map { ($0.key!, $0.value!) }
      // A line of a single point is a dot of its own below a slope's.
      if sample.mark != "area" && sample.mark != "slope" { #expect(places.count == rows.count, "seed \(seed)") }
      let shown = sample.mark == "slope" ? Array(places.suffix(rows.count)) : places
      for (place, row) in zip(shown, rows) {
        #expect(isNear(place.y, value(row.value)), "seed \(seed) at \(row)")
        if let key { #expect(isNear(place.x, key(row.key)), "seed \(seed) at \(row)") }
        count += 1
      }
    default: break
    }
    return count
  }

  /// Every field has the class whose edges, read from the legend, hold its number.
  private func checkCells(_ sample: Sample, _ present: [Row], _ all: [Element], _ seed: UInt64) throws -> Int {
    let fields = all.filter { $0.name == "rect" && $0.classes.contains { $0.hasPrefix("fs") } }
    let swatches = fields.filter { $0.number("height") == 12 }
    let cells = fields.filter { $0.number("height") > 12 }
    #expect(cells.count == present.count, "seed \(seed)")
    let labels = all.filter {
      $0.name == "text" && $0.classes.contains("tm") && $0.attributes["text-anchor"] == "middle"
        && parsed($0.text) != nil
    }
    let edges = labels.filter { abs($0.number("y") - (swatches.first?.number("y") ?? 0) - 26) < 0.1 }.map {
      (x: $0.number("x"), value: parsed($0.text)!)
    }
    // Where edges have no room for their labels, some stand without.
    guard edges.count == swatches.count + 1 else { return present.count }
    for (cell, row) in zip(cells, present) {
      let step = try #require(Int(cell.classes[0].dropFirst(2)))
      #expect(
        row.value! >= edges[step].value - 1e-9 && row.value! <= edges[step + 1].value + 1e-9, "seed \(seed) at \(row)")
    }
    return present.count
  }

  private func quantile(_ sorted: [Double], _ share: Double) -> Double {
    let place = Double(sorted.count - 1) * share
    let low = sorted[Int(place)]
    return low + (sorted[min(Int(place) + 1, sorted.count - 1)] - low) * (place - place.rounded(.down))
  }

  /// Vertices of lines and centers of dots, in the order drawn; leaders to names are thin and no data.
  private func vertices(_ all: [Element]) -> [(x: Double, y: Double)] {
    all.flatMap { element -> [(x: Double, y: Double)] in
      if element.name == "circle" { return [(element.number("cx"), element.number("cy"))] }
      guard element.name == "path", element.isMark("k"), element.attributes["stroke-width"] != nil else { return [] }
      return steps(element)
    }
  }

  private func steps(_ element: Element) -> [(x: Double, y: Double)] {
    (element.attributes["d"] ?? "").matches(of: /[ML](-?[0-9.]+) (-?[0-9.]+)/).map {
      (Double($0.output.1)!, Double($0.output.2)!)
    }
  }

  /// The upper edges of filled paths: the first half of each outline.
  private func topEdges(_ all: [Element]) -> [(x: Double, y: Double)] {
    all.filter { $0.name == "path" && $0.isMark("f") }.flatMap { element in
      let corners = steps(element)
      return corners.prefix(corners.count / 2)
    }
  }

  private func areaTops(_ sample: Sample) throws -> [(key: Double, value: Double)] {
    var above: [Double: Double] = [:]
    return sample.rows.compactMap { row in
      guard let key = row.key, let value = row.value else { return nil }
      let base = sample.stack == .stack ? above[key] ?? 0 : 0
      above[key] = base + value
      return (key, base + value)
    }
  }

  /// From the labels under the plot and the ticks they stand below; nil where there are fewer than two.
  private func keyScale(_ muted: [Element], _ all: [Element], _ seed: UInt64) throws -> ReadScale? {
    let ticks = all.filter { $0.name == "line" && abs($0.number("y2") - $0.number("y1") - 5) < 0.02 }.map {
      $0.number("x1")
    }
    let labels = muted.filter { $0.attributes["text-anchor"] == "middle" }
    return ReadScale(
      labels.compactMap { label in
        guard let tick = ticks.min(by: { abs($0 - label.number("x")) < abs($1 - label.number("x")) }),
          abs(tick - label.number("x")) < 0.02
        else { return nil }
        return (tick, parsed(label.text)!)
      })
  }

  @Test("Pictures of their own and panels draw or count every row", arguments: [320, 640, 1200])
  func figures(_ width: Int) {
    for seed in Self.seeds {
      let sample = FigureSample(seed)
      let (svg, drawn, omitted, _) = drawSVG(sample.chart, width: width)
      #expect(drawn + omitted == sample.rows, "seed \(seed), \(sample.mark)")
      for element in elements(of: svg) { #expect(element.attributes["d"]?.contains("n") != true) }
    }
  }

  @Test(
    "Panels of one scale draw equal values equally high and equal keys equally far apart",
    arguments: [320, 480, 640, 900, 1200])
  func equalPanels(_ width: Int) {
    for (values, format) in [
      ([3.0, 41_000, 57_000, 12], nil), ([0.004, -0.9, 0.5, 0.2], "%"), ([1.5e9, 2.5e9, 3e9, 1e9], "$,.0f"),
    ] as [([Double], String?)] {
      for panels in [2, 3, 7, 12] {
        let names = (0..<panels).flatMap { panel in values.map { _ in "Panel \(panel)" as String? } }
        var layer = Layer(
          .column,
          x: LabeledColumn(
            Gallery.fiscal((0..<panels).flatMap { _ in values.indices.map { 2000 + Int32($0) } }), label: "fy"),
          y: LabeledColumn(Gallery.floats((0..<panels).flatMap { _ in values.map { $0 as Double? } }), label: "n"))
        for mark in [Mark.column, .lollipop, .line] {
          layer.mark = mark
          layer.channels[.facet] = LabeledColumn(Gallery.text(names), label: "facet")
          let chart = Chart(layers: [layer], y: ScaleOptions(format: format))
          let all = elements(of: drawSVG(chart, width: width).svg)
          let shapes: [[Double]] =
            switch mark.name {
            case "column":
              all.filter { $0.name == "rect" && $0.isMark("f") }.map { [$0.number("width"), $0.number("height")] }
            case "lollipop":
              all.filter { $0.name == "line" && $0.isMark("k") }.map { [$0.number("y2") - $0.number("y1")] }
            default:
              all.filter { $0.name == "path" && $0.isMark("k") }.flatMap { path -> [[Double]] in
                let places = steps(path)
                return zip(places.dropFirst(), places).map { [$0.x - $1.x, $0.y - $1.y] }
              }
            }
          let each = shapes.count / panels
          #expect(each >= 3 && shapes.count == each * panels)
          for (index, shape) in shapes.enumerated() {
            #expect(
              zip(shape, shapes[index % each]).allSatisfy { abs($0 - $1) <= 0.03 },
              "\(mark.name), \(panels) panels at \(width)")
          }
        }
      }
    }
  }
}
