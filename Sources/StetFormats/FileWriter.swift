import Glibc
package import StetDiagnostics

/// Writes a file under a temporary name in the same folder and renames it, so that an old file survives any failure.
package func writeAtomically(_ bytes: [UInt8], to path: String) throws(RunFailure) {
  let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  let temporary = path + ".\(getpid()).stet-partial"
  let descriptor = retrying { unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644) }
  guard descriptor >= 0 else { throw RunFailure(.cannotWrite(path, errorText(errno))) }
  var failure: Int32?
  var written = 0
  while written < bytes.count, failure == nil {
    let count = retrying {
      unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress! + written, bytes.count - written) }
    }
    if count < 0 { failure = errno } else { written += count }
  }
  if failure == nil, fsync(descriptor) != 0 { failure = errno }
  if close(descriptor) != 0, failure == nil { failure = errno }
  if failure == nil, unsafe rename(temporary, path) != 0 { failure = errno }
  if let failure {
    unsafe unlink(temporary)
    throw RunFailure(.cannotWrite(path, errorText(failure)))
  }
  let directory = unsafe open(folder.isEmpty ? "/" : folder, O_RDONLY | O_CLOEXEC)
  if directory >= 0 {
    fsync(directory)
    close(directory)
  }
}

extension Diagnostic {
  fileprivate static func cannotWrite(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic("cannot-write", "the file cannot be written: \(reason)", place: path, kind: .data)
  }
}
