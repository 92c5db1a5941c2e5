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
  var status = stat()
  guard unsafe fstat(descriptor, &status) == 0 else { throw RunFailure(.cannotRead(name, errorText(errno))) }
  switch status.st_mode & S_IFMT {
  case S_IFREG: break
  case S_IFDIR: throw RunFailure(.cannotRead(name, "it is a folder"))
  case S_IFIFO: throw RunFailure(.cannotRead(name, "it is a pipe, not a regular file"))
  default: throw RunFailure(.cannotRead(name, "it is not a regular file"))
  }
  return try readAll(descriptor, shownAs: name, size: Int(status.st_size), progress: progress, isCancelled: isCancelled)
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
    Diagnostic("too-large", "more than \(limit >> 20) MiB arrive", place: name, kind: .limit)
  }

  fileprivate static func cannotRead(_ name: String, _ reason: String) -> Diagnostic {
    Diagnostic("cannot-read", "the file cannot be read: \(reason)", place: name, kind: .data)
  }

  static func cancelled(_ name: String) -> Diagnostic {
    Diagnostic("cancelled", "loading was stopped", place: name, kind: .limit)
  }
}
