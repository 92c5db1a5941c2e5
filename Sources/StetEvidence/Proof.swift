import StetColumns

/// How much speaks for figures being sums of others by more than chance.
struct Proof {
  /// How often it was so.
  private(set) var matches = 0
  /// How often it was not.
  private(set) var failures = 0
  /// How often the chance of all these matches is half of another: the binary logarithm, in whole numbers.
  private(set) var halvings = 0
  private var values: Set<Double> = []

  /// A sum that is `value` but for rounding, one of `tries` sums that might have been; figures are published in steps of `step`.
  mutating func matched(_ value: Double, off: Double, step: Double, tries: Int) {
    matches += 1
    // The same figure again is no further proof.
    guard values.insert(value).inserted else { return }
    let nearby = max(2 * off + step, abs(value) * 1e-9)
    halvings += max(0, Int((abs(value) / nearby / Double(tries)).exponent))
  }

  mutating func failed() { failures += 1 }

  /// Whether it is beyond doubt.
  func isProof(_ needed: Int) -> Bool { matches > 0 && failures * 4 <= matches && halvings >= needed }
}
