/// How a figure in words is meant to compare with the value.
///
/// Rules, with p for the number in words and v for the value:
/// exact: v rounds to p at the last printed place;
/// about: v rounds to p at its last nonzero digit, and is within 5% of p;
/// nearly: v is below p, by at most 5%; just over: v is above p, by at most 5%;
/// more than, less than, at least, at most: v > p, v < p, v ≥ p, v ≤ p.
enum Qualifier: Sendable, CaseIterable {
  case exact, about, nearly, justOver, moreThan, lessThan, atLeast, atMost

  var words: String? {
    switch self {
    case .exact: nil
    case .about: "about"
    case .nearly: "nearly"
    case .justOver: "just over"
    case .moreThan: "more than"
    case .lessThan: "less than"
    case .atLeast: "at least"
    case .atMost: "at most"
    }
  }

  /// It is unbounded on one side.
  var isOpen: Bool {
    switch self {
    case .moreThan, .lessThan, .atLeast, .atMost: true
    case .exact, .about, .nearly, .justOver: false
    }
  }

  /// The values it allows around a positive number; `slack` is half of the last digit's place value, for exact figures.
  func interval(around number: ExactNumber, exact: Interval, about: ExactNumber) throws(ExactNumber.OutOfRange)
    -> Interval
  {
    let twentieth = try number * ExactNumber(1, over: 20)
    let near = try Interval(number - twentieth, through: number + twentieth)
    let open = Interval.Bound(number: number, isIncluded: false)
    let closed = Interval.Bound(number: number, isIncluded: true)
    switch self {
    case .exact: return exact
    case .about: return try near.intersection(Interval(number - about, through: number + about))
    case .nearly: return Interval(lower: near.lower, upper: open)
    case .justOver: return Interval(lower: open, upper: near.upper)
    case .moreThan: return Interval(lower: open, upper: nil)
    case .lessThan: return Interval(lower: nil, upper: open)
    case .atLeast: return Interval(lower: closed, upper: nil)
    case .atMost: return Interval(lower: nil, upper: closed)
    }
  }
}

extension Quantity {
  func interval(_ qualifier: Qualifier) throws(ExactNumber.OutOfRange) -> Interval {
    let half = try ExactNumber(1, over: 2)
    let size = try number.magnitude
    let slack = try place * half
    var exact = try Interval(size - slack, through: size + slack)
    if magnitude != nil, places == 0, size.sign > 0 {
      let tenth = try size * ExactNumber(1, over: 10)
      exact = exact.intersection(try Interval(size - tenth, through: size + tenth))
    }
    // Zero in words is a count of nothing, not a rounding.
    if isSpelled, digits == 0 { exact = Interval(size, through: size) }
    let about = try significantPlace * half
    switch qualifier {
    case .exact, .about, .nearly, .justOver:
      let interval = try qualifier.interval(around: size, exact: exact, about: about)
      return isNegative ? interval.mirrored : interval
    case .moreThan, .lessThan, .atLeast, .atMost:
      return try qualifier.interval(around: number, exact: exact, about: about)
    }
  }
}

extension ProseReader {
  /// The comparisons that begin here, the longest words first, so that `no more than` is not `more than`.
  func qualifiers(at index: Int) -> [(Qualifier, end: Int)] {
    qualifierPhrases.compactMap { phrase, qualifier in match(phrase, at: index).map { (qualifier, $0) } }
      .sorted { $0.end > $1.end }
  }
}

/// The words that compare.
let qualifierPhrases: [(String, Qualifier)] = [
  ("about", .about), ("around", .about), ("roughly", .about), ("some", .about), ("approximately", .about),
  ("an estimated", .about), ("estimated", .about), ("circa", .about), ("~", .about), ("≈", .about),
  ("nearly", .nearly), ("almost", .nearly), ("close to", .nearly), ("just under", .nearly), ("just below", .nearly),
  ("just short of", .nearly), ("just shy of", .nearly), ("slightly under", .nearly), ("slightly below", .nearly),
  ("slightly less than", .nearly), ("slightly fewer than", .nearly), ("a little less than", .nearly),
  ("a little under", .nearly), ("approached", .nearly), ("approaching", .nearly), ("neared", .nearly),
  ("nearing", .nearly), ("just over", .justOver), ("just above", .justOver), ("just more than", .justOver),
  ("slightly over", .justOver), ("slightly above", .justOver), ("slightly more than", .justOver),
  ("a little more than", .justOver), ("a little over", .justOver), ("more than", .moreThan), ("over", .moreThan),
  ("above", .moreThan), ("exceeding", .moreThan), ("exceeded", .moreThan), ("exceeds", .moreThan),
  ("topped", .moreThan), ("surpassed", .moreThan), ("surpassing", .moreThan),
  ("topping", .moreThan), ("in excess of", .moreThan), ("upwards of", .moreThan),
  ("upward of", .moreThan), ("greater than", .moreThan), ("higher than", .moreThan), ("fewer than", .lessThan),
  ("less than", .lessThan), ("under", .lessThan), ("below", .lessThan), ("lower than", .lessThan),
  ("smaller than", .lessThan), ("at least", .atLeast), ("no fewer than", .atLeast), ("no less than", .atLeast),
  ("not less than", .atLeast), ("not fewer than", .atLeast), ("at most", .atMost), ("no more than", .atMost),
  ("not more than", .atMost), ("up to", .atMost),
]
