package import StetDiagnostics
import StetSystem

/// Opens a file inside a root folder; any path that leads out of it is refused: by `..`, by an absolute path or by a link.
///
/// `alsoAllowed` are other folders that links, `..` and absolute paths may lead to. What counts is where the opened file is. A path may
/// lead into an archive, as `a.zip/b.csv` does.
package func openFile(
  _ path: String, beneath root: String, alsoAllowed: [String] = [], shownAs name: String
) throws(RunFailure) -> OpenFile {
  guard !path.isEmpty, !path.utf8.contains(0) else { throw RunFailure(.noPath(name)) }
  let isAbsolute = path.hasPrefix("/")
  if alsoAllowed.isEmpty, isAbsolute || path.split(separator: "/").contains("..") {
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let allowed = isAbsolute ? (folder.isEmpty ? "/" : folder) : root == "." ? folder : root + "/" + folder
    throw RunFailure(.outside(name, isAbsolute ? "is absolute" : "contains `..`", allowed))
  }
  let opened: (descriptor: Descriptor, member: String?)
  do throws(BeneathFailure) {
    opened = try openingArchives(isAbsolute ? path : root + "/" + path) { path throws(BeneathFailure) in
      try openRegularFile(path, beneath: [root] + alsoAllowed)
    } isInFile: {
      if case .system(.isNoFolder) = $0 { true } else { false }
    }
  } catch {
    switch error {
    case .system(let error): throw RunFailure(.cannotRead(name, error.text))
    case .unlocatable(let folder): throw RunFailure(.cannotLocate(folder ?? name))
    case .outside(let location): throw RunFailure(.outsidePlace(name, location))
    case .notRegular(let kind): throw RunFailure(.notRegular(name, kind))
    }
  }
  return try OpenFile(opened.descriptor, shownAs: name, member: opened.member)
}

/// Reads a file inside a root folder; see `openFile`.
package func readFile(
  _ path: String, beneath root: String, alsoAllowed: [String] = [], shownAs name: String
) throws(RunFailure) -> [UInt8] {
  try openFile(path, beneath: root, alsoAllowed: alsoAllowed, shownAs: name).read()
}

extension Diagnostic {
  fileprivate static func noPath(_ name: String) -> Diagnostic {
    Diagnostic(
      .cannotRead, "the path is empty or contains a NUL byte", location: name, kind: .data,
      notes: ["a path is written like this: `load \"data/file.csv\"`"])
  }

  fileprivate static func outside(_ name: String, _ reason: String, _ folder: String) -> Diagnostic {
    Diagnostic(
      .outsideFolder, "the path \(reason), but a script can read only inside its own folder", location: name,
      kind: .data,
      notes: [
        "`--allow-read \(folder)` on the command line allows the folder; a copy of the file in the script's folder can be loaded too"
      ])
  }

  fileprivate static func outsidePlace(_ name: String, _ location: String) -> Diagnostic {
    let folder = location.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    return Diagnostic(
      .outsideFolder, "the path points outside the folder", location: name, kind: .data,
      notes: ["it leads to \(quoted(location)); `--allow-read \(folder.isEmpty ? "/" : folder)` allows that folder"])
  }

  fileprivate static func cannotLocate(_ name: String) -> Diagnostic {
    Diagnostic(
      .cannotRead, "the location of the file cannot be determined without `/proc`", location: name, kind: .data,
      notes: ["`mount -t proc proc /proc` provides it"])
  }
}
