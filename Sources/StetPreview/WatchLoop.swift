import StetSystem

/// The thread of a `FileWatcher`: waits for the system's reports, or for the next check of what it cannot watch, and collects changes.
final class WatchLoop {
  enum Message: Sendable {
    case watch([WatchedFile])
    case stop
  }

  struct WatchedFile: Sendable {
    let path: String
    /// Its state when a change was last reported, or when it was first watched.
    var state: FileState?
    var hasChanged = false
    /// Where a link leads, even if nothing is there.
    var target: String?
  }

  /// A folder with files in it; without a watch, it is checked at intervals.
  private struct Folder: Equatable {
    let path: String
    let watch: Int32?
  }

  private let queue: FolderWatch?
  private let mailbox: Mailbox<Message>
  private let tell: ([String]) -> Void
  private var files: [WatchedFile] = []
  private var folders: [Folder] = []
  private var nextLook: ContinuousClock.Instant?
  /// When the changes so far are reported, and when at the latest.
  private var telling: (time: ContinuousClock.Instant, latest: ContinuousClock.Instant)?

  private static let burst = Duration.milliseconds(30)
  /// A program that never stops writing cannot delay a report longer than this.
  private static let longestBurst = Duration.milliseconds(150)
  private static let betweenLooks = Duration.milliseconds(200)

  init(_ queue: FolderWatch?, _ mailbox: Mailbox<Message>, _ tell: @escaping ([String]) -> Void) {
    self.queue = queue
    self.mailbox = mailbox
    self.tell = tell
  }

  func run() {
    while true {
      var awaited = [PollEntry(mailbox.reading)]
      if let queue { awaited.append(PollEntry(queue.descriptor)) }
      wait(for: &awaited, until: [nextLook, telling?.time].compactMap { $0 }.min())
      for message in awaited[0].found.isEmpty ? [] : mailbox.take() {
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

  private func note(_ event: FolderEvent) {
    switch event.kind {
    case .lost: for index in files.indices { noteChange(index) }
    case .folderGone:
      if folders.contains(where: { $0.watch == event.folder }) { nextLook = .now }
    case .namesChanged:
      for folder in folders where folder.watch == event.folder {
        for index in files.indices where places(of: files[index]).map(parent).contains(folder.path) { compare(index) }
      }
      // A name may lead to another file now, which has to be watched.
      nextLook = .now
    case .changed(let name):
      for (index, _) in files(named: name, in: event.folder) { noteChange(index) }
    case .made(let name):
      for (index, path) in files(named: name, in: event.folder) where isWholeWhenMade(path) { noteChange(index) }
    }
  }

  /// The files that a name in a watched folder is a path of.
  private func files(named name: [UInt8], in watch: Int32) -> [(index: Int, path: String)] {
    let paths = folders.filter { $0.watch == watch }.map(\.path)
    return files.enumerated().flatMap { index, file in
      places(of: file).filter { paths.contains(parent($0)) && lastPart($0).elementsEqual(name) }.map { (index, $0) }
    }
  }

  /// Watches the folders of all files if possible; a folder that has replaced another gets its watch here.
  /// Then the files in folders without a watch, or with a new one, are compared with their earlier state: in this order, so that no
  /// change is missed. Other files are not compared, because a file that is being written counts when it is closed.
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
    let watched = files.flatMap { places(of: $0) }
    folders = paths.map { path in
      Folder(path: path, watch: queue?.add(path, files: watched.filter { parent($0) == path }))
    }
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

/// A new file is reported once it is written and closed; a link, soft or hard, is complete from the start.
private func isWholeWhenMade(_ path: String) -> Bool {
  guard let status = FileStatus(ofLink: path) else { return false }
  return status.kind == .link || status.names > 1
}

/// The folder of a path.
func parent(_ path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

func lastPart(_ path: String) -> Substring.UTF8View {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[...].utf8 }
  return path[path.utf8.index(after: slash)...].utf8
}
