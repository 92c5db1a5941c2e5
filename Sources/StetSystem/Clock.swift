#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time by the clock used for file times, in nanoseconds since 1970. On Linux it is a few milliseconds slower than others.
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

/// Pauses the thread for a time; a signal ends the pause early.
package func pause(milliseconds: UInt32) { usleep(milliseconds * 1000) }
