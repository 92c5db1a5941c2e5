package import StetColumns
import StetDiagnostics
import StetFormats
import StetSyntax

extension Session {
  package var snapshot: State { state }

  package func restore(_ snapshot: State) { state = snapshot }

  // MARK: - The last result

  /// The name of the last result in the REPL.
  package static let last = "_"

  package func remember(_ output: Output) {
    switch output {
    case .table(let table):
      state.tables[Self.last] = table
      state.recipes[Self.last] = lastShown
      state.values[Self.last] = table.rowCount == 1 && table.columns.count == 1 ? table.columns[0][0] : nil
    case .value(let value):
      state.tables[Self.last] = nil
      state.values[Self.last] = value
      state.recipes[Self.last] = lastShown
    // A sentence is no figure to go on with.
    case .verdict, .why, .chart, .saved: return
    }
  }

  /// What `let` named is a result too.
  package func remember(named name: String) {
    state.tables[Self.last] = state.tables[name]
    state.values[Self.last] = state.values[name]
    state.recipes[Self.last] = state.recipes[name]
  }

  // MARK: - What is named

  /// The tables that statements have named, in alphabetical order.
  package var namedTables: [(name: String, table: Table)] {
    state.tables.filter { $0.key != Self.last }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The values that are not tables of one cell.
  package var namedValues: [(name: String, value: Value)] {
    state.values.filter { $0.key != Self.last && state.tables[$0.key] == nil }.sorted { $0.key < $1.key }.map {
      ($0.key, $0.value)
    }
  }

  /// All names that statements have given, in alphabetical order.
  package var nameList: [String] {
    Set(state.tables.keys).union(state.values.keys).union(state.scopes.keys).union(state.definitions.keys).subtracting([
      Self.last
    ]).sorted()
  }

  /// The data package that names datasets; nil where there is none.
  package var dataPackagePath: String? { DataPackage.find(startingAt: folder) }

  /// Where scripts and files are looked for.
  package var startFolder: String { folder }

  package var namedScopes: [String] { state.scopes.keys.sorted() }

  /// Whether a statement has named something so.
  package func names(_ name: String) -> Bool {
    state.tables[name] != nil || state.values[name] != nil || state.scopes[name] != nil
      || state.definitions[name] != nil
  }

  package func table(named name: String) -> Table? { state.tables[name] }

  /// The datasets that `load NAME` finds, with the columns that their metadata declares; none where there is no data
  /// package or it cannot be read, which `load` then says.
  package func declaredDatasets() -> [(name: String, title: String?, schema: Schema)] {
    guard let place = DataPackage.folder(near: folder), let package = try? DataPackage.read(folder: place) else {
      return []
    }
    return package.resources.map { ($0.name, $0.title, Schema($0.fields)) }
  }
}
