#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

package enum Signal {
  /// Ctrl-C.
  case interrupt
  /// Back in the foreground, as after Ctrl-Z.
  case resumed
}

/// Calls the handler at each signal from now on. It may touch only lock-free atomics, whose globals have been created before.
///
/// Reads and writes that a signal interrupts resume by themselves: `signal` of Glibc, of Musl and of macOS sets SA_RESTART.
/// Waiting for input (`waitForInput`) never does.
package func onSignal(_ kind: Signal, _ handler: @escaping @convention(c) (Int32) -> Void) {
  switch kind {
  case .interrupt: _ = signal(SIGINT, handler)
  case .resumed: _ = signal(SIGCONT, handler)
  }
}
