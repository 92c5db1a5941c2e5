/// The first bytes of a file that say its encoding.
struct ByteOrderMark {
  let encoding: TextEncoding
  /// Of the mark, or of several that programs put one before another, each taking the last for text.
  let length: Int

  init?(_ bytes: Span<UInt8>) {
    func begins(_ mark: [UInt8]) -> Bool {
      bytes.count >= mark.count && mark.indices.allSatisfy { bytes[$0] == mark[$0] }
    }
    let marks: [([UInt8], TextEncoding)] = [
      ([0xEF, 0xBB, 0xBF], .utf8), ([0, 0, 0xFE, 0xFF], .utf32be), ([0xFE, 0xFF], .utf16be),
    ]
    // In UTF-16, two zero bytes after the mark would be a NUL.
    let isLong = begins([0xFF, 0xFE, 0, 0]) && bytes.count % 4 == 0
    if isLong {
      (encoding, length) = (.utf32le, 4)
    } else if begins([0xFF, 0xFE]) {
      (encoding, length) = (.utf16le, 2)
    } else if let (mark, encoding) = marks.first(where: { begins($0.0) }) {
      var length = mark.count
      while encoding == .utf8, length + 3 <= bytes.count, mark.indices.allSatisfy({ bytes[length + $0] == mark[$0] }) {
        length += 3
      }
      (self.encoding, self.length) = (encoding, length)
    } else {
      return nil
    }
  }

  func agrees(with declared: TextEncoding) -> Bool {
    switch (declared.scheme, encoding.scheme) {
    case (.utf16(isBig: nil), .utf16), (.utf32(isBig: nil), .utf32), (.utf8Twice, .utf8), (.utf8Or, .utf8): true
    default: declared == encoding
    }
  }
}
