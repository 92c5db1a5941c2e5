import StetColumns
import StetDiagnostics
package import StetFormats
import StetReleases
import StetSystem

extension FileAccess {
  /// Writes at once, or when the recorder is released.
  func whenReleased(
    _ target: String, _ content: FileContent? = nil, _ write: @escaping () throws(RunFailure) -> Void
  ) throws(RunFailure) {
    guard let recorder else { return try write() }
    recorder.hold(target, content, write)
  }

  /// The files that wait to be written, in order.
  package var heldFiles: [(path: String, content: FileContent)] { recorder?.files ?? [] }

  /// Refuses a file that this run is going to write: as long as that waits, the file has other bytes, or does not exist.
  func checkNotHeld(_ path: String, _ range: SourceRange) throws(RunFailure) {
    guard let recorder, !recorder.targets.isEmpty else { return }
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    let isHeld =
      recorder.targets.contains(LockedInput.plain(whole)) || recorder.targets.contains { isSameFile($0, whole) }
    if isHeld { throw RunFailure(.ownOutput(path, range)) }
  }

  func record(_ path: String, _ kind: LockedInput.Kind, _ bytes: [UInt8], _ range: SourceRange) {
    guard recorder != nil else { return }
    record(LockedInput(kind, LockedInput.plain(path), sha256: SHA256.hex(of: bytes), size: bytes.count), range)
  }

  /// Records a table that was loaded; `resource` is that of a dataset.
  func record(
    _ path: String, _ loaded: Loaded, _ kind: LockedInput.Kind,
    of resource: (package: DataPackage, resource: DataPackage.Resource)? = nil, _ range: SourceRange
  ) throws(RunFailure) {
    guard recorder != nil else { return }
    guard let sha256 = loaded.receipt.digest.sha256 else { throw RunFailure(.changedWhileLocked(path, range)) }
    record(
      LockedInput(
        kind,
        resource.map { lockPath(of: $0.resource, in: $0.package) } ?? LockedInput.plain(path),
        dataset: resource?.resource.name, sha256: sha256, size: loaded.receipt.bytes,
        content: LockedInput.Content(
          rows: loaded.table.rowCount, fields: loaded.table.schema.fields, missing: resource?.resource.missing ?? [])),
      range, resource?.resource)
  }

  private func record(_ input: LockedInput, _ range: SourceRange, _ resource: DataPackage.Resource? = nil) {
    guard let recorder, !recorder.inputs.contains(where: { $0.input == input }) else { return }
    recorder.inputs.append(
      RecordedInput(
        input: input, range: range, title: resource?.title, credit: resource?.credit, retrieved: resource?.retrieved))
  }

  /// `../Datasets/spend.csv`: the folder of a data package is written after that of the script.
  func lockPath(of resource: DataPackage.Resource, in package: DataPackage) -> String {
    let start = folder + "/"
    let above = package.folder.hasPrefix(start) ? String(package.folder.dropFirst(start.count)) : package.folder
    return LockedInput.plain(above + "/" + resource.path)
  }
}

extension Diagnostic {
  fileprivate static func ownOutput(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .ownOutput, "\(quoted(path)) cannot be read yet, because a locked run writes its files only at its end",
      at: range,
      kind: .data, notes: ["`let` keeps a table for later use"])
  }

  fileprivate static func changedWhileLocked(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .changedMeanwhile, "the file changed while it was being read", at: range, location: path, kind: .data,
      notes: ["a copy of the file can be loaded"])
  }
}
