package import StetColumns
package import StetDiagnostics
package import StetFormats

/// One release of a table: a file, or a dataset of the data package in or above the working folder.
package struct Release: Sendable {
  /// As it was asked for.
  package let name: String
  package let table: Table
  /// Notes about how it was read.
  package let notes: [String]

  /// Loads two releases. A file that belongs to a data package has its types, units and codes; if one of the two has
  /// none, it is read with those of the other, if they fit.
  package static func load(
    _ old: String, _ new: String, _ control: ReadControl = ReadControl()
  ) throws(RunFailure) -> (old: Release, new: Release) {
    let places = (old: try ReleaseFile(old), new: try ReleaseFile(new))
    return (
      try places.old.load(like: places.new, control), try places.new.load(like: places.old, control)
    )
  }
}

/// Where a release is found, and what its metadata says.
private struct ReleaseFile {
  let name: String
  /// Nil for a dataset.
  private let path: String?
  private let described: (package: DataPackage, resource: DataPackage.Resource)?

  /// A word without `.` and `/` names a dataset if there is one, and a file otherwise.
  init(_ name: String) throws(RunFailure) {
    self.name = name
    if !name.contains("."), !name.contains("/"), let package = try package(near: ".") {
      if let resource = package.resources.first(where: { $0.name == name }) {
        (path, described) = (nil, (package, resource))
        return
      }
      if let near = nearest(to: name, among: package.resources.map(\.name)), (try? readFile(name, shownAs: name)) == nil
      {
        throw RunFailure(.noRelease(name, near))
      }
    }
    do { _ = try SourceFormat.named(by: name) } catch { throw error.placed(in: name) }
    path = name
    let folder = name.lastIndex(of: "/").map { $0 == name.startIndex ? "/" : String(name[..<$0]) } ?? "."
    guard let package = try package(near: folder) else {
      described = nil
      return
    }
    let file = fileBehindLinks(name)
    described = package.resources.first { fileBehindLinks(package.folder + "/" + $0.path) == file }.map {
      (package, $0)
    }
  }

  func load(like other: ReleaseFile, _ control: ReadControl) throws(RunFailure) -> Release {
    guard let path else {
      guard let described else { preconditionFailure("a release that is not a file must be a dataset") }
      let loaded = try described.package.load(described.resource, control)
      return Release(name: name, table: loaded.table, notes: loaded.receipt.allNotes)
    }
    guard let described else { return try borrowing(path, other, control) }
    let loaded = try read(path, described.resource, control)
    var notes = loaded.receipt.allNotes
    if let sha256 = described.resource.sha256, sha256 != loaded.receipt.digest.sha256 {
      notes.append("the file is not the one that `datapackage.json` describes as `\(described.resource.name)`")
    }
    return Release(name: name, table: loaded.table, notes: notes)
  }

  /// Without metadata of its own: a file is most often compared with one that has some.
  private func borrowing(_ path: String, _ other: ReleaseFile, _ control: ReadControl) throws(RunFailure) -> Release {
    guard let resource = other.described?.resource else {
      let loaded = try read(path, nil, control)
      return Release(name: name, table: loaded.table, notes: loaded.receipt.allNotes)
    }
    let source = "the types and units of `\(resource.name)`"
    do throws(RunFailure) {
      let loaded = try read(path, resource, control)
      return Release(name: name, table: loaded.table, notes: loaded.receipt.allNotes + ["read with \(source)"])
    } catch {
      let loaded = try read(path, nil, control)
      let reason = error.diagnostics.first.map { "\($0.location ?? name): \($0.message)" } ?? ""
      return Release(
        name: name, table: loaded.table,
        notes: loaded.receipt.allNotes + ["read without \(source), which do not fit: \(reason)"])
    }
  }

  private func read(
    _ path: String, _ resource: DataPackage.Resource?, _ control: ReadControl
  ) throws(RunFailure) -> Loaded {
    let options = resource.map(ReadOptions.init(describedBy:)) ?? ReadOptions()
    let source: TableSource
    do { source = try TableSource(path: path, shownAs: path, options: options) } catch { throw error.placed(in: path) }
    return try source.load(control)
  }
}

private func package(near folder: String) throws(RunFailure) -> DataPackage? {
  guard let found = DataPackage.folder(near: folder) else { return nil }
  return try DataPackage.read(folder: found)
}

extension Diagnostic {
  fileprivate static func noRelease(_ name: String, _ near: String) -> Diagnostic {
    Diagnostic(
      .unknownDataset, "there is no dataset or file `\(name)`", kind: .data, notes: ["the nearest dataset is `\(near)`"]
    )
  }
}

extension RunFailure {
  /// The same about a file of the command line, which no script names.
  fileprivate func placed(in file: String) -> RunFailure {
    RunFailure(
      diagnostics.map { diagnostic in
        var diagnostic = diagnostic
        diagnostic.location = diagnostic.location ?? file
        diagnostic.kind = .data
        return diagnostic
      })
  }
}
