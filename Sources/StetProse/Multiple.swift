/// One value as a multiple of another: `doubled`, `halved`, `a fivefold increase`, `three times as many`.
///
/// Rule: of `[before, after]`, after ÷ before rounds to the number at one decimal place (`doubled`: 1.95 to 2.05), or at as
/// many as are printed; for `halved` before ÷ after does. `nearly doubled` is below 2 and within 5%, `more than doubled` above 2.
/// `N times more` can be read in two ways and is left to a person.
struct Multiple: Sendable {
  var factor: Quantity
  /// Nil if the direction comes from other words, as for `fivefold`.
  var direction: Direction?
  /// `before ÷ after` in place of `after ÷ before`.
  var isInverse = false
  var text: String

  func interval(_ qualifier: Qualifier) throws(ExactNumber.OutOfRange) -> Interval {
    let number = try factor.number
    let slack = try min(factor.place, ExactNumber(1, over: 10)) * ExactNumber(1, over: 2)
    return try qualifier.interval(
      around: number, exact: Interval(number - slack, through: number + slack), about: number)
  }
}

extension ProseReader {
  func multiple(at start: Int) -> (Multiple, end: Int)? {
    guard let token = token(start) else { return nil }
    if let (factor, direction) = multiplyingVerbs[token.text] {
      return (
        Multiple(
          factor: Quantity(digits: factor, isSpelled: true), direction: direction, isInverse: direction == .down,
          text: token.text), start + 1
      )
    }
    return fold(at: start) ?? times(at: start)
  }

  /// `fivefold`, `five-fold`, `5-fold`
  private func fold(at start: Int) -> (Multiple, end: Int)? {
    if let text = word(start), text.hasSuffix("fold"), let factor = smallNumbers[String(text.dropLast(4))], factor > 1 {
      return (
        Multiple(factor: Quantity(digits: Int128(factor), isSpelled: true), text: text), start + 1
      )
    }
    guard let (factor, end) = quantity(at: start), factor.kind == .count, factor.magnitude == nil else { return nil }
    let index = sign(end) == "-" ? end + 1 : end
    guard word(index) == "fold" else { return nil }
    return (Multiple(factor: factor, text: factor.text + "-fold"), index + 1)
  }

  /// `twice as many`, `2.5 times as high`, `three times the number`, `double the rate`
  private func times(at start: Int) -> (Multiple, end: Int)? {
    var factor: Quantity
    var end: Int
    if let name = word(start), let number = multiplyingWords[name] {
      factor = Quantity(digits: number, isSpelled: true)
      end = start + 1
    } else {
      guard let (number, following) = quantity(at: start), number.kind == .count,
        let times = match("times", at: following)
      else { return nil }
      factor = number
      end = times
    }
    if word(end) == "as", let name = word(end + 1), comparedAdjectives.contains(name) {
      end += word(end + 2) == "as" ? 3 : 2
    } else if word(end) == "the", let name = word(end + 1), comparedNouns.contains(name) {
      end += 2
    } else {
      return nil
    }
    return (Multiple(factor: factor, text: factor.text + " times"), end)
  }
}

private let multiplyingVerbs: [String: (Int128, Direction)] = [
  "doubled": (2, .up), "doubling": (2, .up), "doubles": (2, .up), "tripled": (3, .up), "tripling": (3, .up),
  "trebled": (3, .up), "quadrupled": (4, .up), "quadrupling": (4, .up), "quintupled": (5, .up),
  "halved": (2, .down), "halving": (2, .down),
]

private let multiplyingWords: [String: Int128] = ["twice": 2, "double": 2, "triple": 3]

private let comparedAdjectives: Set<String> = [
  "many", "much", "high", "large", "big", "great", "long", "often", "expensive", "costly",
]

private let comparedNouns: Set<String> = [
  "number", "rate", "share", "level", "size", "amount", "total", "figure", "count", "average", "budget", "cost",
]
