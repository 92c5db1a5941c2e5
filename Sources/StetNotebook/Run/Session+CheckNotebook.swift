import StetColumns
package import StetDiagnostics
package import StetInterpreter
import StetSyntax

extension Session {
  /// Every error in the names and types of a notebook, its blocks and its prose, over schemas alone. Whether a claim stands is left to
  /// the run.
  package func check(_ notebook: Notebook) -> [Diagnostic] {
    add(notebook.source)
    var found = notebook.diagnostics
    guard !found.contains(where: { $0.severity == .error }) else { return found }
    var checker = Checker(self)
    for codeBlock in notebook.codeBlocks { found += checker.check(codeBlock.script) }
    let twice = notebook.namesGivenTwice
    for prose in notebook.expressions {
      guard let expression = prose.expression else { continue }
      if let unclear = checker.names(readBy: expression).sorted().first(where: { twice.contains($0) }) {
        found.append(.unclearName(unclear, prose.range))
        continue
      }
      if case .value(let format?) = prose.use, formatted(.int(1), format) == nil {
        found.append(.unknownFormat(format, prose.range))
      }
      found += checker.check(expression).filter { !found.contains($0) }
    }
    return found
  }
}

extension Notebook {
  /// Names that the statements of its blocks define more than once.
  var namesGivenTwice: Set<String> {
    var counts: [String: Int] = [:]
    for statement in codeBlocks.flatMap(\.script.statements) {
      if let name = statement.givenName { counts[name.text, default: 0] += 1 }
    }
    return Set(counts.filter { $0.value > 1 }.keys)
  }
}
