package import StetCharts
package import StetColumns
package import StetDiagnostics

extension ChartPlan {
  /// The chart of a table's rows; the source comes from the table's datasets where the chart names none.
  package func chart(of table: Table) throws(RunFailure) -> Chart {
    var evaluator = Evaluator(table)
    var chart = chart
    for plan in layers {
      var layer = try layer(of: plan, table, &evaluator)
      if let periods = partialPeriods(of: plan, layer, table) {
        let key = keyChannel(plan, table).flatMap { layer[$0] }
        layer.isPartial = (0..<table.rowCount).map { row in key.map { periods.contains($0.column[row]) } ?? false }
        chart.partialNote = periods.words
      }
      try refuseLogOfZero(layer, plan, table)
      chart.layers.append(layer)
    }
    if chart.words.source == nil {
      var credits: [String] = []
      for source in table.sources {
        if let credit = source.credit, !credits.contains(credit) { credits.append(credit) }
      }
      chart.words.source = credits.isEmpty ? nil : credits.joined(separator: "; ")
    }
    chart.provenance = table.sources.map { (name: $0.name, digest: $0.digest) }
    return chart
  }

  private func layer(of plan: LayerPlan, _ table: Table, _ evaluator: inout Evaluator) throws(RunFailure) -> Layer {
    var layer = plan.layer
    let shared = [facet, facetRows].compactMap(\.self).filter { layer.mark.takes($0.channel) }
    for shown in plan.channels + shared where layer[shown.channel] == nil {
      var column = try evaluator.column(shown.value)
      // Numbers are written on a chart as its axis writes them.
      if shown.channel == .label, shown.value.type.isNumeric { column = written(column, labelFormat(plan)) }
      if keyChannel(plan, table) == shown.channel, isYears(shown.value, table) { column = column.asYears ?? column }
      layer.channels[shown.channel] = LabeledColumn(column, label: shown.label)
    }
    for column in plan.columns {
      layer.columns.append(LabeledColumn(try evaluator.column(column.value), label: column.label))
    }
    if let highlight = plan.highlight, case .bool(let verdicts) = try evaluator.column(highlight) {
      layer.highlight = (0..<table.rowCount).map { verdicts[$0] == true }
    }
    return layer
  }

  /// The channel whose values run along the axis of categories or time; of names that may run down or across, that of years.
  private func keyChannel(_ plan: LayerPlan, _ table: Table) -> Channel? {
    guard case .axes(let orientation) = plan.layer.mark.frame else { return nil }
    guard orientation == .either, !plan.isHorizontal else { return plan.isHorizontal ? .y : .x }
    let years = plan.channels.filter { [.x, .y].contains($0.channel) && isYears($0.value, table) }
    return years.count == 1 ? years[0].channel : .x
  }

  private func isYears(_ value: TypedExpression, _ table: Table) -> Bool {
    // Numbers stand among fiscal years as well.
    guard value.type == .int, !layers.contains(where: { $0.type(.x) == .period(.fiscalYear) }) else { return false }
    if case .column(let index) = value.kind { return table.schema.fields[index].holdsYears }
    return value.isYearOfDate
  }

  /// Those of a layer's keys of which the table lacks days; nil if there are none.
  private func partialPeriods(of plan: LayerPlan, _ layer: Layer, _ table: Table) -> PartialPeriods? {
    guard let channel = keyChannel(plan, table), let key = layer[channel],
      let shown = plan.channels.first(where: { $0.channel == channel }), let column = shown.value.datedColumn
    else { return nil }
    var field = Field(key.label, key.column.type)
    field.timeline = table.schema.fields[column].timeline
    return PartialPeriods(of: field, in: table, key.column)
  }

  private func labelFormat(_ plan: LayerPlan) -> String {
    switch plan.layer.mark.frame {
    case .grid, .own: chart.shades.format ?? chart.y.format ?? ","
    case .axes: (plan.isHorizontal ? chart.x.format ?? chart.y.format : chart.y.format) ?? ","
    }
  }

  /// Zero has no logarithm, and a chart without those rows would be another one.
  private func refuseLogOfZero(_ layer: Layer, _ plan: LayerPlan, _ table: Table) throws(RunFailure) {
    for (axis, options) in [(Channel.x, chart.x), (.y, chart.y)] where options.curve == .log {
      guard let channel = layer[axis], channel.column.type.isNumeric else { continue }
      let offenders = (0..<channel.column.count).filter { row in
        channel.column.isPresent(row) && channel.column[row].asFloat.map { $0 <= 0 } == true
      }
      guard let first = offenders.first else { continue }
      let shown = offenders.prefix(3).map { row in
        (table.origin.map { $0.location(of: row) + " " } ?? "row \(row + 1): ") + plainText(channel.column[row])
      }
      throw RunFailure(
        Diagnostic(
          .logOfZero,
          "\(offenders.count) of \(counted(channel.column.count, "value")) on `\(axis.name)` \(agreeing("is", "are", offenders.count)) zero or less, which a logarithmic scale cannot show",
          at: plan.range, location: table.origin?.location(of: first), kind: .data,
          notes: shown + [
            "`scale \(axis.name) { symlog: true }` can show them; a `filter` can leave them out explicitly"
          ]))
    }
  }
}

private func written(_ column: Column, _ pattern: String) -> Column {
  .text(TextVector((0..<column.count).map { column.isPresent($0) ? formatted(column[$0], pattern) : nil }))
}
