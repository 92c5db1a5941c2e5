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

/// SIGTERM and SIGHUP end the process at once, and leave no unfinished file.
package func endCleanlyWhenTerminated() {
  UnfinishedFiles.prepare()
  for kind in [SIGTERM, SIGHUP] {
    _ = signal(kind) { kind in
      UnfinishedFiles.removeAll()
      _ = signal(kind, SIG_DFL)
      raise(kind)
    }
  }
}

/// Ctrl-C ends the process at once with status 130, in the midst of whatever it does, and leaves no unfinished file.
package func endAtInterrupt() {
  UnfinishedFiles.prepare()
  onSignal(.interrupt) { _ in
    UnfinishedFiles.removeAll()
    // The line of a progress display.
    if isatty(STDERR_FILENO) != 0 { _ = unsafe write(STDERR_FILENO, "\r\u{1B}[K", 4) }
    _exit(130)
  }
}
