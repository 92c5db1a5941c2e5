import StetInterpreter
import StetReleases
import StetSystem

/// The files that a block or an expression read, as they were when it ran.
struct InputFiles {
  private let files: [InputFile]
  /// The metadata of datasets; nil if it was not needed.
  private let metadata: InputFile?
  /// Whether no file changed while it was read, so that these numbers describe what was read.
  let areSettled: Bool

  init(_ paths: [String], _ inputs: [RecordedInput], _ session: Session, since start: Int) {
    files = paths.map { InputFile($0) }
    metadata = inputs.contains { $0.input.kind == .dataset } ? InputFile(session.files.dataPackagePath ?? "") : nil
    areSettled = (files + [metadata].compactMap { $0 }).allSatisfy { ($0.state?.modified ?? 0) < start }
  }

  var version: Int {
    var hasher = Hasher()
    hasher.combine(files)
    hasher.combine(metadata)
    return hasher.finalize()
  }

  func areUnchanged(_ session: Session) -> Bool {
    if let metadata, InputFile(session.files.dataPackagePath ?? "") != metadata { return false }
    return files.allSatisfy { InputFile($0.path) == $0 }
  }
}

private struct InputFile: Hashable {
  let path: String
  /// Nil for no file.
  let state: FileState?

  init(_ path: String) {
    self.path = path
    state = FileState(path)
  }
}
