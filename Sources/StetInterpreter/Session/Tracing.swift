import StetColumns
import StetDiagnostics
import StetEngine
import StetSyntax

/// Makes tables again, step by step, and keeps where each of their rows comes from; one table has one trace, however often it is
/// used.
package final class Tracing {
  private var named: [ObjectIdentifier: Table] = [:]
  private var loaded: [String: LoadedSource] = [:]

  package init() {}

  /// Runs a pipeline's steps; the table's derivation is its trace.
  func run(
    _ bound: BoundPipeline, on source: Table, in evaluation: Evaluation
  ) throws(RunFailure) -> (table: Table, last: PlanStep?) {
    var table = source
    var tracer = Tracer(isCancelled: evaluation.session.isCancelled)
    try evaluation.eachPart(of: bound, after: source.schema) { steps throws(RunFailure) in
      table = try tracer.run(steps, on: table)
      return table.schema
    }
    let start = source.derivation as? Trace ?? Trace(loaded: source, name: nil)
    table.derivation = Trace(name: nil, source: .trace(start), steps: tracer.steps, table: table)
    return (table, tracer.steps.last?.step)
  }

  /// The table of a name, made once by its recipe.
  func table(named name: Name, in evaluation: Evaluation) throws(RunFailure) -> Table {
    guard let recipe = evaluation.environment.recipes[name.text], recipe.isTable else {
      let known = evaluation.environment.recipes.filter(\.value.isTable).keys.sorted()
      throw RunFailure(.unknownTable(name, among: known, isDataset: evaluation.session.files.hasDataset(name)))
    }
    guard recipe.depth <= Recipe.deepest else { throw RunFailure(.tooDeepToFollow(name)) }
    if let known = named[ObjectIdentifier(recipe)] { return known }
    var made = try Evaluation(evaluation.session, recipe.names, tracing: self).table(recipe.pipeline).table
    if let trace = made.derivation as? Trace { made.derivation = trace.named(name.text) }
    named[ObjectIdentifier(recipe)] = made
    return made
  }

  /// A file or dataset, read once.
  func load(
    _ arguments: [Argument], _ range: SourceRange, in evaluation: Evaluation
  ) throws(RunFailure) -> LoadedSource {
    let words = evaluation.session.words(of: range)
    if let known = loaded[words] { return known }
    var source = try evaluation.load(arguments, range)
    source.table.derivation = Trace(loaded: source.table, name: words)
    loaded[words] = source
    return source
  }

  /// A table that the script writes out, with the lines of its rows. The same words may contain names with another meaning; one that
  /// has a name is made once by that.
  static func written(_ table: Table, _ inline: InlineTable, _ session: Session) -> Table {
    var table = table
    if let source = session.sources.last(where: { $0.contains(inline.range) }) {
      let lines = inline.rows.map { row in
        Int32(source.position(of: row.first?.range.lower ?? inline.range.lower).line)
      }
      table.origin = Origin(files: [session.shown(source.name)], lines: .listed(lines))
    }
    table.derivation = Trace(loaded: table, name: nil)
    return table
  }
}

extension Diagnostic {
  static func tooDeepToFollow(_ name: Name) -> Diagnostic {
    Diagnostic(
      .tooDeep,
      "`\(name.text)` depends on a chain of more than \(Recipe.deepest) names and is not traced", at: name.range,
      kind: .limit)
  }
}
