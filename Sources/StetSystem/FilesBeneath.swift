#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a file inside some folders was not opened.
package enum BeneathFailure: Error {
  case system(SystemError)
  /// The location of the file, or of one of the folders, cannot be determined.
  case unlocatable(folder: String?)
  /// It is elsewhere: at this path.
  case outside(String)
  case notRegular(FileStatus.Kind)
}

/// Opens a regular file for reading if it is in one of the folders, after following every link.
///
/// What counts is where the opened file is, looked up once it is open: no name can be given to another file in between. What
/// is not a regular file is never opened for reading, which would have an effect on some devices.
package func openRegularFile(_ path: String, beneath folders: [String]) throws(BeneathFailure) -> Descriptor {
  let located: Descriptor
  do throws(SystemError) { located = try locate(path) } catch { throw .system(error) }
  guard let position = location(of: located) else { throw .unlocatable(folder: nil) }
  for folder in folders where try contains(folder, position) {
    let kind: FileStatus.Kind
    do throws(SystemError) { kind = try FileStatus(located).kind } catch { throw .system(error) }
    guard kind == .regular else { throw .notRegular(kind) }
    do throws(SystemError) { return try readable(located) } catch { throw .system(error) }
  }
  throw .outside(position)
}

extension Descriptor {
  /// The size of the file whose path is that of this open one and these letters, in bytes; nil if there is none. It is not opened.
  package func sizeOfNeighbor(_ letters: String) -> Int? {
    location(of: self).flatMap { FileStatus($0 + letters) }?.state.size
  }
}

private func contains(_ folder: String, _ position: String) throws(BeneathFailure) -> Bool {
  // A folder that does not exist contains nothing.
  guard let opened = try? locate(folder, O_DIRECTORY) else { return false }
  guard let base = location(of: opened) else { throw .unlocatable(folder: folder) }
  // The folder itself is within, and is refused as a folder.
  return position == base || position.utf8.starts(with: (base == "/" ? base : base + "/").utf8)
}

#if os(Linux)
  /// `O_PATH` of Linux, which Glibc's module does not show: opens a file without any effect on it, not even for reading.
  private let openAsPath: Int32 = 0o10_000_000

  private func locate(_ path: String, _ flags: Int32 = 0) throws(SystemError) -> Descriptor {
    try openFile(path, openAsPath | flags)
  }

  /// Where an open file is, after following every link.
  private func location(of file: Descriptor) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX) + 1)
    let count = unsafe buffer.withUnsafeMutableBytes {
      unsafe readlink("/proc/self/fd/\(file.number)", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    guard count > 0, count < buffer.count, buffer[0] == UInt8(ascii: "/") else { return nil }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }

  /// The same file again, this time for reading: the link names the open file, not a path.
  private func readable(_ file: Descriptor) throws(SystemError) -> Descriptor {
    try .reading("/proc/self/fd/\(file.number)")
  }
#else
  /// macOS has nothing like `O_PATH`: the file is opened for reading at once, without waiting for a FIFO's writer.
  private func locate(_ path: String, _ flags: Int32 = 0) throws(SystemError) -> Descriptor {
    try openFile(path, O_RDONLY | O_NONBLOCK | flags)
  }

  /// Where an open file is, after following every link. fcntl(2) of macOS: F_GETPATH takes a buffer of at least MAXPATHLEN bytes.
  private func location(of file: Descriptor) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(MAXPATHLEN) + 1)
    let result = unsafe buffer.withUnsafeMutableBytes { unsafe fcntl(file.number, F_GETPATH, $0.baseAddress!) }
    guard result == 0, buffer[0] == UInt8(ascii: "/") else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
  }

  private func readable(_ file: Descriptor) throws(SystemError) -> Descriptor { file }
#endif
