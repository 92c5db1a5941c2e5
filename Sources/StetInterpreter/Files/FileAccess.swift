import StetColumns
package import StetDiagnostics
import StetEvidence
package import StetFormats
import StetReleases
import StetSystem

/// The files that a session reads and writes: beneath its folders, never over a file that was read.
package final class FileAccess {
  /// Where `load` and `use` look for files, and for `Datasets/datapackage.json`.
  package let folder: String
  /// Where `save` and `chart` write.
  let outputFolder: String
  /// Folders outside it that may be read too.
  let readableFolders: [String]
  /// Files that are read in place of others, by the name of the dataset or the path that the script says.
  package var replacements: [String: String] = [:]
  /// Those of them that were asked for.
  package internal(set) var replaced: Set<String> = []
  /// Set if a lock is written or compared with what is read.
  package var recorder: InputRecorder?
  /// Files that were read, which no output may replace.
  package private(set) var protectedFiles: Set<String> = []
  var dataPackage: DataPackage?
  /// What `load stdin` reads; nil where standard input brings something else, such as the statements themselves.
  package var standardInput: StandardInput?
  let unpacked: UnpackedFiles
  /// Tables of files that had to be read whole for their columns, by where the script loads them, until it does.
  var prepared: [Int: CombinedTables] = [:]
  /// What the figures of small files show, by where the script loads them.
  var found: [Int: FoundAdditions] = [:]
  var isCancelled: () -> Bool = { false }
  var memory = MemoryBudget()
  var progress: ((_ read: Int64, _ total: Int64) -> Void)?

  init(
    folder: String, outputFolder: String, readableFolders: [String], unpacked: UnpackedFiles = UnpackedFiles()
  ) {
    self.unpacked = unpacked
    self.folder = folder
    self.outputFolder = outputFolder
    self.readableFolders = readableFolders
  }

  /// The same folders and settings, with a state of its own. A recorder is shared.
  func copy() -> FileAccess {
    let copy = FileAccess(
      folder: folder, outputFolder: outputFolder, readableFolders: readableFolders, unpacked: unpacked)
    copy.standardInput = standardInput
    copy.replacements = replacements
    copy.recorder = recorder
    copy.memory = memory
    copy.progress = progress
    copy.takeState(of: self)
    return copy
  }

  func takeState(of other: FileAccess) {
    (replaced, protectedFiles, dataPackage) = (other.replaced, other.protectedFiles, other.dataPackage)
  }

  /// Forgets what was read; only these files are kept from being replaced.
  func startAnew(protecting files: Set<String>) {
    dataPackage = nil
    (prepared, found) = ([:], [:])
    protectedFiles = files
  }

  /// A file that is needed besides tables, such as a theme.
  func read(_ path: String, _ kind: LockedInput.Kind, _ range: SourceRange) throws(RunFailure) -> [UInt8] {
    try checkNotHeld(path, range)
    let bytes: [UInt8]
    do { bytes = try readFile(path, beneath: folder, alsoAllowed: readableFolders, shownAs: path) } catch {
      throw error.placed(at: range)
    }
    protect(folder + "/" + path)
    record(path, kind, bytes, range)
    return bytes
  }

  /// Protects a file that was read, such as the script itself, from being replaced.
  package func protect(_ file: String) { protectedFiles.insert(fileOnDisk(file)) }

  /// Whether a path leads to a file that was read.
  package func isProtected(_ path: String) -> Bool { protectedFiles.contains { isSameFile($0, path) } }

  /// Where a file of that name is written.
  package func outputPath(_ name: String) -> String { outputFolder + "/" + name }

  /// Writes a file of the host's own, such as a page, as `save` does; returns the path as shown.
  package func writeOutput(_ bytes: [UInt8], to path: String) throws(RunFailure) -> String {
    try write(FileContent(bytes), to: path, SourceRange(0, 0))
  }

  /// Writes inside the output folder, never over a file that was read; returns the path as shown.
  func write(_ content: FileContent, to path: String, _ range: SourceRange) throws(RunFailure) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !path.hasPrefix("/"), !parts.contains(".."), !parts.contains(""), !path.utf8.contains(0) else {
      throw RunFailure(.outsideOutput(path, range))
    }
    let whole = outputFolder + "/" + path
    guard !isProtected(whole) else { throw RunFailure(.overwritesInput(path, range)) }
    try whenReleased(whole, content) { [self] () throws(RunFailure) in
      try write(content, below: parts.dropLast().map(String.init), to: path, range)
    }
    return whole
  }

  private func write(_ content: FileContent, below folders: [String], to path: String, _ range: SourceRange)
    throws(RunFailure)
  {
    let whole = outputFolder + "/" + path
    // After a write that was held back, the file may have been read.
    guard !isProtected(whole) else { throw RunFailure(.overwritesInput(path, range)) }
    var folder = outputFolder
    for part in [""] + folders {
      if !part.isEmpty { folder += "/" + part }
      do throws(SystemError) { try makeFolder(folder) } catch {
        throw RunFailure(.noFolder(folder, error.text, range))
      }
    }
    do { try writeAtomically(content, to: whole, isCancelled: isCancelled) } catch {
      var failure = error
      for index in failure.diagnostics.indices where failure.diagnostics[index].range == nil {
        failure.diagnostics[index].range = range
      }
      throw failure
    }
  }
}

extension Diagnostic {
  fileprivate static func outsideOutput(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .outsideFolder, "a script can write only inside its output folder, but \(quoted(path)) points outside it",
      at: range,
      kind: .data, notes: ["`--out FOLDER` chooses the folder"])
  }

  fileprivate static func overwritesInput(_ path: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(
      .overwritesInput, "\(quoted(path)) was read by this script and cannot be replaced", at: range, kind: .data)
  }

  fileprivate static func noFolder(_ folder: String, _ reason: String, _ range: SourceRange) -> Diagnostic {
    Diagnostic(.cannotWrite, "the folder \(quoted(folder)) cannot be created: \(reason)", at: range, kind: .data)
  }
}
