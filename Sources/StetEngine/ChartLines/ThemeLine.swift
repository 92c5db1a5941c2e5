import StetCharts
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let theme = ChartLine(
    "theme", summary: "fonts and colors: `stet`, `print`, `paper`, or a custom JSON file",
    example: #"filter state == "TX" | chart "theme.svg" { line x: year, y: persons; theme "print" }"#,
    takes: Parts(values: 1...1),
    misused: Diagnostic.needsTheme
  ) { step, chart in
    let tree = step.arguments[0].value
    guard let name = chart.text(tree) else { return }
    if let theme = Theme.all.first(where: { $0.name == name }) {
      chart.plan.chart.theme = theme
    } else if name.hasSuffix(".json") {
      chart.plan.themeFile = (name, tree.range)
    } else {
      chart.report(.unknownTheme(name, tree.range))
    }
  }
}

extension Diagnostic {
  fileprivate static func needsTheme(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsText, "`theme` needs a name in quotes", at: range, notes: ["`theme \"print\"`"])
  }

  fileprivate static func unknownTheme(_ name: String, _ range: SourceRange) -> Diagnostic {
    let known = Theme.all.map(\.name)
    let near = nearest(to: name, among: known)
    return Diagnostic(
      .unknownTheme, "there is no theme \(quoted(name))", at: range,
      notes: [
        "the themes are \(known.map { "`\($0)`" }.joined(separator: ", ")); a custom theme is a `.json` file"
      ],
      fixIts: near.map { [FixIt("`\($0)`", range: range, replacement: "\"\($0)\"")] } ?? [])
  }
}
