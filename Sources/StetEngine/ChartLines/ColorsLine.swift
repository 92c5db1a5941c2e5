import StetCharts
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let colors = ChartLine(
    "colors", summary: "the color of each series, by name; the legend keeps this order",
    example:
      ##"filter state is not missing | chart "colors.svg" { line x: year, y: persons, color: state; colors { "TX": "#aa3322" } }"##,
    takes: Parts(hasBlock: true), misused: Diagnostic.needsColors, repeats: true
  ) { step, chart in
    for line in step.block ?? [] {
      guard case .entry(let key, let tree) = line, let color = chart.text(tree) else {
        return chart.report(.needsColors(step.range))
      }
      guard color.utf8.count == 7, color.hasPrefix("#"), color.dropFirst().allSatisfy(\.isHexDigit) else {
        return chart.report(.badColor(color, tree.range))
      }
      chart.plan.chart.colors.append((key.text, color))
    }
  }
}

extension Diagnostic {
  fileprivate static func needsColors(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsColors, "`colors` needs series and their colors in braces", at: range,
      notes: ["`colors { \"criminal\": \"#aa3322\" }`"])
  }

  fileprivate static func badColor(_ color: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badColor, "\(quoted(color)) is not a color", at: range,
      notes: ["colors are written with six hex digits: `\"#aa3322\"`"])
  }
}
