package import StetCharts
package import StetColumns
package import StetDiagnostics

/// A chart whose names and types the binder has settled; a table makes it a `Chart`.
package struct ChartPlan: Sendable {
  struct LayerPlan: Sendable {
    var mark: Mark
    /// What each channel shows, with its label.
    var channels: [(name: String, value: TypedExpression, label: String)] = []
    var highlight: TypedExpression?
    var constants: [(name: String, value: Value)] = []
    var stack = Stack.none
  }

  var layers: [LayerPlan] = []
  var bands: [Band] = []
  var rules: [Rule] = []
  var words = Words()
  var xFormat: String?
  var yFormat: String?
  var yFrom: Double?
  var colors: [(String, String)] = []
  /// Widths in px besides the usual 640, each a file of its own.
  package var extraWidths: [Int] = []

  /// The chart of a table's rows; the words that are lacking come from the table's metadata.
  package func chart(of table: Table) throws(RunFailure) -> Chart {
    var evaluator = Evaluator(table)
    var drawn: [Layer] = []
    for plan in layers {
      var layer = Layer(plan.mark, constants: plan.constants, stack: plan.stack)
      for channel in plan.channels {
        let shown = Channel(try evaluator.column(channel.value), label: channel.label)
        switch channel.name {
        case "x": layer.x = shown
        case "y": layer.y = shown
        case "color": layer.color = shown
        default:
          // Numbers stand on a chart as its axis writes them.
          let pattern = plan.mark.name == "bar" ? xFormat ?? yFormat : yFormat
          layer.label = channel.value.type.isNumeric ? Channel(written(shown.column, pattern ?? ","), label: shown.label) : shown
        }
      }
      if let highlight = plan.highlight, case .bool(let verdicts) = try evaluator.column(highlight) {
        layer.highlight = (0..<table.rowCount).map { verdicts[$0] == true }
      }
      drawn.append(layer)
    }
    var words = words
    if words.source == nil {
      var credits: [String] = []
      for source in table.sources {
        if let credit = source.credit, !credits.contains(credit) { credits.append(credit) }
      }
      words.source = credits.isEmpty ? nil : credits.joined(separator: "; ")
    }
    return Chart(
      layers: drawn, words: words, xFormat: xFormat, yFormat: yFormat, yFrom: yFrom, colors: colors, bands: bands,
      rules: rules, provenance: table.sources.map { (name: $0.name, digest: $0.digest) })
  }
}

private func written(_ column: Column, _ pattern: String) -> Column {
  .text(TextVector((0..<column.count).map { column.isPresent($0) ? formatted(column[$0], pattern) : nil }))
}
