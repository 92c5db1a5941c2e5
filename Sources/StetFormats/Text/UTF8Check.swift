import StetDiagnostics

/// Stops between parts of 4 MiB if loading was stopped.
func firstInvalidUTF8(_ bytes: Span<UInt8>, name: String, isCancelled: () -> Bool) throws(RunFailure) -> Int? {
  let count = bytes.count
  var index = 0
  while index < count {
    if isCancelled() { throw RunFailure(.cancelled(name)) }
    if let invalid = firstInvalidUTF8(bytes, &index, until: min(count, index + 4 << 20)) { return invalid }
  }
  return nil
}

/// The offset of the first byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7); nil if there is none.
func firstInvalidUTF8(_ bytes: Span<UInt8>) -> Int? {
  var index = 0
  return firstInvalidUTF8(bytes, &index, until: bytes.count)
}

/// Eight bytes at a time.
func hasMoreThanASCII(_ bytes: Span<UInt8>) -> Bool {
  var index = 0
  var all: UInt64 = 0
  while index + 8 <= bytes.count {
    all |= unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
    index += 8
  }
  while index < bytes.count {
    all |= UInt64(bytes[index])
    index += 1
  }
  return all & 0x8080_8080_8080_8080 != 0
}

private func firstInvalidUTF8(_ bytes: Span<UInt8>, _ index: inout Int, until end: Int) -> Int? {
  let count = bytes.count
  while index < end {
    // ASCII, eight bytes at a time.
    while index + 8 <= end,
      unsafe bytes.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
    {
      index += 8
    }
    guard index < end else { break }
    let lead = bytes[index]
    if lead < 0x80 {
      index += 1
      continue
    }
    // The second byte's range rules out overlong forms, surrogates and code points above U+10FFFF.
    let (length, lowest, highest): (Int, UInt8, UInt8)
    switch lead {
    case 0xC2...0xDF: (length, lowest, highest) = (2, 0x80, 0xBF)
    case 0xE0: (length, lowest, highest) = (3, 0xA0, 0xBF)
    case 0xED: (length, lowest, highest) = (3, 0x80, 0x9F)
    case 0xE1...0xEF: (length, lowest, highest) = (3, 0x80, 0xBF)
    case 0xF0: (length, lowest, highest) = (4, 0x90, 0xBF)
    case 0xF1...0xF3: (length, lowest, highest) = (4, 0x80, 0xBF)
    case 0xF4: (length, lowest, highest) = (4, 0x80, 0x8F)
    default: return index
    }
    guard index + length <= count, bytes[index + 1] >= lowest, bytes[index + 1] <= highest else { return index }
    for offset in 2..<max(2, length) where bytes[index + offset] & 0xC0 != 0x80 { return index }
    index += length
  }
  return nil
}
