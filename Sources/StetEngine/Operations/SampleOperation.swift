package import StetColumns

/// Rows drawn at random; the same seed draws the same rows.
package struct SampleOperation: LimitingOperation {
  package var count: Int
  package var seed: UInt64

  package init(_ count: Int, seed: UInt64) {
    self.count = count
    self.seed = seed
  }

  package var reason: LeftOut.Reason { .limit }

  package func run(on table: Table, in context: inout StepContext) -> Table {
    table.gather(sampledRows(count, of: table.rowCount, seed: seed))
  }
}

/// Rows drawn without replacement, in their order (Floyd's algorithm over a fixed generator).
private func sampledRows(_ count: Int, of total: Int, seed: UInt64) -> [Int32] {
  guard count < total else { return (0..<Int32(total)).map { $0 } }
  var generator = SplitMix64(state: seed)
  var chosen: Set<Int> = []
  for limit in (total - count)..<total {
    let draw = Int(generator.next(upTo: UInt64(limit + 1)))
    if !chosen.insert(draw).inserted { chosen.insert(limit) }
  }
  return chosen.sorted().map { Int32($0) }
}

/// Steele, Lea and Flood (2014): small, fast, and the same everywhere.
private struct SplitMix64 {
  var state: UInt64

  mutating func next(upTo bound: UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    // Multiply-shift: the bias is below one in 2^32 for any table that fits in memory.
    return (bits ^ (bits >> 31)).multipliedFullWidth(by: bound).high
  }
}
