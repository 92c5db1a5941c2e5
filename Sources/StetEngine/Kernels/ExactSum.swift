/// A sum of doubles kept as an unevaluated pair, after Dekker (1971) and Knuth's two-sum: at least 106 bits.
///
/// `1e16 + 1 − 1e16` is 1. Two partial sums add in a fixed order, so the bits do not depend on threads.
struct ExactSum: Sendable, BitwiseCopyable {
  private(set) var high = 0.0
  private(set) var low = 0.0

  init() {}

  /// For many terms; `four` gives four of them from an index on: four sums side by side, because each addition waits for the
  /// one before. How they are divided depends only on the number of terms.
  @inline(__always)
  init(count: Int, four: (Int) -> SIMD4<Double>, one: (Int) -> Double) {
    self.init()
    var place = 0
    if count >= 32 {
      var (high, low) = (SIMD4<Double>(), SIMD4<Double>())
      while place &+ 4 <= count {
        let value = four(place)
        let sum = high + value
        let virtual = sum - high
        let error = (high - (sum - virtual)) + (value - virtual)
        let carried = low + error
        high = sum + carried
        low = carried - (high - sum)
        place &+= 4
      }
      (self.high, self.low) = (high[0], low[0])
      for lane in 1..<4 {
        add(high[lane])
        add(low[lane])
      }
    }
    while place < count {
      add(one(place))
      place &+= 1
    }
  }

  @inline(__always)
  mutating func add(_ value: Double) {
    let sum = high + value
    let virtual = sum - high
    let error = (high - (sum - virtual)) + (value - virtual)
    let carried = low + error
    high = sum + carried
    low = carried - (high - sum)
  }

  mutating func add(_ other: ExactSum) {
    add(other.high)
    add(other.low)
  }

  var value: Double { high + low }
}
