/// Bytes of one cell as they come, in memory that is used again for the next.
@safe
struct ByteScratch: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity = 256
  private(set) var count = 0

  init() { unsafe base = .allocate(capacity: capacity) }

  deinit { unsafe base.deallocate() }

  var isEmpty: Bool { count == 0 }

  /// Until they change.
  @inline(__always)
  var bytes: UnsafeBufferPointer<UInt8> { unsafe UnsafeBufferPointer(start: base, count: count) }

  @inline(__always)
  mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func append(_ more: UnsafeBufferPointer<UInt8>) {
    guard let start = more.baseAddress else { return }
    if more.count > capacity &- count { grow(by: more.count) }
    unsafe (base + count).update(from: start, count: more.count)
    count &+= more.count
  }

  /// Removes white space, as XML counts it, at both ends of what has been added since a place.
  mutating func trim(from start: Int) {
    let kept = unsafe EscapedText.trimmed(UnsafeBufferPointer(rebasing: bytes[start...]))
    unsafe (base + start).update(from: base + start + kept.lowerBound, count: kept.count)
    count = start + kept.count
  }

  private mutating func grow(by more: Int) {
    let larger = max(2 * capacity, count + more)
    let old = unsafe base
    unsafe base = .allocate(capacity: larger)
    unsafe base.moveInitialize(from: old, count: count)
    unsafe old.deallocate()
    capacity = larger
  }
}
