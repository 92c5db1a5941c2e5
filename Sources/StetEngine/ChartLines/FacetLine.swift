import StetCharts
import StetColumns
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let facet = ChartLine(
    "facet",
    summary:
      "a panel for each value of a column; `rows:` makes a grid, and `shape: states` arranges state panels roughly as on a map",
    example:
      #"filter state is not missing | chart "facet.svg" { column x: year, y: persons; facet state, columns: 2 }"#,
    takes: Parts(values: 1...1, options: ["rows", "columns", "scales", "shape"]), misused: Diagnostic.needsFacet,
    needsAxes: true
  ) { step, chart in
    var facets = Facets()
    if let tree = step.option("columns") {
      guard case .int(let columns)? = chart.value(tree), (1...20).contains(columns) else {
        return chart.report(.needsFacet(step.range))
      }
      facets.columns = Int(columns)
    }
    if let tree = step.option("scales") {
      guard case .name(let kind) = tree, ["free", "shared"].contains(kind.text) else {
        return chart.report(.needsFacet(step.range))
      }
      facets.isFree = kind.text == "free"
    }
    if let tree = step.option("shape") {
      guard let shape = ChartBinder.choice(tree, of: Facets.Arrangement.self), shape != .grid else {
        return chart.report(.needsFacet(step.range))
      }
      facets.arrangement = shape
    }
    if let tree = step.option("rows") {
      // A grid has no other shape.
      guard facets.arrangement == .wrap else { return chart.report(.needsFacet(step.range)) }
      facets.arrangement = .grid
      chart.plan.facetRows = chart.channel(.rows, tree)
    }
    chart.plan.facet = step.arguments.first { $0.label == .none }.flatMap { chart.channel(.facet, $0.value) }
    chart.plan.chart.facets = facets
  }
}

extension Diagnostic {
  fileprivate static func needsFacet(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsFacet, "`facet` needs a column to split the chart by, and can take layout options", at: range,
      notes: [
        "`columns:` must be a number from 1 to 20",
        "`facet state`, `facet state, columns: 3, scales: free`, `facet state, rows: year`, `facet state, shape: states`",
      ])
  }
}
