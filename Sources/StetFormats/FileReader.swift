import Glibc
package import StetDiagnostics

/// A regular file, opened for reading, which is to stay as it is until all of it is read.
final class OpenFile: Sendable {
  let name: String
  let descriptor: Int32
  private let status: stat

  init(_ path: String, shownAs name: String) throws(RunFailure) {
    // Without O_NONBLOCK, opening a FIFO would wait for its writer; regular files are not affected.
    let descriptor = retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw RunFailure(.cannotRead(name, errorText(errno))) }
    do throws(RunFailure) { status = try regularFile(descriptor, shownAs: name) } catch {
      close(descriptor)
      throw error
    }
    self.name = name
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// In bytes; the files of `/proc` say 0.
  var size: Int { Int(status.st_size) }

  /// The same for the same state of the same file.
  var identity: String {
    "\(status.st_dev):\(status.st_ino):\(status.st_size):\(status.st_mtim.tv_sec):\(status.st_mtim.tv_nsec)"
  }

  /// Whether nothing has been written to it since it was opened.
  var isUnchanged: Bool {
    var after = stat()
    return unsafe fstat(descriptor, &after) == 0 && after.st_size == status.st_size
      && after.st_mtim.tv_sec == status.st_mtim.tv_sec && after.st_mtim.tv_nsec == status.st_mtim.tv_nsec
  }

  func checkUnchanged() throws(RunFailure) {
    guard isUnchanged else { throw RunFailure(.changedMeanwhile(name)) }
  }

  /// The SHA-256 of the file as it was opened; nil where it has changed.
  var sha256: String? {
    guard isUnchanged else { return nil }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 256 * 1024)
    var offset = 0
    while offset < size {
      let count = retrying { unsafe pread(descriptor, &buffer, buffer.count, off_t(offset)) }
      guard count > 0 else { return nil }
      hash.update(buffer[..<count])
      offset += count
    }
    return isUnchanged ? hash.finish() : nil
  }

  /// All of it, through one reused buffer. Never mapped: another process may shorten the file meanwhile.
  func read(
    progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil, isCancelled: () -> Bool = { false }
  ) throws(RunFailure) -> [UInt8] {
    // What a file claims is believed only where there is memory for it.
    let limit = memoryForFiles()
    guard size <= limit else { throw RunFailure(.tooLarge(name, limit)) }
    let bytes = try readAll(
      descriptor, shownAs: name, size: size, limit: limit, progress: progress, isCancelled: isCancelled)
    try checkUnchanged()
    guard size == 0 || bytes.count == size else { throw RunFailure(.changedMeanwhile(name)) }
    return bytes
  }
}

package func readFile(
  _ path: String, shownAs name: String, progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil,
  isCancelled: () -> Bool = { false }
) throws(RunFailure) -> [UInt8] {
  try OpenFile(path, shownAs: name).read(progress: progress, isCancelled: isCancelled)
}

/// The status of an open file, which is neither a folder nor a pipe nor a device.
func regularFile(_ descriptor: Int32, shownAs name: String) throws(RunFailure) -> stat {
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else { throw RunFailure(.cannotRead(name, errorText(errno))) }
  switch status.st_mode & S_IFMT {
  case S_IFREG: return status
  case S_IFDIR: throw RunFailure(.cannotRead(name, "it is a folder"))
  case S_IFIFO: throw RunFailure(.cannotRead(name, "it is a pipe, not a regular file"))
  default: throw RunFailure(.cannotRead(name, "it is not a regular file"))
  }
}

/// Half of the machine's memory: a file's cells take up room beside it.
private func memoryForFiles() -> Int {
  let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
  guard pages > 0, size > 0 else { return .max }
  return max(256 << 20, pages * size / 2)
}

/// Reads an open file, or standard input, to its end.
package func readAll(
  _ descriptor: Int32, shownAs name: String, size: Int = 0, limit: Int = .max,
  progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil, isCancelled: () -> Bool = { false }
) throws(RunFailure) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(size)
  var buffer = [UInt8](repeating: 0, count: 256 * 1024)
  while true {
    if isCancelled() { throw RunFailure(.cancelled(name)) }
    let count = retrying { unsafe read(descriptor, &buffer, buffer.count) }
    guard count >= 0 else { throw RunFailure(.cannotRead(name, errorText(errno))) }
    if count == 0 { return bytes }
    guard bytes.count + count <= limit else { throw RunFailure(.tooLarge(name, limit)) }
    bytes.append(contentsOf: buffer[..<count])
    progress?(Int64(bytes.count), Int64(max(size, bytes.count)))
  }
}

/// Calls again when a signal has interrupted the call.
func retrying<Result: BinaryInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

func errorText(_ code: Int32) -> String { unsafe String(cString: strerror(code)).lowercased() }

extension Diagnostic {
  fileprivate static func tooLarge(_ name: String, _ limit: Int) -> Diagnostic {
    Diagnostic(
      .tooLarge, "more than \(limit >> 20) MiB are to be read", place: name, kind: .limit,
      notes: ["a file can be split into several, which `append` puts together"])
  }

  fileprivate static func changedMeanwhile(_ name: String) -> Diagnostic {
    Diagnostic(
      .changedMeanwhile, "the file changed while it was read", place: name, kind: .data,
      notes: ["a copy of it can be loaded"])
  }

  static func cannotRead(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic(.cannotRead, "the file cannot be read: \(reason)", place: name, kind: .data)
  }

  static func cancelled(_ name: String) -> Diagnostic {
    Diagnostic(.cancelled, "loading was stopped", place: name, kind: .limit)
  }
}
