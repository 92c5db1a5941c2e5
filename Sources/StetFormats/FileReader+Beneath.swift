import Glibc
package import StetDiagnostics

/// `O_PATH` of Linux, which Glibc's module does not show.
private let openAsPlace: Int32 = 0o10_000_000

/// Opens a file beneath a root folder; refused is whatever leads out of it, by `..`, by an absolute path or by a link.
///
/// `alsoAllowed` are further folders that links, `..` and absolute paths may lead to. What counts is where the opened
/// file lies, looked up after it was opened without effect (`O_PATH`): nothing can be swapped in between.
func openFile(
  _ path: String, beneath root: String, alsoAllowed: [String] = [], shownAs name: String
) throws(RunFailure) -> OpenFile {
  let handle = try locate(path, beneath: root, alsoAllowed: alsoAllowed, shownAs: name)
  defer { close(handle) }
  // The same file again, this time to be read: the link names the open file, not a path.
  return try OpenFile("/proc/self/fd/\(handle)", shownAs: name)
}

/// Reads a file beneath a root folder; see `openFile`.
package func readFile(
  _ path: String, beneath root: String, alsoAllowed: [String] = [], shownAs name: String
) throws(RunFailure) -> [UInt8] {
  try openFile(path, beneath: root, alsoAllowed: alsoAllowed, shownAs: name).read()
}

/// The open handle of a file that lies in one of the folders.
private func locate(
  _ path: String, beneath root: String, alsoAllowed: [String], shownAs name: String
) throws(RunFailure) -> Int32 {
  guard !path.isEmpty, !path.utf8.contains(0) else { throw RunFailure(.noPath(name)) }
  let isAbsolute = path.hasPrefix("/")
  if alsoAllowed.isEmpty, isAbsolute || path.split(separator: "/").contains("..") {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let allowed = isAbsolute ? (folder.isEmpty ? "/" : folder) : root == "." ? folder : root + "/" + folder
    throw RunFailure(.outside(name, isAbsolute ? "is absolute" : "leads upwards", allowed))
  }
  let handle = retrying { unsafe open(isAbsolute ? path : root + "/" + path, openAsPlace | O_CLOEXEC) }
  guard handle >= 0 else { throw RunFailure(.cannotRead(name, errorText(errno))) }
  do throws(RunFailure) {
    guard let place = StetFormats.place(of: handle) else { throw RunFailure(.cannotLocate(name)) }
    for folder in [root] + alsoAllowed where try contains(folder, place) {
      _ = try regularFile(handle, shownAs: name)
      return handle
    }
    throw RunFailure(.outsidePlace(name, place))
  } catch {
    close(handle)
    throw error
  }
}

private func contains(_ folder: String, _ place: String) throws(RunFailure) -> Bool {
  let handle = retrying { unsafe open(folder, openAsPlace | O_DIRECTORY | O_CLOEXEC) }
  // A folder that is not there holds nothing.
  guard handle >= 0 else { return false }
  defer { close(handle) }
  guard let base = StetFormats.place(of: handle) else { throw RunFailure(.cannotLocate(folder)) }
  // The folder itself lies within, and is refused as a folder.
  return place == base || place.utf8.starts(with: (base == "/" ? base : base + "/").utf8)
}

/// Where an open file lies, past every link.
private func place(of handle: Int32) -> String? {
  var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX) + 1)
  let count = unsafe buffer.withUnsafeMutableBytes {
    unsafe readlink("/proc/self/fd/\(handle)", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
  }
  guard count > 0, count < buffer.count, buffer[0] == UInt8(ascii: "/") else { return nil }
  return String(decoding: buffer[..<count], as: UTF8.self)
}

extension Diagnostic {
  fileprivate static func noPath(_ name: String) -> Diagnostic {
    Diagnostic(
      .cannotRead, "a path is empty or holds a NUL", place: name, kind: .data,
      notes: ["`load \"data/file.csv\"` names a file"])
  }

  fileprivate static func outside(_ name: String, _ reason: String, _ folder: String) -> Diagnostic {
    Diagnostic(
      .outsideFolder, "the path \(reason), and a script reads beneath its own folder", place: name, kind: .data,
      notes: [
        "`--allow-read \(folder)` on the command line allows the folder; a copy of the file beside the script can be loaded too"
      ])
  }

  fileprivate static func outsidePlace(_ name: String, _ place: String) -> Diagnostic {
    let folder = place.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    return Diagnostic(
      .outsideFolder, "the path leads out of the folder", place: name, kind: .data,
      notes: ["it is \(quoted(place)); `--allow-read \(folder.isEmpty ? "/" : folder)` allows its folder"])
  }

  fileprivate static func cannotLocate(_ name: String) -> Diagnostic {
    Diagnostic(
      .cannotRead, "where the file lies cannot be told without `/proc`", place: name, kind: .data,
      notes: ["`mount -t proc proc /proc` provides it"])
  }
}
