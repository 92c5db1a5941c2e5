import Dispatch
package import StetDiagnostics
import StetSystem

/// Reports which of some files have changed: written and closed, replaced, created, deleted, or gone and back with their folder.
///
/// The system tells it (inotify, kqueue), so nothing is spent while nothing happens. Folders are watched, not files, since an editor saves
/// by putting another file in place of the old one. A folder that cannot be watched, because it is not there or the system has no
/// watch left, is looked at five times a second until it can.
package final class FileWatcher: Sendable {
  /// The paths that changed, as they were given and in that order, 30 milliseconds after the last of a burst of changes, or
  /// 150 after the first. It ends with the watcher.
  package let changes: AsyncStream<[String]>
  private let mailbox: Mailbox<WatchLoop.Message>

  package convenience init(files: [String]) throws(RunFailure) { try self.init(files: files, queue: FolderWatch()) }

  /// Without a queue, files are only checked at intervals.
  init(files: [String], queue: FolderWatch?) throws(RunFailure) {
    let mailbox = try Mailbox<WatchLoop.Message>()
    let (changes, continuation) = AsyncStream.makeStream(of: [String].self)
    self.mailbox = mailbox
    self.changes = changes
    continuation.onTermination = { _ in mailbox.post(.stop) }
    DispatchQueue(label: "stet watcher").async {
      WatchLoop(queue, mailbox) { continuation.yield($0) }.run()
      continuation.finish()
    }
    watch(files)
  }

  deinit { mailbox.post(.stop) }

  /// Watches these files instead of the earlier ones, for example when a story loads another table. Changes after this call are
  /// reported; for a file that is new to the watcher, earlier changes are not.
  package func watch(_ files: [String]) {
    mailbox.post(.watch(files.map { WatchLoop.WatchedFile(path: $0, state: FileState($0)) }))
  }
}
