#if os(Linux)
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #endif

  /// The system's queue of changes in folders (inotify(7)).
  package final class FolderWatch: Sendable {
    package let descriptor: Descriptor

    /// Nil if the system has none left.
    package init?() {
      guard let descriptor = try? Descriptor(inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))) else { return nil }
      self.descriptor = descriptor
    }

    /// The number of a watch on the folder; nil if it cannot be watched, for example because it does not exist. All files in it are
    /// watched with it.
    package func add(_ folder: String, files _: [String]) -> Int32? {
      let mask =
        IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_DELETE_SELF | IN_MOVE_SELF
        | IN_ONLYDIR
      let number = unsafe inotify_add_watch(descriptor.number, folder, UInt32(bitPattern: mask))
      return number >= 0 ? number : nil
    }

    package func remove(_ folder: Int32) { inotify_rm_watch(descriptor.number, folder) }

    /// Everything that has happened since the last call.
    package func take() -> [FolderEvent] {
      var events: [FolderEvent] = []
      while case .bytes(let bytes) = descriptor.receive(atMost: 64 << 10) {
        var rest = bytes[...]
        while let event = next(&rest) { events.append(event) }
      }
      return events
    }

    /// `struct inotify_event`: the watch, the mask, a cookie and the size of the name, four bytes each, then the name and NULs.
    private func next(_ bytes: inout ArraySlice<UInt8>) -> FolderEvent? {
      guard let folder = number(&bytes), let mask = number(&bytes), number(&bytes) != nil, let size = number(&bytes),
        size <= bytes.count
      else { return nil }
      let name = bytes.prefix(Int(size)).prefix { $0 != 0 }
      bytes.removeFirst(Int(size))
      return FolderEvent(folder: Int32(bitPattern: folder), kind: kind(mask, Array(name)))
    }

    private func number(_ bytes: inout ArraySlice<UInt8>) -> UInt32? {
      guard bytes.count >= 4 else { return nil }
      defer { bytes.removeFirst(4) }
      return bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func kind(_ mask: UInt32, _ name: [UInt8]) -> FolderEvent.Kind {
      let mask = Int32(bitPattern: mask)
      if mask & IN_Q_OVERFLOW != 0 { return .lost }
      if mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT) != 0 { return .folderGone }
      return mask & IN_CREATE != 0 ? .made(name) : .changed(name)
    }
  }
#endif
