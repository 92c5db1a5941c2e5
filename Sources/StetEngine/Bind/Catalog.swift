package import StetColumns
package import StetDiagnostics
package import StetSyntax

/// What the binder asks about the world outside a pipeline: columns and values, never rows. Binding changes nothing, so the same
/// pipeline may be bound any number of times, over the tables of a session or over schemas alone.
package protocol Catalog {
  var names: Names { get }
  /// The columns of a named table; nil if only a run decides them.
  func schema(of table: Name) throws(RunFailure) -> Schema?
  /// The columns of a file or dataset; nil if only a run decides them.
  func schema(ofLoad arguments: [Argument], _ range: SourceRange) throws(RunFailure) -> Schema?
  /// What a pipeline gave that `Awaited` asked for; nil for any other.
  func result(of pipeline: PipelineKey) -> PipelineResult?
}

/// What binding needs of a pipeline that has run.
package enum PipelineResult: Sendable {
  case table(Schema)
  case value(Value, Field)
}

/// What must run before binding can go on.
package enum Awaited: Sendable {
  /// A pipeline to whose columns a step is bound, or whose value decides how it is.
  case input(StepInput)
  /// A name for which this catalog has at most the type.
  case run
}

/// Why something could not be bound. Without diagnostics and with nothing awaited, the cause was reported before.
package struct BindingStop: Error, Sendable {
  package var diagnostics: [Diagnostic]
  package var awaited: Awaited?
}

/// What names mean besides columns.
package struct Names: Sendable {
  /// Made when a pipeline asks for it, which takes a tenth of the time of a start.
  package var verbs: [Verb] { verbCatalog }
  package var values: [String: Value] = [:]
  /// The values for which only the type is known, because nothing is calculated.
  package var types: [String: Field] = [:]
  package var tables: Set<String> = []
  package var scopes: [String: Expression] = [:]
  /// Names whose definition was refused: what uses them is not refused a second time.
  package var refused: Set<String> = []
  /// The functions that the script defines.
  package var definitions: [String: Definition] = [:]
  /// The functions that the embedding program adds; they take precedence over those of the catalog.
  package var functions: [String: Function] = [:]

  package init() {}
}

extension Names {
  /// Whether a function calls itself, also through others. Its arguments do not count: `f(f(x))` calls it twice.
  package func callsItself(_ name: String) -> Bool {
    var seen: Set<String> = []
    var waiting = [name]
    while let next = waiting.popLast() {
      for called in definitions[next]?.called ?? [] where definitions[called] != nil {
        if called == name { return true }
        if seen.insert(called).inserted { waiting.append(called) }
      }
    }
    return false
  }

  package func isTable(_ pipeline: Pipeline) -> Bool { !pipeline.steps.isEmpty || isTable(pipeline.source) }

  /// Whether an expression gives a table.
  package func isTable(_ expression: Expression) -> Bool {
    var expression = expression
    var followed: Set<String> = []
    while case .call(let name, _, _) = expression {
      // A function that calls itself is refused where it is called.
      guard let definition = definitions[name.text], followed.insert(name.text).inserted else { return false }
      if definition.valueBody == nil { return true }
      expression = definition.body.source
    }
    switch expression {
    case .load, .table, .pipeline: return true
    case .name(let name): return tables.contains(name.text) || refused.contains(name.text)
    default: return false
    }
  }

  /// The names of values and scopes, for the nearest to one that is misspelled.
  var listed: [String] { (values.keys.map(\.self) + types.keys).sorted() + scopes.keys.sorted() }
}
