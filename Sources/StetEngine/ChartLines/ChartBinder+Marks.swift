import StetCharts
import StetColumns
import StetDiagnostics
import StetSyntax

extension ChartBinder {
  /// `line x: fiscal_year, y: share, color: status`
  mutating func mark(_ step: Step) {
    guard let mark = Mark.all.first(where: { $0.name == step.verb.text }), step.words.count == 1 else {
      return report(.unknownMark(step))
    }
    if let clause = step.clauses.first { return report(.noClauseOfMark(clause)) }
    if step.body != nil || step.block != nil { return report(.noBlockOfMark(step)) }
    var plan = ChartPlan.LayerPlan(layer: Layer(mark), range: step.range)
    var seen: Set<String> = []
    for argument in step.arguments {
      if mark.has(.takesColumns), read(column: argument, into: &plan) { continue }
      guard case .passes(let label) = argument.label else { return report(.needsChannel(argument, step, mark)) }
      guard seen.insert(label.text).inserted else { return report(.channelTwice(label)) }
      // The options of the whole chart, on the one line of a terminal.
      if label.text == "save" || ChartLine.named(label.text)?.isText == true { continue }
      guard let channel = (mark.needs + mark.takes).first(where: { $0.name == label.text }) else {
        return report(.unknownChannel(label, step, (mark.needs + mark.takes).map(\.name)))
      }
      read(channel, argument.value, into: &plan)
    }
    guard diagnostics.isEmpty, fits(plan, step, seen) else { return }
    // Shares have no unit of their own, and counts of rows not that of a column.
    if plan.layer.stack == .share || mark.has(.counts) { impliedUnit = nil }
    checkTypes(plan, step)
    self.plan.layers.append(plan)
  }

  /// `state` or `people = persons`, the columns of a table.
  private mutating func read(column argument: Argument, into plan: inout ChartPlan.LayerPlan) -> Bool {
    let name: String?
    switch argument.label {
    case .none: name = nil
    case .defines(let label): name = label.text
    case .passes: return false
    }
    if let column = channel(Channel("column"), argument.value, label: name) { plan.columns.append(column) }
    return true
  }

  private mutating func read(_ channel: Channel, _ tree: Expression, into plan: inout ChartPlan.LayerPlan) {
    switch channel.kind {
    case .values, .numbers:
      guard let bound = self.channel(channel, tree) else { return }
      let mayBeConstant = channel.allowsConstant && (channel == .label || !plan.layer.mark.needs.contains(channel))
      guard bound.value.isConstant, mayBeConstant else { return plan.channels.append(bound) }
      if let value = value(tree) { plan.layer.constants[channel] = value }
    case .condition: plan.highlight = condition(tree)
    case .stack:
      guard let stack = Self.choice(tree, of: Stack.self) else { return report(.needsStack(tree.range)) }
      plan.layer.stack = stack
    case .labels:
      guard let labels = Self.choice(tree, of: Labels.self) else { return report(.needsLabels(tree.range)) }
      plan.layer.labels = labels
    case .file: self.plan.shapes = text(tree).map { ($0, tree.range) }
    case .count(let range):
      guard case .int(let count)? = value(tree), range.contains(count) else {
        return report(.needsBins(channel, range, tree.range))
      }
      plan.layer.constants[channel] = .int(count)
    }
  }

  /// Whether a mark has what it needs and may be beside the others.
  private mutating func fits(_ plan: ChartPlan.LayerPlan, _ step: Step, _ seen: Set<String>) -> Bool {
    let mark = plan.layer.mark
    if let missing = mark.needs.first(where: { !seen.contains($0.name) }) {
      report(.missingChannel(missing.name, step))
    } else if mark.has(.takesColumns), plan.columns.isEmpty {
      report(.needsNamedColumns(step))
    } else if let other = self.plan.layers.first?.layer.mark,
      mark.frame == .own || other.frame == .own || (mark.frame == .grid) != (other.frame == .grid)
    {
      report(.standsAlone(mark.frame == .own || mark.frame == .grid ? mark : other, step))
    }
    return diagnostics.isEmpty
  }

  /// Axes of lengths, areas and ends of ranges show numbers.
  private mutating func checkTypes(_ plan: ChartPlan.LayerPlan, _ step: Step) {
    let mark = plan.layer.mark
    let values = plan.valueChannel
    var numbers: [Channel] = []
    if case .axes = mark.frame { numbers = [values, .to] + (mark.has(.counts) ? [.x] : []) }
    for shown in plan.channels where !shown.value.type.isNumeric {
      guard shown.channel.kind == .numbers || numbers.contains(shown.channel) else { continue }
      report(.needsNumber(shown.channel, shown.value, step, mark))
    }
    let unit: Channel? =
      switch mark.frame {
      case .axes: mark.isWords ? nil : values
      case .own: mark.needs.contains(.size) ? .size : mark.needs.contains(.color) ? .color : nil
      case .grid: .color
      }
    if let unit, let shown = plan.channels.first(where: { $0.channel == unit }), plan.layer.stack != .share,
      !mark.has(.counts), let implied = shown.value.unit
    {
      impliedUnit = implied
    }
  }

  /// Errors that only the whole chart shows: lines that do not go together. Called once every line is read.
  mutating func finish(_ step: Step) {
    guard diagnostics.isEmpty, let first = plan.layers.first else { return }
    if plan.chart.words.unit == nil { plan.chart.words.unit = impliedUnit }
    if first.layer.mark.frame == .own {
      if let unused = axisLines.first { report(.hasNoAxes(first.layer.mark, unused, step)) }
      return
    }
    for layer in plan.layers {
      let mark = layer.layer.mark
      let (keys, values) = layer.isHorizontal ? (plan.chart.y, plan.chart.x) : (plan.chart.x, plan.chart.y)
      let hasNumericKeys = layer.type(layer.isHorizontal ? .y : .x)?.isNumeric == true
      if keys.curve != .linear, mark.has(.counts) || hasNumericKeys && mark.has(.hasWidth) {
        report(.widthOnLog(mark, layer.range))
      }
      if values.curve == .log, layer.isPiled { report(.stackedOnLog(mark, layer.range)) }
      if layer.isHorizontal != first.isHorizontal || mark.frame != first.layer.mark.frame
        || !layer.sharesKeys(with: first)
      {
        report(.axesDiffer(first, layer))
      } else if (layer.layer.stack == .share) != (first.layer.stack == .share), !mark.isWords {
        report(.sharesBesideValues(layer.range))
      }
    }
  }
}

extension Diagnostic {
  fileprivate static func unknownMark(_ step: Step) -> Diagnostic {
    let known = Mark.all.map(\.name)
    let near = nearest(to: step.verb.text, among: known + chartLineCatalog.map(\.name))
    return Diagnostic(
      .unknownMark, "there is no mark `\(step.verb.text)`", at: step.verb.range,
      notes: near == nil ? ["the marks are \(known.map { "`\($0)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: step.verb.range, replacement: $0)] } ?? [])
  }

  fileprivate static func noClauseOfMark(_ clause: Clause) -> Diagnostic {
    Diagnostic(
      .noClause, "a mark does not take `\(clause.word.text)`", at: clause.word.range,
      notes: ["a step before the chart can do that"])
  }

  fileprivate static func noBlockOfMark(_ step: Step) -> Diagnostic {
    Diagnostic(.noBlock, "a mark does not take braces, or a colon after its name", at: step.range)
  }

  fileprivate static func needsChannel(_ argument: Argument, _ step: Step, _ mark: Mark) -> Diagnostic {
    let example = mark.needs.map { "\($0.name): …" }.joined(separator: ", ")
    return Diagnostic(
      .needsChannel, "every argument of `\(step.verb.text)` must name its channel", at: argument.range,
      notes: ["`\(step.verb.text) \(example)`"])
  }

  fileprivate static func needsNamedColumns(_ step: Step) -> Diagnostic {
    Diagnostic(
      .missingChannel, "`\(step.verb.text)` needs the names of the columns to show", at: step.range,
      notes: ["`table state, persons`"])
  }

  fileprivate static func standsAlone(_ mark: Mark, _ step: Step) -> Diagnostic {
    Diagnostic(
      .standsAlone, "`\(mark.name)` has no axes that other marks could share, so it must be the only mark in its chart",
      at: step.range)
  }

  fileprivate static func needsLabels(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsLabels, "`labels:` must be `all`, `ends`, `last` or `extremes`", at: range)
  }

  fileprivate static func needsBins(_ channel: Channel, _ counts: ClosedRange<Int64>, _ range: SourceRange)
    -> Diagnostic
  {
    Diagnostic(
      .needsBins, "`\(channel.name):` must be a whole number from \(counts.lowerBound) to \(counts.upperBound)",
      at: range)
  }

  fileprivate static func needsStack(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsStack, "`stack:` must be `stack`, `share`, `group` or `none`", at: range)
  }

  fileprivate static func hasNoAxes(_ mark: Mark, _ line: String, _ step: Step) -> Diagnostic {
    Diagnostic(.hasNoAxes, "`\(mark.name)` has no axes, so `\(line)` does not belong in its chart", at: step.range)
  }

  fileprivate static func widthOnLog(_ mark: Mark, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .widthOnLog, "`\(mark.name)` has a width, which a logarithmic axis would distort", at: range,
      notes: ["`point` and `dot` have no width; `derive` can make classes that each span the same ratio"])
  }

  fileprivate static func stackedOnLog(_ mark: Mark, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .stackedOnLog, "the parts of a stacked `\(mark.name)` do not add up on a logarithmic scale", at: range,
      notes: ["`stack: group` puts them side by side; `line` and `point` have no parts"])
  }

  fileprivate static func axesDiffer(_ first: ChartPlan.LayerPlan, _ second: ChartPlan.LayerPlan) -> Diagnostic {
    Diagnostic(
      .axesDiffer, "`\(second.layer.mark.name)` cannot share the axes of `\(first.layer.mark.name)`",
      at: second.range,
      notes: [
        "marks in one chart must have the same kind of values along each axis; a second `chart` has its own axes"
      ])
  }

  fileprivate static func sharesBesideValues(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .axesDiffer, "shares and values cannot be on the same axis", at: range,
      notes: ["`derive` can calculate the shares, so that every mark shows shares"])
  }

  fileprivate static func needsNumber(_ channel: Channel, _ value: TypedExpression, _ step: Step, _ mark: Mark)
    -> Diagnostic
  {
    let isHorizontal = mark.frame == .axes(.horizontal)
    return Diagnostic(
      .needsNumber, "`\(channel.name):` of `\(step.verb.text)` must be a number, but this is `\(value.type.name)`",
      at: value.range,
      notes: isHorizontal && channel == .x
        ? ["`\(mark.name)` is horizontal: its numbers go in `x:` and its categories in `y:`"] : [])
  }
}
