/// A sum of doubles kept as an unevaluated pair, after Dekker (1971) and Knuth's two-sum: at least 106 bits.
///
/// `1e16 + 1 − 1e16` is 1. Two partial sums add in a fixed order, so the bits do not depend on threads.
struct ExactSum: Sendable, BitwiseCopyable {
  private(set) var high = 0.0
  private(set) var low = 0.0

  init() {}

  /// Of many terms: four sums side by side, as each addition waits for the one before. How they are divided depends on the
  /// number of terms alone.
  init(count: Int, _ term: (Int) -> Double) {
    self.init()
    var place = 0
    if count >= 32 {
      var (b, c, d) = (ExactSum(), ExactSum(), ExactSum())
      while place &+ 4 <= count {
        add(term(place))
        b.add(term(place &+ 1))
        c.add(term(place &+ 2))
        d.add(term(place &+ 3))
        place &+= 4
      }
      add(b)
      add(c)
      add(d)
    }
    while place < count {
      add(term(place))
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
