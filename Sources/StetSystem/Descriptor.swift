#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// An open file, socket or queue of the system; closed when it is no longer referenced.
package final class Descriptor: Sendable {
  let number: Int32

  /// Takes over what a call returned; throws where that call failed.
  init(_ number: Int32) throws(SystemError) {
    guard number >= 0 else { throw .last }
    self.number = number
  }

  private init(standard number: Int32) { self.number = number }

  deinit { close(number) }

  // Referenced by globals, they are never closed.
  package static let standardInput = Descriptor(standard: STDIN_FILENO)
  package static let standardOutput = Descriptor(standard: STDOUT_FILENO)
  package static let standardError = Descriptor(standard: STDERR_FILENO)
}

extension Descriptor {
  /// Opens a file for reading.
  package static func reading(_ path: String) throws(SystemError) -> Descriptor {
    // Without O_NONBLOCK, opening a FIFO would wait for its writer; regular files are not affected.
    try openFile(path, O_RDONLY | O_NONBLOCK)
  }

  /// Continues reading where the last call ended; 0 at the end.
  package func read(into buffer: inout [UInt8]) throws(SystemError) -> Int {
    try retrying { unsafe systemRead(number, &buffer, buffer.count) }
  }

  /// Reads from a position of the file until `count` bytes are read or the file ends; how many were read.
  package func read(
    into target: UnsafeMutablePointer<UInt8>, _ count: Int, at offset: Int
  ) throws(SystemError) -> Int {
    var done = 0
    while done < count {
      let more = try retrying { unsafe pread(number, target + done, count - done, off_t(offset + done)) }
      guard more > 0 else { break }
      done += more
    }
    return done
  }

  /// Writes all bytes; short writes are continued.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    var written = 0
    while written < bytes.count {
      let count = try retrying {
        unsafe bytes.withUnsafeBytes { unsafe systemWrite(number, $0.baseAddress! + written, $0.count - written) }
      }
      guard count > 0 else { throw SystemError(EIO) }
      written += count
    }
  }

  /// Waits until something can be read; false when a signal arrived first, after which a read would simply be started again.
  package func waitForInput() -> Bool {
    var entry = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&entry, 1, -1) >= 0 || errno != EINTR
  }
}

/// Opens a path; a program that is started does not inherit open files.
func openFile(_ path: String, _ flags: Int32, permissions: mode_t = 0) throws(SystemError) -> Descriptor {
  try Descriptor(try retrying { unsafe open(path, flags | O_CLOEXEC, permissions) })
}

// Within `Descriptor`, these names are those of its methods.

private func systemRead(_ number: Int32, _ target: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(number, target, count)
}

private func systemWrite(_ number: Int32, _ source: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, source, count)
}
