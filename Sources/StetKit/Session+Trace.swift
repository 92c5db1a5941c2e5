import StetColumns
package import StetDiagnostics
import StetEngine
import StetSyntax

/// How a named table or value came about: enough to make it again, so that nothing is kept for those who do not ask.
package final class Recipe: Sendable {
  let pipeline: Pipeline
  /// What the names in it stood for, without tables.
  let names: Session.State
  let isTable: Bool
  /// How many recipes stand on one another below it.
  let depth: Int
  /// A longer chain is not kept: to free or to follow one takes as much stack as it is long.
  static let deepest = 200

  init(pipeline: Pipeline, names: Session.State, isTable: Bool) {
    self.pipeline = pipeline
    self.isTable = isTable
    depth = 1 + (names.recipes.values.map(\.depth).max() ?? 0)
    var names = names
    if depth > Self.deepest { names.recipes = [:] }
    self.names = names
  }
}

/// What a tracing session made, so that one table has one trace however often it is used.
struct TracedTables {
  var named: [ObjectIdentifier: Table] = [:]
  var loaded: [String: Table] = [:]
}

extension Session {
  /// A session that runs recipes again and keeps the way of every row.
  package func tracingSession() -> Session {
    let session = Session(
      folder: folder, outputFolder: outputFolder, parameters: parameters, readableFolders: readableFolders,
      isTracing: true,
      sharing: functions)
    session.sources = sources
    session.isCancelled = isCancelled
    session.replacements = replacements
    session.state = state
    session.state.tables = [:]
    return session
  }

  /// Runs a pipeline step by step; the table's derivation is its trace.
  func traced(_ pipeline: Pipeline) throws(RunFailure) -> (Table, [LedgerEntry]) {
    var table = try self.table(pipeline.source)
    guard !pipeline.steps.isEmpty else { return (table, []) }
    let source = table.derivation as? Trace ?? Trace(loaded: table, name: nil)
    var tracer = Tracer(isCancelled: isCancelled)
    var rest = pipeline.steps[...]
    repeat {
      var binder = StepBinder(schema: table.schema, names: known())
      rest = binder.bind(Array(rest))
      if binder.isStopped { throw RunFailure(binder.diagnostics) }
      table = try tracer.run(binder.steps, on: table)
    } while !rest.isEmpty
    table.derivation = Trace(name: nil, source: .trace(source), steps: tracer.steps, table: table)
    return (table, tracer.ledger)
  }

  /// The table behind a name or a `load`, made once; nil for an expression that makes one where it stands.
  func tracedSource(_ expression: Expression) throws(RunFailure) -> Table? {
    switch expression {
    case .name(let name):
      guard let recipe = state.recipes[name.text], recipe.isTable else { return nil }
      guard recipe.depth <= Recipe.deepest else { throw RunFailure(.tooDeepToFollow(name)) }
      if let known = traced.named[ObjectIdentifier(recipe)] { return known }
      let here = state
      state = recipe.names
      defer { state = here }
      var made = try table(recipe.pipeline)
      if let trace = made.derivation as? Trace { made.derivation = trace.named(name.text) }
      traced.named[ObjectIdentifier(recipe)] = made
      return made
    case .load(let arguments, let range):
      let words = words(of: range)
      if let known = traced.loaded[words] { return known }
      var loaded = try load(arguments, range)
      loaded.derivation = Trace(loaded: loaded, name: words)
      traced.loaded[words] = loaded
      return loaded
    case .table(let columns, let rows, let range):
      // The same words may hold names that stand for something else; one that has a name is made once by that.
      var written = try inline(columns, rows, range)
      if let source = sources.last(where: { $0.contains(range) }) {
        let lines = rows.map { row in Int32(source.position(of: row.first?.range.lower ?? range.lower).line) }
        written.origin = Origin(files: [shown(source.name)], lines: .listed(lines))
      }
      written.derivation = Trace(loaded: written, name: nil)
      return written
    default: return nil
    }
  }

  /// The name of a script as files are named that it loads, wherever somebody stands.
  package func shown(_ name: String) -> String {
    name.hasPrefix(folder + "/") ? String(name.dropFirst(folder.count + 1)) : name
  }

  /// What a script says in a range, in one line.
  package func words(of range: SourceRange) -> String {
    guard let source = sources.last(where: { $0.contains(range) }) else { return "" }
    return source.balanced(range).split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

extension SourceText {
  /// The characters of a range with the brackets behind it that close those which open within: an expression's own range ends in
  /// front of them.
  fileprivate func balanced(_ range: SourceRange) -> String {
    var text = self[range]
    let open = text.count { $0 == "(" } - text.count { $0 == ")" }
    guard open > 0 else { return text }
    let rest = self[SourceRange(range.upper, range.upper + open)]
    text += rest.prefix { $0 == ")" }
    return text
  }
}

extension Diagnostic {
  static func tooDeepToFollow(_ name: Name) -> Diagnostic {
    Diagnostic(
      .tooDeep,
      "`\(name.text)` stands on more than \(Recipe.deepest) names, one on the other, and is not followed back",
      at: name.range, kind: .limit)
  }
}
