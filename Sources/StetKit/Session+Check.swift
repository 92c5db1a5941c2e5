import StetColumns
package import StetDiagnostics
package import StetSyntax

extension Session {
  /// Every error of names and types in a script, on tables with the right columns and no rows. What only data can
  /// show — an expectation, a claim, a cell that does not fit — is for the run.
  package func check(_ source: SourceText) -> [Diagnostic] {
    add(source)
    let (script, found) = parse(source)
    guard !found.contains(where: { $0.severity == .error }) else { return found }
    return found + check(script)
  }

  /// The same for the statements of a script that was read, such as a block of a notebook.
  package func check(_ script: Script) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for statement in script.statements {
      do { try run(statement) { _ in } } catch {
        // A scope is reported where it stands, however often it is used.
        diagnostics += error.diagnostics.filter { !diagnostics.contains($0) }
        // What the statement would have named is unknown; that is said once, here.
        switch statement.kind {
        case .binding(let name, _), .parameter(let name, _): unknownNames.insert(name.text)
        // Any name that is unknown from here on may be one of the other script.
        case .use: return diagnostics
        case .scope, .function, .calendar, .claim, .check, .why, .pipeline: break
        }
      }
    }
    defer { chartRemarks = [] }
    return diagnostics + chartRemarks
  }
}
