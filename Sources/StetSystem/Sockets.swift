#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a port cannot be listened on.
package enum ListeningFailure: Error {
  case noSocket(SystemError)
  case portInUse
  case noPort(SystemError)
}

/// A socket that listens on loopback, so that nothing outside this machine can reach it. Neither it nor its connections are waited
/// for; a program that is started does not inherit them.
package struct LoopbackSocket: Sendable {
  package let descriptor: Descriptor
  package let port: UInt16

  /// Listens on the port; port 0 leaves the choice to the system.
  package init(port: UInt16) throws(ListeningFailure) {
    do throws(SystemError) { descriptor = try newSocket() } catch { throw .noSocket(error) }
    // Connections of a process that has just ended do not keep its port; another program that listens there does.
    setOption(descriptor, SOL_SOCKET, SO_REUSEADDR)
    do throws(SystemError) { self.port = try bindAndListen(descriptor, port) } catch {
      throw error == SystemError(EADDRINUSE) ? .portInUse : .noPort(error)
    }
  }

  package enum Acceptance {
    case connection(Descriptor)
    case none
    /// The system has no room for one more, or another problem; trying again at once would only take time from the others.
    case exhausted
  }

  package func accept() -> Acceptance {
    while true {
      do throws(SystemError) {
        let connection = try nextConnection(descriptor)
        // Small events and the last part of a page are sent at once.
        setOption(connection, Int32(IPPROTO_TCP), TCP_NODELAY)
        return .connection(connection)
      } catch {
        switch error.code {
        case EAGAIN: return .none
        // A client that left before it was accepted, or a signal: the next may be there.
        case ECONNABORTED, EINTR: continue
        default: return .exhausted
        }
      }
    }
  }
}

extension Descriptor {
  /// Two connected sockets, each of which reads what the other writes.
  package static func pair() throws(SystemError) -> (Descriptor, Descriptor) {
    var ends: [Int32] = [-1, -1]
    let made = unsafe ends.withUnsafeMutableBufferPointer {
      unsafe socketpair(AF_UNIX, streamKind, 0, $0.baseAddress)
    }
    guard made == 0 else { throw .last }
    let pair = (try Descriptor(ends[0]), try Descriptor(ends[1]))
    #if canImport(Darwin)
      try settle(pair.0)
      try settle(pair.1)
    #endif
    return pair
  }

  package enum Received {
    case bytes([UInt8])
    /// Nothing yet.
    case later
    /// The other side has ended, or the connection broke.
    case end
  }

  /// What has arrived, without waiting.
  package func receive(atMost count: Int = 16 << 10) -> Received {
    var buffer = [UInt8](repeating: 0, count: count)
    do throws(SystemError) {
      let received = try read(into: &buffer)
      return received > 0 ? .bytes(Array(buffer.prefix(received))) : .end
    } catch { return error.code == EAGAIN ? .later : .end }
  }

  package enum Sent {
    case bytes(Int)
    case later
    case end
  }

  /// Sends what the other side accepts now, without waiting. A client that is gone is a result, never a signal.
  package func send(_ bytes: ArraySlice<UInt8>) -> Sent {
    do throws(SystemError) {
      return .bytes(
        try retrying { unsafe bytes.withUnsafeBytes { unsafe sendQuietly(number, $0.baseAddress, $0.count) } })
    } catch { return error.code == EAGAIN ? .later : .end }
  }

  /// Says that nothing more is sent.
  package func endSending() { shutdown(number, Int32(SHUT_WR)) }
}

// On Linux, sockets are created with their flags, so that no program that is started in the meantime inherits them; macOS accepts none.
#if canImport(Glibc)
  private let streamKind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
#elseif canImport(Musl)
  private let streamKind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC
#else
  private let streamKind = SOCK_STREAM
#endif

private func newSocket() throws(SystemError) -> Descriptor {
  let made = try Descriptor(socket(AF_INET, streamKind, 0))
  #if canImport(Darwin)
    try settle(made)
  #endif
  return made
}

private func nextConnection(_ listening: Descriptor) throws(SystemError) -> Descriptor {
  let connection = try Descriptor(accept(listening.number, nil, nil))
  try settle(connection)
  return connection
}

/// Gives a socket the flags that it was not created with.
private func settle(_ socket: Descriptor) throws(SystemError) {
  guard fcntl(socket.number, F_SETFL, O_NONBLOCK) == 0, fcntl(socket.number, F_SETFD, FD_CLOEXEC) == 0 else {
    throw .last
  }
  #if canImport(Darwin)
    setOption(socket, SOL_SOCKET, SO_NOSIGPIPE)
  #endif
}

private func sendQuietly(_ number: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  #if canImport(Darwin)
    // The socket has SO_NOSIGPIPE.
    unsafe send(number, bytes, count, 0)
  #else
    unsafe send(number, bytes, count, Int32(MSG_NOSIGNAL))
  #endif
}

private func setOption(_ socket: Descriptor, _ level: Int32, _ option: Int32) {
  var on: Int32 = 1
  _ = unsafe setsockopt(socket.number, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
}

/// The port that it then listens on.
private func bindAndListen(_ socket: Descriptor, _ port: UInt16) throws(SystemError) -> UInt16 {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = port.bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  #if canImport(Darwin)
    address.sin_len = UInt8(size)
  #endif
  let succeeded = unsafe withUnsafeMutablePointer(to: &address) { pointer in
    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
      unsafe bind(socket.number, address, size) == 0 && listen(socket.number, SOMAXCONN) == 0
        && getsockname(socket.number, address, &size) == 0
    }
  }
  guard succeeded else { throw .last }
  return UInt16(bigEndian: address.sin_port)
}
