import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that are being written under a temporary name, for whoever ends the process meanwhile: a signal, or memory that has run out.
package enum UnfinishedFiles {
  /// The paths as C strings, of which whoever takes one out is the owner; 0 in a free place.
  private static let paths = InlineArray<64, Atomic<UInt>> { _ in Atomic(0) }

  /// Where a path is kept; nil if there is no place, so that the file stays if the process is ended.
  static func add(_ path: String) -> Int? {
    guard let copy = unsafe strdup(path) else { return nil }
    let address = UInt(bitPattern: copy)
    for place in paths.indices
    where paths[place].compareExchange(expected: 0, desired: address, ordering: .acquiringAndReleasing).exchanged {
      return place
    }
    unsafe free(copy)
    return nil
  }

  /// The file is complete, or has been removed.
  static func remove(at place: Int?) {
    guard let place else { return }
    let address = paths[place].exchange(0, ordering: .acquiringAndReleasing)
    unsafe free(UnsafeMutableRawPointer(bitPattern: address))
  }

  /// Creates what a signal handler may only read.
  package static func prepare() { _ = paths[0].load(ordering: .relaxed) }

  /// Removes them all, in a signal handler too: it allocates nothing and waits for nothing.
  package static func removeAll() {
    for place in paths.indices {
      let address = paths[place].exchange(0, ordering: .acquiringAndReleasing)
      if let path = unsafe UnsafePointer<CChar>(bitPattern: address) { unsafe unlink(path) }
    }
  }
}
