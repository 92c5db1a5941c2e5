/// Floats that are not finite: a column holds none, and they become missing.
struct NotFinite: Sendable {
  var undefined = 0
  var positive = 0
  var negative = 0

  mutating func add(_ value: Double) {
    if value.isNaN { undefined += 1 } else if value > 0 { positive += 1 } else { negative += 1 }
  }

  static func + (a: NotFinite, b: NotFinite) -> NotFinite {
    NotFinite(
      undefined: a.undefined + b.undefined, positive: a.positive + b.positive, negative: a.negative + b.negative)
  }

  /// What each is called, and how many there are.
  var counts: [(word: String, count: Int)] {
    [("NaN", undefined), ("Infinity", positive), ("-Infinity", negative)].filter { $0.1 > 0 }
      .map { (word: $0.0, count: $0.1) }
  }
}

/// Whether none of some floats is infinite or no number.
func areFinite(_ values: UnsafePointer<Double>, _ count: Int) -> Bool {
  let infinite: UInt64 = 0x7FF0_0000_0000_0000
  var found: UInt64 = 0
  for place in 0..<count { unsafe found |= values[place].bitPattern & infinite == infinite ? 1 : 0 }
  return found == 0
}
