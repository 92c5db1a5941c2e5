import Glibc
import StetKit

/// The files behind a block or an expression, as they were when it ran.
struct InputFiles {
  private let files: [FileState]
  /// What the metadata of datasets was; nil where none was asked for.
  private let metadata: FileState?
  /// Whether no file changed while it was read, so that what was read is what these numbers stand for.
  let areSettled: Bool

  init(_ paths: [String], _ inputs: [RecordedInput], _ session: Session, since start: Int) {
    files = paths.map { FileState($0) }
    metadata = inputs.contains { $0.input.kind == .dataset } ? FileState(session.dataPackagePath ?? "") : nil
    areSettled = (files + [metadata].compactMap { $0 }).allSatisfy { $0.modified < start }
  }

  var version: Int { combined((files + [metadata].compactMap { $0 }).map(\.version)) }

  func areUnchanged(_ session: Session) -> Bool {
    if let metadata, FileState(session.dataPackagePath ?? "") != metadata { return false }
    return files.allSatisfy { FileState($0.path) == $0 }
  }
}

/// What tells a file's contents apart without reading it.
struct FileState: Equatable {
  let path: String
  /// In nanoseconds; 0 for no file.
  let modified: Int
  private let size: Int
  private let node: Int

  init(_ path: String) {
    self.path = path
    var state = stat()
    guard unsafe stat(path, &state) == 0 else {
      (modified, size, node) = (0, 0, 0)
      return
    }
    modified = Self.nanoseconds(state.st_mtim)
    (size, node) = (Int(state.st_size), Int(truncatingIfNeeded: state.st_ino))
  }

  var version: Int {
    var hasher = Hasher()
    hasher.combine(path)
    return combined([hasher.finalize(), modified, size, node])
  }

  /// The time by the clock that marks files, which runs a few milliseconds behind others.
  static func now() -> Int {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
    return nanoseconds(time)
  }

  /// Wraps around for years no file has, rather than trap.
  private static func nanoseconds(_ time: timespec) -> Int { time.tv_sec &* 1_000_000_000 &+ time.tv_nsec }
}
