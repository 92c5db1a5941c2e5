import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs work on a thread of its own, whose stack is as large as that of a program, and waits for its end; false if `isGivenUp`, which is
/// called every few milliseconds, says so before. The thread then goes on by itself.
package func runApart(_ work: @escaping @Sendable () -> Void, isGivenUp: () -> Bool) -> Bool {
  let end = DispatchSemaphore(value: 0)
  let item = WorkItem {
    work()
    end.signal()
  }
  guard start(item) else {
    // Without room for another stack, it runs here.
    work()
    return true
  }
  while end.wait(timeout: .now() + .milliseconds(5)) == .timedOut { if isGivenUp() { return false } }
  return true
}

private final class WorkItem: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private let stackSize = 16 << 20

private func start(_ item: WorkItem) -> Bool {
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  var attributes = pthread_attr_t()
  guard unsafe pthread_attr_init(&attributes) == 0 else { return false }
  defer { unsafe pthread_attr_destroy(&attributes) }
  unsafe pthread_attr_setstacksize(&attributes, stackSize)
  unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
  let given = unsafe Unmanaged.passRetained(item)
  let result = unsafe pthread_create(&thread, &attributes, runItem, given.toOpaque())
  if result != 0 { unsafe given.release() }
  return result == 0
}

#if canImport(Darwin)
  private func runItem(_ item: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    unsafe Unmanaged<WorkItem>.fromOpaque(item).takeRetainedValue().run()
    return unsafe nil
  }
#else
  private func runItem(_ item: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let item = unsafe item { unsafe Unmanaged<WorkItem>.fromOpaque(item).takeRetainedValue().run() }
    return nil
  }
#endif
