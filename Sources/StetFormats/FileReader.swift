import Glibc
package import StetDiagnostics

/// Reads a whole file through one reused buffer. Never mapped: another process may shorten the file meanwhile.
package func readFile(
  _ path: String, shownAs name: String, progress: ((_ read: Int64, _ total: Int64) -> Void)? = nil,
  isCancelled: () -> Bool = { false }
) throws(RunFailure) -> [UInt8] {
  // Without O_NONBLOCK, opening a FIFO would wait for its writer; regular files are not affected.
  let descriptor = retrying { unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
  guard descriptor >= 0 else { throw RunFailure(.cannotRead(name, errorText(errno))) }
  defer { close(descriptor) }
  let status = try regularFile(descriptor, shownAs: name)
  let size = Int(status.st_size)
  // What a file claims is believed only where there is memory for it.
  let limit = memoryForFiles()
  guard size <= limit else { throw RunFailure(.tooLarge(name, limit)) }
  let bytes = try readAll(
    descriptor, shownAs: name, size: size, limit: limit, progress: progress, isCancelled: isCancelled)
  var after = stat()
  guard unsafe fstat(descriptor, &after) == 0 else { throw RunFailure(.cannotRead(name, errorText(errno))) }
  let isSame =
    after.st_size == status.st_size && after.st_mtim.tv_sec == status.st_mtim.tv_sec
    && after.st_mtim.tv_nsec == status.st_mtim.tv_nsec
  // The files of `/proc` say 0.
  guard isSame, size == 0 || bytes.count == size else { throw RunFailure(.changedMeanwhile(name)) }
  return bytes
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
    Diagnostic("too-large", "more than \(limit >> 20) MiB are to be read", place: name, kind: .limit,
      notes: ["a file can be split into several, which `append` puts together"])
  }

  fileprivate static func changedMeanwhile(_ name: String) -> Diagnostic {
    Diagnostic(
      "changed-meanwhile", "the file changed while it was read", place: name, kind: .data,
      notes: ["a copy of it can be loaded"])
  }

  static func cannotRead(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic("cannot-read", "the file cannot be read: \(reason)", place: name, kind: .data)
  }

  static func cancelled(_ name: String) -> Diagnostic {
    Diagnostic("cancelled", "loading was stopped", place: name, kind: .limit)
  }
}
