import Synchronization

/// Files that were unpacked, so that binding a script, running it and asking for the reason of a value unpack each of them once.
///
/// They are on the disk and take no memory; the oldest are let go of beyond a number.
package final class UnpackedFiles: Sendable {
  private struct Kept {
    var key: String
    var name: String
    var file: OpenFile
  }

  private static let most = 16
  private let kept = Mutex<[Kept]>([])

  package init() {}

  /// The file that was unpacked from the same state of the same file.
  func file(_ key: String, shownAs name: String) -> OpenFile? {
    kept.withLock { kept in
      guard let place = kept.lastIndex(where: { $0.key == key && $0.name == name }) else { return nil }
      let found = kept.remove(at: place)
      kept.append(found)
      return found.file
    }
  }

  func keep(_ file: OpenFile, _ key: String, shownAs name: String) {
    kept.withLock { kept in
      kept.append(Kept(key: key, name: name, file: file))
      if kept.count > Self.most { kept.removeFirst() }
    }
  }
}
