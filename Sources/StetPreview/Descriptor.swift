import Glibc

/// An open descriptor of the system, never waited for; closed when nothing holds it.
final class Descriptor: Sendable {
  let number: Int32

  /// Takes over what a system call returned; nil where the call failed.
  init?(_ number: Int32) {
    guard number >= 0 else { return nil }
    self.number = number
  }

  deinit { close(number) }

  enum Reading {
    case bytes([UInt8])
    /// Nothing yet.
    case later
    /// The other side has ended, or the connection broke.
    case end
  }

  func read(atMost count: Int = 16 << 10) -> Reading {
    var buffer = [UInt8](repeating: 0, count: count)
    let received = unsafe buffer.withUnsafeMutableBytes { bytes in
      retrying { unsafe Glibc.read(number, bytes.baseAddress, bytes.count) }
    }
    if received > 0 { return .bytes(Array(buffer.prefix(received))) }
    return received < 0 && errno == EAGAIN ? .later : .end
  }

  enum Writing {
    case bytes(Int)
    case later
    case end
  }

  func send(_ bytes: ArraySlice<UInt8>) -> Writing {
    let sent = unsafe bytes.withUnsafeBytes { bytes in
      // A client that went away is an answer of the call, never a signal.
      retrying { unsafe Glibc.send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }
    if sent >= 0 { return .bytes(sent) }
    return errno == EAGAIN ? .later : .end
  }
}

/// Waits until one of the descriptors is ready or the time has come; without a time for as long as it takes.
func wait(for polls: inout [pollfd], until deadline: ContinuousClock.Instant?) {
  var milliseconds: Int32 = -1
  if let deadline {
    let (seconds, attoseconds) = (deadline - .now).components
    // Rounded up: a wait that ends too early would only be repeated.
    milliseconds = Int32(clamping: max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
  }
  let count = nfds_t(polls.count)
  // An interrupted wait has nothing to tell, and the caller waits again.
  let ready = unsafe polls.withUnsafeMutableBufferPointer { unsafe poll($0.baseAddress, count, milliseconds) }
  if ready < 0 { for index in polls.indices { polls[index].revents = 0 } }
}

func retrying<Result: BinaryInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

func errorText(_ code: Int32) -> String { unsafe String(cString: strerror(code)).lowercased() }
