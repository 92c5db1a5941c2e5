import Foundation
import StetColumns
import Testing

@testable import StetCharts

@Test(
  "The color difference is that of the reference data",
  arguments: [
    ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425), ([50, 0, 0], [50, -1, 2], 2.3669),
    ([50, 2.5, 0], [50, 0, -2.5], 4.3065), ([50, 2.5, 0], [73, 25, -18], 27.1492),
    ([50, 2.5, 0], [58, 24, 15], 19.4535),
    ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
    ([22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373),
    ([90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447], 1.4441),
    ([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082),
  ])
func colorDifference(_ one: [Double], _ two: [Double], _ expected: Double) {
  // Sharma, Wu and Dalal (2005), table 1.
  #expect(abs(ciede2000(one, two) - expected) < 0.0001)
}

@Test("Any two colors of the palette are told apart with and without color vision", arguments: ColorVision.allCases)
func palette(_ vision: ColorVision) {
  for colors in [Palette.light, Palette.dark] {
    #expect(colors.count == 8)
    for (index, color) in colors.enumerated() {
      for other in colors.dropFirst(index + 1) {
        #expect(vision.difference(color, other) >= 10, "\(color) and \(other)")
      }
    }
  }
}

/// The colors of a style sheet: of the page, and of the page in the dark.
private func inks(_ svg: String) throws -> (light: [String: String], dark: [String: String]) {
  let sheet = try #require(svg.components(separatedBy: "<style>").last?.components(separatedBy: "</style>").first)
  let halves = sheet.components(separatedBy: "@media")
  try #require(halves.count == 2)
  func read(_ half: String) -> [String: String] {
    var found: [String: String] = [:]
    for match in half.matches(of: /\.([fkt][0-9a-z]+)\{(?:fill|stroke):(#[0-9A-F]{6})\}/) {
      found[String(match.output.1)] = String(match.output.2)
    }
    return found
  }
  return (read(halves[0]), read(halves[1]))
}

@Test("In every drawn style sheet text reaches 4.5:1 and marks 3:1 on the page and on bands, in light and dark")
func drawnContrast() throws {
  for (name, chart) in Gallery.all {
    let (light, dark) = try inks(drawSVG(chart).svg)
    for (colors, page) in [(light, "#FFFFFF"), (dark, "#16181D")] {
      #expect(colors["fb"] == page)
      let grounds = [page, try #require(colors["fd"])]
      var texts = 0
      for (ink, color) in colors.sorted(by: { $0.key < $1.key }) {
        let isMark = ink.dropFirst().allSatisfy(\.isNumber) || ink.hasSuffix("r") || ink.hasSuffix("a")
        if let own = ink.firstMatch(of: /^t([op])(\d+)$/) {
          // Words on a mark are held against its color.
          let under = try #require(colors[own.output.1 == "o" ? "f\(own.output.2)" : "fs\(own.output.2)"])
          #expect(Palette.contrast(color, under) >= 4.5, "\(name) \(ink) on \(under)")
          continue
        }
        guard ink.hasPrefix("t") || isMark else { continue }
        if ink.hasPrefix("t") { texts += 1 }
        for ground in grounds {
          #expect(
            Palette.contrast(color, ground) >= (ink.hasPrefix("t") ? 4.5 : 3), "\(name) \(ink) \(color) on \(ground)")
        }
      }
      #expect(texts >= 3)
    }
  }
}

@Test("Contrast is that of WCAG 2.2")
func contrastOfReference() {
  #expect(Palette.contrast("#000000", "#FFFFFF") == 21)
  #expect(abs(Palette.contrast("#777777", "#FFFFFF") - 4.478) < 0.001)
  #expect(abs(Palette.contrast("#FF0000", "#FFFFFF") - 3.998) < 0.001)
}

@Test("No two series share a color, and those beyond the eighth are gray and named in a note")
func tooManySeries() throws {
  let (svg, _, _, warnings) = drawSVG(Gallery.manyLines(12))
  let (light, _) = try inks(svg)
  let colors = (0..<8).map { light["k\($0)"] ?? "" }
  #expect(Set(colors).count == 8 && !colors.contains(""))
  for index in 8..<12 { #expect(light["k\(index)"] == light["kr"]) }
  #expect(!colors.contains(light["kr"] ?? ""))
  #expect(svg.contains("No more than 8 colors can be told apart: El Paso, Houston, Los Angeles and Miami are"))
  #expect(warnings.contains { $0.contains("12 series but only 8 colors") })
  let (eight, _, _, none) = drawSVG(Gallery.manyLines(8))
  #expect(!eight.contains("told apart") && none.isEmpty)
  // Two of forty that are picked out have the first two colors.
  let picked = try inks(drawSVG(Gallery.highlighted()).svg).light
  #expect(picked["k16"] == Palette.light[0] && picked["k30"] == Palette.light[1])
}
