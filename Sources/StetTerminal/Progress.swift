import StetSystem
import Synchronization

/// A line on standard error once something takes longer than half a second; it is erased when the work is done.
package final class Progress: Sendable {
  private enum Stage { case waiting, visible, done }

  private let stage = Mutex(Stage.waiting)
  private let write: @Sendable (String) -> Void

  /// On standard error.
  package convenience init() { self.init { deliver($0, to: .standardError) } }

  init(write: @escaping @Sendable (String) -> Void) { self.write = write }

  package func start() {
    Task.detached { [self] in
      var tenths = 5
      try? await Task.sleep(for: .milliseconds(500))
      while show("\(Interrupt.isRaised ? "stopping" : "working, Ctrl-C stops") … \(tenths / 10).\(tenths % 10) s") {
        try? await Task.sleep(for: .milliseconds(200))
        tenths += 2
      }
    }
  }

  /// False once the work is done. Under the lock, so that no line is written after it was erased.
  private func show(_ text: String) -> Bool {
    stage.withLock { stage in
      if stage == .done { return false }
      stage = .visible
      write("\r\(text)\u{1B}[K")
      return true
    }
  }

  /// Erases the line before something else is written.
  package func pause() {
    stage.withLock { stage in
      if stage == .visible { write("\r\u{1B}[K") }
    }
  }

  package func finish() {
    stage.withLock { stage in
      if stage == .visible { write("\r\u{1B}[K") }
      stage = .done
    }
  }
}
