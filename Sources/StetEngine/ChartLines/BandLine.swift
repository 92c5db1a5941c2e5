import StetCharts
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let band = ChartLine(
    "band", summary: "a shaded range along an axis",
    example:
      #"filter state == "TX" | chart "band.svg" { line x: year, y: persons; band x: FY2010..FY2011, label: "the two years" }"#,
    takes: Parts(options: ["x", "y", "label"]),
    misused: Diagnostic.needsBand, repeats: true, needsAxes: true
  ) { step, chart in
    guard let (axis, tree) = chart.axis(of: step) else { return }
    guard case .range(let lower, let upper, _) = tree else { return chart.report(.needsRange(tree.range)) }
    guard let from = chart.value(lower), let to = chart.value(upper) else { return }
    chart.plan.chart.bands.append(Band(axis, from: from, to: to, label: chart.label(of: step)))
  }
}

extension Diagnostic {
  fileprivate static func needsBand(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsChannel, "`band` needs `x:` or `y:`, and can take `label:`", at: range, notes: ["`band x: FY2009..FY2012`"])
  }

  fileprivate static func needsRange(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsRange, "a band needs two values, one for each end", at: range, notes: ["`band x: FY2009..FY2012`"])
  }
}
