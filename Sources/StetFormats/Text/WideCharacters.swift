/// UTF-16, in which most characters have two bytes and the others four.
struct UTF16: CharacterScheme {
  static var keepsASCII: Bool { false }

  let isBig: Bool

  @inline(__always)
  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    guard let unit = unit(bytes, index) else { return nil }
    if unit & 0xF800 != 0xD800 { return DecodedCharacter(unit, length: 2) }
    guard unit < 0xDC00, let second = self.unit(bytes, index + 2), second & 0xFC00 == 0xDC00 else { return nil }
    return DecodedCharacter(0x10000 + (unit & 0x3FF) << 10 + second & 0x3FF, length: 4)
  }

  @inline(__always)
  func unit(_ bytes: Span<UInt8>, _ index: Int) -> UInt32? {
    guard index + 1 < bytes.count else { return nil }
    let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
    return isBig ? first << 8 | second : second << 8 | first
  }
}

/// UTF-32: four bytes for each character.
struct UTF32: CharacterScheme {
  static var keepsASCII: Bool { false }

  let isBig: Bool

  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    guard index + 3 < bytes.count else { return nil }
    var code: UInt32 = 0
    for place in 0..<4 { code = code << 8 | UInt32(bytes[index + (isBig ? place : 3 - place)]) }
    return code <= 0x10FFFF && code & 0xFFFF_F800 != 0xD800 ? DecodedCharacter(code, length: 4) : nil
  }
}

/// UTF-8 in which bytes that are not UTF-8 are of an encoding that has one byte for each character.
struct UTF8Or: CharacterScheme {
  let other: SingleByte

  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    utf8Character(bytes, index) ?? other.character(bytes, index)
  }
}

/// The well-formed character of UTF-8 that begins at an index; nil if there is none.
func utf8Character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
  let lead = bytes[index]
  let length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  guard index + length <= bytes.count, firstInvalidUTF8(bytes.extracting(index..<index + length)) == nil else {
    return nil
  }
  var code = length == 1 ? UInt32(lead) : UInt32(lead) & (0x7F >> UInt32(length))
  for place in 1..<max(1, length) { code = code << 6 | UInt32(bytes[index + place]) & 0x3F }
  return DecodedCharacter(code, length: length)
}

/// UTF-8 whose bytes were taken for windows-1252 and encoded as UTF-8 once more: `Ã¼` is `ü`.
struct UTF8Twice: CharacterScheme {
  /// The byte of windows-1252 for each code point that has one; the five bytes without a meaning stand for themselves.
  private static let bytes: [UInt32: UInt8] = {
    var bytes: [UInt32: UInt8] = [:]
    for byte in UInt8(0x80)...0xFF { bytes[SingleByte.windows1252.table[Int(byte) - 0x80] ?? UInt32(byte)] = byte }
    return bytes
  }()

  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter? {
    if bytes[index] < 0x80 { return DecodedCharacter(UInt32(bytes[index]), length: 1) }
    var inner: [UInt8] = []
    var end = index
    while inner.count < 4, end < bytes.count, bytes[end] >= 0x80, let outer = utf8Character(bytes, end),
      let byte = Self.bytes[outer.scalar]
    {
      inner.append(byte)
      end += outer.length
      // As long as its first byte says.
      if let character = utf8Character(inner.span, 0) { return DecodedCharacter(character.scalar, length: end - index) }
    }
    return nil
  }
}
