import StetCharts
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let rule = ChartLine(
    "rule", summary: "a line across the chart at a value",
    example: #"filter state == "TX" | chart "rule.svg" { line x: year, y: persons; rule y: 6, label: "six" }"#,
    takes: Parts(options: ["x", "y", "label"]),
    misused: Diagnostic.needsRule, repeats: true, needsAxes: true
  ) { step, chart in
    guard let (axis, tree) = chart.axis(of: step), let value = chart.value(tree) else { return }
    chart.plan.chart.rules.append(Rule(axis, at: value, label: chart.label(of: step)))
  }
}

extension Diagnostic {
  fileprivate static func needsRule(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsChannel, "`rule` needs `x:` or `y:`, and can take `label:`", at: range, notes: ["`rule y: 50%`"])
  }
}
