import StetDiagnostics
import StetSystem

/// Listens on loopback at a port, or at the next free one after it; port 0 leaves the choice to the system.
func listen(port: UInt16) throws(RunFailure) -> LoopbackSocket {
  let last = port == 0 ? 0 : UInt16(clamping: Int(port) + triedPorts - 1)
  for candidate in port...last {
    do throws(ListeningFailure) { return try LoopbackSocket(port: candidate) } catch {
      switch error {
      case .noSocket(let error): throw RunFailure(.noSocket(error.text))
      case .portInUse: continue
      case .noPort(let error): throw RunFailure(.noPort(candidate, error.text))
      }
    }
  }
  throw RunFailure(.noFreePort(port, last))
}

private let triedPorts = 100

extension Diagnostic {
  fileprivate static func noSocket(_ reason: String) -> Diagnostic {
    Diagnostic(
      .cannotServe, "the preview cannot create a socket: \(reason)", kind: .data,
      notes: ["`stet render` writes the page to a file"])
  }

  fileprivate static func noPort(_ port: UInt16, _ reason: String) -> Diagnostic {
    Diagnostic(
      .cannotServe, "the preview cannot listen on port \(port): \(reason)", kind: .data,
      notes: ["any user can listen on ports 1024 and above"])
  }

  fileprivate static func noFreePort(_ first: UInt16, _ last: UInt16) -> Diagnostic {
    Diagnostic(
      .cannotServe, "no port from \(first) to \(last) is free",
      kind: .data,
      notes: ["port 0 picks any free port"])
  }
}
