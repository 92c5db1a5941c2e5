#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that only its owner may read, such as a history.
package struct PrivateFile {
  package let path: String

  package init(_ path: String) { self.path = path }

  /// Adds to the end, in one write, so that additions by several processes are not mixed. Missing folders are created.
  package func append(_ bytes: [UInt8]) throws(SystemError) {
    for (index, character) in path.enumerated() where character == "/" && index > 0 {
      unsafe mkdir(String(path.prefix(index)), 0o700)
    }
    let file = try openFile(path, O_WRONLY | O_APPEND | O_CREAT, permissions: 0o600)
    fchmod(file.number, 0o600)
    try file.write(bytes)
  }

  /// Replaces its contents; if that fails, the old ones stay.
  package func replace(with bytes: [UInt8]) throws(SystemError) {
    let new = "\(path).\(processID)"
    let file = try openFile(new, O_WRONLY | O_CREAT | O_EXCL, permissions: 0o600)
    do throws(SystemError) {
      try file.write(bytes)
      try renameFile(new, to: path)
    } catch {
      removeFile(new)
      throw error
    }
  }
}
