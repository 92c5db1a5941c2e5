#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the system knows about a file without reading it.
package struct FileStatus: Sendable {
  package enum Kind: Sendable {
    case regular, folder, link, pipe
    /// A device or a socket.
    case other
  }

  package let kind: Kind
  package let permissions: UInt16
  /// Names that lead to the file (hard links).
  package let names: Int
  package let state: FileState

  /// Nil if there is no file; a link counts as what it leads to.
  package init?(_ path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// Nil if there is no file; a link counts as itself.
  package init?(ofLink path: String) {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  package init(_ descriptor: Descriptor) throws(SystemError) {
    var status = stat()
    guard unsafe fstat(descriptor.number, &status) == 0 else { throw .last }
    self.init(status)
  }

  private init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link
    case S_IFIFO: kind = .pipe
    default: kind = .other
    }
    permissions = UInt16(status.st_mode & 0o777)
    names = Int(status.st_nlink)
    #if canImport(Darwin)
      let modified = status.st_mtimespec
    #else
      let modified = status.st_mtim
    #endif
    state = FileState(
      device: UInt64(truncatingIfNeeded: status.st_dev), inode: UInt64(status.st_ino), size: Int(status.st_size),
      modified: nanoseconds(modified))
  }
}

/// What distinguishes one state of a file from another without reading it.
package struct FileState: Hashable, Sendable {
  private let device: UInt64
  private let inode: UInt64
  /// In bytes; files in `/proc` say 0.
  package let size: Int
  /// When it was last written to, in nanoseconds since 1970; see `fileClock`.
  package let modified: Int

  fileprivate init(device: UInt64, inode: UInt64, size: Int, modified: Int) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modified = modified
  }

  /// Nil if there is no file; a link counts as what it leads to.
  package init?(_ path: String) {
    guard let status = FileStatus(path) else { return nil }
    self = status.state
  }

  /// The same text for the same state of the same file.
  package var fingerprint: String { "\(device):\(inode):\(size):\(modified)" }

  /// Whether both are states of one file.
  package func isSameFile(as other: FileState) -> Bool { device == other.device && inode == other.inode }
}

/// Whether both paths lead to one file that exists.
package func isSameFile(_ a: String, _ b: String) -> Bool {
  guard let first = FileState(a), let second = FileState(b) else { return false }
  return first.isSameFile(as: second)
}
