#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time by the clock that marks files, in nanoseconds since 1970. On Linux it runs a few milliseconds behind others.
package func fileClock() -> Int {
  var time = timespec()
  #if os(Linux)
    unsafe clock_gettime(CLOCK_REALTIME_COARSE, &time)
  #else
    unsafe clock_gettime(CLOCK_REALTIME, &time)
  #endif
  return nanoseconds(time)
}

/// Wraps around for years that no file has, instead of trapping.
func nanoseconds(_ time: timespec) -> Int { Int(time.tv_sec) &* 1_000_000_000 &+ Int(time.tv_nsec) }

/// Keeps the thread from going on for a time; a signal ends it early.
package func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }
