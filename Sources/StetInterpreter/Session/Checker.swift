import StetColumns
package import StetDiagnostics
import StetEngine
package import StetSyntax

/// Finds the errors in the names and types of a script, using only schemas. What only data can show (an expectation, a claim, a cell
/// that does not fit) is for the run.
package struct Checker {
  private let session: Session
  private var binder: ScriptBinder
  private var found: [Diagnostic] = []
  /// Whether any name that is unknown from here on may be one of another script.
  private var isLost = false

  /// Sees no names of the session; the columns of files come from reading them in full.
  package init(_ session: Session) {
    self.session = session
    let reading = Evaluation(session, Environment())
    let catalog = SchemaCatalog(
      Environment(), session.functions,
      loaded: { arguments, range throws(RunFailure) in
        if case .name? = arguments.first?.value { return try session.files.beginning(arguments, range) }
        return try reading.schema(ofLoad: arguments, range)
      },
      hasDataset: session.files.hasDataset)
    binder = ScriptBinder(session, catalog)
  }

  /// The errors of a script's statements, such as those of a block of a notebook, each once, and what an editor would ask about its
  /// charts.
  package mutating func check(_ script: Script) -> [Diagnostic] {
    let before = found
    var remarks: [Diagnostic] = []
    for statement in script.statements where !isLost {
      do {
        for case .table(let table) in try binder.bind(statement).flatMap(\.parts) { remarks += table.chartRemarks }
      } catch {
        report(error)
        if case .use = statement.kind { isLost = true }
      }
    }
    session.add(binder.sources)
    return Array(found[before.count...]) + remarks
  }

  /// The errors of an expression in prose.
  package mutating func check(_ expression: Expression) -> [Diagnostic] {
    let before = found.count
    do { _ = try binder.parts(expression) } catch { report(error) }
    return Array(found[before...])
  }

  package func names(readBy expression: Expression) -> Set<String> { binder.catalog.names.read(by: expression) }

  /// A scope is reported where it is, however often it is used.
  private mutating func report(_ failure: RunFailure) {
    found += failure.diagnostics.filter { !found.contains($0) }
  }
}

extension Session {
  /// The errors of a script; it sees no names of the session.
  package func check(_ source: SourceText) -> [Diagnostic] {
    add(source)
    let (script, found) = parse(source)
    guard !found.contains(where: { $0.severity == .error }) else { return found }
    var checker = Checker(self)
    return found + checker.check(script)
  }

  /// Takes over the scripts that were read while binding.
  fileprivate func add(_ sources: [SourceText]) {
    for source in sources.dropFirst(self.sources.count) { add(source) }
  }
}

extension BoundPipeline {
  /// What an editor would ask about the charts in it before any data is there.
  fileprivate var chartRemarks: [Diagnostic] {
    var remarks: [Diagnostic] = []
    if case .pipeline(let inner) = source { remarks = inner.chartRemarks }
    for step in steps {
      guard case .chart(let plan, _, let range)? = (step.operation as? OutputOperation)?.output else { continue }
      remarks += plan.remarks.map { Diagnostic(.chart, $0, at: range, severity: .warning) }
    }
    return remarks
  }
}
