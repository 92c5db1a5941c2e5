#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a file under a temporary name in the same folder and renames it, so that an old file survives any failure.
///
/// An old file's permissions are kept. Throws `cancelled`, and replaces nothing, if `isCancelled` says so before the new file is
/// complete.
package func replaceFile(
  _ path: String, isCancelled: () -> Bool, write: (borrowing Descriptor) throws(SystemError) -> Void
) throws(SystemError) {
  let old = FileStatus(ofLink: path)
  let (temporary, file, place) = try temporaryFile(beside: path)
  defer { UnfinishedFiles.remove(at: place) }
  do throws(SystemError) {
    try write(file)
    if let old, old.kind == .regular, fchmod(file.number, mode_t(old.permissions)) != 0 { throw .last }
    // An error that closing the file could report is reported here.
    try keep(file)
    guard !isCancelled() else { throw .cancelled }
    try renameFile(temporary, to: path)
  } catch {
    removeFile(temporary)
    throw error
  }
  try keepNames(inFolderOf: path)
}

/// A new file next to `path`, and its place among the unfinished ones; a name left over by a killed process with the same number is
/// skipped.
private func temporaryFile(beside path: String) throws(SystemError) -> (name: String, file: Descriptor, place: Int?) {
  var failure = SystemError.fileExists
  for attempt in 0..<100 where failure == .fileExists {
    let name = "\(path).\(processID)-\(attempt).stet-partial"
    do throws(SystemError) {
      let file = try openFile(name, O_WRONLY | O_CREAT | O_EXCL, permissions: 0o644)
      return (name, file, UnfinishedFiles.add(name))
    } catch { failure = error }
  }
  throw failure
}

/// Waits until what was written is on the disk.
private func keep(_ file: Descriptor) throws(SystemError) {
  #if canImport(Darwin)
    // fsync(2) of macOS: "fsync() will flush all data to the drive", which keeps it in its cache; this asks the drive too.
    // File systems that cannot, such as network file systems, refuse it.
    if fcntl(file.number, F_FULLFSYNC) == 0 { return }
  #endif
  try retrying { fsync(file.number) }
}

/// Makes the rename durable; a folder that may be written but not read is left to the system.
private func keepNames(inFolderOf path: String) throws(SystemError) {
  let path = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  guard let folder = try? openFile(path, O_RDONLY | O_DIRECTORY) else { return }
  do throws(SystemError) { try keep(folder) } catch {
    // Some file systems cannot sync a folder and say EINVAL.
    if error != SystemError(EINVAL) { throw error }
  }
}
