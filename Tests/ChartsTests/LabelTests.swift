import Foundation
import StetColumns
import Testing

@testable import StetCharts

@Test("Labels of points cover no other point, and those further away have a line to their own")
func labelsOfPoints() {
  for width in [320, 640, 1280] {
    let shapes = shapes(of: Gallery.scatter(), width: width)
    let circles = shapes.compactMap { shape -> Box? in
      guard case .circle(let x, let y, let radius, _) = shape else { return nil }
      return Box(left: x - radius, top: y - radius, right: x + radius, bottom: y + radius)
    }
    let labels = texts(in: shapes).filter { Gallery.longNames.contains($0.text) }
    // Lines of more than 50 px would lead nowhere.
    #expect(labels.count >= (width == 320 ? 2 : 4), "\(width): \(labels.map(\.text))")
    for label in labels { #expect(!circles.contains { $0.meets(label.box) }, "\(width): \(label.text)") }
  }
}

@Test("Every column has its label where columns are narrower than labels")
func labelsOfColumns() {
  let values: [Double?] = [14_434, 14_969, 14_800, 15_512, 15_611, 15_011]
  let labels = values.compactMap { $0.flatMap { formatted(.float($0), "$,") } }
  let chart = Chart(
    layers: [
      Layer(
        .column, x: LabeledColumn(Gallery.fiscal([2005, 2006, 2007, 2008, 2009, 2010]), label: "fy"),
        y: LabeledColumn(Gallery.floats(values), label: "dollars"),
        label: LabeledColumn(Gallery.text(labels), label: "dollars"))
    ], words: Words(unit: "dollars"), y: ScaleOptions(format: "$,"))
  for width in [320, 640] {
    let drawn = texts(in: shapes(of: chart, width: width)).filter { labels.contains($0.text) }
    #expect(drawn.map(\.text).sorted() == labels.sorted(), "\(width)")
  }
}

@Test("The label next to the end of a rule is at the rule's height")
func labelBesideRule() throws {
  let shapes = shapes(of: Gallery.denseRule(), width: 640)
  let half = try #require(texts(in: shapes).first { $0.text == "half" })
  let heights = shapes.compactMap { shape -> Double? in
    guard case .line(_, let y1, _, let y2, let style) = shape, style.dashed, y1 == y2 else { return nil }
    return y1
  }
  #expect(heights.contains { ($0 - (half.box.top + half.box.bottom) / 2).magnitude < 2 })
}

@Test("Stacked columns have a seam between neighbors and none on the axis")
func seams() {
  let shapes = shapes(of: Gallery.columns(.stack), width: 640)
  let seams = shapes.count { shape in
    if case .line(_, _, _, _, let style) = shape { style.stroke == .background } else { false }
  }
  // Three series, ten years.
  #expect(seams == 20)
}

@Test("One label for a whole line is only at its end")
func labelOfLine() {
  let chart = Chart(layers: [
    Layer(
      .line, x: LabeledColumn(Gallery.fiscal([2015, 2016, 2017, 2018]), label: "year"),
      y: LabeledColumn(Gallery.ints([4, 3, 5, nil]), label: "n"), constants: [.label: .text("a name")])
  ])
  #expect(texts(in: shapes(of: chart, width: 640)).count { $0.text == "a name" } == 1)
  #expect(drawTerminal(chart, columns: 60).components(separatedBy: "a name").count == 2)
}

@Test("Labels of an axis are as even as its gridlines")
func evenTicks() {
  #expect(Ticks.enclosing(0, 1e6, about: 4) { _ in nil }.map(\.label) == ["0", "0.25m", "0.50m", "0.75m", "1.00m"])
  for high in [8e5, 1e6, 7e6, 9e8, 1e9, 2.4e12] {
    for pattern in ["", ",.0m", "$,.0bn", ",.1bn", "%", ","] {
      let ticks = Ticks.enclosing(0, high, about: 4) { pattern.isEmpty ? nil : tickLabel($0, pattern) }
      #expect(Ticks.areEven(ticks.map(\.label)), "\(high) \(pattern): \(ticks.map(\.label))")
    }
  }
  #expect(!Ticks.areEven(["0", "0.2m", "0.5m", "0.8m", "1m"]))
  #expect(Ticks.areEven(["−$2m", "0", "$2m"]))
}

private func shapes(of chart: Chart, width: Int) -> [Primitive] {
  var layout = ChartLayout(chart, Preparation(chart), width: width)
  layout.run()
  return layout.shapes
}

private func texts(in shapes: [Primitive]) -> [(text: String, box: Box)] {
  shapes.compactMap { shape in
    guard case .text(let text, let x, let y, let style) = shape else { return nil }
    return (text, style.box(of: text, x: x, y: y))
  }
}
