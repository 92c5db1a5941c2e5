import Foundation
import StetColumns
import Testing

@testable import StetCharts

private func text(_ values: [String?]) -> StetColumns.Column { .text(TextVector(values)) }
private func years(_ values: [Int32], _ kind: PeriodKind = .fiscalYear) -> StetColumns.Column {
  .period(Vector(values), kind)
}
private func ints(_ values: [Int64?]) -> StetColumns.Column { .int(Vector(optionals: values, zero: 0)) }
private func floats(_ values: [Double?]) -> StetColumns.Column { .float(Vector(optionals: values, zero: 0)) }

// Every figure and word below is invented: these charts test drawing, and none is about the world.
private let words = Words(
  title: "Made-up numbers for a test of long titles, in which nothing is a finding",
  subtitle: "Three invented series, fiscal years 2003 to 2012", unit: "persons a year",
  note: "The count of 2007 was never released; fiscal years end on 30 September.",
  source: "invented for this test, not a publication", credits: ["Chart: Stet <newsroom> & friends"])

private func lines() -> Chart {
  let year = (0..<30).map { Int32(2003 + $0 % 10) }
  let series = (0..<30).map { ["the first of the three series", "the second series", "unknown"][$0 / 10] }
  var values: [Int64?] = []
  for row in 0..<30 {
    let (group, year) = row.quotientAndRemainder(dividingBy: 10)
    values.append(Int64([80_000, 110_000, 60_000][group] + year * [14_000, 1_000, -3_000][group]))
  }
  values[4] = nil
  let x = LabeledColumn(years(year), label: "fiscal_year")
  let y = LabeledColumn(ints(values), label: "removed")
  let color = LabeledColumn(text(series), label: "criminality")
  return Chart(
    layers: [Layer(.line, x: x, y: y, color: color), Layer(.point, x: x, y: y, color: color)],
    words: words, y: ScaleOptions(format: ","),
    bands: [Band(.x, from: .period(2009, .fiscalYear), to: .period(2012, .fiscalYear), label: "A band’s label")],
    rules: [Rule(.y, at: .int(150_000), label: "capacity")],
    provenance: [("removals.csv", SourceDigest(String(repeating: "ab", count: 32)))],
    scriptSHA256: String(repeating: "cd", count: 32)
  )
}

private func columns() -> Chart {
  let year = (0..<10).map { Int32(2003 + $0) }
  return Chart(
    layers: [
      Layer(
        .column, x: LabeledColumn(years(year), label: "fy"),
        y: LabeledColumn(floats([0.53, 0.52, 0.49, 0.47, 0.37, 0.31, 0.35, 0.5, 0.55, nil]), label: "share"),
        highlight: year.map { $0 == 2008 })
    ],
    words: Words(title: "Made-up shares", unit: "share", source: "invented"), y: ScaleOptions(format: "%"),
    rules: [Rule(.y, at: .float(0.5), label: "half")])
}

private func bars() -> Chart {
  let names = ["Mexico", "Guatemala", "Honduras", "El Salvador", "Saint Vincent and the Grenadines", "中国"]
  let values: [Int64?] = [2_400_000, 310_000, 260_000, 180_000, 900, 4_200]
  return Chart(
    layers: [
      Layer(
        .bar, x: LabeledColumn(ints(values), label: "removed"), y: LabeledColumn(text(names), label: "country"),
        label: LabeledColumn(text(values.map { formatted(.int($0!), ",") }), label: "n"))
    ],
    words: Words(title: "Made-up counts by country", unit: "things", source: "invented"),
    x: ScaleOptions(format: ",.1m"))
}

private func stacked(_ mark: Mark, _ stack: Stack) -> Chart {
  let month = (0..<36).map { Int32(2023 * 12 + $0 % 12) }
  let series = (0..<36).map { ["Florida", "Texas", "California"][$0 / 12] }
  let values = (0..<36).map { (row: Int) -> Int64? in Int64(1000 + (row % 12) * 100 * (row / 12 + 1)) }
  return Chart(
    layers: [
      Layer(
        mark, x: LabeledColumn(years(month, .month), label: "month"), y: LabeledColumn(ints(values), label: "n"),
        color: LabeledColumn(text(series), label: "state"), stack: stack)
    ],
    words: Words(title: "Arrests by state", subtitle: "A month", unit: "persons", source: "DDP"))
}

private func points() -> Chart {
  let count = 60
  let x = (0..<count).map { Double($0 * 37 % 100) / 3 }
  let day = (0..<count).map { Int32(15_000 + $0 * 29) }
  return Chart(
    layers: [
      Layer(
        .point, x: LabeledColumn(.date(Vector(day)), label: "day"), y: LabeledColumn(floats(x), label: "rate"),
        label: LabeledColumn(text((0..<count).map { $0 % 12 == 0 ? "No. \($0)" : nil }), label: "name"),
        highlight: (0..<count).map { $0 % 12 == 0 })
    ], words: Words(title: "Scatter by day", unit: "rate for each 100,000"))
}

private let gallery: [(String, Chart)] = [
  ("lines", lines()), ("columns", columns()), ("bars", bars()), ("area", stacked(.area, .stack)),
  ("share", stacked(.column, .share)), ("group", stacked(.column, .group)), ("points", points()),
]

@Test("A gallery at three widths stays inside the page, is the same twice, and is well-formed")
func drawsGallery() throws {
  let folder = ProcessInfo.processInfo.environment["CHARTS_OUT"]
  for (name, chart) in gallery + Gallery.all {
    for width in [320, 640, 1280] {
      let (svg, drawn, _, _) = drawSVG(chart, width: width)
      #expect((drawn > 0) == (name != "empty"))
      #expect(svg == drawSVG(chart, width: width).svg)
      #expect(XMLCheck.isWellFormed(svg))
      if let folder { try svg.write(toFile: "\(folder)/\(name)-\(width).svg", atomically: true, encoding: .utf8) }
    }
    let terminal = drawTerminal(chart, columns: 72)
    #expect(terminal.split(separator: "\n").count > 3, "\(name)")
    if let folder { try terminal.write(toFile: "\(folder)/\(name).txt", atomically: true, encoding: .utf8) }
  }
}

@Test("A missing value is counted, leaves a gap in the line and is reported in the description")
func missingValues() {
  let (svg, drawn, omitted, warnings) = drawSVG(lines())
  #expect(drawn == 29)
  #expect(omitted == 1)
  #expect(warnings == [])
  #expect(svg.contains("29 values drawn, 1 omitted"))
  #expect(svg.contains("the first of the three series: first 80,000 (FY2003)"))
  #expect(svg.contains("1 missing"))
  #expect(svg.components(separatedBy: "<path").count - 1 == 4)
}

@Test(
  "Periods of which days are lacking are drawn apart, and the chart says which",
  arguments: [Mark.column, .line, .point])
func partialPeriods(_ mark: Mark) {
  var layer = Layer(
    mark, x: LabeledColumn(years([2010, 2011, 2012, 2013]), label: "fy"),
    y: LabeledColumn(ints([30, 40, 50, 20]), label: "n"))
  let whole = drawSVG(Chart(layers: [layer])).svg
  #expect(!whole.contains("stroke-dasharray"))
  layer.isPartial = [false, false, false, true]
  var chart = Chart(layers: [layer])
  chart.partialNote = "Fiscal 2013 may be partial: the data end on May 4, 2013."
  let drawn = drawSVG(chart).svg
  #expect(drawn.contains("Fiscal 2013 may be partial"))
  switch mark.name {
  // A pale column with a broken outline, beside three whole ones.
  case "column":
    #expect(drawn.ranges(of: "stroke-dasharray").count == 1)
    #expect(drawn.ranges(of: "opacity=\"0.3\"").count == 1)
  // The line to it, apart from the rest.
  case "line":
    #expect(drawn.ranges(of: "stroke-dasharray").count == 1)
    #expect(drawn.ranges(of: "<path").count == whole.ranges(of: "<path").count + 1)
  default: #expect(drawn.ranges(of: "<circle").count == 4)
  }
  #expect(drawTerminal(chart, columns: 60).contains("Fiscal 2013 may be partial"))
}

@Test("A chart without rows says so")
func noData() {
  let empty = Chart(layers: [
    Layer(.line, x: LabeledColumn(years([]), label: "x"), y: LabeledColumn(ints([]), label: "y"))
  ])
  let result = drawSVG(empty)
  #expect(result.svg.contains("no data"))
  #expect(result.drawn == 0)
  #expect(drawTerminal(empty, columns: 60).contains("no data"))
  #expect(drawSVG(Chart(layers: [])).svg.contains("no data"))
}

@Test("Numbers too large for an axis are distinguished from missing ones")
func beyondAxes() {
  func chart(_ values: [Double?]) -> Chart {
    Chart(layers: [
      Layer(.column, x: LabeledColumn(text(["a", "b", "c"]), label: "k"), y: LabeledColumn(floats(values), label: "v"))
    ])
  }
  let none = drawSVG(chart([1e308, -1e308, nil]), width: 320)
  #expect(none.svg.contains("no values that the axes can show"))
  #expect(none.svg.contains("No value that an axis can show; 1 row omitted because a value is missing."))
  #expect(none.warnings == ["2 values are beyond ±1e300, where axes end, and are not drawn"])
  #expect(none.omitted == 1)
  #expect(drawTerminal(chart([1e308, -1e308, nil]), columns: 60).contains("2 values are beyond ±1e300"))
  let some = drawSVG(chart([1e308, 9e299, -9e299]), width: 320)
  #expect(some.drawn == 2)
  #expect(some.svg.contains("1 value is beyond ±1e300, where axes end, and is not drawn."))
  #expect(XMLCheck.isWellFormed(some.svg))
}

@Test("Words cannot become markup")
func escapes() {
  let chart = Chart(layers: [], words: Words(title: "</text><script>\"&'\u{1}"))
  let svg = drawSVG(chart).svg
  #expect(svg.contains("&lt;script&gt;&quot;&amp;'"))
  #expect(!svg.contains("<script"))
}

@Test("Single rows, equal values, extremes and infinities draw finite coordinates")
func extremes() {
  for values: [Double?] in [[0], [5], [-3, -3], [1e-12, 2e-12], [1e15, -1e15], [.infinity, .nan, nil, 1], [.nan]] {
    for mark in Mark.all {
      let keys = years(values.indices.map { Int32(2000 + $0) })
      let isBar = mark.frame == .axes(.horizontal) || mark.frame == .axes(.either)
      let chart = Chart(layers: [
        Layer(
          mark, x: LabeledColumn(isBar ? floats(values) : keys, label: "x"),
          y: LabeledColumn(isBar ? keys : floats(values), label: "y"))
      ])
      for width in [160, 320] { #expect(XMLCheck.isWellFormed(drawSVG(chart, width: width).svg)) }
      _ = drawTerminal(chart, columns: 40)
    }
  }
}

@Test("No text and no shape leaves the page, at four widths, also with long words")
func nothingOverflows() {
  var long = lines()
  long.words.title = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft ÅÄÖ 中国中国中国中国中国中国"
  long.layers[0].channels[.color] = LabeledColumn(
    text((0..<30).map { "An exceptionally long name of a series, number \($0 / 10)" }), label: "c")
  for (name, chart) in gallery + Gallery.all + [("long", long)] {
    for width in [240, 320, 640, 1280] {
      var layout = ChartLayout(chart, Preparation(chart), width: width)
      layout.run()
      for shape in layout.shapes {
        let (low, high, top, bottom) = extent(of: shape)
        #expect(low >= 0 && high <= layout.width && top >= 0 && bottom <= layout.height, "\(name) \(width): \(shape)")
      }
    }
  }
}

private func extent(of shape: Primitive) -> (Double, Double, Double, Double) {
  switch shape {
  case .text(let text, let x, let y, let style):
    let wide = style.face.width(text)
    if style.upright { return (x - style.face.size, x, y, y + wide) }
    switch style.anchor {
    case .start: return (x, x + wide, y - style.face.size, y)
    case .middle: return (x - wide / 2, x + wide / 2, y - style.face.size, y)
    case .end: return (x - wide, x, y - style.face.size, y)
    }
  case .rect(let x, let y, let width, let height, _): return (x, x + width, y, y + height)
  case .circle(let x, let y, _, _): return (x, x, y, y)
  case .line(let x1, let y1, let x2, let y2, _): return (min(x1, x2), max(x1, x2), min(y1, y2), max(y1, y2))
  case .path(let steps, _):
    var (xs, ys): ([Double], [Double]) = ([], [])
    for step in steps {
      switch step {
      case .move(let x, let y), .line(let x, let y):
        xs.append(x)
        ys.append(y)
      case .curve(let x1, let y1, let x2, let y2, let x, let y):
        xs += [x1, x2, x]
        ys += [y1, y2, y]
      case .close: break
      }
    }
    return (xs.min() ?? 0, xs.max() ?? 0, ys.min() ?? 0, ys.max() ?? 0)
  }
}

@Test("Ticks enclose the data, and no two labels of an axis are equal")
func ticks() {
  for (low, high) in [
    (0.0, 7.0), (0, 0.3), (-5, 5), (0, 0), (3, 3), (0.001, 0.0013), (0, 1.7e6), (0, 9.99e11), (99.9, 100.1),
  ] {
    for pattern in [nil, ",", "%", ".1f", "$,.1m", ",bn"] {
      let ticks = Ticks.enclosing(low, high, about: 5) { value in pattern.flatMap { tickLabel(value, $0) } }
      #expect(ticks[0].value <= low && ticks[ticks.count - 1].value >= high, "\(low) \(high) \(pattern ?? "")")
      #expect(Ticks.areDistinct(ticks.map(\.label)), "\(low) \(high) \(pattern ?? ""): \(ticks)")
    }
  }
  for kind in PeriodKind.allCases {
    for span in [0, 1, 5, 9, 23, 60, 400] {
      let ticks = Ticks.periods(24_000, 24_000 + span, kind, span: 300)
      #expect(!ticks.isEmpty && Ticks.areDistinct(ticks.map(\.label)))
    }
  }
  for span in [0, 0.5, 2, 10, 45, 400, 4000] {
    for width in [100.0, 300, 900] {
      let ticks = Ticks.days(15_000, 15_000 + span, span: width)
      #expect(!ticks.isEmpty && Ticks.areDistinct(ticks.map(\.label)))
    }
  }
}

@Test("Colors of text reach 4.5:1, colors of marks 3:1, in light and dark")
func contrast() {
  for (colors, background) in [(Palette.light, "#FFFFFF"), (Palette.dark, "#16181D")] {
    for color in colors + ["#FFFF00", "#000080", "#808080"] {
      #expect(Palette.contrast(Palette.readable(color, on: background, ratio: 3), background) >= 3)
      #expect(Palette.contrast(Palette.readable(color, on: background, ratio: 4.5), background) >= 4.5)
    }
  }
}

/// Balanced tags; enough to catch a broken writer.
private enum XMLCheck {
  static func isWellFormed(_ svg: String) -> Bool {
    var open: [Substring] = []
    for piece in svg.split(separator: "<") {
      guard let end = piece.firstIndex(of: ">") else { return false }
      let tag = piece[..<end]
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { $0 != " " })
      }
    }
    return open.isEmpty && !svg.contains("nan") && !svg.contains("\"inf")
  }
}
