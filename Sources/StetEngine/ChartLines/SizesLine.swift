import StetCharts
import StetColumns
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let sizes = ChartLine(
    "sizes", summary: "extra widths in pixels, each saved as its own file in addition to the usual 640",
    example: #"filter state == "TX" | chart "sizes.svg" { line x: year, y: persons; sizes 320, 1200 }"#,
    takes: Parts(values: 1...Int.max), misused: Diagnostic.needsSizes
  ) { step, chart in
    for argument in step.arguments {
      guard case .int(let width)? = chart.value(argument.value), (240...4000).contains(width) else {
        return chart.report(.needsSizes(step.range))
      }
      // The usual width keeps the file's name, the others add theirs to it.
      if width != 640, !chart.plan.extraWidths.contains(Int(width)) { chart.plan.extraWidths.append(Int(width)) }
    }
  }
}

extension Diagnostic {
  fileprivate static func needsSizes(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsSizes, "`sizes` needs widths from 240 to 4,000 pixels", at: range, notes: ["`sizes 320, 640, 1200`"])
  }
}
