/// Characters that XML does not allow are written `_x000D_` in workbooks, and an underscore before what looks like that `_x005F_`
/// (ECMA-376 part 1, §22.9.2.19).
enum EscapedText {
  /// Replaces the escapes from a place in a buffer to its end.
  @inline(__always)
  static func unescape(_ bytes: inout [UInt8], from start: Int) {
    guard let first = bytes[start...].firstIndex(of: UInt8(ascii: "_")), first + 7 <= bytes.count else { return }
    replace(&bytes, from: first)
  }

  private static func replace(_ bytes: inout [UInt8], from start: Int) {
    var text: [UInt8] = []
    var index = start
    while index < bytes.count {
      guard let unit = unit(bytes, at: index) else {
        text.append(bytes[index])
        index += 1
        continue
      }
      if unit & 0xFC00 == 0xD800, let low = self.unit(bytes, at: index + 7), low & 0xFC00 == 0xDC00,
        let scalar = Unicode.Scalar(UInt32(unit & 0x3FF) << 10 + UInt32(low & 0x3FF) + 0x10000)
      {
        text += String(scalar).utf8
        index += 14
      } else if let scalar = Unicode.Scalar(unit) {
        text += String(scalar).utf8
        index += 7
      } else {
        // Half a character stays as it is written.
        text.append(bytes[index])
        index += 1
      }
    }
    bytes.replaceSubrange(start..., with: text)
  }

  /// The UTF-16 unit of an escape that begins at a place.
  private static func unit(_ bytes: [UInt8], at index: Int) -> UInt16? {
    guard index + 7 <= bytes.count, bytes[index] == UInt8(ascii: "_"), bytes[index + 1] == UInt8(ascii: "x"),
      bytes[index + 6] == UInt8(ascii: "_")
    else { return nil }
    var unit: UInt16 = 0
    for byte in bytes[(index + 2)..<(index + 6)] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  /// What is left of a text without white space at its ends, as XML counts it.
  static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 9 || byte == 10 || byte == 13 }
    var (start, end) = (0, bytes.count)
    while start < end, unsafe isSpace(bytes[end - 1]) { end -= 1 }
    while start < end, unsafe isSpace(bytes[start]) { start += 1 }
    return start..<end
  }

  /// Removes white space at both ends of what has been added since a place.
  static func trim(_ bytes: inout [UInt8], from start: Int) {
    let kept = unsafe bytes.withUnsafeBufferPointer { unsafe trimmed(UnsafeBufferPointer(rebasing: $0[start...])) }
    bytes.removeLast(bytes.count - start - kept.upperBound)
    bytes.removeSubrange(start..<start + kept.lowerBound)
  }
}
