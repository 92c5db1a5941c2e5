import Glibc

/// What tells one state of a file from another without reading it.
struct FileState: Equatable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  private let size: Int64
  private let seconds: Int
  private let nanoseconds: Int

  /// Nil where no file is there; a link stands for what it leads to.
  init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}

/// A file that is made is told once it is written and closed; a link, soft or hard, comes with all that is in it.
func isWholeWhenMade(_ path: String) -> Bool {
  var status = stat()
  guard unsafe lstat(path, &status) == 0 else { return false }
  return status.st_mode & S_IFMT == S_IFLNK || status.st_nlink > 1
}

/// Where a file lies, past every link; nil where it is not there.
func resolvedPath(_ path: String) -> String? {
  guard let resolved = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(resolved) }
  return unsafe String(cString: resolved)
}

/// The folder of a path.
func parent(_ path: String) -> String {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
  return slash == path.startIndex ? "/" : String(path[..<slash])
}

/// The last part of a path.
func name(_ path: String) -> Substring.UTF8View {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return path[...].utf8 }
  return path[path.utf8.index(after: slash)...].utf8
}
