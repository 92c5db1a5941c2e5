import StetCharts
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let data = ChartLine(
    "data", summary: #"`data "table"` adds the rows to the picture as a table that screen readers read aloud"#,
    example: #"filter state == "TX" | chart "data.svg" { line x: year, y: persons; data "table" }"#,
    takes: Parts(values: 1...1), misused: Diagnostic.needsData
  ) { step, chart in
    guard chart.text(step.arguments[0].value) == "table" else { return chart.report(.needsData(step.range)) }
    chart.plan.chart.hasTable = true
  }
}

extension Diagnostic {
  fileprivate static func needsData(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsData, "`data` adds the rows for screen readers", at: range, notes: ["`data \"table\"`"])
  }
}
