import Synchronization

#if canImport(Glibc)
  public import Glibc
#elseif canImport(Musl)
  public import Musl
#elseif canImport(Darwin)
  public import Darwin
#endif

/// Whether the program's allocator chooses the size of pages itself, so that `preferLargePages` leaves it alone.
private let isChosenByAllocator = Atomic<Bool>(false)

/// For a program whose allocator does what `preferLargePages` asks for where it is good.
package func leavePagesToAllocator() { isChosenByAllocator.store(true, ordering: .relaxed) }

/// Asks for pages of 2 MiB where a block has room for them; this is only advice, and if it is ignored nothing changes but the speed.
///
/// macOS has no such advice, and pages of 16 KiB from the start.
@usableFromInline package func preferLargePages(_ memory: UnsafeMutableRawBufferPointer) {
  #if os(Linux)
    let page = 2 << 20
    guard let base = memory.baseAddress, !isChosenByAllocator.load(ordering: .relaxed) else { return }
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

/// The memory in bytes that this process can have: that of the machine, or less if it runs in a container or under a limit; nil if the
/// system does not say. Found once.
package let availableMemory: Int? = {
  var least = Int.max
  if let bytes = machineMemory { least = bytes }
  #if os(Linux)
    // cgroup v2, as the process in a container sees it; "max" is no limit.
    if let bytes = number(in: "/sys/fs/cgroup/memory.max") { least = min(least, bytes) }
    if let bytes = number(in: "/sys/fs/cgroup/memory/memory.limit_in_bytes") { least = min(least, bytes) }
  #endif
  if let bytes = addressLimit { least = min(least, bytes) }
  return least < .max ? least : nil
}()

/// How many bytes of addresses this process may have (`ulimit -v`); nil if there is no limit.
package var addressLimit: Int? {
  var limit = rlimit()
  guard unsafe getrlimit(addresses, &limit) == 0, let bytes = Int(exactly: limit.rlim_cur), bytes > 0, bytes < .max
  else { return nil }
  return bytes
}

private var machineMemory: Int? {
  #if canImport(Darwin)
    var bytes: UInt64 = 0
    var size = MemoryLayout<UInt64>.size
    return unsafe sysctlbyname("hw.memsize", &bytes, &size, nil, 0) == 0 ? Int(bytes) : nil
  #else
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : nil
  #endif
}

#if canImport(Glibc)
  private let addresses = __rlimit_resource_t(RLIMIT_AS.rawValue)
#else
  private let addresses = RLIMIT_AS
#endif

/// What this process holds of it, in bytes; 0 if the system does not say.
package var residentMemory: Int {
  #if canImport(Darwin)
    var statistics = malloc_statistics_t()
    unsafe malloc_zone_statistics(nil, &statistics)
    return Int(statistics.size_in_use)
  #else
    return (number(in: "/proc/self/statm", at: 1) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  #endif
}

#if os(Linux)
  /// One of the numbers in a small file of the system.
  private func number(in file: String, at place: Int = 0) -> Int? {
    guard let descriptor = try? Descriptor.reading(file) else { return nil }
    var buffer = [UInt8](repeating: 0, count: 256)
    guard let count = try? descriptor.read(into: &buffer) else { return nil }
    // A loop, because this is part of every start.
    var (word, value, digits) = (0, 0, 0)
    for index in 0..<count {
      let digit = buffer[index] &- UInt8(ascii: "0")
      if buffer[index] == UInt8(ascii: " ") || buffer[index] == UInt8(ascii: "\n") {
        if word == place { break }
        word += 1
      } else if word == place {
        guard digit <= 9, digits < 18 else { return nil }
        (value, digits) = (value * 10 + Int(digit), digits + 1)
      }
    }
    return word == place && digits > 0 ? value : nil
  }
#endif
