import Glibc
import StetDiagnostics

/// A socket that listens on loopback, so that nothing outside this machine reaches it.
struct ListeningSocket: Sendable {
  let descriptor: Descriptor
  let port: UInt16

  private static let triedPorts = 100

  /// Listens at the port, or at the next free one behind it; port 0 leaves the choice to the system.
  init(port: UInt16) throws(RunFailure) {
    let last = port == 0 ? 0 : UInt16(clamping: Int(port) + Self.triedPorts - 1)
    for candidate in port...last {
      guard let descriptor = Descriptor(socket(AF_INET, streamWithFlags, 0)) else {
        throw RunFailure(.noSocket(errorText(errno)))
      }
      // Connections of a preview that has just ended do not keep its port; another program that listens there does.
      setOption(descriptor, SOL_SOCKET, SO_REUSEADDR)
      if let port = Self.listen(descriptor, candidate) {
        self.descriptor = descriptor
        self.port = port
        return
      }
      guard errno == EADDRINUSE else { throw RunFailure(.noPort(candidate, errorText(errno))) }
    }
    throw RunFailure(.noFreePort(port, last))
  }

  /// The port it listens at; nil, with `errno`, where it cannot.
  private static func listen(_ descriptor: Descriptor, _ port: UInt16) -> UInt16? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let succeeded = unsafe withUnsafeMutablePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(descriptor.number, address, size) == 0 && Glibc.listen(descriptor.number, SOMAXCONN) == 0
          && getsockname(descriptor.number, address, &size) == 0
      }
    }
    return succeeded ? UInt16(bigEndian: address.sin_port) : nil
  }

  enum Acceptance {
    case connection(Descriptor)
    case none
    /// The system has no room for one more, or another trouble; trying again at once would only take time from the others.
    case exhausted
  }

  func accept() -> Acceptance {
    while true {
      if let connection = Descriptor(Glibc.accept(descriptor.number, nil, nil)) {
        _ = fcntl(connection.number, F_SETFL, O_NONBLOCK)
        _ = fcntl(connection.number, F_SETFD, FD_CLOEXEC)
        // Small events and the last part of a page are sent at once.
        setOption(connection, Int32(IPPROTO_TCP), TCP_NODELAY)
        return .connection(connection)
      }
      switch errno {
      case EAGAIN: return .none
      // A client that left before it was accepted, or a signal: the next may be there.
      case ECONNABORTED, EINTR: continue
      default: return .exhausted
      }
    }
  }
}

/// Never waited for, and closed in programs that are started.
let streamWithFlags = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)

private func setOption(_ descriptor: Descriptor, _ level: Int32, _ option: Int32) {
  var on: Int32 = 1
  _ = unsafe setsockopt(descriptor.number, level, option, &on, socklen_t(MemoryLayout<Int32>.size))
}

extension Diagnostic {
  fileprivate static func noSocket(_ reason: String) -> Diagnostic {
    Diagnostic(
      .cannotServe, "no socket can be made for the preview: \(reason)", kind: .data,
      notes: ["`stet render` writes the page to a file"])
  }

  fileprivate static func noPort(_ port: UInt16, _ reason: String) -> Diagnostic {
    Diagnostic(
      .cannotServe, "the preview cannot listen at port \(port): \(reason)", kind: .data,
      notes: ["ports from 1024 on are open to every user"])
  }

  fileprivate static func noFreePort(_ first: UInt16, _ last: UInt16) -> Diagnostic {
    Diagnostic(
      .cannotServe, "the ports from \(first) to \(last) are in use", kind: .data,
      notes: ["port 0 takes any free one"])
  }
}
