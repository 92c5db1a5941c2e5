package import StetColumns
import StetDiagnostics
import StetFormats
import StetSyntax

extension Session {
  /// Everything that statements have named, as a value: kept before a statement, put back by `undo`.
  package struct Snapshot: Sendable {
    fileprivate var tables: [String: Table]
    fileprivate var values: [String: Value]
    fileprivate var scopes: [String: Expression]
  }

  package var snapshot: Snapshot { Snapshot(tables: tables, values: values, scopes: scopes) }

  package func restore(_ snapshot: Snapshot) {
    tables = snapshot.tables
    values = snapshot.values
    scopes = snapshot.scopes
  }

  // MARK: - The last result

  /// The name of the last result in the REPL.
  package static let last = "_"

  package func remember(_ output: Output) {
    switch output {
    case .table(let table):
      tables[Self.last] = table
      values[Self.last] = table.rowCount == 1 && table.columns.count == 1 ? table.columns[0][0] : nil
    case .value(let value):
      tables[Self.last] = nil
      values[Self.last] = value
    // A sentence is no figure to go on with.
    case .verdict: return
    }
  }

  /// What `let` named is a result too.
  package func remember(named name: String) {
    tables[Self.last] = tables[name]
    values[Self.last] = values[name]
  }

  // MARK: - What is named

  /// The tables that statements have named, in alphabetical order.
  package var namedTables: [(name: String, table: Table)] {
    tables.filter { $0.key != Self.last }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The values that are not tables of one cell.
  package var namedValues: [(name: String, value: Value)] {
    values.filter { $0.key != Self.last && tables[$0.key] == nil }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  package var namedScopes: [String] { scopes.keys.sorted() }

  /// Whether a statement has named something so.
  package func names(_ name: String) -> Bool { tables[name] != nil || values[name] != nil || scopes[name] != nil }

  package func table(named name: String) -> Table? { tables[name] }

  /// The datasets that `load NAME` finds, with the columns that their metadata declares; none where there is no data
  /// package or it cannot be read, which `load` then says.
  package func declaredDatasets() -> [(name: String, title: String?, schema: Schema)] {
    guard let place = DataPackage.folder(near: folder), let package = try? DataPackage.read(folder: place) else {
      return []
    }
    return package.resources.map { ($0.name, $0.title, Schema($0.fields)) }
  }
}
