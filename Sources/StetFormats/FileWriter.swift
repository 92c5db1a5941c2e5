import Glibc
package import StetDiagnostics

/// Writes a file under a temporary name in the same folder and renames it, so that an old file survives any failure.
///
/// An old file's permissions stay. What is no regular file, such as `/dev/null`, is not replaced by one.
/// Nothing is replaced where `isCancelled` says so before the new file is complete.
package func writeAtomically(
  _ bytes: [UInt8], to path: String, isCancelled: () -> Bool = { false }
) throws(RunFailure) {
  var old = stat()
  let isThere = unsafe lstat(path, &old) == 0
  let kind = old.st_mode & S_IFMT
  guard !isThere || kind == S_IFREG || kind == S_IFLNK else {
    throw RunFailure(.cannotWrite(path, kind == S_IFDIR ? errorText(EISDIR) : "it is not a regular file"))
  }
  let (temporary, descriptor) = try temporaryFile(beside: path)
  var failure = writeAll(bytes, to: descriptor)
  if failure == nil, isThere, kind == S_IFREG, fchmod(descriptor, old.st_mode & 0o777) != 0 { failure = errno }
  if failure == nil, retrying({ fsync(descriptor) }) != 0 { failure = errno }
  // Not retried: on Linux the descriptor is gone even when `close` reports EINTR.
  if close(descriptor) != 0, errno != EINTR, failure == nil { failure = errno }
  if failure == nil, isCancelled() {
    unsafe unlink(temporary)
    throw RunFailure(.writingCancelled(path))
  }
  if failure == nil, unsafe rename(temporary, path) != 0 { failure = errno }
  if let failure {
    unsafe unlink(temporary)
    throw RunFailure(.cannotWrite(path, errorText(failure)))
  }
  if let failure = syncFolder(of: path) { throw RunFailure(.cannotWrite(path, errorText(failure))) }
}

/// The file that a path leads to past every link; the path itself where nothing is there.
package func fileBehindLinks(_ path: String) -> String {
  guard let resolved = unsafe realpath(path, nil) else { return path }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}

/// A new file beside `path`; a name left over by a killed process of the same number is stepped over.
private func temporaryFile(beside path: String) throws(RunFailure) -> (name: String, descriptor: Int32) {
  for attempt in 0..<100 {
    let name = "\(path).\(getpid())-\(attempt).stet-partial"
    let descriptor = retrying { unsafe open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644) }
    if descriptor >= 0 { return (name, descriptor) }
    if errno != EEXIST { break }
  }
  throw RunFailure(.cannotWrite(path, errorText(errno)))
}

/// Nil, or the `errno` of the write that failed; short writes are continued.
package func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
  var written = 0
  while written < bytes.count {
    let count = retrying {
      unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress! + written, bytes.count - written) }
    }
    if count < 0 { return errno }
    if count == 0 { return EIO }
    written += count
  }
  return nil
}

/// Makes the rename last; a folder that may be written but not read is left to the system.
private func syncFolder(of path: String) -> Int32? {
  let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
  let descriptor = retrying { unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  // Some file systems cannot sync a folder and say EINVAL.
  return retrying({ fsync(descriptor) }) != 0 && errno != EINVAL ? errno : nil
}

extension Diagnostic {
  fileprivate static func writingCancelled(_ path: String) -> Diagnostic {
    Diagnostic(.cancelled, "writing was stopped, and nothing was replaced", place: path, kind: .limit)
  }

  fileprivate static func cannotWrite(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(.cannotWrite, "the file cannot be written: \(reason)", place: path, kind: .data)
  }
}
