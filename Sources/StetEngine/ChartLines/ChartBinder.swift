import StetCharts
import StetColumns
import StetDiagnostics
import StetSyntax

/// Reads the lines of a chart into a plan: marks here, each other line by its own entry in this folder.
struct ChartBinder {
  private(set) var binder: StepBinder
  var plan = ChartPlan()
  /// The unit of the values, if the chart does not give one.
  var impliedUnit: String?
  /// The lines that mean nothing without axes, as a message names them.
  var axisLines: [String] = []
  private var seen: Set<String> = []

  init(_ binder: StepBinder) { self.binder = binder }

  var diagnostics: [Diagnostic] { binder.diagnostics }

  /// A line of a `chart { … }` block.
  mutating func read(_ line: BlockLine) {
    switch line {
    case .entry(let key, _): report(.noEntry(key))
    case .step(let step):
      guard let line = ChartLine.named(step.verb.text) else { return mark(step) }
      read(step, as: line)
    }
  }

  private mutating func read(_ step: Step, as line: ChartLine) {
    guard line.fits(step) else { return report(line.misused(step.range)) }
    var labels: Set<String> = []
    for argument in step.arguments {
      guard case .passes(let label) = argument.label else { continue }
      guard line.takes.options.contains(label.text) else {
        return report(.unknownChannel(label, step, line.takes.options))
      }
      guard labels.insert(label.text).inserted else { return report(.channelTwice(label)) }
    }
    guard seen.insert(line.name).inserted || line.repeats else { return report(.channelTwice(step.verb)) }
    if line.needsAxes { axisLines.append(line.name) }
    line.bind(step, &self)
  }

  /// An option of a mark on one line that is a line of a chart: `title: "…"`.
  mutating func readWord(_ line: ChartLine, _ name: Name, _ value: Expression) {
    read(Step(words: [name], arguments: [Argument(.none, value)], range: name.range), as: line)
  }

  // MARK: - What lines are made of

  mutating func report(_ diagnostic: Diagnostic) { binder.report(diagnostic) }

  mutating func report<T>(_ diagnostic: Diagnostic) -> T? { binder.report(diagnostic) }

  /// A value that does not depend on a row.
  mutating func value(_ tree: Expression) -> Value? {
    guard let bound = binder.expression(tree, in: Schema([])), !binder.awaits(bound) else { return nil }
    do { return try Engine.value(of: bound) } catch {
      binder.report(error.diagnostics)
      return nil
    }
  }

  mutating func text(_ tree: Expression) -> String? {
    guard let value = value(tree) else { return nil }
    guard case .text(let text) = value else { return report(.needsTextHere(tree.range)) }
    return text
  }

  /// `[0, 10, 50]`
  mutating func values(_ tree: Expression) -> [Value]? {
    guard case .list(let items, _) = tree else { return nil }
    var found: [Value] = []
    for item in items {
      guard let one = value(item) else { return nil }
      found.append(one)
    }
    return found
  }

  /// One of a few words.
  static func choice<Choice: RawRepresentable<String>>(_ tree: Expression, of: Choice.Type) -> Choice? {
    guard case .name(let name) = tree else { return nil }
    return Choice(rawValue: name.text)
  }

  mutating func condition(_ tree: Expression) -> TypedExpression? { binder.condition(tree) }

  /// A column, and what to call it: its own name, or that of the channel.
  mutating func channel(_ channel: Channel, _ tree: Expression, label: String? = nil) -> ChartPlan.ChannelPlan? {
    guard let bound = binder.expression(tree) else { return nil }
    var own = channel.name
    if case .column(let index) = bound.kind { own = binder.schema.fields[index].name.replacing("_", with: " ") }
    return ChartPlan.ChannelPlan(channel: channel, value: bound, label: label ?? own)
  }

  /// The axis that a rule or a band is on, and its value there.
  mutating func axis(of step: Step) -> (Axis, Expression)? {
    switch (step.option("x"), step.option("y")) {
    case (let x?, nil): return (.x, x)
    case (nil, let y?): return (.y, y)
    case (nil, nil): return report(.missingChannel("y", step))
    case (.some, .some): return report(.twoAxes(step))
    }
  }

  /// The label of a rule or a band.
  mutating func label(of step: Step) -> String? { step.option("label").flatMap { text($0) } }
}

extension Step {
  /// What follows a label: the `3` of `columns: 3`.
  func option(_ name: String) -> Expression? {
    arguments.first { if case .passes(let label) = $0.label { label.text == name } else { false } }?.value
  }
}

extension Diagnostic {
  static func noEntry(_ key: Name) -> Diagnostic {
    Diagnostic(.unknownOption, "`\(key.text):` does not belong here", at: key.range)
  }

  static func unknownChannel(_ name: Name, _ step: Step, _ known: [String]) -> Diagnostic {
    let near = nearest(to: name.text, among: known)
    return Diagnostic(
      .unknownChannel, "`\(step.verb.text)` has no channel `\(name.text)`", at: name.range,
      notes: near == nil ? ["the channels are \(known.map { "`\($0)`" }.joined(separator: ", "))"] : [],
      fixIts: near.map { [FixIt("`\($0)`", range: name.range, replacement: $0)] } ?? [])
  }

  static func channelTwice(_ name: Name) -> Diagnostic {
    Diagnostic(.channelTwice, "`\(name.text)` is given twice", at: name.range)
  }

  static func missingChannel(_ name: String, _ step: Step) -> Diagnostic {
    Diagnostic(.missingChannel, "`\(step.verb.text)` needs `\(name):`", at: step.range)
  }

  fileprivate static func twoAxes(_ step: Step) -> Diagnostic {
    Diagnostic(
      .channelTwice, "`\(step.verb.text)` takes `x:` or `y:`, not both", at: step.range,
      notes: ["a second `\(step.verb.text)` can use the other axis"])
  }

  fileprivate static func needsTextHere(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsText, "text in quotes is expected here", at: range)
  }
}
