/// Whether a text consists of characters of one byte each, as a reader counts them.
func isPlain(_ text: borrowing Span<UInt8>) -> Bool {
  var bits: UInt8 = 0
  var previous: UInt8 = 0
  var hasLineEnd = false
  for place in text.indices {
    bits |= text[place]
    // `\r\n` is a single character.
    hasLineEnd = hasLineEnd || previous == 13 && text[place] == 10
    previous = text[place]
  }
  return bits < 0x80 && !hasLineEnd
}

extension String {
  init(copying text: borrowing Span<UInt8>) {
    self = unsafe text.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
  }
}

extension [UInt8] {
  /// Adds a part of a text.
  mutating func append(_ text: borrowing Span<UInt8>, _ range: Range<Int>) {
    unsafe text.extracting(range).withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }
}
