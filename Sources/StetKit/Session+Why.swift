import StetCharts
package import StetColumns
package import StetDiagnostics
package import StetEngine
package import StetSyntax

/// Where a figure comes from: the rows behind each table or cell that it is calculated from.
package struct Why: Sendable {
  /// A table, a cell or a value of a table in the expression.
  package struct Part: Sendable {
    /// What the script says.
    package let words: String
    /// The column that is asked for, and the value of the one cell; nil for more.
    package let value: Value?
    /// The rows that are shown of what the part gives, and of those the columns.
    package let table: Table
    package let explanation: Explanation
  }

  package let words: String
  /// Nil for a table of more than one cell.
  package let value: Value?
  package let parts: [Part]
}

extension Session {
  /// Follows an expression back to the rows of the sources. `tracer` is a session that has followed others of this one's
  /// expressions, with the names as they are.
  package func why(_ expression: Expression, tracer: Session? = nil) throws(RunFailure) -> Why {
    let value: Value?
    if isTable(expression) {
      let table = try table(expression)
      value = table.rowCount == 1 && table.columns.count == 1 ? table.columns[0][0] : nil
    } else if case .list = expression {
      value = nil
    } else {
      value = try scalar(expression)
    }
    if isChecking { return Why(words: "", value: nil, parts: []) }
    let session = tracer ?? tracingSession()
    var parts: [Why.Part] = []
    try session.explain(expression, into: &parts)
    let why = Why(words: words(of: expression.range), value: value, parts: parts)
    // The sources may have changed since.
    guard parts.count != 1 || parts[0].words != why.words || value == nil || parts[0].value == value else {
      throw RunFailure(.changedSince(expression.range))
    }
    return why
  }

  /// The tables and cells inside an expression, each with the rows behind it.
  private func explain(_ expression: Expression, into parts: inout [Why.Part]) throws(RunFailure) {
    switch expression {
    case .name(let name):
      guard let recipe = state.recipes[name.text] else { return }
      guard recipe.depth <= Recipe.deepest else { throw RunFailure(.tooDeepToFollow(name)) }
      guard !recipe.isTable else { break }
      let here = state
      state = recipe.names
      defer { state = here }
      return try explain(.pipeline(recipe.pipeline, expression.range), into: &parts)
    case .cell: break
    case .pipeline(let pipeline, _) where !isTable(pipeline): return try explain(pipeline.source, into: &parts)
    default:
      guard !isTable(expression) else { break }
      if case .call(let name, let arguments, _) = expression, let definition = state.definitions[name.text],
        let body = definition.valueBody, !known().callsItself(name.text)
      {
        return try explain(body.substituting(try definition.substitution(name, arguments).get()), into: &parts)
      }
      for part in expression.parts { try explain(part, into: &parts) }
      return
    }
    let table = try tracedTable(expression)
    guard let trace = table.derivation as? Trace else { return }
    let words = words(of: expression.range)
    let explanation = try trace.explained(
      rows: (0..<Int32(table.rowCount)).map { $0 }, columns: Set(table.columns.indices))
    let value = table.rowCount == 1 && table.columns.count == 1 ? table.columns[0][0] : nil
    // The same words of two places may mean two things, where a name was given anew between them.
    let isTold = parts.contains { part in
      part.words == words && part.value == value
        && part.explanation.sources.map(\.rows) == explanation.sources.map(\.rows)
        && zip(part.explanation.sources, explanation.sources).allSatisfy { $0.source === $1.source }
    }
    if !isTold { parts.append(Why.Part(words: words, value: value, table: table, explanation: explanation)) }
  }

  private func tracedTable(_ expression: Expression) throws(RunFailure) -> Table {
    guard case .cell(let name, let conditions, let column, let range) = expression else { return try table(expression) }
    return try traced(cellPipeline(name, conditions, column, range)).0
  }

  /// The verb `why`: each row with the places of the rows behind it.
  func rowsBehind(_ table: Table, _ step: PlanStep, _ pipeline: Pipeline) throws(RunFailure) -> Table {
    var pipeline = pipeline
    // As far as this step.
    guard let end = pipeline.steps.firstIndex(where: { $0.range == step.range }) else {
      preconditionFailure("a step of the plan is one of the pipeline")
    }
    pipeline.steps = Array(pipeline.steps[..<end])
    let placed = try tracingSession().placed(pipeline)
    guard placed.rowCount == table.rowCount else { throw RunFailure(.changedSince(step.range)) }
    var result = table
    result.columns += placed.columns.suffix(2)
    result.schema = Schema(table.schema.fields + placed.schema.fields.suffix(2))
    return result
  }

  /// The rows that a pipeline showed or drew, each with how many rows are behind it and where they stand.
  package func rowsBehind(_ recipe: Recipe) throws(RunFailure) -> Table {
    var pipeline = recipe.pipeline
    while let last = pipeline.steps.last, last.isOutput { pipeline.steps.removeLast() }
    let session = tracingSession()
    session.state = recipe.names
    return try session.placed(pipeline)
  }

  private func placed(_ pipeline: Pipeline) throws(RunFailure) -> Table {
    let table = try table(pipeline)
    var counts: [Int64] = []
    var places: [String] = []
    let trace = table.derivation as? Trace ?? Trace(loaded: table, name: nil)
    for row in 0..<Int32(table.rowCount) {
      if isCancelled() { throw RunFailure(.stopped(pipeline.range)) }
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
  /// Whether the verb writes or draws what passes by.
  fileprivate var isOutput: Bool {
    let name = words.map(\.text).joined(separator: " ")
    return name == "save" || name == "chart" || Mark.all.contains { $0.name == name }
  }
}

extension RowsBehind {
  /// `removals.csv:12, 14–20`; empty where the rows stand in no file. `name` gives a file the name that it is shown by.
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
      texts.append("\(name(file)):\(runs.joined(separator: ", "))")
    }
    return texts.joined(separator: "; ")
  }
}

extension Diagnostic {
  fileprivate static func stopped(_ range: SourceRange) -> Diagnostic {
    Diagnostic(.cancelled, "the run was stopped while rows were followed back", at: range, kind: .limit)
  }

  fileprivate static func changedSince(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .changedSince, "a source is no longer what it was when this was calculated", at: range, kind: .data,
      notes: ["running the script again calculates it anew"])
  }
}
