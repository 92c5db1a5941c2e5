import Glibc

/// The thread of a `FileWatcher`: waits for the system's word, or for the next look at what it cannot watch, and gathers what changed.
final class WatchLoop {
  enum Message: Sendable {
    case watch([WatchedFile])
    case stop
  }

  struct WatchedFile: Sendable {
    let path: String
    /// What it was when a change was told last, or when it was first watched.
    var state: FileState?
    var hasChanged = false
    /// Where a link leads to, also while nothing is there.
    var target: String?
  }

  /// A folder with files in it; without a watch it is looked at.
  private struct Folder: Equatable {
    let path: String
    let watch: Int32?
  }

  private let queue: Inotify?
  private let mailbox: Mailbox<Message>
  private let tell: ([String]) -> Void
  private var files: [WatchedFile] = []
  private var folders: [Folder] = []
  private var nextLook: ContinuousClock.Instant?
  /// When the changes so far are told, and when at the latest.
  private var telling: (time: ContinuousClock.Instant, latest: ContinuousClock.Instant)?

  private static let burst = Duration.milliseconds(30)
  /// A program that never stops writing keeps nothing back for longer.
  private static let longestBurst = Duration.milliseconds(150)
  private static let betweenLooks = Duration.milliseconds(200)

  init(_ queue: Inotify?, _ mailbox: Mailbox<Message>, _ tell: @escaping ([String]) -> Void) {
    self.queue = queue
    self.mailbox = mailbox
    self.tell = tell
  }

  func run() {
    while true {
      var polls = [pollfd(fd: mailbox.reading.number, events: Int16(POLLIN), revents: 0)]
      if let queue { polls.append(pollfd(fd: queue.descriptor.number, events: Int16(POLLIN), revents: 0)) }
      wait(for: &polls, until: [nextLook, telling?.time].compactMap { $0 }.min())
      for message in polls[0].revents != 0 ? mailbox.take() : [] {
        switch message {
        case .watch(let files): watch(files)
        case .stop: return
        }
      }
      if let queue { for event in queue.take() { note(event) } }
      let now = ContinuousClock.now
      if let time = nextLook, time <= now { look() }
      if let time = telling?.time, time <= now { tellChanges() }
    }
  }

  private func watch(_ files: [WatchedFile]) {
    let before = self.files
    self.files = files.map { file in before.first { $0.path == file.path } ?? file }
    look()
    for (index, file) in files.enumerated() where !before.contains(where: { $0.path == file.path }) { compare(index) }
  }

  private func note(_ event: Inotify.Event) {
    switch event.kind {
    case .lost: for index in files.indices { noteChange(index) }
    case .folderGone:
      if folders.contains(where: { $0.watch == event.folder }) { nextLook = .now }
    case .changed, .made:
      for folder in folders where folder.watch == event.folder {
        for (index, file) in files.enumerated() {
          for path in places(of: file) where parent(path) == folder.path && name(path).elementsEqual(event.name) {
            if event.kind == .changed || isWholeWhenMade(path) { noteChange(index) }
          }
        }
      }
    }
  }

  /// Watches the folders of all files where that can be done; a folder that another one has taken the place of gets its watch here.
  /// Then the files in folders without a watch, or with a new one, are compared with what they were: in this order, so that no
  /// change falls between. Other files are not, since one that is being written counts when it is closed.
  private func look() {
    var paths: [String] = []
    for index in files.indices {
      let target = resolvedPath(files[index].path)
      if let target { files[index].target = target }
      for path in places(of: files[index]).map(parent) where !paths.contains(path) {
        paths.append(path)
      }
    }
    let before = folders
    folders = paths.map { Folder(path: $0, watch: queue?.add($0)) }
    for folder in before {
      if let watch = folder.watch, !folders.contains(where: { $0.watch == watch }) { queue?.remove(watch) }
    }
    for folder in folders where folder.watch == nil || !before.contains(where: { $0 == folder }) {
      for index in files.indices where places(of: files[index]).map(parent).contains(folder.path) { compare(index) }
    }
    nextLook = folders.contains { $0.watch == nil } ? .now + Self.betweenLooks : nil
  }

  /// Where changes of the file can be seen.
  private func places(of file: WatchedFile) -> [String] { [file.path] + (file.target.map { [$0] } ?? []) }

  private func compare(_ index: Int) {
    if files[index].state != FileState(files[index].path) { noteChange(index) }
  }

  private func noteChange(_ index: Int) {
    files[index].hasChanged = true
    files[index].state = FileState(files[index].path)
    let now = ContinuousClock.now
    let latest = telling?.latest ?? now + Self.longestBurst
    telling = (min(now + Self.burst, latest), latest)
  }

  private func tellChanges() {
    let changed = files.filter(\.hasChanged).map(\.path)
    for index in files.indices { files[index].hasChanged = false }
    telling = nil
    if !changed.isEmpty { tell(changed) }
    // A link may lead elsewhere now, and a folder whose last file went may have been replaced.
    look()
  }
}
