#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether there is anything of that name.
package func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

package func isReadable(_ path: String) -> Bool { unsafe access(path, R_OK) == 0 }

/// Where a file is, after following every link; nil if nothing is there.
package func resolvedPath(_ path: String) -> String? {
  unsafe takenString(realpath(path, nil))
}

/// Removes a file, if there is one.
package func removeFile(_ path: String) { unsafe unlink(path) }

/// Gives a file a name, and takes it from the file that had it.
package func renameFile(_ path: String, to new: String) throws(SystemError) {
  guard unsafe rename(path, new) == 0 else { throw .last }
}

/// Creates an empty file to reserve its name; throws `fileExists` if the name is taken.
package func makeFile(_ path: String) throws(SystemError) {
  _ = try openFile(path, O_WRONLY | O_CREAT | O_EXCL, permissions: 0o644)
}

/// Creates a folder; an existing one is fine.
package func makeFolder(_ path: String) throws(SystemError) {
  guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw .last }
}

/// The names in a folder and whether each leads to a folder, in no particular order; none if it cannot be read.
package func entries(of folder: String) -> [(name: String, isFolder: Bool)] {
  guard let listing = unsafe opendir(folder) else { return [] }
  defer { unsafe closedir(listing) }
  var found: [(name: String, isFolder: Bool)] = []
  while let entry = unsafe readdir(listing) {
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
      unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    if name == "." || name == ".." { continue }
    found.append((name, FileStatus("\(folder)/\(name)")?.kind == .folder))
  }
  return found
}

/// The text that a call of the C library allocated for its caller, whose memory is freed.
func takenString(_ text: UnsafeMutablePointer<CChar>?) -> String? {
  guard let text = unsafe text else { return nil }
  defer { unsafe free(text) }
  return unsafe String(cString: text)
}
