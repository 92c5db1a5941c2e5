import Foundation
import Testing

@testable import StetCharts

private let folder = ProcessInfo.processInfo.environment["CHARTS_OUT"]

@Test("Generated charts are written for Scripts/chart-layout", .enabled(if: folder != nil))
func writtenCharts() throws {
  let folder = try #require(folder)
  var widths: [String: [Any]] = [:]
  // Two thirds of them on axes, a third pictures of their own and panels.
  let charts =
    Gallery.all
    + InverseTests.seeds.map {
      $0 % 3 == 0
        ? (name: "figure-\($0)", chart: FigureSample($0 / 3).chart) : (name: "seed-\($0)", chart: Sample($0).chart)
    }
  for (name, chart) in charts {
    for width in [320, 640, 1200] {
      var layout = ChartLayout(chart, Preparation(chart), width: width)
      layout.run()
      for shape in layout.shapes {
        guard case .text(let text, _, _, let style) = shape else { continue }
        widths["\(text)|\(style.face.size)|\(style.face.bold)"] = [
          text, style.face.size, style.face.bold, style.face.width(text),
        ]
      }
      try drawSVG(chart, width: width).svg.write(
        toFile: "\(folder)/\(name)-\(width).svg", atomically: true, encoding: .utf8)
    }
  }
  try JSONSerialization.data(withJSONObject: Array(widths.values)).write(
    to: URL(fileURLWithPath: folder + "/widths.json"))
}
