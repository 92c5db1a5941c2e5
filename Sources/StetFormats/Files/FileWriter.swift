package import StetDiagnostics
import StetSystem

/// Writes a file under a temporary name in the same folder and renames it, so that an old file survives any failure.
///
/// An old file's permissions are kept. What is not a regular file, such as `/dev/null`, is not replaced by one.
/// Nothing is replaced if `isCancelled` says so before the new file is complete.
package func writeAtomically(
  _ content: FileContent, to path: String, isCancelled: () -> Bool = { false }
) throws(RunFailure) {
  switch FileStatus(ofLink: path)?.kind {
  case nil, .regular, .link: break
  case .folder: throw RunFailure(.cannotWrite(path, SystemError.isFolder.text))
  case .pipe, .other: throw RunFailure(.cannotWrite(path, "it is not a regular file"))
  }
  do throws(SystemError) {
    try replaceFile(path, isCancelled: isCancelled) { file throws(SystemError) in
      try content.eachPart { part throws(SystemError) in
        guard !isCancelled() else { throw .cancelled }
        try file.write(part)
      }
    }
  } catch { throw RunFailure(error == .cancelled ? .writingCancelled(path) : .cannotWrite(path, error.text)) }
}

package func writeAtomically(_ bytes: [UInt8], to path: String) throws(RunFailure) {
  try writeAtomically(FileContent(bytes), to: path)
}

/// The file that a path leads to after following every link; the path itself if nothing is there.
package func fileBehindLinks(_ path: String) -> String { resolvedPath(path) ?? path }

extension Diagnostic {
  fileprivate static func writingCancelled(_ path: String) -> Diagnostic {
    Diagnostic(.cancelled, "writing was stopped, and nothing was replaced", location: path, kind: .limit)
  }

  fileprivate static func cannotWrite(_ path: String, _ reason: String) -> Diagnostic {
    Diagnostic(.cannotWrite, "the file cannot be written: \(reason)", location: path, kind: .data)
  }
}
