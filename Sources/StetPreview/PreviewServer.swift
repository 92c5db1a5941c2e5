package import StetDiagnostics
import StetSystem

/// Serves the newest page to the browsers of this machine, and to no other web page in them.
///
/// The server is written on sockets: no HTTP library at hand lets its user bound the head of a request, see two `Host` fields,
/// or say how many may connect.
package struct PreviewServer: Sendable {
  private let pages: PreviewPages
  private let port: UInt16
  private let limits: PreviewLimits
  private let onListening: @Sendable (_ address: String) -> Void

  /// `onListening` is told the address to open, once it can be opened. Where the port is taken, the next free one is used;
  /// port 0 leaves the choice to the system.
  package init(pages: PreviewPages, port: UInt16, onListening: @escaping @Sendable (_ address: String) -> Void) {
    self.init(pages: pages, port: port, limits: PreviewLimits(), onListening: onListening)
  }

  init(
    pages: PreviewPages, port: UInt16, limits: PreviewLimits,
    onListening: @escaping @Sendable (_ address: String) -> Void
  ) {
    self.pages = pages
    self.port = port
    self.limits = limits
    self.onListening = onListening
  }

  /// Serves until the task is canceled; then every connection is closed, and it returns.
  package func run() async throws(RunFailure) {
    let socket = try listen(port: port)
    let mailbox = try Mailbox<ConnectionLoop.Message>()
    let rules = RequestRules(port: socket.port, token: randomWord())
    // What was published before is there for whoever opens the address at once.
    if let page = await pages.newest { mailbox.post(.show(page)) }
    onListening(rules.address)
    let (pages, limits) = (pages, limits)
    await withTaskCancellationHandler {
      let following = Task {
        for await page in await pages.updates() { mailbox.post(.show(page)) }
      }
      await onOwnThread("stet preview") { ConnectionLoop(socket, mailbox, rules, limits).run() }
      following.cancel()
    } onCancel: {
      mailbox.post(.stop)
    }
  }
}

/// 128 bits from the system's source of randomness, as 32 digits.
func randomWord() -> String {
  var source = SystemRandomNumberGenerator()
  return (0..<32).map { _ in String(UInt8.random(in: 0..<16, using: &source), radix: 16) }.joined()
}
