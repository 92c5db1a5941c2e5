/// Whether a text consists of characters of one byte each, as a reader counts them.
@inline(__always)
func isPlain(_ text: borrowing Span<UInt8>) -> Bool {
  unsafe text.withUnsafeBufferPointer { bytes in
    var (bits, returns) = (UInt8(0), UInt8(0))
    for place in 0..<bytes.count {
      bits |= unsafe bytes[place]
      // `\r\n` is a single character.
      returns |= unsafe bytes[place] == 13 ? 1 : 0
    }
    return bits < 0x80 && returns == 0
  }
}

extension String {
  init(copying text: borrowing Span<UInt8>) {
    self = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}
