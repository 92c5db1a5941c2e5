/// Reads the words of a claim, or prose, into what they say; each family of words has its own file.
struct ProseReader {
  let tokens: [ProseToken]

  init(_ prose: String) { tokens = StetProse.tokens(of: prose) }

  init(tokens: [ProseToken]) { self.tokens = tokens }

  /// Every statement in the order of the words, and the phrases that say nothing about a figure.
  func read() -> (statements: [ReadStatement], harmless: [Range<Int>]) {
    var statements: [ReadStatement] = []
    var harmless: [Range<Int>] = []
    var index = 0
    while index < tokens.count {
      if let end = harmlessPhrase(at: index) {
        harmless.append(index..<end)
        index = end
      } else if let (statement, end) = statement(at: index, after: statements.last) {
        statements.append(ReadStatement(statement: statement, tokens: index..<end))
        index = end
      } else {
        index += 1
      }
    }
    return (statements, harmless)
  }

  private func statement(at index: Int, after previous: ReadStatement?) -> (ProseStatement, end: Int)? {
    if let (since, end) = firstTime(at: index) { return (.firstTime(since: since), end) }
    if let (rank, end) = rank(at: index) { return (.rank(rank), end) }
    if let (unchanged, end) = unchanged(at: index) { return (.unchanged(unchanged), end) }
    if let (date, end) = date(at: index, after: previous?.date) { return (.date(date), end) }
    if let (ordinal, end) = ordinal(at: index) { return (.ordinal(ordinal), end) }
    let hasDirectionBefore = previous?.isDirection == true && previous?.tokens.upperBound == index
    if let (amount, end) = amount(at: index, hasDirectionBefore: hasDirectionBefore) { return (.amount(amount), end) }
    let behindAmount = previous?.isAmount == true && previous?.tokens.upperBound == index
    if let (direction, end) = direction(at: index, behindAmount: behindAmount) { return (.direction(direction), end) }
    return nil
  }
}

/// One thing that words say.
enum ProseStatement: Sendable {
  case amount(Amount)
  case date(DateMention)
  case ordinal(Int)
  case direction(Direction)
  case unchanged(Unchanged)
  case rank(Rank)
  /// `for the first time since FY2003`
  case firstTime(since: DateMention?)
}

/// A statement and the tokens that say it.
struct ReadStatement: Sendable {
  var statement: ProseStatement
  var tokens: Range<Int>

  var date: (DateMention, end: Int)? {
    if case .date(let date) = statement { (date, tokens.upperBound) } else { nil }
  }
  var isDirection: Bool { if case .direction = statement { true } else { false } }
  var isRank: Bool { if case .rank = statement { true } else { false } }
  var isAmount: Bool { if case .amount = statement { true } else { false } }
}

/// A figure with the way it is compared: `about 400,000`, `more than doubled`, `between 5% and 6%`.
struct Amount: Sendable {
  enum Measure: Sendable {
    case quantity(Quantity)
    /// The ends belong to it.
    case range(Quantity, Quantity)
    case share(Share)
    case multiple(Multiple)
  }

  var qualifier = Qualifier.exact
  var measure: Measure
}

extension ProseReader {
  /// `hasDirectionBefore`: `5% to 10%` right after `rose` is not a range.
  private func amount(at start: Int, hasDirectionBefore: Bool) -> (Amount, end: Int)? {
    for (qualifier, index) in qualifiers(at: start) {
      if let found = measure(at: index, qualifier, hasDirectionBefore: true) { return found }
    }
    if let between = between(at: start) { return between }
    return measure(at: start, .exact, hasDirectionBefore: hasDirectionBefore)
  }

  private func measure(at start: Int, _ qualifier: Qualifier, hasDirectionBefore: Bool) -> (Amount, end: Int)? {
    if let (multiple, end) = multiple(at: start) {
      return (Amount(qualifier: qualifier, measure: .multiple(multiple)), end)
    }
    if let (own, share, end) = share(at: start) {
      // Nobody writes `about a majority`.
      guard own == .exact || qualifier == .exact else { return nil }
      return (Amount(qualifier: own == .exact ? qualifier : own, measure: .share(share)), end)
    }
    guard let (quantity, end) = quantity(at: start) else { return nil }
    if qualifier == .exact, let range = range(from: quantity, end: end, start: start, hasDirectionBefore) {
      return range
    }
    return (Amount(qualifier: qualifier, measure: .quantity(completed(quantity, start: start, end: end))), end)
  }

  /// `5` in `from 5 to 10 percent` is in percent too.
  private func completed(_ first: Quantity, start: Int, end: Int) -> Quantity {
    guard word(start - 1) == "from", word(end) == "to", let (second, _) = quantity(at: end + 1) else { return first }
    return first.completed(by: second)
  }

  /// `between A and B`
  private func between(at start: Int) -> (Amount, end: Int)? {
    guard let index = match("between", at: start), let (lower, joint) = quantity(at: index),
      let following = match("and", at: joint), let (upper, end) = quantity(at: following),
      let ends = ends(lower, upper)
    else { return nil }
    return (Amount(measure: .range(ends.0, ends.1)), end)
  }

  /// `A to B`, `A–B`
  private func range(
    from lower: Quantity, end joint: Int, start: Int, _ hasDirectionBefore: Bool
  ) -> (Amount, end: Int)? {
    let isDash = sign(joint) == "–" || sign(joint) == "-"
    guard isDash || word(joint) == "to", word(start - 1) != "from", let (upper, end) = quantity(at: joint + 1),
      let ends = ends(lower, upper)
    else { return nil }
    // `rose 5,000 to 409,849`, but `rose 5 to 10 percent`
    if hasDirectionBefore || word(start - 1) == "by", !isDash, lower.kind == upper.kind,
      lower.magnitude == upper.magnitude
    {
      return nil
    }
    return (Amount(measure: .range(ends.0, ends.1)), end)
  }

  /// The first number of `5 to 10 percent` or `5–10 million` takes its unit or scale from the second.
  private func ends(_ first: Quantity, _ second: Quantity) -> (Quantity, Quantity)? {
    let lower = first.completed(by: second)
    var upper = second
    if case .money = lower.kind, upper.kind == .count { upper.kind = lower.kind }
    // `2005–2010` are years.
    guard !(lower.looksLikeYear && upper.looksLikeYear) else { return nil }
    guard lower.kind == upper.kind, let low = try? lower.number, let high = try? upper.number, low < high
    else { return nil }
    return (lower, upper)
  }

  private func firstTime(at start: Int) -> (DateMention?, end: Int)? {
    for phrase in ["for the first time", "the first time", "first time"] {
      guard let end = match(phrase, at: start) else { continue }
      if let following = match("since", at: end), let (date, end) = date(at: following, after: nil) {
        return (date, end)
      }
      return (nil, end)
    }
    return nil
  }
}

/// Looking at tokens; there are none beyond either end.
extension ProseReader {
  func token(_ index: Int) -> ProseToken? { tokens.indices.contains(index) ? tokens[index] : nil }

  func word(_ index: Int) -> String? {
    guard let token = token(index), token.isWord else { return nil }
    return token.text
  }

  func sign(_ index: Int) -> String? {
    guard let token = token(index), token.isSign else { return nil }
    return token.text
  }

  /// The end of a phrase that begins here; hyphens may join its words.
  func match(_ phrase: String, at start: Int) -> Int? {
    // The first word rules out most phrases.
    guard let first = token(start), phrase.hasPrefix(first.text) else { return nil }
    var index = start
    for part in phrase.split(separator: " ") {
      if index > start, sign(index) == "-" { index += 1 }
      guard let token = token(index), token.text == part else { return nil }
      index += 1
    }
    return index
  }
}
