package import StetDiagnostics
package import StetKit

extension Session {
  /// Every error of names and types in a notebook, its blocks and its prose, on tables with the right columns and no rows. Whether a
  /// claim stands is for the run.
  package func check(_ notebook: Notebook) -> [Diagnostic] {
    add(notebook.source)
    var found = notebook.diagnostics
    guard !found.contains(where: { $0.severity == .error }) else { return found }
    for cell in notebook.cells { found += check(cell.script) }
    for prose in notebook.expressions {
      guard let expression = prose.expression else { continue }
      do { _ = try evaluated(expression) } catch { found += error.diagnostics.filter { !found.contains($0) } }
    }
    return found
  }
}
