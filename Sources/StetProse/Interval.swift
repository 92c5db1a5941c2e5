/// The values for which a figure in words is right.
struct Interval: Sendable {
  /// One end of the interval.
  struct Bound: Sendable {
    var number: ExactNumber
    var isIncluded: Bool
  }

  var lower: Bound?
  var upper: Bound?

  /// Both ends belong to it.
  init(_ lower: ExactNumber, through upper: ExactNumber) {
    self.lower = Bound(number: lower, isIncluded: true)
    self.upper = Bound(number: upper, isIncluded: true)
  }

  init(lower: Bound?, upper: Bound?) {
    self.lower = lower
    self.upper = upper
  }

  func contains(_ number: ExactNumber) -> Bool {
    if let lower, number < lower.number || (number == lower.number && !lower.isIncluded) { return false }
    if let upper, number > upper.number || (number == upper.number && !upper.isIncluded) { return false }
    return true
  }

  /// For two intervals with both ends, as roundings have them.
  func intersection(_ other: Interval) -> Interval {
    Interval(lower: tighter(lower, other.lower) { $0 > $1 }, upper: tighter(upper, other.upper) { $0 < $1 })
  }

  /// The interval of the negated numbers.
  var mirrored: Interval {
    Interval(
      lower: upper.map { Bound(number: $0.number.negated, isIncluded: $0.isIncluded) },
      upper: lower.map { Bound(number: $0.number.negated, isIncluded: $0.isIncluded) })
  }

  private func tighter(_ a: Bound?, _ b: Bound?, _ precedes: (ExactNumber, ExactNumber) -> Bool) -> Bound? {
    guard let a, let b else { return a ?? b }
    if a.number == b.number { return a.isIncluded ? b : a }
    return precedes(a.number, b.number) ? a : b
  }
}
