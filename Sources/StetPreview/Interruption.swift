import Glibc
package import StetDiagnostics
import Synchronization

/// SIGINT (Ctrl-C) and SIGTERM, which from the making of it on do not end the process but are waited for. The second of them ends it.
///
/// A preview ends by it: `PreviewServer.run` is canceled, and the caller leaves with its exit status.
package final class Interruption: Sendable {
  private let mailbox: Mailbox<Void>
  /// Where the handler writes. A lock-free atomic and `write` are all that it may touch.
  private static let writing = Atomic<Int32>(-1)

  package init() throws(RunFailure) {
    mailbox = try Mailbox()
    Self.writing.store(mailbox.writing.number, ordering: .relaxed)
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { _ in
      let before = errno
      var byte: UInt8 = 0
      _ = unsafe write(Interruption.writing.load(ordering: .relaxed), &byte, 1)
      errno = before
    }
    action.sa_flags = Int32(SA_RESTART) | Int32(bitPattern: UInt32(SA_RESETHAND))
    for number in [SIGINT, SIGTERM] { unsafe sigaction(number, &action, nil) }
  }

  deinit {
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
    // The number may soon be that of another file.
    Self.writing.store(-1, ordering: .relaxed)
  }

  /// Returns when one of the signals has come, or when the task is canceled.
  package func wait() async {
    let mailbox = mailbox
    await withTaskCancellationHandler {
      await onOwnThread("stet interruption") {
        var polls = [pollfd(fd: mailbox.reading.number, events: Int16(POLLIN), revents: 0)]
        while polls[0].revents == 0 { StetPreview.wait(for: &polls, until: nil) }
      }
    } onCancel: {
      mailbox.post(())
    }
  }
}
