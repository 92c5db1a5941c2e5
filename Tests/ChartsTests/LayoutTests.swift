import StetColumns
import TestSupport
import Testing

@testable import StetCharts

@Test("No words leave the picture or touch other words", arguments: [320, 640, 1200])
func wordsApart(_ width: Int) throws {
  var pairs = 0
  let seeds = InverseTests.seeds.prefix(InverseTests.seeds.count / 2)
  let generated =
    seeds.map { ("seed \($0)", Sample($0).chart) } + seeds.map { ("figure \($0)", FigureSample($0).chart) }
  for (name, chart) in Gallery.all + generated {
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
  #expect(pairs > rounds(10_000))
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

@Test("Labels of rules and bands keep clear of marks, or have a rim and cover little, or are listed below")
func remarkLabels() throws {
  var free = 0
  for seed in InverseTests.seeds.prefix(140) {
    let sample = Sample(seed)
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
  #expect(free > rounds(100))
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

@Test("What does not fit is listed in the description, and for a band also under the chart")
func toldInDescription() throws {
  func description(_ svg: String) throws -> String {
    let start = try #require(svg.firstRange(of: "<desc"))
    let end = try #require(svg.firstRange(of: "</desc>"))
    return String(svg[start.upperBound..<end.lowerBound])
  }
  var narrow = Gallery.narrowBands()
  let label = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
  narrow.bands[0].label = label
  let bands = drawSVG(narrow, width: 320).svg
  #expect(try description(bands).contains(label))
  #expect(elements(of: bands).contains { $0.text.hasPrefix("Shaded, ") })
  #expect(try !description(drawSVG(Gallery.narrowBands(), width: 1280).svg).contains("Title 42"))
  let (scatter, _, _, warnings) = drawSVG(Gallery.scatter(), width: 320)
  let drawn = Gallery.longNames.count { name in elements(of: scatter).contains { $0.text == name } }
  let dropped = Gallery.longNames.count - drawn
  #expect(dropped > 1)
  #expect(try description(scatter).contains("\(dropped) labels do not fit."))
  #expect(warnings.contains("\(dropped) labels do not fit"))
}
