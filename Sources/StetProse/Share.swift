/// A part of a whole in words: `half`, `two thirds`, `one in five`, `three out of four`.
///
/// Rule: the value, a share, is within 1 percentage point of it and within a tenth of it; for `one in N` 1 ÷ value also
/// rounds to N. `about`, `nearly`, `more than` and so on work as for numbers. `most` and `a majority` are more than half,
/// `a minority` is less.
struct Share: Sendable {
  /// `2` and `5` of `two in five`.
  var part: Quantity
  var whole: Quantity
  /// Digits or words that could be two figures, `9 in 10`.
  var isPair: Bool
  var text: String

  var fraction: ExactNumber {
    get throws(ExactNumber.OutOfRange) { try part.number / whole.number }
  }

  func interval(_ qualifier: Qualifier) throws(ExactNumber.OutOfRange) -> Interval {
    let fraction = try fraction
    let point = try ExactNumber(1, over: 100)
    let tenth = try fraction * ExactNumber(1, over: 10)
    let slack = min(point, tenth)
    var exact = try Interval(fraction - slack, through: fraction + slack)
    if part.digits == 1 {
      let half = try ExactNumber(1, over: 2)
      let whole = try whole.number
      let one = ExactNumber(1)
      exact = exact.intersection(try Interval(one / (whole + half), through: one / (whole - half)))
    }
    return try qualifier.interval(around: fraction, exact: exact, about: fraction)
  }
}

extension ProseReader {
  func share(at start: Int) -> (Qualifier, Share, end: Int)? {
    if let (share, end) = half(at: start) ?? named(at: start) ?? pair(at: start) { return (.exact, share, end) }
    for (phrase, qualifier) in [
      ("a majority", Qualifier.moreThan), ("the majority", .moreThan), ("a minority", .lessThan), ("most", .moreThan),
    ] {
      guard let end = match(phrase, at: start) else { continue }
      // `the most`, `at most` and `most recent` are other words.
      if phrase == "most" {
        if let before = word(start - 1), ["the", "at", "than"].contains(before) { return nil }
        if let next = word(end), adjectivesBehindMost.contains(next) { return nil }
      }
      return (qualifier, Share(1, of: 2, isPair: false, text: "half"), end)
    }
    return nil
  }

  private func half(at start: Int) -> (Share, end: Int)? {
    let index = ["a", "one"].contains(word(start)) ? start + 1 : start
    guard let end = match("half", at: sign(index) == "-" && index > start ? index + 1 : index) else { return nil }
    // `half-year`, `half a point`
    if sign(end) == "-" || word(end) == "a" || word(end) == "an" { return nil }
    return (Share(1, of: 2, isPair: false, text: "half"), end)
  }

  /// `a third`, `two-thirds`, `three quarters`
  private func named(at start: Int) -> (Share, end: Int)? {
    guard let first = word(start), let part = first == "a" ? 1 : smallNumbers[first], (1...19).contains(part)
    else { return nil }
    let index = sign(start + 1) == "-" ? start + 2 : start + 1
    guard let name = word(index), let whole = denominators[name], part < whole, (part == 1) == !name.hasSuffix("s")
    else { return nil }
    return (Share(part, of: whole, isPair: false, text: "\(first) \(name)"), index + 1)
  }

  /// `one in five`, `9 in 10`, `three out of four`, `one of every six`
  private func pair(at start: Int) -> (Share, end: Int)? {
    guard let (part, following) = plainNumber(at: start) else { return nil }
    let joints = ["out of every", "out of", "in every", "of every", "in"]
    guard
      let (joint, index) = joints.lazy.compactMap({ joint in match(joint, at: following).map { (joint, $0) } }).first,
      let (whole, end) = plainNumber(at: index), part.digits < whole.digits, part.digits > 0
    else { return nil }
    // `409 in 2010` and `5 in 12 months` are other things.
    if joint == "in" {
      if whole.looksLikeYear { return nil }
      if case .time = whole.noun { return nil }
    }
    return (Share(part: part, whole: whole, isPair: true, text: "\(part.text) in \(whole.text)"), end)
  }

  private func plainNumber(at index: Int) -> (Quantity, end: Int)? {
    guard let (quantity, end) = quantity(at: index), quantity.kind == .count, quantity.magnitude == nil,
      quantity.places == 0, !quantity.isNegative
    else { return nil }
    return (quantity, end)
  }
}

extension Share {
  fileprivate init(_ part: Int, of whole: Int, isPair: Bool, text: String) {
    self.init(
      part: Quantity(digits: Int128(part), isSpelled: true), whole: Quantity(digits: Int128(whole), isSpelled: true),
      isPair: isPair, text: text)
  }
}

private let denominators: [String: Int] = [
  "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
  "fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8,
  "ninth": 9, "ninths": 9, "tenth": 10, "tenths": 10,
]

private let adjectivesBehindMost: Set<String> = [
  "recent", "recently", "likely", "common", "commonly", "serious", "often", "notably", "important", "frequent",
  "frequently", "severe", "populous",
]
