import StetCharts
package import StetColumns
package import StetDiagnostics
package import StetEngine
package import StetSyntax

/// Where a figure comes from: the source rows of each table or cell that it is calculated from.
package struct Why: Sendable {
  /// A table, a cell or a value of a table in the expression.
  package struct Part: Sendable {
    /// What the script says.
    package let words: String
    /// The column that is asked for, and the value of the one cell; nil for more.
    package let value: Value?
    /// The rows and columns of the part's result that are shown.
    package let table: Table
    package let explanation: Explanation
  }

  package let words: String
  /// Nil for a table of more than one cell.
  package let value: Value?
  package let parts: [Part]
}

extension Session {
  /// Traces an expression back to the rows of the sources. `tracing` may have traced others of this session's expressions, with
  /// the names as they are.
  package func why(_ expression: Expression, tracing: Tracing = Tracing()) throws(RunFailure) -> Why {
    try evaluation { evaluation throws(RunFailure) in
      let value: Value?
      if evaluation.names.isTable(expression) {
        value = try evaluation.table(expression).oneCell
      } else if case .list = expression {
        value = nil
      } else {
        value = try evaluation.value(expression)
      }
      var parts: [Why.Part] = []
      try Evaluation(self, environment, tracing: tracing).explain(expression, into: &parts)
      let why = Why(words: words(of: expression.range), value: value, parts: parts)
      // The sources may have changed since.
      guard parts.count != 1 || parts[0].words != why.words || value == nil || parts[0].value == value else {
        throw RunFailure(.changedSince(expression.range))
      }
      return why
    }
  }

  /// The rows that a pipeline showed or drew, each with how many source rows it has and where they are.
  package func rowsBehind(_ recipe: Recipe, tracing: Tracing = Tracing()) throws(RunFailure) -> Table {
    var pipeline = recipe.pipeline
    while let last = pipeline.steps.last, last.isOutput { pipeline.steps.removeLast() }
    return try Evaluation(self, recipe.names, tracing: tracing).placed(pipeline)
  }
}

extension Evaluation {
  /// The tables and cells inside an expression, each with its source rows.
  fileprivate func explain(_ expression: Expression, into parts: inout [Why.Part]) throws(RunFailure) {
    switch expression {
    case .name(let name):
      guard let recipe = environment.recipes[name.text] else { return }
      guard recipe.depth <= Recipe.deepest else { throw RunFailure(.tooDeepToFollow(name)) }
      guard !recipe.isTable else { break }
      return try Evaluation(session, recipe.names, tracing: tracing)
        .explain(.pipeline(recipe.pipeline, expression.range), into: &parts)
    case .cell: break
    case .pipeline(let pipeline, _) where !names.isTable(pipeline): return try explain(pipeline.source, into: &parts)
    default:
      guard !names.isTable(expression) else { break }
      if case .call(let name, let arguments, _) = expression, let definition = names.definitions[name.text],
        let body = definition.valueBody, !names.callsItself(name.text)
      {
        return try explain(body.substituting(try definition.substitution(name, arguments).get()), into: &parts)
      }
      for part in expression.parts { try explain(part, into: &parts) }
      return
    }
    let table = try explained(expression)
    guard let trace = table.derivation as? Trace else { return }
    let words = session.words(of: expression.range)
    let explanation = try trace.explained(
      rows: (0..<Int32(table.rowCount)).map { $0 }, columns: Set(table.columns.indices))
    let value = table.oneCell
    // The same words at two locations may mean two things, if a name was redefined between them.
    let isTold = parts.contains { part in
      part.words == words && part.value == value
        && part.explanation.sources.map(\.rows) == explanation.sources.map(\.rows)
        && zip(part.explanation.sources, explanation.sources).allSatisfy { $0.source === $1.source }
    }
    if !isTold { parts.append(Why.Part(words: words, value: value, table: table, explanation: explanation)) }
  }

  private func explained(_ expression: Expression) throws(RunFailure) -> Table {
    guard case .cell(let name, let conditions, let column, let range) = expression else { return try table(expression) }
    return try table(try Pipeline(ofCell: name, conditions, column, range)).table
  }

  /// The rows of a pipeline that is traced, each with the locations of its source rows.
  func placed(_ pipeline: Pipeline) throws(RunFailure) -> Table {
    let table = try table(pipeline).table
    var counts: [Int64] = []
    var places: [String] = []
    let trace = table.derivation as? Trace ?? Trace(loaded: table, name: nil)
    for row in 0..<Int32(table.rowCount) {
      if session.isCancelled() { throw RunFailure(.stopped(pipeline.range)) }
      let explanation = try trace.explained(
        rows: [row], columns: Set(table.columns.indices), tellsWhatIsLeftOut: false)
      counts.append(explanation.sources.reduce(0) { $0 + Int64($1.rows.count) })
      places.append(explanation.sources.map { $0.places() }.filter { !$0.isEmpty }.joined(separator: "; "))
    }
    var result = table
    result.columns += [.int(Vector(counts)), .text(TextVector(places))]
    result.schema = Schema(table.schema.fields + [Field("source_rows", .int), Field("locations", .text)])
    return result
  }
}

extension Step {
  /// Whether the verb writes or draws the table that passes through.
  fileprivate var isOutput: Bool {
    name == "save" || name == "chart" || Mark.all.contains { $0.name == name }
  }
}

extension RowsBehind {
  /// `removals.csv:12, 14–20`; empty if the rows are not in a file. `name` gives the name that a file is shown with.
  package func places(_ name: (String) -> String = { $0 }) -> String {
    guard let origin = table.origin else { return "" }
    let all = rows.map { (file: origin.file.isEmpty ? 0 : Int(origin.file[Int($0)]), line: origin.lines[Int($0)]) }
    var texts: [String] = []
    for (number, file) in origin.files.enumerated() {
      let lines = Set(all.filter { $0.file == number }.map(\.line)).sorted()
      guard !lines.isEmpty else { continue }
      var runs: [String] = []
      var start = 0
      for place in lines.indices where place + 1 == lines.count || lines[place + 1] != lines[place] + 1 {
        runs.append(start == place ? "\(lines[place])" : "\(lines[start])–\(lines[place])")
        start = place + 1
      }
      let unit = origin.units[number] == .row ? " \(agreeing("row", lines.count)) " : ""
      texts.append("\(name(file)):\(unit)\(runs.joined(separator: ", "))")
    }
    return texts.joined(separator: "; ")
  }
}

extension Diagnostic {
  fileprivate static func stopped(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.cancelled, "the run was stopped while rows were being traced back", at: range, kind: .limit)
  }

  static func changedSince(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .changedSince, "an input has changed since this was calculated", at: range, kind: .data,
      notes: ["running the script again recalculates it"])
  }
}
