import StetColumns
import StetDiagnostics
package import StetEngine
import StetSyntax

/// The names that completion chooses from. The closures provide what is too much to list in advance.
package struct KnownNames {
  /// Also those of several words, such as `left join`.
  package var verbs: [String] = []
  package var functions: [String] = []
  package var aggregates: [String] = []
  /// Without their colon.
  package var commands: [String] = []
  package var datasets: [String] = []
  package var tables: [String] = []
  package var values: [String] = []
  package var scopes: [String] = []
  /// What the binder knows of names, and the columns of what the statement's pipelines come from; `_` is the last result.
  package var catalog: any Catalog = NoCatalog()
  /// The paths that begin so; a folder ends in `/`.
  package var files: (String) -> [String] = { _ in [] }
  /// The different texts of a table's or dataset's column.
  package var texts: (_ source: String, _ column: String) -> [String] = { _, _ in [] }
  /// The columns that `pivot` makes from a table's or dataset's column.
  package var headings: (_ source: String, _ column: String) -> [String] = { _, _ in [] }

  package init() {}

  /// The columns of a table or dataset.
  func columns(_ name: String) -> [String]? {
    let name = Name(name, SourceRange(0, 0))
    let schema =
      (try? catalog.schema(of: name)) ?? (try? catalog.schema(ofLoad: [Argument(.none, .name(name))], name.range))
    return schema?.names
  }
}

/// Where nothing is known.
private struct NoCatalog: Catalog {
  var names: Names { Names() }
  func schema(of table: Name) -> Schema? { nil }
  func schema(ofLoad arguments: [Argument], _ range: SourceRange) -> Schema? { nil }
  func result(of pipeline: PipelineKey) -> PipelineResult? { nil }
}
