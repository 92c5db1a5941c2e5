import StetArchives
import StetColumns
package import StetDiagnostics
import StetSystem

/// A path that stands for several files: `raw/*.csv`. In a name of the path, `*` is any number of characters and `?` is one; neither
/// is a dot at the beginning of a name, which hides a file, nor the `~$` of a workbook that is open in Excel.
package struct FilePattern {
  private let path: String
  private let parts: [Substring]

  /// More files than that are a mistake in the pattern.
  private static let most = 10_000

  /// Nil if the path stands for one file, which may have such characters in its name.
  package init?(_ path: String, in root: String) {
    guard path.contains("*") || path.contains("?"), !exists(path.hasPrefix("/") ? path : root + "/" + path) else {
      return nil
    }
    self.path = path
    parts = path.split(separator: "/")
  }

  /// The paths of the files, which may be in an archive, in the order of their names; see `openFile` for what is refused.
  package func files(beneath root: String, alsoAllowed: [String] = []) throws(RunFailure) -> [String] {
    let isAbsolute = path.hasPrefix("/")
    if alsoAllowed.isEmpty, isAbsolute || parts.contains("..") {
      _ = try openFile(path, beneath: root, shownAs: path)
    }
    var found = [isAbsolute ? "" : root]
    for (place, part) in parts.enumerated() {
      guard part.contains("*") || part.contains("?") else {
        found = found.map { $0 + "/" + part }
        continue
      }
      let isLast = place == parts.count - 1
      var next: [String] = []
      for folder in found {
        let names = entries(of: folder).filter { entry in
          let leadsOn = entry.isFolder || pathEnding(entry.name) == "zip"
          return (isLast ? !entry.isFolder : leadsOn) && Self.matches(part, entry.name)
        }
        next += names.map(\.name).sorted().map { folder + "/" + $0 }
        if isLast, names.isEmpty, FileStatus(folder)?.kind == .regular {
          let archive = isAbsolute ? folder : String(folder.dropFirst(root.count + 1))
          let file = try openFile(archive, beneath: root, alsoAllowed: alsoAllowed, shownAs: archive)
          next += Self.members(of: file, part).map { folder + "/" + $0 }
        }
      }
      found = next
      guard found.count <= Self.most else { throw RunFailure(.tooManyFiles(path, Self.most)) }
    }
    found = found.filter { exists($0) || FileStatus(fileOnDisk($0))?.kind == .regular }
    guard !found.isEmpty else { throw RunFailure(noFiles(in: root)) }
    return isAbsolute ? found : found.map { String($0.dropFirst(root.count + 1)) }
  }

  /// The files in an archive, in no folder of it.
  private static func members(of file: OpenFile, _ part: Substring) -> [String] {
    guard let entries = try? ZipArchive(byteCount: file.size, read: { file.bytes($0) }).entries else { return [] }
    return entries.filter { !$0.isFolder && !$0.name.contains("/") && matches(part, $0.name) }.map(\.name).sorted()
  }

  /// Whether a name has a pattern.
  static func matches(_ pattern: some StringProtocol, _ name: String) -> Bool {
    guard !name.hasPrefix(".") || pattern.hasPrefix("."), !name.hasPrefix("~$") || pattern.hasPrefix("~$") else {
      return false
    }
    let (pattern, name) = (Array(pattern), Array(name))
    var (p, n) = (0, 0)
    // Where the last `*` was, and how much of the name it has taken.
    var (star, taken): (Int?, Int) = (nil, 0)
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        (star, taken) = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
        (p, n) = (p + 1, n + 1)
      } else if let star {
        taken += 1
        (p, n) = (star + 1, taken)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }

  private func noFiles(in root: String) -> Diagnostic {
    let folders = parts.dropLast().prefix { !$0.contains("*") && !$0.contains("?") }.joined(separator: "/")
    let folder = path.hasPrefix("/") ? "/" + folders : folders.isEmpty ? root : root + "/" + folders
    let names = entries(of: folder).map(\.name).filter { Self.matches("*", $0) }.sorted()
    let shown = folders.isEmpty ? "the folder" : "the folder \(quoted(folders))"
    let note =
      FileStatus(folder)?.kind != .folder
      ? "there is no folder \(quoted(folders))"
      : names.isEmpty
        ? "\(shown) is empty"
        : "\(shown) has \(joinedWithAnd(names.prefix(8).map { quoted($0) } + (names.count > 8 ? ["\(names.count - 8) more"] : [])))"
    return Diagnostic(.cannotRead, "no file has a name of this pattern", location: path, kind: .data, notes: [note])
  }
}

extension Diagnostic {
  fileprivate static func tooManyFiles(_ path: String, _ most: Int) -> Diagnostic {
    Diagnostic(
      .tooLarge, "more than \(most) files have a name of this pattern", location: path, kind: .limit,
      notes: ["a longer pattern leaves some out"])
  }
}
