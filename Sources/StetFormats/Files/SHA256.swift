import CSHA256
import StetDiagnostics

/// SHA-256 after FIPS 180-4; locks inputs and marks outputs.
package struct SHA256: Sendable {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [UInt8] = []
  private var length: UInt64 = 0
  private let usesInstructions: Bool

  package init() { self.init(usesInstructions: Self.hasInstructions) }

  private init(usesInstructions: Bool) { self.usesInstructions = usesInstructions }

  /// For the tests: without the processor's SHA instructions.
  package static func portableHex(of bytes: [UInt8]) -> String {
    var hash = SHA256(usesInstructions: false)
    hash.update(bytes[...])
    return hash.finish()
  }

  package static func hex(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes[...])
    return hash.finish()
  }

  /// The 32 bytes.
  package static func digest(of bytes: [UInt8]) -> [UInt8] {
    let hex = Array(hex(of: bytes).utf8)
    func value(_ digit: UInt8) -> UInt8 {
      digit < UInt8(ascii: "a") ? digit - UInt8(ascii: "0") : digit - UInt8(ascii: "a") + 10
    }
    return stride(from: 0, to: hex.count, by: 2).map { value(hex[$0]) << 4 | value(hex[$0 + 1]) }
  }

  /// Stops between parts of 4 MiB if loading was stopped.
  static func hex(of bytes: [UInt8], name: String, isCancelled: () -> Bool) throws(RunFailure) -> String {
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: 4 << 20) {
      if isCancelled() { throw RunFailure(.cancelled(name)) }
      hash.update(bytes[start..<min(bytes.count, start + 4 << 20)])
    }
    return hash.finish()
  }

  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    length += UInt64(bytes.count)
    var rest = bytes
    if !pending.isEmpty {
      let wanted = min(64 - pending.count, rest.count)
      pending += rest.prefix(wanted)
      rest = rest.dropFirst(wanted)
      guard pending.count == 64 else { return }
      let block = pending
      blocks(block.span)
      pending.removeAll(keepingCapacity: true)
    }
    let whole = rest.count & ~63
    let head = rest.prefix(whole)
    blocks(head.span)
    pending += rest.dropFirst(whole)
  }

  /// The digest as 64 lowercase hexadecimal digits.
  package consuming func finish() -> String {
    let bits = length * 8
    var tail: [UInt8] = [0x80]
    while (pending.count + tail.count) % 64 != 56 { tail.append(0) }
    for shift in stride(from: UInt64(56), through: 0, by: -8) { tail.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    update(tail[...])
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  /// Whole blocks of 64 bytes.
  private mutating func blocks(_ bytes: Span<UInt8>) {
    guard usesInstructions, bytes.count > 0 else { return portableBlocks(bytes) }
    unsafe bytes.withUnsafeBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      unsafe stet_sha256_blocks(&state, start, bytes.count / 64, Self.constants)
    }
  }

  private static let hasInstructions = stet_has_sha256()

  /// Without SHA instructions; the message schedule is a ring of 16 words.
  private mutating func portableBlocks(_ bytes: Span<UInt8>) {
    let constants = Self.constants.span
    var ring = InlineArray<16, UInt32>(repeating: 0)
    for start in stride(from: 0, to: bytes.count, by: 64) {
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      var (e, f, g, h) = (state[4], state[5], state[6], state[7])
      for i in 0..<64 {
        let word: UInt32
        if i < 16 {
          let at = start &+ i &* 4
          word =
            UInt32(bytes[at]) << 24 | UInt32(bytes[at &+ 1]) << 16 | UInt32(bytes[at &+ 2]) << 8
            | UInt32(bytes[at &+ 3])
        } else {
          let x = ring[(i &+ 1) & 15]
          let y = ring[(i &+ 14) & 15]
          let s0 = rotate(x, 7) ^ rotate(x, 18) ^ (x >> 3)
          let s1 = rotate(y, 17) ^ rotate(y, 19) ^ (y >> 10)
          word = ring[i & 15] &+ s0 &+ ring[(i &+ 9) & 15] &+ s1
        }
        ring[i & 15] = word
        let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
        let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ constants[i] &+ word
        let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
        let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
        (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
      }
      state[0] &+= a
      state[1] &+= b
      state[2] &+= c
      state[3] &+= d
      state[4] &+= e
      state[5] &+= f
      state[6] &+= g
      state[7] &+= h
    }
  }

  /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4 §4.2.2).
  private static let constants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]
}

@inline(__always)
private func rotate(_ word: UInt32, _ by: UInt32) -> UInt32 { word >> by | word << (32 - by) }
