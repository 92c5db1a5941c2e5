package import StetDiagnostics
import StetColumns
import StetSyntax

extension Session {
  /// Every error of names and types in a script, on tables with the right columns and no rows. What only data can
  /// show — an expectation, a claim, a cell that does not fit — is for the run.
  package func check(_ source: SourceText) -> [Diagnostic] {
    add(source)
    let (script, found) = parse(source)
    var diagnostics = found
    guard !found.contains(where: { $0.severity == .error }) else { return diagnostics }
    for statement in script.statements {
      do { try run(statement) { _ in } } catch {
        diagnostics += error.diagnostics
        // What the statement would have named is unknown; that is said once, here.
        if case .binding(let name, _) = statement.kind { unknownTables.insert(name.text) }
      }
    }
    return diagnostics
  }
}
