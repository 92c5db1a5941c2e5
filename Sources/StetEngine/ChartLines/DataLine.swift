import StetCharts
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let data = ChartLine(
    "data", summary: #"a table of the rows that screen readers read aloud: `data "table"`"#,
    example: #"filter state == "TX" | chart "data.svg" { line x: year, y: persons; data "table" }"#,
    takes: Parts(values: 1...1), misused: Diagnostic.needsData
  ) { step, chart in
    guard chart.text(step.arguments[0].value) == "table" else { return chart.report(.needsData(step.range)) }
    chart.plan.chart.hasTable = true
  }
}

extension Diagnostic {
  fileprivate static func needsData(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsData, "`data` must be followed by `\"table\"`", at: range,
      notes: ["`data \"table\"` adds the rows for screen readers"])
  }
}
