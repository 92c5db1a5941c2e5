import StetSystem

/// Opens a path; where a part of it before its end is a file, that file, and the rest is the path of a file that it contains.
///
/// `isInFile` says whether that is why a path was not opened.
func openingArchives<Failure: Error>(
  _ path: String, open: (String) throws(Failure) -> Descriptor, isInFile: (Failure) -> Bool
) throws(Failure) -> (descriptor: Descriptor, member: String?) {
  do { return (try open(path), nil) } catch {
    guard isInFile(error) else { throw error }
    var end = path.endIndex
    while let slash = path[..<end].lastIndex(of: "/"), slash > path.startIndex {
      end = slash
      do { return (try open(String(path[..<end])), String(path[path.index(after: end)...])) } catch {
        // Still within a file, or a file that may not be read.
        guard isInFile(error) else { throw error }
      }
    }
    throw error
  }
}

/// The file on the disk that a path leads to, which may be an archive that contains the file of that path.
package func fileOnDisk(_ path: String) -> String {
  guard !exists(path) else { return path }
  var end = path.endIndex
  while let slash = path[..<end].lastIndex(of: "/"), slash > path.startIndex {
    end = slash
    if let kind = FileStatus(String(path[..<end]))?.kind { return kind == .regular ? String(path[..<end]) : path }
  }
  return path
}
