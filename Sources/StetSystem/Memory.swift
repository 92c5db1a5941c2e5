#if canImport(Glibc)
  public import Glibc
#elseif canImport(Musl)
  public import Musl
#elseif canImport(Darwin)
  public import Darwin
#endif

/// Asks for pages of 2 MiB if a block is large; this is only advice, and if it is ignored nothing changes but the speed.
///
/// macOS has no such advice, and pages of 16 KiB from the start.
@usableFromInline package func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
  #if os(Linux)
    let page = 2 << 20
    guard memory.count >= 2 * page, let base = memory.baseAddress else { return }
    let first = (Int(bitPattern: base) + page - 1) & ~(page - 1)
    let end = (Int(bitPattern: base) + memory.count) & ~(page - 1)
    if end > first, let start = unsafe UnsafeMutableRawPointer(bitPattern: first) {
      _ = unsafe madvise(start, end - first, MADV_HUGEPAGE)
    }
  #endif
}

/// Whether two blocks of memory contain the same bytes.
@inlinable @inline(__always)
package func isEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, count: Int) -> Bool {
  unsafe memcmp(a, b, count) == 0
}

/// Whether a byte is among `count` of them.
@inlinable @inline(__always)
package func contains(_ bytes: UnsafePointer<UInt8>, count: Int, _ byte: UInt8) -> Bool {
  unsafe memchr(bytes, Int32(byte), count) != nil
}

/// The machine's memory in bytes; nil if the system does not say.
package var machineMemory: Int? {
  #if canImport(Darwin)
    var bytes: UInt64 = 0
    var size = MemoryLayout<UInt64>.size
    return unsafe sysctlbyname("hw.memsize", &bytes, &size, nil, 0) == 0 ? Int(bytes) : nil
  #else
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : nil
  #endif
}
