/// Steele, Lea and Flood (2014): the same draws for the same seed, on any machine.
struct Draw {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// From 0 to below the bound.
  mutating func below(_ bound: Int) -> Int { Int(bits() % UInt64(bound)) }

  mutating func one<T>(of items: [T]) -> T { items[below(items.count)] }

  /// Whether an event of so many in a hundred happens.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
}
