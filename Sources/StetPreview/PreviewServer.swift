package import StetDiagnostics
import StetSystem

/// Serves the newest page to the browsers of this machine, and to no other web page in them.
///
/// The server uses sockets directly: no available HTTP library can limit the head of a request, show two `Host` fields,
/// or limit the number of connections.
package struct PreviewServer: Sendable {
  private let pages: PreviewPages
  private let port: UInt16
  private let limits: PreviewLimits
  private let onListening: @Sendable (_ address: String) -> Void

  /// `onListening` gets the address, once it can be opened. If the port is in use, the next free one is used;
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
    // A page that was published earlier is there as soon as the address is opened.
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
