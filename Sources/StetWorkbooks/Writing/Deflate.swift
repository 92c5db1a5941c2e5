/// Compresses bytes after RFC 1951, in the same way on every system: with the fixed codes of §3.2.6, and repetitions of up to 258
/// bytes that are found by their first four. XML of tables becomes about a sixth.
struct Deflate {
  private var output: [UInt8] = []
  private var bits: UInt64 = 0
  private var bitCount: UInt64 = 0

  private static let hashBits = 15
  private static let farthest = 32_768

  /// Parts of a stream end on a whole byte, so that they can follow each other; the last one ends the stream.
  static func compressed(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
    var deflate = Deflate()
    deflate.output.reserveCapacity(bytes.count / 4 + 64)
    // A block with fixed codes.
    deflate.put(isLast ? 1 : 0, 1)
    deflate.put(1, 2)
    deflate.compress(bytes.span)
    deflate.put(fixed(256))
    // An empty stored block brings the next part to a whole byte (§3.2.4).
    if !isLast { deflate.put(0, 3) }
    deflate.align()
    if !isLast { deflate.output += [0, 0, 0xFF, 0xFF] }
    return deflate.output
  }

  private mutating func compress(_ bytes: Span<UInt8>) {
    var heads = [Int32](repeating: -1, count: 1 << Self.hashBits)
    var index = 0
    while index < bytes.count {
      var length = 0
      var distance = 0
      if index + 4 <= bytes.count {
        let hash = Self.hash(bytes, index)
        let candidate = Int(heads[hash])
        heads[hash] = Int32(truncatingIfNeeded: index)
        if candidate >= 0, index - candidate <= Self.farthest {
          length = Self.common(bytes, candidate, index)
          distance = index - candidate
        }
      }
      guard length >= 4 else {
        put(Self.fixed(Int(bytes[index])))
        index += 1
        continue
      }
      put(length: length)
      put(distance: distance)
      // A few of the places inside are remembered, too.
      for next in stride(from: index + 1, to: min(index + length, bytes.count - 4), by: 3) {
        heads[Self.hash(bytes, next)] = Int32(truncatingIfNeeded: next)
      }
      index += length
    }
  }

  @inline(__always)
  private static func hash(_ bytes: Span<UInt8>, _ index: Int) -> Int {
    let word =
      UInt32(bytes[index]) | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2]) << 16 | UInt32(bytes[index + 3])
      << 24
    return Int((word &* 2_654_435_761) >> UInt32(32 - hashBits))
  }

  @inline(__always)
  private static func common(_ bytes: Span<UInt8>, _ first: Int, _ second: Int) -> Int {
    let most = min(258, bytes.count - second)
    var length = 0
    while length < most, bytes[first + length] == bytes[second + length] { length += 1 }
    return length
  }

  // MARK: - Codes

  /// The code of a literal or a length (§3.2.6), its first bit the lowest.
  private static func fixed(_ symbol: Int) -> (code: UInt64, bits: UInt64) {
    switch symbol {
    case 0...143: reversed(UInt64(0x30 + symbol), 8)
    case 144...255: reversed(UInt64(0x190 + symbol - 144), 9)
    case 256...279: reversed(UInt64(symbol - 256), 7)
    default: reversed(UInt64(0xC0 + symbol - 280), 8)
    }
  }

  @inline(__always)
  private static func reversed(_ code: UInt64, _ bits: UInt64) -> (UInt64, UInt64) {
    var (rest, result) = (code, UInt64(0))
    for _ in 0..<bits {
      result = result << 1 | rest & 1
      rest >>= 1
    }
    return (result, bits)
  }

  /// §3.2.5: the symbols of lengths from 257 on, each with the least length and how many bits more it takes.
  private static let lengths: [(least: Int, extra: Int)] = [
    (3, 0), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 0), (10, 0), (11, 1), (13, 1), (15, 1), (17, 1), (19, 2),
    (23, 2),
    (27, 2), (31, 2), (35, 3), (43, 3), (51, 3), (59, 3), (67, 4), (83, 4), (99, 4), (115, 4), (131, 5), (163, 5),
    (195, 5), (227, 5), (258, 0),
  ]
  private static let distances: [(least: Int, extra: Int)] = (0..<30).map { code in
    let extra = max(0, code / 2 - 1)
    return (code < 2 ? code + 1 : (2 + code % 2) << extra + 1, extra)
  }

  private mutating func put(length: Int) {
    guard let symbol = Self.lengths.lastIndex(where: { $0.least <= length }) else { return }
    put(Self.fixed(257 + symbol))
    put(UInt64(length - Self.lengths[symbol].least), UInt64(Self.lengths[symbol].extra))
  }

  private mutating func put(distance: Int) {
    guard let symbol = Self.distances.lastIndex(where: { $0.least <= distance }) else { return }
    put(Self.reversed(UInt64(symbol), 5))
    put(UInt64(distance - Self.distances[symbol].least), UInt64(Self.distances[symbol].extra))
  }

  // MARK: - Bits

  @inline(__always)
  private mutating func put(_ code: (code: UInt64, bits: UInt64)) { put(code.code, code.bits) }

  @inline(__always)
  private mutating func put(_ value: UInt64, _ count: UInt64) {
    bits |= value << bitCount
    bitCount += count
    while bitCount >= 8 {
      output.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }

  private mutating func align() {
    if bitCount > 0 { output.append(UInt8(truncatingIfNeeded: bits)) }
    (bits, bitCount) = (0, 0)
  }
}
