#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension Descriptor {
  /// A new file without a name, for reading and writing: no other process can open it, and it ends with its last
  /// reference, however this process ends.
  package static func unnamedFile(in folder: String) throws(SystemError) -> Descriptor {
    #if os(Linux)
      if let file = try? openFile(folder, openAsTemporary | O_RDWR | O_EXCL, permissions: 0o600) { return file }
    #endif
    // File systems that know no files without a name: it loses its name at once.
    var failure = SystemError.fileExists
    for attempt in 0..<100 where failure == .fileExists {
      let name = "\(folder)/stet-\(processID)-\(attempt).unpacked"
      do throws(SystemError) {
        let file = try openFile(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, permissions: 0o600)
        removeFile(name)
        return file
      } catch { failure = error }
    }
    throw failure
  }

  /// Writes all bytes; short writes are continued.
  package func write(_ bytes: Span<UInt8>) throws(SystemError) {
    try unsafe bytes.withUnsafeBytes { bytes throws(SystemError) in
      var written = 0
      while written < bytes.count {
        let count = try retrying { unsafe systemWrite(number, bytes.baseAddress! + written, bytes.count - written) }
        guard count > 0 else { throw SystemError(EIO) }
        written += count
      }
    }
  }
}

/// Where temporary files are made: `TMPDIR`, or `/tmp`, or `/var/tmp` if `/tmp` is kept in memory itself.
package var temporaryFolder: String {
  if let named = environment("TMPDIR"), !named.isEmpty { return named }
  #if os(Linux)
    // Each line has a device, a folder and a kind of file system.
    for line in lines(of: "/proc/self/mounts")
    where line.split(separator: " ").dropFirst().prefix(2) == ["/tmp", "tmpfs"] {
      return "/var/tmp"
    }
  #endif
  return "/tmp"
}

/// How many bytes files of this process may still take in a folder; nil if the system does not say.
package func freeSpace(in folder: String) -> Int? {
  var disk = statvfs()
  guard unsafe statvfs(folder, &disk) == 0 else { return nil }
  let (bytes, isHuge) = Int(disk.f_bavail).multipliedReportingOverflow(by: Int(disk.f_frsize))
  return isHuge ? .max : bytes
}

#if os(Linux)
  /// `O_TMPFILE` of Linux, a macro that Glibc's module does not show.
  private let openAsTemporary: Int32 = 0o20_000_000 | O_DIRECTORY

  /// Of a small text of the system; none if it cannot be read.
  private func lines(of file: String) -> [Substring] {
    guard let descriptor = try? Descriptor.reading(file) else { return [] }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while let count = try? descriptor.read(into: &buffer), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }
#endif

private func systemWrite(_ number: Int32, _ source: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, source, count)
}
