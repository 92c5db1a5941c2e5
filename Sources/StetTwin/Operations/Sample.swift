import StetEngine

extension SampleOperation: SecondCalculation {
  func calculate(_ table: TwinTable, _ context: inout TwinContext) throws -> TwinTable {
    table.only(drawn(count, of: table.rows.count, seed: seed))
  }
}

/// Floyd's draw without replacement over SplitMix64, as the language says, so that the same seed draws the same rows.
private func drawn(_ count: Int, of total: Int, seed: UInt64) -> [Int] {
  guard count < total else { return Array(0..<total) }
  var state = seed
  var chosen: [Int] = []
  for limit in (total - count)..<total {
    let next = limit + 1
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    let draw = Int(UInt64(truncatingIfNeeded: (UInt128(bits) * UInt128(next)) >> 64))
    chosen.append(chosen.contains(draw) ? limit : draw)
  }
  return chosen.sorted()
}
