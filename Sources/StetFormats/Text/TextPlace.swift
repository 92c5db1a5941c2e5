/// The one-based column, in Unicode scalars, of an offset in the line that starts at `lineStart`.
func column(_ bytes: Span<UInt8>, of offset: Int, from lineStart: Int) -> Int {
  var scalars = 1
  for index in lineStart..<max(lineStart, offset) where bytes[index] & 0xC0 != 0x80 { scalars += 1 }
  return scalars
}

func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
  unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
}

/// The part of a text that a message shows.
func sample(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
  text(bytes, range.lowerBound..<min(range.upperBound, range.lowerBound + 280))
}
