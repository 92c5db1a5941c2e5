public import StetSystem

/// An array whose memory is not touched yet, for a kernel that writes every element it will keep.
///
/// Large ones ask for pages of 2 MiB: under a virtual machine the first touch of a page of 4 KiB costs about as much as
/// filling it eight times. They are requested for the `likely` number of elements, rounded up to a whole page.
@inlinable package func untouched<Element: BitwiseCopyable>(_ count: Int, likely: Int = .max) -> [Element] {
  // Several threads would write to the storage that all empty arrays share.
  guard count > 0 else { return [] }
  return unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
    unsafe preferLargePages(
      UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<min(count, likely)])))
    initialized = count
  }
}

/// Memory for the duration of a call. The standard library's version treated a `return` from the middle of its closure as an error
/// and ended the program, in optimized builds and beyond 1 KiB (Swift 6.3.1).
@inlinable @inline(__always)
package func withScratch<Element: BitwiseCopyable, Result>(
  of _: Element.Type, capacity: Int, _ body: (UnsafeMutablePointer<Element>) -> Result
) -> Result {
  let memory = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
  defer { unsafe memory.deallocate() }
  return unsafe body(memory)
}
