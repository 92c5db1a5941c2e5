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

/// `file.csv:12:3` of an offset, by physical lines.
func physicalPlace(_ bytes: Span<UInt8>, _ offset: Int, _ name: String) -> String {
  var line = 1
  var lineStart = ByteOrderMark(bytes)?.length ?? 0
  for index in 0..<offset {
    let isPair = bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
    guard bytes[index] == UInt8(ascii: "\n") || bytes[index] == UInt8(ascii: "\r") && !isPair else { continue }
    line += 1
    lineStart = index + 1
  }
  return "\(name):\(line):\(column(bytes, of: offset, from: lineStart))"
}
