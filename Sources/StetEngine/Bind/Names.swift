package import StetColumns
package import StetDiagnostics
package import StetSyntax

/// What a script has named so far, and how to reach the tables behind.
package struct Names {
  package var values: [String: Value] = [:]
  package var scopes: [String: Expression] = [:]
  /// Names whose definition was refused: what uses them is not refused a second time.
  package var refused: Set<String> = []
  /// The functions that the script defines.
  package var definitions: [String: Definition] = [:]
  /// The functions that the embedding program brings; they go before those of the catalog.
  package var functions: [String: Function] = [:]
  /// The one value of a parenthesised pipeline or an addressed cell.
  package let scalar: (Expression) -> Result<Value, RunFailure>
  /// The table behind a name, a `load` or a parenthesised pipeline.
  package let table: (Expression) -> Result<Table, RunFailure>

  package init(
    scalar: @escaping (Expression) -> Result<Value, RunFailure>,
    table: @escaping (Expression) -> Result<Table, RunFailure>
  ) {
    self.scalar = scalar
    self.table = table
  }
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
}

/// `def name(a, b) = …`: a call stands for its body, with the arguments in place of the parameters.
package struct Definition: Sendable {
  package let parameters: [Name]
  package let body: Pipeline

  package init(parameters: [Name], body: Pipeline) {
    self.parameters = parameters
    self.body = body
  }

  /// The functions that the body calls, whichever table they are of.
  fileprivate var called: Set<String> { body.called }

  /// The body of a function of values; nil for one that gives a table.
  package var valueBody: Expression? {
    guard body.steps.isEmpty else { return nil }
    switch body.source {
    case .load, .table: return nil
    default: return body.source
    }
  }

  /// The expression that each parameter stands for in one call.
  package func substitution(_ name: Name, _ arguments: [Argument]) -> Result<[String: Expression], RunFailure> {
    var substitution: [String: Expression] = [:]
    var next = 0
    for argument in arguments {
      let parameter: Name
      switch argument.label {
      case .none:
        guard next < parameters.count else { return .failure(RunFailure(.wrongCount(name, parameters))) }
        parameter = parameters[next]
        next += 1
      case .passes(let label), .defines(let label):
        guard let found = parameters.first(where: { $0.text == label.text }) else {
          return .failure(RunFailure(.wrongCount(name, parameters)))
        }
        parameter = found
      }
      guard substitution[parameter.text] == nil else { return .failure(RunFailure(.wrongCount(name, parameters))) }
      substitution[parameter.text] = argument.value
    }
    guard substitution.count == parameters.count else { return .failure(RunFailure(.wrongCount(name, parameters))) }
    return .success(substitution)
  }
}

extension Diagnostic {
  fileprivate static func wrongCount(_ name: Name, _ parameters: [Name]) -> Diagnostic {
    Diagnostic(
      .arguments, "the call does not fit `\(name.text)(\(parameters.map(\.text).joined(separator: ", ")))`",
      at: name.range)
  }
}
