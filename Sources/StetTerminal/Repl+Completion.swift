package import StetAuthoring
import StetColumns
import StetInterpreter
import StetSystem

extension Repl {
  /// What can come at a UTF-8 offset of the entry being typed.
  package func complete(_ text: String, at cursor: Int) -> Completion {
    StetAuthoring.complete(text, at: cursor, among: knownNames())
  }

  private func knownNames() -> KnownNames {
    var names = KnownNames()
    names.verbs = help.filter { $0.kind == .verb }.map(\.name)
    names.functions = help.filter { $0.kind == .function || $0.kind == .window }.map(\.name)
    names.aggregates = help.filter { $0.kind == .aggregate }.map(\.name)
    names.commands = Command.all.map(\.name)
    names.datasets = datasets.map(\.name)
    names.tables = session.environment.namedTables.map(\.name)
    names.values = session.environment.namedValues.map(\.name)
    names.scopes = session.environment.namedScopes
    names.catalog = session.catalog
    names.files = files
    names.texts = { [session] source, column in session.environment.tables[source]?[column].map(texts) ?? [] }
    names.headings = { [session] source, column in session.environment.tables[source]?[column].map(headings) ?? [] }
    return names
  }
}

/// The columns that `pivot` makes from a column.
private func headings(_ column: Column) -> [String] {
  var found: Set<String> = []
  for row in 0..<min(column.count, 100_000) { found.insert(column[row].isMissing ? "missing" : plainText(column[row])) }
  return found.sorted()
}

/// The different texts at the beginning of a column, in alphabetical order.
private func texts(_ column: Column) -> [String] {
  var found: Set<String> = []
  for row in 0..<min(column.count, 100_000) {
    if let text = column[row].asText { found.insert(text) }
  }
  return found.sorted()
}

/// The paths that begin as typed, in alphabetical order; a folder ends in `/`.
private func files(_ typed: String) -> [String] {
  let folder = typed.lastIndex(of: "/").map { String(typed[...$0]) } ?? ""
  let start = typed.dropFirst(folder.count)
  var found: [String] = []
  for entry in entries(of: folder.isEmpty ? "." : folder) where entry.name.hasPrefix(start) {
    if entry.name.hasPrefix("."), !start.hasPrefix(".") { continue }
    found.append(folder + entry.name + (entry.isFolder ? "/" : ""))
  }
  return found.sorted()
}
