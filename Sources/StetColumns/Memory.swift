import Glibc

/// An array whose memory is not touched yet, for a kernel that writes every element it will keep.
///
/// Large ones ask for pages of 2 MiB: under a virtual machine the first touch of a page of 4 KiB costs about as much as
/// filling it eight times. They are asked for as far as elements are `likely`: the last one is taken whole.
@inlinable package func untouched<Element: BitwiseCopyable>(_ count: Int, likely: Int = .max) -> [Element] {
  unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
    unsafe advise(UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: buffer[..<min(count, likely)])))
    initialized = count
  }
}

/// Asks for pages of 2 MiB where a block is large.
@usableFromInline package func advise(_ memory: UnsafeMutableRawBufferPointer) {
  let page = 2 << 20
  guard memory.count >= 2 * page, let base = memory.baseAddress else { return }
  let first = (Int(bitPattern: base) + page - 1) & ~(page - 1)
  let end = (Int(bitPattern: base) + memory.count) & ~(page - 1)
  // Advice only: where it is not taken, everything is as before.
  if end > first, let start = unsafe UnsafeMutableRawPointer(bitPattern: first) {
    _ = unsafe madvise(start, end - first, MADV_HUGEPAGE)
  }
}
