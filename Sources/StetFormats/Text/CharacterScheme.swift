import StetDiagnostics

/// A character of a file, and how many bytes it takes there.
struct DecodedCharacter {
  let scalar: UInt32
  /// A combining mark that comes after it; 0 for none. Four codes of Big5 are such pairs.
  let mark: UInt32
  let length: Int

  @inline(__always)
  init(_ scalar: UInt32, mark: UInt32 = 0, length: Int) {
    (self.scalar, self.mark, self.length) = (scalar, mark, length)
  }
}

/// How bytes become characters.
protocol CharacterScheme: Sendable {
  /// Whether a byte below 0x80 that begins a character is that of ASCII.
  static var keepsASCII: Bool { get }

  /// The character that begins at an index; nil if the bytes there are none.
  func character(_ bytes: Span<UInt8>, _ index: Int) -> DecodedCharacter?
}

extension CharacterScheme {
  static var keepsASCII: Bool { true }
}

/// A file's text as UTF-8, up to the first bytes that are not a character.
struct Transcoded {
  var bytes: [UInt8] = []
  /// Where those bytes are in the file.
  var invalid: Int?
}

extension CharacterScheme {
  /// Decodes a file in parts of 32 KiB, between which loading can be stopped.
  func transcoded(_ file: [UInt8], from start: Int, name: String, isCancelled: () -> Bool) throws(RunFailure)
    -> Transcoded
  {
    let source = file.span
    var result = Transcoded()
    result.bytes.reserveCapacity(file.count + file.count / 8)
    // No character takes more than three bytes of UTF-8 for each byte of the file, and eight are written at once.
    let part = 32 << 10
    var buffer = [UInt8](repeating: 0, count: part * 3 + 32)
    var index = start
    while index < source.count, result.invalid == nil {
      if isCancelled() { throw RunFailure(.cancelled(name)) }
      let end = min(source.count, index + part)
      let written = unsafe buffer.withUnsafeMutableBytes { out in
        unsafe decode(source, &index, until: end, to: out, invalid: &result.invalid)
      }
      result.bytes.append(contentsOf: buffer[..<written])
    }
    return result
  }

  @inline(__always)
  private func decode(
    _ source: Span<UInt8>, _ index: inout Int, until end: Int, to out: UnsafeMutableRawBufferPointer,
    invalid: inout Int?
  ) -> Int {
    var count = 0
    while index < end {
      if Self.keepsASCII, source[index] < 0x80 {
        // ASCII, eight bytes at a time; what is written past its end is overwritten.
        while index + 8 <= end {
          let word = unsafe source.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
          unsafe out.storeBytes(of: word, toByteOffset: count, as: UInt64.self)
          let ascii = (word.littleEndian & 0x8080_8080_8080_8080).trailingZeroBitCount / 8
          index += ascii
          count += ascii
          if ascii < 8 { break }
        }
        guard index < end else { break }
      }
      guard let character = character(source, index) else {
        invalid = index
        break
      }
      index += character.length
      unsafe count = put(character.scalar, out, count)
      if character.mark > 0 { unsafe count = put(character.mark, out, count) }
    }
    return count
  }
}

/// Writes a code point as UTF-8, and returns where the next one goes.
@inline(__always)
private func put(_ code: UInt32, _ out: UnsafeMutableRawBufferPointer, _ count: Int) -> Int {
  if code < 0x80 {
    unsafe out[count] = UInt8(truncatingIfNeeded: code)
    return count + 1
  }
  if code < 0x800 {
    unsafe out[count] = UInt8(truncatingIfNeeded: 0xC0 | code >> 6)
    unsafe out[count + 1] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
    return count + 2
  }
  if code < 0x10000 {
    unsafe out[count] = UInt8(truncatingIfNeeded: 0xE0 | code >> 12)
    unsafe out[count + 1] = UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F)
    unsafe out[count + 2] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
    return count + 3
  }
  unsafe out[count] = UInt8(truncatingIfNeeded: 0xF0 | code >> 18)
  unsafe out[count + 1] = UInt8(truncatingIfNeeded: 0x80 | code >> 12 & 0x3F)
  unsafe out[count + 2] = UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F)
  unsafe out[count + 3] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
  return count + 4
}
