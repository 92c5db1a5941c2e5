/// Numbers packed bit by bit, the lowest bit first, filled up with zeros to eight numbers.
func packedBits(_ numbers: [Int32], width: Int) -> [UInt8] {
  let groups = (numbers.count + 7) / 8
  var bytes: [UInt8] = []
  bytes.reserveCapacity(groups * width)
  var (word, bits) = (UInt64(0), 0)
  for number in numbers {
    word |= UInt64(UInt32(bitPattern: number)) << UInt64(bits)
    bits += width
    while bits >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: word))
      word >>= 8
      bits -= 8
    }
  }
  if bits > 0 { bytes.append(UInt8(truncatingIfNeeded: word)) }
  bytes += [UInt8](repeating: 0, count: groups * width - bytes.count)
  return bytes
}

/// The same as runs and groups (parquet-format/Encodings.md, "Run Length Encoding / Bit-Packing Hybrid"): one run if all are equal.
func hybridRuns(_ numbers: [Int32], width: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  guard let first = numbers.first else { return bytes }
  if numbers.allSatisfy({ $0 == first }) {
    bytes.appendVarint(UInt64(numbers.count) << 1)
    for place in 0..<(width + 7) / 8 { bytes.append(UInt8(truncatingIfNeeded: first >> Int32(8 * place))) }
    return bytes
  }
  bytes.appendVarint(UInt64((numbers.count + 7) / 8) << 1 | 1)
  return bytes + packedBits(numbers, width: width)
}
