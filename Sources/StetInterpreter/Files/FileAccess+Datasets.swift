package import StetColumns
import StetDiagnostics
import StetFormats
import StetSyntax

extension FileAccess {
  /// The data package that names datasets; nil if there is none.
  package var dataPackagePath: String? { DataPackage.find(startingAt: folder) }

  /// The datasets that `load NAME` finds, with the columns that their metadata declares; none where there is no data
  /// package or it cannot be read, which `load` then reports.
  package func declaredDatasets() -> [(name: String, title: String?, schema: Schema)] {
    guard let place = DataPackage.folder(near: folder), let package = try? DataPackage.read(folder: place) else {
      return []
    }
    return package.resources.map { ($0.name, $0.title, Schema($0.fields)) }
  }

  /// Whether a dataset has a name that is used as that of a table.
  func hasDataset(_ name: Name) -> Bool {
    (try? datasets(name.range))?.resources.contains { $0.name == name.text } ?? false
  }

  func datasets(_ range: SourceRange) throws(RunFailure) -> DataPackage {
    if let dataPackage { return dataPackage }
    guard let found = DataPackage.folder(near: folder) else { throw RunFailure(.noDatasets(range)) }
    let package: DataPackage
    do { package = try DataPackage.read(folder: found) } catch { throw error.placed(at: range) }
    dataPackage = package
    return package
  }
}

extension Diagnostic {
  fileprivate static func noDatasets(_ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .noDatasets, "there is no folder `Datasets` with a `datapackage.json` in the script's folder or above it",
      at: range,
      kind: .data, notes: ["a file is loaded with its path in quotes: `load \"figures.csv\"`"])
  }
}
