import StetSystem
package import Synchronization

/// Ctrl-C while a query runs: it stops the query and never the session.
package enum Interrupt {
  /// Set by the signal, polled by the engine, cleared before every statement. A lock-free atomic is all that a
  /// signal handler may touch.
  package static let flag = Atomic<Bool>(false)

  package static var isRaised: Bool { flag.load(ordering: .relaxed) }

  package static func clear() { flag.store(false, ordering: .relaxed) }

  /// From here on SIGINT raises the flag instead of ending the process.
  package static func install() {
    // The first access makes the global, which must not happen inside the handler.
    clear()
    onSignal(.interrupt) { _ in Interrupt.flag.store(true, ordering: .relaxed) }
  }
}
