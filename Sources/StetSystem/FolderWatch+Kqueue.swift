#if canImport(Darwin)
  import Darwin
  import Synchronization

  /// The system's queue of changes in folders (kqueue(2)). It reports that names in a folder were created or removed, but not which,
  /// and does not report writing to the files in it: the files are opened and watched, too.
  package final class FolderWatch: Sendable {
    package let descriptor: Descriptor
    private let watches = Mutex<[Watch]>([])

    /// What is watched: an open folder, or with a name a file in it.
    private struct Watch {
      let file: Descriptor
      let state: FileState
      let folder: Int32
      let name: [UInt8]?
    }

    /// Nil if the system has none left.
    package init?() {
      guard let descriptor = try? Descriptor(kqueue()) else { return nil }
      self.descriptor = descriptor
    }

    /// The number of a watch on the folder and on the files in it with these paths; nil if it cannot be watched, for example because
    /// it does not exist. A folder that is watched keeps its number, and new files are added.
    package func add(_ folder: String, files: [String]) -> Int32? {
      watches.withLock { watches in
        guard let opened = try? openFile(folder, O_EVTONLY | O_DIRECTORY), let state = try? FileStatus(opened).state
        else { return nil }
        let known = watches.first { $0.name == nil && $0.state.isSameFile(as: state) }
        let number = known?.folder ?? opened.number
        if known == nil {
          guard watch(opened, NOTE_WRITE | NOTE_DELETE | NOTE_RENAME | NOTE_REVOKE) else { return nil }
          watches.append(Watch(file: opened, state: state, folder: number, name: nil))
        }
        for path in files {
          guard let file = try? openFile(path, O_EVTONLY), let state = try? FileStatus(file).state else { continue }
          let name = Array(path.utf8.split(separator: UInt8(ascii: "/")).last ?? path.utf8[...])
          if watches.contains(where: { $0.folder == number && $0.name == name && $0.state.isSameFile(as: state) }) {
            continue
          }
          guard watch(file, NOTE_WRITE | NOTE_EXTEND | NOTE_DELETE | NOTE_RENAME) else { continue }
          watches.append(Watch(file: file, state: state, folder: number, name: name))
        }
        return number
      }
    }

    /// Closing a file ends its watch.
    package func remove(_ folder: Int32) { watches.withLock { $0.removeAll { $0.folder == folder } } }

    /// Everything that has happened since the last call.
    package func take() -> [FolderEvent] {
      watches.withLock { watches in
        var events: [FolderEvent] = []
        var change = unsafe kevent()
        var noWait = timespec()
        while unsafe kevent(descriptor.number, nil, 0, &change, 1, &noWait) == 1 {
          let (number, what) = unsafe (Int32(change.ident), Int32(bitPattern: change.fflags))
          guard let watch = watches.first(where: { $0.file.number == number }) else { continue }
          let isGone = what & (NOTE_DELETE | NOTE_RENAME | NOTE_REVOKE) != 0
          events.append(FolderEvent(folder: watch.folder, kind: kind(watch.name, isGone)))
          // The name may lead to another file now, which `add` opens.
          if isGone { watches.removeAll { $0.file === watch.file } }
        }
        return events
      }
    }

    private func kind(_ name: [UInt8]?, _ isGone: Bool) -> FolderEvent.Kind {
      if let name { return .changed(name) }
      return isGone ? .folderGone : .namesChanged
    }

    private func watch(_ file: Descriptor, _ what: Int32) -> Bool {
      var change = unsafe kevent(
        ident: UInt(file.number), filter: Int16(EVFILT_VNODE), flags: UInt16(EV_ADD | EV_CLEAR),
        fflags: UInt32(bitPattern: what), data: 0, udata: nil)
      return unsafe kevent(descriptor.number, &change, 1, nil, 0, nil) == 0
    }
  }
#endif
