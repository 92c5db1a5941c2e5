/// A sum of doubles kept as an unevaluated pair, after Dekker (1971) and Knuth's two-sum: at least 106 bits.
///
/// `1e16 + 1 − 1e16` is 1. Two partial sums add in a fixed order, so the bits do not depend on threads.
struct ExactSum: Sendable {
  private(set) var high = 0.0
  private(set) var low = 0.0

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
