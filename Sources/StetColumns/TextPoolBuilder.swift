/// Collects distinct texts and hands out their codes; open addressing over UTF-8 bytes.
package struct TextPoolBuilder: Sendable {
  private var bytes: [UInt8] = []
  private var offsets: [Int] = [0]
  private var slots: [Int32] = [Int32](repeating: -1, count: 64)
  private var hashes: [UInt64] = []

  package init() {}

  package var count: Int { hashes.count }

  package mutating func code(for text: String) -> Int32 {
    var text = text
    return text.withUTF8 { unsafe code(forUTF8: $0) }
  }

  package mutating func code(for text: ArraySlice<UInt8>) -> Int32 {
    unsafe text.withUnsafeBufferPointer { unsafe code(forUTF8: $0) }
  }

  /// The code of a text given as UTF-8, adding it when it is new.
  package mutating func code(forUTF8 text: UnsafeBufferPointer<UInt8>) -> Int32 {
    let hash = unsafe Self.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let code = Int(slots[slot])
      if hashes[code] == hash, unsafe isEqual(code, text) { return Int32(code) }
      slot = (slot + 1) & (slots.count - 1)
    }
    let code = Int32(hashes.count)
    slots[slot] = code
    hashes.append(hash)
    unsafe bytes.append(contentsOf: text)
    offsets.append(bytes.count)
    if hashes.count * 2 > slots.count { grow() }
    return code
  }

  package consuming func finish() -> TextPool { TextPool(bytes: bytes, offsets: TextOffsets(offsets)) }

  private func isEqual(_ code: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = offsets[code]
    guard offsets[code + 1] - start == text.count else { return false }
    for index in 0..<text.count where unsafe bytes[start + index] != text[index] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 4)
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(code)
    }
  }

  /// Multiply–fold over eight bytes at a time; deliberately without a seed, because codes must not change from run to run.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(text.count)
    var index = 0
    while index + 8 <= text.count {
      var word: UInt64 = 0
      for byte in 0..<8 { word |= unsafe UInt64(text[index + byte]) << UInt64(byte * 8) }
      hash = fold(hash ^ word)
      index += 8
    }
    var word: UInt64 = 0
    var shift: UInt64 = 0
    while index < text.count {
      word |= unsafe UInt64(text[index]) << shift
      shift += 8
      index += 1
    }
    return fold(hash ^ word)
  }

  private static func fold(_ x: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}
