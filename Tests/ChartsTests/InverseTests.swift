import Foundation
import StetColumns
import Testing

@testable import StetCharts

/// Xorshift, so that the same charts are tried every time.
private struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }
}

/// An element of a drawn chart.
private struct Element {
  var name: String
  var attributes: [String: String]
  var text: String

  func number(_ key: String) -> Double { attributes[key].flatMap(Double.init) ?? .nan }
  var classes: [Substring] { (attributes["class"] ?? "").split(separator: " ") }

  /// A mark of a series, or one that stands behind highlighted ones.
  func isMark(_ kind: Character) -> Bool {
    classes.contains { $0.first == kind && ($0.dropFirst() == "r" || $0.dropFirst().allSatisfy(\.isNumber)) }
  }
}

/// A small reader of what the writer writes: no nesting inside marks and texts, attributes in double quotes.
private func elements(of svg: String) -> [Element] {
  svg.split(separator: "<").compactMap { piece in
    guard let name = ["rect", "circle", "line", "path", "text"].first(where: { piece.hasPrefix($0 + " ") }),
      let end = piece.firstIndex(of: ">")
    else { return nil }
    var attributes: [String: String] = [:]
    let parts = piece[..<end].dropFirst(name.count).split(separator: "\"", omittingEmptySubsequences: false)
    for index in stride(from: 0, to: parts.count - 1, by: 2) {
      attributes[parts[index].filter { $0 != " " && $0 != "=" }] = String(parts[index + 1])
    }
    var text = piece[piece.index(after: end)...].trimmingCharacters(in: .newlines)
    for (entity, letter) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] where text.contains("&") {
      text = text.replacingOccurrences(of: entity, with: letter)
    }
    return Element(name: name, attributes: attributes, text: text)
  }
}

/// A generated chart with the rows it was given, in order.
private struct Sample {
  enum Keys { case years, names, numbers }

  var chart: Chart
  var mark: String
  var keys: Keys
  var rows: [(key: Double?, value: Double?)]
  var stack: Stack
}

private func sample(_ seed: UInt64) -> Sample {
  var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
  for _ in 0..<8 { _ = random.next() }
  let mark = [Mark.column, .bar, .line, .area, .point, .text][Int(seed % 6)]
  let isLong = mark.name == "bar"
  let keys: Sample.Keys =
    isLong
    ? .names
    : mark.name == "column"
      ? [.years, .names].randomElement(using: &random)!
      : mark.name == "point" || mark.name == "text" ? [.years, .numbers].randomElement(using: &random)! : .years
  let count = Int.random(in: 2...(keys == .names ? 9 : 26), using: &random)
  let seriesCount = mark.name == "text" ? 1 : [1, 1, 2, 3, 5, 10].randomElement(using: &random)!
  let stack: Stack =
    seriesCount == 1 || !["column", "bar", "area"].contains(mark.name)
    ? .none : mark.name == "area" ? .stack : [.stack, .group].randomElement(using: &random)!
  let size = [0.1, 1, 40, 1000, 250_000, 3_000_000].randomElement(using: &random)!
  let signs = mark.name != "area" && Bool.random(using: &random)
  var years: [Int32] = []
  var names: [String?] = []
  var numbers: [Double?] = []
  var series: [String?] = []
  var values: [Double?] = []
  var rows: [(Double?, Double?)] = []
  for line in 0..<seriesCount {
    for place in 0..<count {
      let isMissing = Int.random(in: 0..<12, using: &random) == 0
      let value = Double.random(in: (signs ? -size : 0)...size, using: &random)
      years.append(Int32(1990 + place))
      names.append(Gallery.longNames[place % 10].prefix(Int(seed % 3) * 10 + 6) + " \(place)")
      numbers.append(Double(place * 37 % 23) + Double(line))
      series.append("Series \(line)" + (line % 2 == 0 ? "" : " with a longer name"))
      values.append(isMissing ? nil : value)
      switch keys {
      case .years: rows.append((Double(1990 + place), values.last!))
      case .names: rows.append((Double(place), values.last!))
      case .numbers: rows.append((numbers.last!, values.last!))
      }
    }
  }
  let key =
    switch keys {
    case .years: Channel(Gallery.fiscal(years), label: "fy")
    case .names: Channel(Gallery.text(names), label: "name")
    case .numbers: Channel(Gallery.floats(numbers), label: "a number")
    }
  let amount = Channel(Gallery.floats(values), label: "value")
  let hasLabels = mark.name == "text" || Int(seed / 6) % 3 == 0
  let labels = values.enumerated().map { (place, value) in value.map { place % 3 == 0 ? "\(Int($0))" : "row \(place)" }
  }
  let layer = Layer(
    mark, x: isLong ? amount : key, y: isLong ? key : amount,
    color: seriesCount > 1 ? Channel(Gallery.text(series), label: "series") : nil,
    label: hasLabels ? Channel(Gallery.text(labels), label: "label") : nil, stack: stack)
  var chart = Chart(
    layers: [layer],
    words: Words(
      title: "A generated chart with a title of some length", subtitle: "number \(seed)", unit: "things",
      note: "Nothing here is true.",
      source: "a generator"), xFormat: isLong || keys == .numbers ? "," : nil, yFormat: ",")
  if Bool.random(using: &random) {
    chart.rules = [Rule(isLong ? .x : .y, at: .float(size / 2), label: "a rule across")]
  }
  if keys == .years, Bool.random(using: &random) {
    chart.bands = [
      Band(.x, from: .period(1990, .fiscalYear), to: .period(1991, .fiscalYear), label: "a band of two years")
    ]
    chart.rules.append(Rule(.x, at: .period(1991, .fiscalYear), label: "a turning point"))
  }
  return Sample(chart: chart, mark: mark.name, keys: keys, rows: rows, stack: stack)
}

/// A scale as a reader finds it: from labels of the axis and their places.
private struct ReadScale {
  var a: (place: Double, value: Double)
  var b: (place: Double, value: Double)

  init?(_ marks: [(place: Double, value: Double)]) {
    guard let low = marks.min(by: { $0.value < $1.value }), let high = marks.max(by: { $0.value < $1.value }),
      low.value < high.value
    else { return nil }
    (a, b) = (low, high)
  }

  func callAsFunction(_ value: Double) -> Double {
    a.place + (value - a.value) / (b.value - a.value) * (b.place - a.place)
  }
}

private func parsed(_ label: String) -> Double? {
  Double(label.replacingOccurrences(of: ",", with: "").replacingOccurrences(of: "−", with: "-"))
}

@Suite("Charts read back from what is drawn")
struct InverseTests {
  static let seeds = Array(UInt64(1)...240)

  @Test(
    "Marks stand where the axes say the data is, within half a pixel, and none is lost", arguments: [320, 640, 1280])
  func geometry(_ width: Int) throws {
    var checked = 0
    for seed in Self.seeds {
      let sample = sample(seed)
      let (svg, drawn, omitted, _) = drawSVG(sample.chart, width: width)
      #expect(drawn + omitted == sample.rows.count)
      #expect(drawn == sample.rows.count { $0.value != nil })
      #expect(svg == drawSVG(sample.chart, width: width).svg)
      let all = elements(of: svg)
      let places: Set = ["x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "width", "height"]
      for element in all {
        #expect(element.attributes.allSatisfy { !places.contains($0.key) || Double($0.value)?.isFinite == true })
        #expect(element.attributes["d"]?.contains("n") != true)
      }
      let isLong = sample.mark == "bar"
      let muted = all.filter { $0.name == "text" && $0.classes.contains("tm") && parsed($0.text) != nil }
      // Labels of the value axis stand beside their gridlines, or above them where values run to the right.
      let valueTicks = muted.filter { $0.attributes["text-anchor"] == (isLong ? "middle" : "end") }.map {
        (place: isLong ? $0.number("x") : $0.number("y") - 4, value: parsed($0.text)!)
      }
      let value = try #require(ReadScale(valueTicks), "seed \(seed)")
      let bars = all.filter {
        $0.name == "rect" && $0.isMark("f") && !($0.number("width") == 12 && $0.number("height") == 12)
      }
      switch sample.mark {
      case "column", "bar":
        #expect(bars.count == drawn, "seed \(seed)")
        let present = sample.rows.filter { $0.value != nil }
        var tops: [Double: [Bool: Double]] = [:]
        for (bar, row) in zip(bars, present) {
          let amount = try #require(row.value)
          var base = 0.0
          if sample.stack == .stack {
            base = tops[row.key ?? -1]?[amount < 0] ?? 0
            tops[row.key ?? -1, default: [:]][amount < 0] = base + amount
          }
          let from = isLong ? bar.number("x") : bar.number("y")
          let to = from + (isLong ? bar.number("width") : bar.number("height"))
          let expected = [value(base), value(base + amount)].sorted()
          #expect(abs(from - expected[0]) <= 0.5 && abs(to - expected[1]) <= 0.5, "seed \(seed) at \(row)")
          checked += 1
        }
      case "line", "point", "area":
        let places = sample.mark == "area" ? [] : vertices(all)
        if sample.mark != "area" { #expect(places.count == drawn, "seed \(seed)") }
        let key = try keyScale(muted, all, seed)
        guard sample.mark != "area" else {
          for (place, row) in try zip(topEdges(all), areaTops(sample)) {
            #expect(
              abs(place.y - value(row.value)) <= 0.5 && (key.map { abs(place.x - $0(row.key)) <= 0.5 } ?? true),
              "seed \(seed)")
            checked += 1
          }
          continue
        }
        let present = sample.rows.filter { $0.value != nil }
        // Within a series lines run along keys, and points keep the order of rows; both are the order given here.
        for (place, row) in zip(places, present) {
          #expect(abs(place.y - value(row.value!)) <= 0.5, "seed \(seed) at \(row)")
          if let key, let at = row.key { #expect(abs(place.x - key(at)) <= 0.5, "seed \(seed) at \(row)") }
          checked += 1
        }
      default: break
      }
    }
    #expect(checked > 4000)
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

  @Test("No words leave the picture or touch other words", arguments: [320, 640, 1280])
  func words(_ width: Int) throws {
    var pairs = 0
    for (name, chart) in Gallery.all + Self.seeds.prefix(120).map({ ("seed \($0)", sample($0).chart) }) {
      let svg = drawSVG(chart, width: width).svg
      let height = try #require(svg.firstMatch(of: /height="([0-9]+)"/).flatMap { Double($0.output.1) })
      let words = elements(of: svg).filter { $0.name == "text" }
      let boxes = words.map(box)
      for (index, box) in boxes.enumerated() {
        #expect(
          box.left >= 4 && box.right <= Double(width) - 4 && box.top >= 0 && box.bottom <= height,
          "\(name) at \(width): \(words[index].text)")
        for other in index + 1..<boxes.count {
          pairs += 1
          let isOver =
            box.left < boxes[other].right && boxes[other].left < box.right && box.top < boxes[other].bottom
            && boxes[other].top < box.bottom
          #expect(!isOver, "\(name) at \(width): \(words[index].text) | \(words[other].text)")
        }
      }
    }
    #expect(pairs > 10_000)
  }

  /// Capitals and descenders of Inter reach 0.73 em above and 0.2 em below the baseline.
  private func box(_ element: Element) -> (left: Double, right: Double, top: Double, bottom: Double) {
    let size = element.attributes["font-size"].flatMap(Double.init) ?? 12
    let wide = FontMetrics.width(element.text, size: size, bold: element.attributes["font-weight"] != nil)
    let (x, y) = (element.number("x"), element.number("y"))
    let before =
      element.attributes["text-anchor"] == "middle" ? wide / 2 : element.attributes["text-anchor"] == "end" ? wide : 0
    if element.attributes["transform"] != nil {
      return (x - 0.73 * size, x + 0.2 * size, y - wide + before, y + before)
    }
    return (x - before, x - before + wide, y - 0.73 * size, y + 0.2 * size)
  }

  @Test("Labels of rules and bands keep clear of marks, or have a rim and cover little, or are told below")
  func remarks() throws {
    var free = 0
    for seed in Self.seeds.prefix(120) {
      let sample = sample(seed)
      for width in [320, 640, 1280] {
        let all = elements(of: drawSVG(sample.chart, width: width).svg)
        for label in sample.chart.rules.compactMap(\.label) + sample.chart.bands.compactMap(\.label) {
          let told = all.contains { $0.name == "text" && $0.text.contains(label.prefix(6)) }
          #expect(told, "seed \(seed) at \(width): \(label)")
        }
        for word in all where word.name == "text" && word.text == "a rule across" && !word.classes.contains("h") {
          let place = box(word)
          let bars = all.filter { $0.name == "rect" && $0.isMark("f") }
          for bar in bars {
            let isOver =
              place.left < bar.number("x") + bar.number("width") && bar.number("x") < place.right
              && place.top < bar.number("y") + bar.number("height") && bar.number("y") < place.bottom
            #expect(!isOver, "seed \(seed) at \(width)")
          }
          free += 1
        }
      }
    }
    #expect(free > 100)
  }
}

@Test("Lines of a wrapped title are about equally long and as few as can be")
func balancedLines() {
  let face = Face(size: 20, bold: true)
  for (_, chart) in Gallery.all {
    guard let title = chart.words.title else { continue }
    for limit in [200.0, 296, 400, 616] {
      let lines = face.balanced(title, to: limit)
      #expect(lines.joined(separator: " ") == title)
      #expect(lines.count == face.wrapped(title, to: limit).count)
      #expect(lines.allSatisfy { face.width($0) <= limit })
      let widest = lines.reduce(0) { max($0, face.width($1)) }
      #expect(face.width(lines[lines.count - 1]) >= widest * 0.4, "\(lines)")
    }
  }
}

@Test("What finds no room is told in the description, and for a band also under the chart")
func toldInDescription() throws {
  func description(_ svg: String) throws -> String {
    let start = try #require(svg.firstRange(of: "<desc"))
    let end = try #require(svg.firstRange(of: "</desc>"))
    return String(svg[start.upperBound..<end.lowerBound])
  }
  let bands = drawSVG(Gallery.narrowBands(), width: 320).svg
  #expect(try description(bands).contains("Shaded, FY2020 to FY2021: Title 42."))
  #expect(elements(of: bands).contains { $0.text == "Shaded, FY2020 to FY2021: Title 42" })
  #expect(try !description(drawSVG(Gallery.narrowBands(), width: 1280).svg).contains("Title 42"))
  let (scatter, _, _, warnings) = drawSVG(Gallery.scatter(), width: 320)
  let drawn = Gallery.longNames.count { name in elements(of: scatter).contains { $0.text == name } }
  let dropped = Gallery.longNames.count - drawn
  #expect(dropped > 1)
  #expect(try description(scatter).contains("\(dropped) labels have no room."))
  #expect(warnings.contains("\(dropped) labels have no room"))
}
