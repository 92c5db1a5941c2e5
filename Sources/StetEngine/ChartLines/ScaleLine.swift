import StetCharts
import StetColumns
import StetDiagnostics
import StetSyntax

extension ChartLine {
  static let scale = ChartLine(
    "scale",
    summary:
      "the settings of an axis (`format`, `from`, `to`, `log`, `symlog`, `reverse`, `ticks`) or of the color scale (`format`, `breaks`, `middle`)",
    example:
      #"filter state == "TX" | chart "scale.svg" { line x: year, y: persons; scale y { from: 4, format: ".1f" } }"#,
    takes: Parts(words: 0...1, values: 0...1, hasBlock: true), misused: Diagnostic.needsScale, repeats: true
  ) { step, chart in
    let block = step.block ?? []
    switch chart.scaled(step) {
    case "x": chart.read(block, \.x, "scale x", step)
    case "y": chart.read(block, \.y, "scale y", step)
    case "color": chart.readShades(block, step)
    default: chart.report(.needsScale(step.range))
    }
  }
}

extension ChartBinder {
  /// The axis that a line names: the second word before braces, or an argument where there is none.
  fileprivate func scaled(_ step: Step) -> String? {
    if step.words.count == 2 { return step.arguments.isEmpty ? step.words[1].text : nil }
    guard case .name(let name)? = step.arguments.first?.value else { return nil }
    return name.text
  }

  fileprivate mutating func read(
    _ block: [BlockLine], _ axis: WritableKeyPath<Chart, ScaleOptions>, _ name: String, _ step: Step
  ) {
    for line in block {
      guard case .entry(let key, let tree) = line else { return report(.needsScale(step.range)) }
      guard let options = option(key, tree, plan.chart[keyPath: axis]) else { return }
      plan.chart[keyPath: axis] = options
    }
    if plan.chart[keyPath: axis].isShaped { axisLines.append(name) }
  }

  /// An entry of an axis; nil where it does not belong to one or has the wrong value.
  private mutating func option(_ key: Name, _ tree: Expression, _ options: ScaleOptions) -> ScaleOptions? {
    var options = options
    switch key.text {
    case "format":
      guard let pattern = format(tree) else { return nil }
      options.format = pattern
    case "from", "to":
      guard let end = value(tree) else { return nil }
      switch end {
      case .int, .decimal, .float:
        if key.text == "from" { options.from = end.asFloat } else { options.to = end.asFloat }
        options.moments.append(end)
      case .date, .datetime, .period: options.moments.append(end)
      case .missing, .bool, .text, .duration:
        return report(.needsEntry(key, "a number, a date or a period", tree.range))
      }
    case "log", "symlog":
      guard let curve = curve(key, tree) else { return nil }
      options.curve = curve
    case "reverse":
      guard let isOn = isOn(key, tree) else { return nil }
      options.isReversed = isOn
    case "ticks":
      guard let ticks = values(tree), !ticks.isEmpty else {
        return report(.needsEntry(key, "a list of values, such as `[0, 50, 100]`", tree.range))
      }
      options.ticks = ticks
    default: return report(.noEntry(key))
    }
    return options
  }

  private mutating func curve(_ key: Name, _ tree: Expression) -> Curve? {
    if key.text == "log" { return isOn(key, tree).map { $0 ? .log : .linear } }
    guard let given = value(tree) else { return nil }
    if let isOn = given.asBool { return isOn ? .symlog(1) : .linear }
    guard let constant = given.asFloat, constant > 0 else {
      return report(.needsEntry(key, "`true`, or a number above zero", tree.range))
    }
    return .symlog(constant)
  }

  private mutating func isOn(_ key: Name, _ tree: Expression) -> Bool? {
    guard let given = value(tree) else { return nil }
    guard let isOn = given.asBool else { return report(.needsEntry(key, "`true` or `false`", tree.range)) }
    return isOn
  }

  fileprivate mutating func readShades(_ block: [BlockLine], _ step: Step) {
    for line in block {
      guard case .entry(let key, let tree) = line else { return report(.needsScale(step.range)) }
      switch key.text {
      case "format":
        guard let pattern = format(tree) else { return }
        plan.chart.shades.format = pattern
      case "breaks":
        let breaks = values(tree)?.map { $0.asFloat } ?? []
        guard breaks.count > 1, breaks.allSatisfy({ $0?.isFinite == true }) else {
          return report(.needsBreaks(tree.range))
        }
        plan.chart.shades.breaks = breaks.compactMap(\.self)
      case "middle":
        guard let middle = value(tree)?.asFloat else { return report(.needsEntry(key, "a number", tree.range)) }
        plan.chart.shades.middle = middle
      default: return report(.noEntry(key))
      }
    }
  }

  private mutating func format(_ tree: Expression) -> String? {
    guard let pattern = text(tree) else { return nil }
    guard formatted(.int(0), pattern) != nil else { return report(.badChartFormat(pattern, tree.range)) }
    return pattern
  }
}

extension Diagnostic {
  fileprivate static func needsScale(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsScale, "`scale` needs `x`, `y` or `color`, and settings in braces", at: range,
      notes: ["`scale y { from: 0, format: \"$,.1m\" }`"])
  }

  fileprivate static func needsEntry(_ key: Name, _ wanted: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsEntry, "`\(key.text):` must be \(wanted)", at: range)
  }

  fileprivate static func needsBreaks(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .needsBreaks, "`breaks:` must list two or more numbers, the edges of the classes", at: range,
      notes: ["`breaks: [0, 10, 50, 100]`"])
  }

  fileprivate static func badChartFormat(_ pattern: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .badFormat, "`\(pattern)` is not a valid format", at: range,
      notes: ["formats include `,` `.1f` `.1%` `+.1pp` `$,.1m` `ap` `ordinal` `words`"])
  }
}
