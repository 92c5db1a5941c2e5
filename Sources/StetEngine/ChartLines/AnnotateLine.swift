import StetCharts
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let annotate = ChartLine(
    "annotate",
    summary: "text with an arrow to a point, given by its `x` value and, if it is not on a mark, its `y` value",
    example:
      #"filter state == "TX" | chart "annotate.svg" { line x: year, y: persons; annotate at FY2011 "The second year" }"#,
    takes: Parts(clause: "at"), misused: Diagnostic.needsAnnotation, repeats: true, needsAxes: true
  ) { step, chart in
    let parts = step.clauses[0].arguments
    guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ $0.label == .none }) else {
      return chart.report(.needsAnnotation(step.range))
    }
    guard let x = chart.value(parts[0].value), let words = chart.text(parts[parts.count - 1].value) else { return }
    let y = parts.count == 3 ? chart.value(parts[1].value) : nil
    if parts.count == 3, y == nil { return }
    chart.plan.chart.annotations.append(Annotation(x: x, y: y, words))
  }
}

extension Diagnostic {
  fileprivate static func needsAnnotation(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsAnnotation, "`annotate` needs a value to point at and text in quotes", at: range,
      notes: ["`annotate at FY2012 \"The program ends\"`, `annotate at FY2012, 300_000 \"…\"`"])
  }
}
