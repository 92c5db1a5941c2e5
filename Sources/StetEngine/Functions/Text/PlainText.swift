/// Whether a text consists of characters of one byte each, as a reader counts them.
@inline(__always)
func isPlain(_ text: borrowing Span<UInt8>) -> Bool {
  unsafe text.withUnsafeBytes { bytes in
    let count = bytes.count
    guard let base = bytes.baseAddress else { return true }
    if count >= 8 {
      // The last word may overlap the one before.
      var marks = unsafe unplain(base.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
      var place = 0
      while place < count &- 8 {
        marks |= unsafe unplain(base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
        place &+= 8
      }
      return marks & 0x8080_8080_8080_8080 == 0
    }
    if count >= 4 {
      let first = unsafe UInt64(base.loadUnaligned(as: UInt32.self))
      let last = unsafe UInt64(base.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self))
      return unplain(first | last &<< 32) & 0x8080_8080_8080_8080 == 0
    }
    for place in 0..<count { if unsafe bytes[place] >= 0x80 || bytes[place] == 13 { return false } }
    return true
  }
}

/// Eight bytes, of which some have the highest bit set if one is not of ASCII, or a return: `\r\n` is a single character.
@inline(__always)
private func unplain(_ bytes: UInt64) -> UInt64 {
  let returns = bytes ^ 0x0D0D_0D0D_0D0D_0D0D
  return bytes | ((returns &- 0x0101_0101_0101_0101) & ~returns)
}

extension String {
  init(copying text: borrowing Span<UInt8>) {
    self = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
