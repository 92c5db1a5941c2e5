import StetCharts
import StetDiagnostics
import StetSyntax

extension Verb {
  static let chart = Verb(
    "chart",
    summary:
      "draws the table as a chart, in an SVG file if one is named; marks, scales and text go in braces, one per line",
    example: #"filter persons > 0 | chart "people.svg" { column x: state, y: persons }"#,
    shape: Shape(hasBlock: true, arguments: 0...1)
  ) { step, binder in
    var path: (name: String, range: SourceRange)?
    if let argument = step.arguments.first {
      guard case .literal(.text(let name), let range) = argument.value else {
        return binder.report(.needsChartPath(step))
      }
      path = (name, range)
    }
    guard let block = step.block else { return binder.report(.needsBlock(step)) }
    var chart = ChartBinder(binder)
    for line in block { chart.read(line) }
    chart.finish(step)
    return binder.drawn(chart, path?.name, path?.range ?? step.range, step)
  }

  /// A chart of one mark on one line; `save:` also writes the SVG.
  static func drawing(_ mark: Mark) -> Verb {
    Verb(
      mark.name,
      summary: "draws \(mark.summary); the chart is shown in the terminal, and `save:` also writes an SVG file",
      example: mark.example,
      shape: Shape(
        options: nil, defines: mark.has(.takesColumns), arguments: mark.has(.takesColumns) ? 0...Int.max : 0...0)
    ) { step, binder in
      var chart = ChartBinder(binder)
      chart.mark(step)
      var path: (String, SourceRange)?
      for argument in step.arguments {
        guard case .passes(let label) = argument.label else { continue }
        if let line = ChartLine.named(label.text), line.isText { chart.readWord(line, label, argument.value) }
        guard label.text == "save" else { continue }
        guard case .literal(.text(let name), let range) = argument.value else {
          return binder.report(.needsChartPath(step))
        }
        path = (name, range)
      }
      chart.finish(step)
      return binder.drawn(chart, path?.0, path?.1 ?? step.range, step)
    }
  }
}

extension StepBinder {
  fileprivate mutating func drawn(
    _ chart: ChartBinder, _ path: String?, _ range: SourceRange, _ step: Step
  ) -> [any Operation]? {
    // What the chart names and waits for, the step does.
    self = chart.binder
    guard diagnostics.isEmpty, awaited == nil else { return nil }
    guard !chart.plan.layers.isEmpty else { return report(.nothingDrawn(step)) }
    var checks: [any Operation] = []
    for layer in chart.plan.layers where layer.isPiled {
      let (along, up): (Channel, Channel) = layer.isHorizontal ? (.y, .x) : (.x, .y)
      guard let value = layer.channels.first(where: { $0.channel == up }) else { continue }
      let keys =
        layer.channels.filter { $0.channel == along } + [chart.plan.facet, chart.plan.facetRows].compactMap { $0 }
      guard let check = addition(of: value.value, within: keys.map(\.value), in: .stack, at: layer.range) else {
        return nil
      }
      checks += check
    }
    return checks + [OutputOperation(.chart(chart.plan, path: path, range))]
  }
}

extension Diagnostic {
  fileprivate static func needsChartPath(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsPath, "the name of a chart's SVG file must be in quotes", at: step.range,
      notes: ["`chart \"removals.svg\" { line x: fiscal_year, y: removals }`"])
  }

  fileprivate static func needsBlock(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsBlock, "`chart` needs its marks in braces", at: step.range,
      notes: ["`chart \"removals.svg\" { line x: fiscal_year, y: removals }`"])
  }

  fileprivate static func nothingDrawn(_ step: Step) -> Diagnostic {
    Diagnostic(
      .needsMark, "the chart has no mark that shows rows", at: step.range,
      notes: ["`line x: fiscal_year, y: removals`"])
  }
}
