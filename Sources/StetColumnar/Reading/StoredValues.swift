/// Values that are there, one after another, as a file stores them.
enum StoredValues {
  /// Of the same number of bytes each, little-endian numbers in them.
  case fixed(Bytes, width: Int)
  /// Each with its length in four bytes before it.
  case prefixed(Bytes)
  /// One after another, with the length of each.
  case lengths(Bytes, [Int32])

  /// Calls `body` with each of the first `count`.
  @inline(__always)
  func each(_ count: Int, _ body: (UnsafePointer<UInt8>, Int) -> Void) throws(Malformed) {
    switch self {
    case .fixed(let bytes, let width):
      guard width >= 0, bytes.count >= count * width else { throw Malformed("it ends early") }
      var next = unsafe bytes.base.assumingMemoryBound(to: UInt8.self)
      for _ in 0..<count {
        unsafe body(next, width)
        unsafe next += width
      }
    case .prefixed(let bytes):
      var place = 0
      let (base, end) = unsafe (bytes.base, bytes.count)
      for _ in 0..<count {
        guard place &+ 4 <= end else { throw Malformed("it ends early") }
        let length = unsafe Int(UInt32(littleEndian: base.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        place &+= 4
        guard length <= end &- place else { throw Malformed("a text is longer than its page") }
        unsafe body((base + place).assumingMemoryBound(to: UInt8.self), length)
        place &+= length
      }
    case .lengths(let bytes, let lengths):
      guard lengths.count >= count else { throw Malformed("it ends early") }
      var place = 0
      for index in 0..<count {
        let length = Int(lengths[index])
        guard length >= 0, length <= bytes.count - place else { throw Malformed("a text is longer than its page") }
        unsafe body((bytes.base + place).assumingMemoryBound(to: UInt8.self), length)
        place += length
      }
    }
  }
}
