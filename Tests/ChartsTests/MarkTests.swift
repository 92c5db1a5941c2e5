import StetColumns
import Testing

@testable import StetCharts

private func figure(_ mark: Mark, _ channels: [String: StetColumns.Column]) -> Chart {
  var layer = Layer(mark)
  for (name, column) in channels { layer.set(name, column) }
  return Chart(layers: [layer])
}

private func rects(_ svg: String, _ ink: String) -> Int {
  svg.components(separatedBy: "<rect").count { $0.contains("class=\"\(ink)\"") }
}

@Test("States are found by code, name or number; others and repeated ones are reported and not drawn")
func states() {
  #expect(StateTile.all.count == 51)
  #expect(Set(StateTile.all.map { $0.row * 12 + $0.column }).count == 51, "no two states share a square")
  for tile in StateTile.all { #expect(StateTile.named(tile.code) == tile && StateTile.named(tile.name) == tile) }
  #expect(StateTile.named("06")?.code == "CA")
  let chart = figure(
    .tiles,
    ["state": Gallery.text(["TX", "texas", "Guam", nil, "01", "CA"]), "color": Gallery.floats([1, 2, 3, 4, 5, nil])])
  let (svg, drawn, omitted, warnings) = drawSVG(chart)
  #expect(drawn == 2 && omitted == 4)
  #expect(svg.contains("Not on the map: Guam."))
  #expect(warnings.contains("Not on the map: Guam"))
  #expect(svg.contains("Only the first of several rows is drawn for texas."))
  #expect(drawTerminal(chart, columns: 60).contains("Not on the map: Guam."))
}

@Test("A waffle divides a hundred squares by the largest remainders, and reports that it drops what is below zero")
func waffle() {
  let chart = figure(
    .waffle, ["color": Gallery.text(["a", "b", "c", "a", "d"]), "size": Gallery.floats([1, 1, 1, 0, -5])])
  for width in [320, 640] {
    let (svg, drawn, omitted, _) = drawSVG(chart, width: width)
    #expect(drawn == 4 && omitted == 1)
    // A square of the legend for each series, and the squares themselves.
    #expect([0, 1, 2].map { rects(svg, "f\($0)") } == [35, 34, 34])
    #expect(svg.contains("1 value below zero cannot be part of a whole and is not drawn.</desc>"))
  }
}

@Test("Flows that lead back are reported and not drawn; what comes in and goes out of a name is equal")
func sankey() {
  let chart = figure(
    .sankey,
    [
      "from": Gallery.text(["a", "b", "c", "x"]), "to": Gallery.text(["b", "c", "a", "y"]),
      "size": Gallery.floats([5, 3, 1, 0]),
    ])
  let (svg, drawn, omitted, _) = drawSVG(chart)
  #expect(drawn == 2 && omitted == 2)
  #expect(svg.contains("1 flow leads back to where it came from and is not drawn."))
  #expect(svg.contains("1 flow of zero or less is not drawn."))
}

@Test("Panels share a scale or have one each, which is said, and no row is lost in between")
func panels() {
  let names = Gallery.text(["a", "a", "b", "b", nil, "c"])
  let layer = Layer(
    .column, x: LabeledColumn(Gallery.fiscal([2001, 2002, 2001, 2002, 2001, 2001]), label: "fy"),
    y: LabeledColumn(Gallery.floats([1, 2, 100, 200, 3, nil]), label: "n"),
    channels: [.facet: LabeledColumn(names, label: "facet")])
  var chart = Chart(layers: [layer])
  for width in [320, 640, 1200] {
    let (svg, drawn, omitted, _) = drawSVG(chart, width: width)
    #expect(drawn == 5 && omitted == 1)
    #expect(rects(svg, "f0") == 5)
    for name in ["a", "b", "(missing)", "c"] { #expect(svg.contains(">\(name)</text>")) }
    #expect(!svg.contains("scale of its own"))
  }
  chart.facets.isFree = true
  let free = drawSVG(chart).svg
  #expect(free.contains("Each panel has its own scale."))
  #expect(drawTerminal(chart, columns: 60).contains("(missing)"))
}

@Test("Titles color the names of series, as whole words")
func emphasis() {
  var chart = Gallery.fiscalLines()
  chart.words.title = "Mexico fell, the Caribbean too, and Mexicola is no country"
  let svg = drawSVG(chart, width: 1200).svg
  #expect(svg.contains("<tspan class=\"t0\">Mexico</tspan> fell"))
  #expect(svg.contains("<tspan class=\"t3\">Caribbean</tspan>"))
  #expect(!svg.contains("</tspan>la"))
}

@Test("An annotation is in the picture with an arrow, or is listed below it")
func annotations() {
  var chart = Gallery.fiscalLines()
  chart.annotations = [
    Annotation(x: .period(2020, .fiscalYear), "The pandemic begins"),
    Annotation(x: .period(1900, .fiscalYear), "Long ago"),
  ]
  for width in [320, 640, 1200] {
    let (svg, _, _, warnings) = drawSVG(chart, width: width)
    #expect(svg.contains("pandemic"))
    #expect(!svg.contains("Long ago"))
    #expect(warnings.contains("an annotation at FY1900 is outside the axes, or no mark is drawn there"))
  }
}

@Test("Classes of shades contain every number, and two hues meet at zero")
func shades() {
  for (low, high, options) in [
    (0.0, 10.0, ShadeOptions()), (-3, 7, ShadeOptions()), (0.2, 0.9, ShadeOptions(format: "%")), (1, 1, ShadeOptions()),
    (-4, 90, ShadeOptions(breaks: [0, 10, 50])), (0, 1, ShadeOptions(middle: 0.5)),
  ] {
    let shades = Shades(low, high, options)
    #expect(shades.edges[0] <= low && shades.edges[shades.edges.count - 1] >= high)
    #expect(Set(shades.labels).count == shades.labels.count)
    for step in 0...100 {
      let value = low + (high - low) * Double(step) / 100
      let place = shades.step(of: value)
      #expect(value >= shades.edges[place] && value <= shades.edges[place + 1], "\(value)")
    }
    for theme in Theme.all {
      for colors in [theme.light, theme.dark] {
        let inks = (0..<shades.count).map { shades.color($0, colors) }
        #expect(Set(inks).count == inks.count, "\(theme.name): \(inks)")
        for ink in inks { #expect(Palette.contrast(Palette.over(ink), ink) >= 4.5) }
      }
    }
  }
  #expect(Shades(-3, 7, ShadeOptions()).edges.contains(0))
}

@Test("What an editor would ask is asked, and of nothing else")
func remarks() {
  func warnings(_ change: (inout Chart) -> Void) -> [String] {
    var chart = Gallery.fiscalLines()
    change(&chart)
    return drawSVG(chart).warnings
  }
  #expect(warnings { _ in } == [])
  #expect(
    warnings { $0.colors = [("Mexico", "#AA3322"), ("Caribbean", "#AA3323")] }.contains(
      "the colors of `Mexico` and `Caribbean` look alike"))
  #expect(
    warnings { $0.colors = [("Mexico", "#C0392B"), ("Caribbean", "#4F7A28")] }.contains {
      $0.contains("look alike to readers with")
    })
  #expect(warnings { $0.colors = [("Mexico", "#FFFF66")] }.contains { $0.contains("less than 3:1 contrast") })
  #expect(warnings { $0.words.unit = "dollars" }.contains { $0.hasPrefix("the chart shows money over 11 years") })
  #expect(warnings { $0.words.unit = "nominal dollars" } == [])
  #expect(
    warnings { $0.words.title = String(repeating: "Rindfleisch", count: 6) }.contains {
      $0.contains("split at a width of 320 px")
    })
  func columns(_ values: [Double?], note: String?) -> Chart {
    Chart(
      layers: [
        Layer(
          .column, x: LabeledColumn(Gallery.fiscal(values.indices.map { 2000 + Int32($0) }), label: "fy"),
          y: LabeledColumn(Gallery.floats(values), label: "n"))
      ], words: Words(note: note))
  }
  #expect(
    drawSVG(columns([10, 11, 12, 11, 12, 2], note: nil)).warnings.contains {
      $0.hasPrefix("the value for 2005 is less than half")
    })
  #expect(drawSVG(columns([10, 11, 12, 11, 12, 2], note: "To March.")).warnings == [])
  #expect(drawSVG(columns([10, 11, 12, 11, 12, 9], note: nil)).warnings == [])
  var log = columns([10, 100, 1000], note: nil)
  log.y.curve = .log
  #expect(
    drawSVG(log).warnings.contains(
      "lengths in `column` charts cannot be compared on a logarithmic scale; positions in `dot` or `point` charts can"))
  let counts = figure(.tiles, ["state": Gallery.text(["TX", "CA"]), "color": Gallery.ints([5, 7])])
  #expect(drawSVG(counts).warnings.contains { $0.hasPrefix("a map of counts") })
  #expect(lintBeforeData(log, isHorizontal: false).count == 1)
}

@Test("Labels at the ends or at the extremes of a line, and no others")
func chosenLabels() {
  let values: [Double?] = [5, 9, 2, 7, nil]
  func texts(_ labels: Labels) -> [String] {
    let layer = Layer(
      .line, x: LabeledColumn(Gallery.fiscal([2001, 2002, 2003, 2004, 2005]), label: "fy"),
      y: LabeledColumn(Gallery.floats(values), label: "n"),
      label: LabeledColumn(Gallery.text(["five", "nine", "two", "seven", nil]), label: "label"), labels: labels)
    return Preparation(Chart(layers: [layer])).layers[0].points.compactMap(\.label)
  }
  #expect(texts(.all) == ["five", "nine", "two", "seven"])
  #expect(texts(.ends) == ["five", "seven"])
  #expect(texts(.last) == ["seven"])
  #expect(texts(.extremes) == ["nine", "two"])
}

@Test("Ticks of curves enclose the data, rise, and have labels that differ")
func curvedTicks() {
  for (low, high) in [(1.0, 10.0), (0.5, 3), (3, 3e6), (0.001, 0.002), (7, 7), (1e-9, 1e9)] {
    for count in [2, 4, 6] {
      let ticks = Ticks.enclosing(low, high, about: count, on: .log) { _ in nil }
      #expect(
        ticks.count > 1 && ticks[0].value <= low * 1.0001 && ticks[ticks.count - 1].value >= high * 0.9999,
        "\(low) \(high)")
      #expect(
        zip(ticks.dropFirst(), ticks).allSatisfy { $0.value > $1.value } && Ticks.areDistinct(ticks.map(\.label)),
        "\(ticks)")
    }
  }
  for (low, high) in [(-1000.0, 50.0), (0, 1e6), (-3, -1), (0, 0.2)] {
    let ticks = Ticks.enclosing(low, high, about: 5, on: .symlog(1)) { _ in nil }
    #expect(
      ticks[0].value <= low && ticks[ticks.count - 1].value >= high && ticks.contains { $0.value == 0 }, "\(ticks)")
    #expect(Ticks.areDistinct(ticks.map(\.label)))
  }
}

@Test("Areas of a map are found by any of their names, and Albers' projection keeps areas in proportion")
func maps() {
  var chart = figure(.map, ["area": Gallery.text(["a", "B", "c"]), "color": Gallery.floats([1, 2, 3])])
  func square(_ west: Double, _ south: Double) -> [MapArea.Coordinate] {
    [(0, 0), (0, 2), (2, 2), (2, 0), (0, 0)].map { MapArea.Coordinate(longitude: west + $0.0, latitude: south + $0.1) }
  }
  chart.layers[0].areas = [
    MapArea(names: ["1", "A"], rings: [square(-100, 35)]), MapArea(names: ["b"], rings: [square(-90, 40)]),
  ]
  let (svg, drawn, omitted, _) = drawSVG(chart)
  #expect(drawn == 2 && omitted == 1)
  #expect(svg.contains("Not on the map: c."))
  let albers = Albers(parallels: (29.5, 45.5), meridian: -96, latitude: 37.5)
  func area(_ west: Double, _ south: Double) -> Double {
    // Edges along circles of latitude are bent, so many small steps.
    let edge = (0...50).map { Double($0) / 50 }
    let ring =
      edge.map { (west + $0, south) } + edge.map { (west + 1, south + $0) } + edge.map { (west + 1 - $0, south + 1) }
      + edge.map { (west, south + 1 - $0) }
    let places = ring.map { albers(MapArea.Coordinate(longitude: $0.0, latitude: $0.1)) }
    return zip(places, places.dropFirst() + places.prefix(1)).reduce(0) { $0 + $1.0.x * $1.1.y - $1.1.x * $1.0.y }
      .magnitude / 2
  }
  func onGlobe(_ south: Double) -> Double { (sine(south + 1) - sine(south)) * Double.pi / 180 }
  for (west, south) in [(-120.0, 30.0), (-96, 37), (-70, 45)] {
    #expect(abs(area(west, south) / onGlobe(south) - 1) < 0.001)
  }
}

@Test("Classes are the same in panels of one scale, and a value on an edge belongs to the class that begins there")
func histogramClasses() {
  func points(_ values: [Double?], facet: [String?]? = nil, bins: Int64? = nil) -> [[Point]] {
    var layer = Layer(
      .histogram, x: LabeledColumn(Gallery.floats(values), label: "v"), constants: bins.map { [.bins: .int($0)] } ?? [:]
    )
    if let facet { layer.channels[.facet] = LabeledColumn(Gallery.text(facet), label: "facet") }
    let prepared = Preparation(Chart(layers: [layer]))
    #expect(prepared.drawn == values.count { $0 != nil })
    return prepared.panels.map { $0.layers[0].points.filter { ($0.value ?? 0) > 0 } }
  }
  let panels = points([1, 2, 3, 1, 2, 300], facet: ["a", "a", "a", "b", "b", "b"])
  #expect(panels[0].map(\.key) == [panels[1][0].key] && panels[0][0].value == 3 && panels[1][0].value == 2)
  let whole = points((1...11).map { Double($0) }, bins: 10)
  #expect(whole[0].map(\.value) == [Double?](repeating: 1, count: 11))
  for values: [Double?] in [[1e-308, 3e-308], [5, 5, 5], [0], [1, 1.0000000000000002], [-1e299, 1e299]] {
    let svg = drawSVG(
      Chart(layers: [Layer(.histogram, x: LabeledColumn(Gallery.floats(values), label: "v"))]), width: 640
    )
    .svg
    for match in svg.matches(of: /<rect x="(-?[0-9.]+)" y="[0-9.]+" width="([0-9.]+)"/) {
      let (x, wide) = (Double(match.output.1)!, Double(match.output.2)!)
      #expect(x >= 0 && x + wide <= 640.5, "\(values)")
    }
  }
}

@Test("Every edge that the author gives is kept, and values beyond have classes of their own")
func breaks() {
  let shades = Shades(-30, 40, ShadeOptions(breaks: [10, 0, 10, 20]))
  #expect(shades.edges == [-30, 0, 10, 20, 40])
  #expect(shades.step(of: -30) == 0 && shades.step(of: 0) == 1 && shades.step(of: 10) == 2 && shades.step(of: 40) == 3)
  #expect(Shades(-30, 40, ShadeOptions(breaks: [100, 200])).edges == [-30, 100, 200])
}

@Test("A dot without a size, or with one below zero, is left out and counted")
func sizes() {
  let layer = Layer(
    .point, x: LabeledColumn(Gallery.floats([1, 2, 3, 4]), label: "x"),
    y: LabeledColumn(Gallery.floats([1, 2, 3, 4]), label: "y"),
    channels: [.size: LabeledColumn(Gallery.floats([-4, 0, nil, 9]), label: "size")])
  let (svg, drawn, omitted, warnings) = drawSVG(Chart(layers: [layer]))
  #expect(drawn == 2 && omitted == 2)
  #expect(svg.components(separatedBy: "class=\"f0 kb\"").count - 1 == 2)
  #expect(warnings.contains("1 row with a size below zero is not drawn"))
}

@Test("A line breaks where a period of a regular series has no row, and not where periods come at no rhythm")
func breaksOfLines() {
  func paths(_ mark: Mark, _ years: [Int32]) -> Int {
    let layer = Layer(
      mark, x: LabeledColumn(Gallery.fiscal(years), label: "fy"),
      y: LabeledColumn(Gallery.floats(years.map { Double($0) }), label: "n"))
    return drawSVG(Chart(layers: [layer])).svg.components(separatedBy: "<path").count - 1
  }
  #expect(paths(.line, [2001, 2002, 2003, 2006, 2007, 2008]) == 2)
  #expect(paths(.line, [1990, 1995, 2000, 2010, 2019]) == 1)
  #expect(paths(.slope, [2005, 2006, 2010]) == 1)
}

@Test("A highlight that matches no row leaves nothing in color, and says so")
func emptyHighlight() {
  let layer = Layer(
    .column, x: LabeledColumn(Gallery.text(["a", "b"]), label: "k"),
    y: LabeledColumn(Gallery.floats([1, 2]), label: "n"),
    highlight: [false, false])
  let (svg, _, _, warnings) = drawSVG(Chart(layers: [layer]))
  #expect(rects(svg, "fr") == 2 && rects(svg, "f0") == 0)
  #expect(warnings.contains("`highlight` matches no row, so every mark is gray"))
}

private func sine(_ degrees: Double) -> Double {
  let x = degrees * Double.pi / 180
  // The series of the sine, far enough for the angles here.
  var (term, sum) = (x, x)
  for n in 1...12 {
    term *= -x * x / Double((2 * n) * (2 * n + 1))
    sum += term
  }
  return sum
}
