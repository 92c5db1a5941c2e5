package import StetDiagnostics
package import StetSyntax

/// `def name(a, b) = …`: a call means its body, with the arguments in place of the parameters.
package struct Definition: Sendable {
  package let parameters: [Name]
  package let body: Pipeline

  package init(parameters: [Name], body: Pipeline) {
    self.parameters = parameters
    self.body = body
  }

  /// The functions that the body calls, whichever table they are of.
  var called: Set<String> { body.called }

  /// The body of a function of values; nil for one that gives a table.
  package var valueBody: Expression? {
    guard body.steps.isEmpty else { return nil }
    switch body.source {
    case .load, .table: return nil
    default: return body.source
    }
  }

  /// The expression that each parameter means in one call.
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
      .arguments, "the arguments do not match `\(name.text)(\(parameters.map(\.text).joined(separator: ", ")))`",
      at: name.range)
  }
}
