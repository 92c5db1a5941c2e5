package import StetCharts
package import StetColumns
package import StetDiagnostics

/// A chart whose names and types the binder has settled; a table makes it a `Chart`.
package struct ChartPlan: Sendable {
  /// What a channel shows, with its label.
  struct ChannelPlan: Sendable {
    var name: String
    var value: TypedExpression
    var label: String
  }

  struct LayerPlan: Sendable {
    var mark: Mark
    var channels: [ChannelPlan] = []
    /// The columns of a mark that takes any number of them.
    var columns: [ChannelPlan] = []
    var highlight: TypedExpression?
    var constants: [(name: String, value: Value)] = []
    var stack: Stack?
    var labels = Labels.all
    /// Where a logarithmic axis refuses numbers.
    var range: SourceRange

    func type(_ name: String) -> ValueType? { channels.first { $0.name == name }?.value.type }
    /// Whether its keys have the same kind of places as those of another layer; those of lying marks are names.
    func sharesKeys(with other: LayerPlan) -> Bool {
      guard !isLying, let own = type("x"), let others = other.type("x") else { return true }
      return Self.kind(own) == Self.kind(others)
        // Years as numbers have places among years.
        || [own, others].contains(.int)
          && [own, others].contains { $0 == .period(.year) || $0 == .period(.fiscalYear) }
    }

    /// Whether its series lie on each other.
    var isPiled: Bool {
      guard mark.takes.contains("stack"), channels.contains(where: { $0.name == "color" }) else { return false }
      return stack == nil || stack == .stack || stack == .share
    }

    private static func kind(_ type: ValueType) -> String {
      switch type {
      case .int, .decimal, .float, .duration: "number"
      case .date, .datetime, .period(.week): "day"
      case .period(let kind): kind.rawValue
      case .text, .bool: "name"
      }
    }

    var isLying: Bool { mark.isLying(x: type("x"), y: type("y")) }
  }

  var layers: [LayerPlan] = []
  /// The facet of every layer that has none of its own.
  var facet: ChannelPlan?
  /// In a grid, what its rows differ in.
  var facetRows: ChannelPlan?
  var facets = Facets()
  var bands: [Band] = []
  var rules: [Rule] = []
  var annotations: [Annotation] = []
  package var words = Words()
  var x = ScaleOptions()
  var y = ScaleOptions()
  var shades = ShadeOptions()
  var colors: [(String, String)] = []
  /// A theme that is not built in stands in this file.
  package var theme: (name: String, range: SourceRange)?
  var hasTable = false
  /// The file of a map's areas.
  package var shapes: (path: String, range: SourceRange)?
  /// Widths in px besides the usual 640, each a file of its own.
  package var extraWidths: [Int] = []

  /// The chart of a table's rows; the words that are lacking come from the table's metadata.
  package func chart(of table: Table) throws(RunFailure) -> Chart {
    var evaluator = Evaluator(table)
    var drawn: [Layer] = []
    for plan in layers {
      var layer = Layer(plan.mark, constants: plan.constants, stack: plan.stack, labels: plan.labels)
      let channels = plan.channels + [facet, facetRows].compactMap { $0 }
      for channel in channels where layer[channel.name] == nil && isTaken(channel, plan.mark) {
        var shown = Channel(try evaluator.column(channel.value), label: channel.label)
        // Numbers stand on a chart as its axis writes them.
        if channel.name == "label", channel.value.type.isNumeric {
          shown.column = written(shown.column, labelFormat(plan))
        }
        layer.channels[channel.name] = shown
      }
      for column in plan.columns {
        layer.columns.append(Channel(try evaluator.column(column.value), label: column.label))
      }
      if let highlight = plan.highlight, case .bool(let verdicts) = try evaluator.column(highlight) {
        layer.highlight = (0..<table.rowCount).map { verdicts[$0] == true }
      }
      try refuseLogOfZero(layer, plan, table)
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
    var chart = Chart(
      layers: drawn, words: words, x: x, y: y, colors: colors, bands: bands, rules: rules,
      provenance: table.sources.map { (name: $0.name, digest: $0.digest) })
    chart.shades = shades
    chart.facets = facets
    chart.annotations = annotations
    chart.hasTable = hasTable
    if let theme = Theme.all.first(where: { $0.name == theme?.name }) { chart.theme = theme }
    return chart
  }

  /// What an editor would ask about the chart before any data is there.
  package var remarks: [String] {
    var chart = Chart(layers: layers.map { Layer($0.mark, stack: $0.stack) }, words: words, x: x, y: y, colors: colors)
    if let theme = Theme.all.first(where: { $0.name == theme?.name }) { chart.theme = theme }
    return lintBeforeData(chart, isLying: layers.contains(where: \.isLying))
  }

  private func isTaken(_ channel: ChannelPlan, _ mark: Mark) -> Bool {
    mark.needs.contains(channel.name) || mark.takes.contains(channel.name)
  }

  private func labelFormat(_ layer: LayerPlan) -> String {
    if layer.mark.frame == .grid || layer.mark.frame == .own { return shades.format ?? y.format ?? "," }
    return (layer.isLying ? x.format ?? y.format : y.format) ?? ","
  }

  /// A logarithm of zero is nowhere on an axis, and a chart without those rows would be another one.
  private func refuseLogOfZero(_ layer: Layer, _ plan: LayerPlan, _ table: Table) throws(RunFailure) {
    for (axis, options) in [("x", x), ("y", y)] where options.curve == .log {
      guard let channel = layer[axis], channel.column.type.isNumeric else { continue }
      let offenders = (0..<channel.column.count).filter { row in
        channel.column.isPresent(row) && channel.column[row].asFloat.map { $0 <= 0 } == true
      }
      guard let first = offenders.first else { continue }
      let shown = offenders.prefix(3).map { row in
        (table.origin.map { $0.place(of: row) + " " } ?? "row \(row + 1): ") + plainText(channel.column[row])
      }
      throw RunFailure(
        Diagnostic(
          .logOfZero,
          "\(offenders.count) of \(counted(channel.column.count, "value")) on `\(axis)` \(agreeing("is", "are", offenders.count)) zero or less, which a logarithmic scale has no place for",
          at: plan.range, place: table.origin?.place(of: first), kind: .data,
          notes: shown + [
            "`scale \(axis) { symlog: true }` has a place for them; so has a `filter` that leaves them out in the open"
          ]))
    }
  }
}

private func written(_ column: Column, _ pattern: String) -> Column {
  .text(TextVector((0..<column.count).map { column.isPresent($0) ? formatted(column[$0], pattern) : nil }))
}
