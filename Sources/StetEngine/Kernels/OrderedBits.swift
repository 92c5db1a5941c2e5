/// A finite double's bits as an integer of the same order; −0 and 0 are one value.
@inline(__always)
func orderedBits(_ value: Double) -> Int64 {
  let bits = Int64(bitPattern: value == 0 ? 0 : value.bitPattern)
  return bits < 0 ? Int64.min &- bits : bits
}

/// The double that has such bits.
@inline(__always)
func double(orderedBits bits: Int64) -> Double {
  Double(bitPattern: UInt64(bitPattern: bits < 0 ? Int64.min &- bits : bits))
}
