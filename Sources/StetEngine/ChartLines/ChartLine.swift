import StetCharts
import StetDiagnostics
import StetSyntax

/// A line of a `chart { … }` block that is not a mark: a word, a scale, a rule, the panels.
package struct ChartLine: Sendable {
  /// What may follow the name. Whatever else does is an error.
  struct Parts: Sendable {
    /// Words besides the name, such as the axis in `scale y { … }`.
    var words = 0...0
    /// Values without a label.
    var values = 0...0
    /// The labels of other values, such as `rows` in `rows: year`.
    var options: [String] = []
    var clause: String?
    var hasBlock = false
  }

  package let name: String
  package let summary: String
  /// A pipeline's end that runs on a table with the columns `state`, `year` and `persons`.
  package let example: String
  let takes: Parts
  /// What is reported where a line has not what it takes.
  let misused: @Sendable (SourceRange) -> Diagnostic
  /// Whether a chart may have several.
  let repeats: Bool
  /// Whether it means nothing in a chart without axes.
  let needsAxes: Bool
  /// Whether it takes one text. Such a line is also an option of a mark on one line: `line x: year, y: n, title: "…"`.
  let isText: Bool
  let bind: @Sendable (Step, inout ChartBinder) -> Void

  init(
    _ name: String, summary: String, example: String, takes: Parts,
    misused: @escaping @Sendable (SourceRange) -> Diagnostic, repeats: Bool = false, needsAxes: Bool = false,
    bind: @escaping @Sendable (Step, inout ChartBinder) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.takes = takes
    self.misused = misused
    self.repeats = repeats
    self.needsAxes = needsAxes
    isText = false
    self.bind = bind
  }

  /// A line of one text, which `set` puts where it belongs.
  init(
    _ name: String, summary: String, example: String, text set: @escaping @Sendable (String, inout Words) -> Void
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    takes = Parts(values: 1...1)
    misused = { .needsText(name, $0) }
    repeats = false
    needsAxes = false
    isText = true
    bind = { step, chart in
      if let text = chart.text(step.arguments[0].value) { set(text, &chart.plan.chart.words) }
    }
  }

  static func named(_ name: String) -> ChartLine? { chartLineCatalog.first { $0.name == name } }

  /// Whether a line has all that it takes and nothing more; labels aside, which have a message of their own.
  func fits(_ step: Step) -> Bool {
    takes.words.contains(step.words.count - 1) && step.body == nil && step.parentheses == nil
      && (step.block != nil) == takes.hasBlock && step.clauses.map(\.word.text) == [takes.clause].compactMap(\.self)
      && takes.values.contains(step.arguments.count { $0.label == .none })
      && step.arguments.allSatisfy { if case .defines = $0.label { false } else { true } }
  }
}

extension Diagnostic {
  fileprivate static func needsText(_ name: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.needsText, "`\(name)` needs text in quotes", at: range, notes: ["`\(name) \"…\"`"])
  }
}
