/// A few bytes that a text may begin or end with: up to eight, so that they are compared at once.
package struct TextEdge: Sendable {
  private let word: UInt64
  private let mask: UInt64
  private let count: Int
  private let isAtEnd: Bool

  /// Nil for more bytes, or for none.
  package init?(_ bytes: [UInt8], atEnd isAtEnd: Bool) {
    guard 1...8 ~= bytes.count else { return nil }
    var word: UInt64 = 0
    for (place, byte) in bytes.enumerated() { word |= UInt64(byte) << UInt64(8 * place) }
    (self.word, count, self.isAtEnd) = (word, bytes.count, isAtEnd)
    mask = bytes.count == 8 ? ~0 : 1 << UInt64(8 * bytes.count) - 1
  }

  /// Whether each of some texts of a pool has them.
  package func test(_ codes: Range<Int>, of pool: TextPool, _ results: inout MutableSpan<Bool>) {
    unsafe pool.bytes.withUnsafeBytes { bytes in
      var start = pool.offsets[codes.lowerBound]
      for code in codes {
        let end = pool.offsets[code + 1]
        let place = isAtEnd ? end - count : start
        let isLong = end - start >= count
        results[code - codes.lowerBound] = unsafe isLong && word(at: place, in: bytes) & mask == word
        start = end
      }
    }
  }

  /// The eight bytes from a place on, or as many as there are.
  @inline(__always)
  private func word(at place: Int, in bytes: UnsafeRawBufferPointer) -> UInt64 {
    if place + 8 <= bytes.count {
      return unsafe UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    var word: UInt64 = 0
    for shift in 0..<bytes.count - place { word |= unsafe UInt64(bytes[place + shift]) << UInt64(8 * shift) }
    return word
  }
}
