import StetCharts
import StetColumns
import StetDiagnostics
import StetSyntax

/// Reads the lines of a chart: marks, remarks, scales and words.
struct ChartBinder {
  private var binder: StepBinder
  private(set) var plan = ChartPlan()

  init(_ binder: StepBinder) { self.binder = binder }

  var diagnostics: [Diagnostic] { binder.diagnostics }

  /// A line of a `chart { … }` block.
  mutating func read(_ line: BlockLine) {
    switch line {
    case .entry(let key, _): binder.report(.noEntry(key))
    case .step(let step):
      switch step.verb.text {
      case _ where Self.wordNames.contains(step.verb.text): words(step)
      case "scale": scale(step)
      case "colors": colors(step)
      case "sizes": sizes(step)
      default: mark(step)
      }
    }
  }

  // MARK: - Marks

  /// `line x: fiscal_year, y: share, color: status`
  mutating func mark(_ step: Step) {
    guard let mark = Mark.all.first(where: { $0.name == step.verb.text }), step.words.count == 1 else {
      return binder.report(.unknownMark(step))
    }
    if let clause = step.clauses.first { return binder.report(.noClauseOfMark(clause)) }
    if step.body != nil || step.block != nil { return binder.report(.noBlockOfMark(step)) }
    switch mark.name {
    case "rule": rule(step)
    case "band": band(step)
    default: layer(mark, step)
    }
  }

  private mutating func layer(_ mark: Mark, _ step: Step) {
    var layer = ChartPlan.LayerPlan(mark: mark)
    var seen: Set<String> = []
    for argument in step.arguments {
      guard case .passes(let label) = argument.label else { return binder.report(.wantsChannel(argument, step)) }
      guard seen.insert(label.text).inserted else { return binder.report(.channelTwice(label)) }
      switch label.text {
      case "x", "y", "color", "label": channel(label, argument.value, &layer)
      case "highlight": layer.highlight = binder.condition(argument.value)
      case "stack":
        guard case .name(let name) = argument.value, let stack = Stack(rawValue: name.text) else {
          return binder.report(.wantsStack(argument.value.range))
        }
        layer.stack = stack
      case "size": if let size = value(argument.value) { layer.constants.append(("size", size)) }
      // The options of the whole chart, on the one line of a terminal.
      case "save", "title", "subtitle", "unit", "note", "source", "byline", "alt": continue
      default:
        return binder.report(
          Self.laterChannels.contains(label.text) ? .notBuilt(label) : .unknownChannel(label, step))
      }
    }
    guard binder.diagnostics.isEmpty else { return }
    for needed in ["x", "y"] where !seen.contains(needed) { return binder.report(.lacksChannel(needed, step)) }
    guard mark.name != "text" || seen.contains("label") else { return binder.report(.lacksChannel("label", step)) }
    // Shares have no unit of their own.
    if layer.stack == .share { impliedUnit = nil }
    checkAxes(layer, step)
    plan.layers.append(layer)
  }

  private mutating func channel(_ name: Name, _ tree: Expression, _ layer: inout ChartPlan.LayerPlan) {
    guard let bound = binder.expression(tree) else { return }
    if bound.isConstant, name.text == "color" || name.text == "label" {
      if let value = value(tree) { layer.constants.append((name.text, value)) }
      return
    }
    let label: String
    if case .column(let index) = bound.kind {
      label = binder.schema.fields[index].name.replacing("_", with: " ")
    } else {
      label = name.text
    }
    if layer.mark.name != "text", name.text == (layer.mark.name == "bar" ? "x" : "y"), plan.words.unit == nil, let unit = bound.unit {
      impliedUnit = unit
    }
    layer.channels.append((name.text, bound, label))
  }

  /// The unit of the values, where the chart does not say one.
  private(set) var impliedUnit: String?

  /// The axis of lengths shows numbers.
  private mutating func checkAxes(_ layer: ChartPlan.LayerPlan, _ step: Step) {
    let values = layer.mark.name == "bar" ? "x" : "y"
    guard let channel = layer.channels.first(where: { $0.name == values }), !channel.value.type.isNumeric else { return }
    binder.report(.wantsNumberOnAxis(values, channel.value, step))
  }

  // MARK: - Rules and bands

  /// `rule y: 50%, label: "half"`
  private mutating func rule(_ step: Step) {
    var place: (Axis, Value)?
    var label: String?
    for argument in step.arguments {
      guard case .passes(let name) = argument.label else { return binder.report(.wantsChannel(argument, step)) }
      switch name.text {
      case "x", "y":
        guard place == nil, let value = value(argument.value) else { return binder.report(.channelTwice(name)) }
        place = (name.text == "x" ? .x : .y, value)
      case "label":
        guard let text = text(argument.value) else { return }
        label = text
      default: return binder.report(.unknownChannel(name, step))
      }
    }
    guard let (axis, value) = place else { return binder.report(.lacksChannel("y", step)) }
    plan.rules.append(Rule(axis, at: value, label: label))
  }

  /// `band x: FY2009..FY2012, label: "the programme"`
  private mutating func band(_ step: Step) {
    var ends: (Axis, Value, Value)?
    var label: String?
    for argument in step.arguments {
      guard case .passes(let name) = argument.label else { return binder.report(.wantsChannel(argument, step)) }
      switch name.text {
      case "x", "y":
        guard case .range(let lower, let upper, _) = argument.value else {
          return binder.report(.wantsRange(argument.value.range))
        }
        guard let lower = value(lower), let upper = value(upper) else { return }
        ends = (name.text == "x" ? .x : .y, lower, upper)
      case "label":
        guard let text = text(argument.value) else { return }
        label = text
      default: return binder.report(.unknownChannel(name, step))
      }
    }
    guard let (axis, from, to) = ends else { return binder.report(.lacksChannel("x", step)) }
    plan.bands.append(Band(axis, from: from, to: to, label: label))
  }

  // MARK: - Words, scales and colors

  static let wordNames: Set<String> = ["title", "subtitle", "unit", "note", "source", "byline", "alt"]

  private mutating func words(_ step: Step) {
    guard step.arguments.count == 1, step.arguments[0].label == .none, step.clauses.isEmpty, step.block == nil,
      step.body == nil
    else { return binder.report(.wantsText(step)) }
    word(step.verb, step.arguments[0].value)
  }

  mutating func word(_ name: Name, _ tree: Expression) {
    guard let text = text(tree) else { return }
    func set(_ word: WritableKeyPath<Words, String?>) {
      if plan.words[keyPath: word] != nil { binder.report(.channelTwice(name)) }
      plan.words[keyPath: word] = text
    }
    switch name.text {
    case "title": set(\.title)
    case "subtitle": set(\.subtitle)
    case "unit": set(\.unit)
    case "note": set(\.note)
    case "source": set(\.source)
    case "byline": set(\.byline)
    case "alt": set(\.alt)
    default: preconditionFailure("the caller knows the words of a chart")
    }
  }

  /// `scale y { from: 0, format: "$,.1m" }`
  private mutating func scale(_ step: Step) {
    let axis = step.words.count == 2 ? step.words[1].text : step.arguments.first.flatMap { argument in
      if case .name(let name) = argument.value { name.text } else { nil }
    }
    guard let axis, axis == "x" || axis == "y", let block = step.block else { return binder.report(.wantsScale(step)) }
    for line in block {
      guard case .entry(let key, let tree) = line else { return binder.report(.wantsScale(step)) }
      switch key.text {
      case "format":
        guard let pattern = text(tree) else { return }
        guard formatted(.int(0), pattern) != nil else { return binder.report(.badChartFormat(pattern, tree.range)) }
        if axis == "x" { plan.xFormat = pattern } else { plan.yFormat = pattern }
      case "from" where axis == "y":
        guard let number = value(tree)?.asFloat else { return binder.report(.wantsScale(step)) }
        plan.yFrom = number
      case "from", "to", "log", "reverse", "ticks": return binder.report(.notBuilt(key))
      default: return binder.report(.noEntry(key))
      }
    }
  }

  /// `sizes 320, 640, 1200`: the usual 640 keeps the file's name, the others add theirs to it.
  private mutating func sizes(_ step: Step) {
    guard !step.arguments.isEmpty, step.block == nil, step.clauses.isEmpty, step.body == nil else {
      return binder.report(.wantsSizes(step))
    }
    for argument in step.arguments {
      guard argument.label == .none, case .int(let width)? = value(argument.value), (240...4000).contains(width) else {
        return binder.report(.wantsSizes(step))
      }
      if width != 640, !plan.extraWidths.contains(Int(width)) { plan.extraWidths.append(Int(width)) }
    }
  }

  /// `colors { "criminal": "#aa3322" }`
  private mutating func colors(_ step: Step) {
    guard let block = step.block, step.arguments.isEmpty else { return binder.report(.wantsColors(step)) }
    for line in block {
      guard case .entry(let key, let tree) = line, let color = text(tree) else {
        return binder.report(.wantsColors(step))
      }
      guard color.utf8.count == 7, color.hasPrefix("#"), color.dropFirst().allSatisfy(\.isHexDigit) else {
        return binder.report(.badColor(color, tree.range))
      }
      plan.colors.append((key.text, color))
    }
  }

  // MARK: - Values of the script

  /// A value that no row decides.
  private mutating func value(_ tree: Expression) -> Value? {
    guard let bound = binder.expression(tree, in: Schema([])) else { return nil }
    do { return try Executor.value(of: bound) } catch {
      binder.report(error.diagnostics)
      return nil
    }
  }

  private mutating func text(_ tree: Expression) -> String? {
    guard let value = value(tree) else { return nil }
    guard case .text(let text) = value else { return binder.report(.wantsTextHere(tree.range)) }
    return text
  }

  private static let laterChannels: Set<String> = ["fill", "stroke", "opacity", "facet", "sort"]
}

extension Diagnostic {
  fileprivate static func noEntry(_ key: Name) -> Diagnostic {
    Diagnostic("unknown-option", "`\(key.text):` does not stand here", at: key.range)
  }

  fileprivate static func unknownMark(_ step: Step) -> Diagnostic {
    let known = Mark.all.map(\.name)
    let later: Set<String> = [
      "annotate", "theme", "facet", "dot", "dumbbell", "lollipop", "slope", "range", "tick", "cell", "box",
      "histogram", "strip", "tiles", "map", "sankey", "waffle", "number", "table",
    ]
    if later.contains(step.verb.text) { return .notBuilt(step.verb) }
    let near = nearest(to: step.verb.text, among: known + ChartBinder.wordNames.sorted() + ["scale", "colors"])
    return Diagnostic(
      "unknown-mark", "there is no mark `\(step.verb.text)`", at: step.verb.range,
      notes: near == nil ? ["the marks are \(known.map { "`\($0)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: step.verb.range, replacement: $0)] } ?? [])
  }

  fileprivate static func noClauseOfMark(_ clause: Clause) -> Diagnostic {
    Diagnostic(
      "no-clause", "a mark has no `\(clause.word.text)`", at: clause.word.range,
      notes: ["a step in front of the chart does that"])
  }

  fileprivate static func noBlockOfMark(_ step: Step) -> Diagnostic {
    Diagnostic("no-block", "a mark has no braces and nothing behind a colon of its own", at: step.range)
  }

  fileprivate static func wantsChannel(_ argument: Argument, _ step: Step) -> Diagnostic {
    Diagnostic(
      "wants-channel", "`\(step.verb.text)` takes channels", at: argument.range,
      notes: ["`\(step.verb.text) x: fiscal_year, y: share`"])
  }

  fileprivate static func channelTwice(_ name: Name) -> Diagnostic {
    Diagnostic("channel-twice", "`\(name.text)` is given twice", at: name.range)
  }

  fileprivate static func unknownChannel(_ name: Name, _ step: Step) -> Diagnostic {
    let known = ["x", "y", "color", "label", "highlight", "stack", "size"]
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      "unknown-channel", "`\(step.verb.text)` has no channel `\(name.text)`", at: name.range,
      notes: near == nil ? ["the channels are \(known.map { "`\($0)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  fileprivate static func lacksChannel(_ name: String, _ step: Step) -> Diagnostic {
    Diagnostic("lacks-channel", "`\(step.verb.text)` needs `\(name):`", at: step.range)
  }

  fileprivate static func wantsStack(_ range: SourceRange) -> Diagnostic {
    Diagnostic("wants-stack", "`stack:` is `stack`, `share`, `group` or `none`", at: range)
  }

  fileprivate static func wantsRange(_ range: SourceRange) -> Diagnostic {
    Diagnostic("wants-range", "a band goes from one value to another", at: range, notes: ["`band x: FY2009..FY2012`"])
  }

  fileprivate static func wantsNumberOnAxis(_ axis: String, _ value: TypedExpression, _ step: Step) -> Diagnostic {
    Diagnostic(
      "wants-number", "`\(axis):` of `\(step.verb.text)` is a number, and this is `\(value.type.name)`", at: value.range,
      notes: axis == "x" ? ["`bar` lies: its numbers go to `x:` and its names to `y:`"] : [])
  }

  fileprivate static func wantsText(_ step: Step) -> Diagnostic {
    Diagnostic("wants-text", "`\(step.verb.text)` is followed by a text in quotes", at: step.range)
  }

  fileprivate static func wantsTextHere(_ range: SourceRange) -> Diagnostic {
    Diagnostic("wants-text", "a text in quotes is expected here", at: range)
  }

  fileprivate static func wantsScale(_ step: Step) -> Diagnostic {
    Diagnostic(
      "wants-scale", "`scale` names an axis and what it does", at: step.range,
      notes: ["`scale y { from: 0, format: \"$,.1m\" }`"])
  }

  fileprivate static func wantsColors(_ step: Step) -> Diagnostic {
    Diagnostic(
      "wants-colors", "`colors` gives series their colors", at: step.range, notes: ["`colors { \"criminal\": \"#aa3322\" }`"])
  }

  fileprivate static func wantsSizes(_ step: Step) -> Diagnostic {
    Diagnostic(
      "wants-sizes", "`sizes` takes widths in pixels between 240 and 4,000", at: step.range,
      notes: ["`sizes 320, 640, 1200`"])
  }

  fileprivate static func badColor(_ color: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic("bad-color", "\(quoted(color)) is no color", at: range, notes: ["colors are written `\"#aa3322\"`"])
  }

  fileprivate static func badChartFormat(_ pattern: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      "bad-format", "`\(pattern)` is no format", at: range,
      notes: ["formats are `,` `.1f` `.1%` `+.1pp` `$,.1m` `ap` `ordinal` `words`"])
  }
}
