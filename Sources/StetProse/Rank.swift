/// A rank among earlier periods: `a record`, `the lowest since FY2003`, `second-highest`, `the highest in 10 years`.
///
/// Rules, about the last period of a series:
/// `record`, `highest`, `lowest`, `highest ever`: all earlier ones are lower (higher); a tie is not a record;
/// `second-highest`: exactly one earlier is higher, and none is equal;
/// `highest since X`: X was at least as high, and no period in between was;
/// `highest in N years`: the N − 1 years before were lower, and none of them is missing.
/// If the last period is incomplete in the data, the words fall; if values or periods in the span are missing, a person decides.
struct Rank: Sendable {
  enum Extreme: Sendable { case high, low }

  enum Span: Sendable {
    case whole
    case since(DateMention)
    case recent(Int, TimeUnit)
  }

  var extreme: Extreme
  var position = 1
  var span = Span.whole
  /// `highest`, `record`
  var word: String

  var text: String {
    let place = position == 1 ? word : "number \(position) from the \(extreme == .high ? "top" : "bottom")"
    switch span {
    case .whole: return "\(place) (the last period compared with all earlier ones)"
    case .since(let date): return "\(place) since \(date.text)"
    case .recent(let count, let unit): return "\(place) in \(count) \(unit.rawValue)s"
    }
  }
}

extension ProseReader {
  func rank(at start: Int) -> (Rank, end: Int)? {
    guard var (rank, end) = record(at: start) ?? superlative(at: start) ?? recentHigh(at: start) else { return nil }
    if case .whole = rank.span, let (span, following) = span(after: end) {
      rank.span = span
      end = following
    }
    return (rank, end)
  }

  private func record(at start: Int) -> (Rank, end: Int)? {
    for name in ["all time record", "record", "all time"] {
      guard let end = match(name, at: start) else { continue }
      for (noun, extreme) in [("high", Rank.Extreme.high), ("highs", .high), ("low", .low), ("lows", .low)] {
        if let following = match(noun, at: sign(end) == "-" ? end + 1 : end) {
          return (Rank(extreme: extreme, word: "record \(noun)"), following)
        }
      }
      // `record books`, `record-keeping`
      if let next = word(sign(end) == "-" ? end + 1 : end), nounsBehindRecord.contains(next) { return nil }
      return name == "all time" ? nil : (Rank(extreme: .high, word: "record"), end)
    }
    return nil
  }

  private func superlative(at start: Int) -> (Rank, end: Int)? {
    var index = start
    var position = 1
    if let (ordinal, end) = ordinal(at: start) {
      position = ordinal
      index = sign(end) == "-" ? end + 1 : end
    }
    guard position > 0, let name = word(index), let extreme = superlatives[name] else { return nil }
    // `most` and `least` are superlatives only after `the`.
    if name == "most" || name == "least" {
      guard position == 1, word(index - 1) == "the" else { return nil }
    }
    return (Rank(extreme: extreme, position: position, word: name), index + 1)
  }

  /// `a 10-year high`
  private func recentHigh(at start: Int) -> (Rank, end: Int)? {
    guard let (count, unit, end) = length(at: start) else { return nil }
    for (noun, extreme) in [("high", Rank.Extreme.high), ("low", .low)] {
      guard let following = match(noun, at: sign(end) == "-" ? end + 1 : end) else { continue }
      return (
        Rank(extreme: extreme, span: .recent(count, unit), word: noun == "high" ? "highest" : "lowest"), following
      )
    }
    return nil
  }

  /// The span may come a few words later: `the highest number of removals since FY2003`.
  private func span(after start: Int) -> (Rank.Span, end: Int)? {
    for index in start..<start + 8 {
      guard let token = token(index), token.isWord else { return nil }
      for phrase in ["ever", "on record", "in history", "of all time"] {
        if let end = match(phrase, at: index) { return (.whole, end) }
      }
      if let following = match("since", at: index) {
        guard let (date, end) = date(at: following, after: nil) else { return nil }
        return (.since(date), end)
      }
      for phrase in ["in the past", "in the last", "in"] {
        guard let following = match(phrase, at: index), let (count, unit, end) = length(at: following) else { continue }
        return (.recent(count, unit), end)
      }
    }
    return nil
  }

  /// `10 years`, `five-year`, `a decade`
  private func length(at start: Int) -> (Int, TimeUnit, end: Int)? {
    var count = 1
    var index = start
    if word(start) == "a" {
      index += 1
    } else if let (quantity, end) = quantity(at: start), quantity.kind == .count, quantity.places == 0,
      quantity.magnitude == nil, !quantity.isNegative, let number = Int(exactly: quantity.digits),
      (1...10_000).contains(number)
    {
      count = number
      index = sign(end) == "-" ? end + 1 : end
    }
    guard index > start, let name = word(index), case .time(let unit)? = CountedUnit(word: name) else { return nil }
    return unit == .decade ? (10 * count, .year, index + 1) : (count, unit, index + 1)
  }

  /// `third`, `21st`
  func ordinal(at index: Int) -> (Int, end: Int)? {
    if let name = word(index), let number = ordinalWords[name] { return (number, index + 1) }
    if let tens = word(index).flatMap({ smallNumbers[$0] }), tens >= 20, sign(index + 1) == "-",
      let unit = word(index + 2).flatMap({ ordinalWords[$0] }), unit < 10
    {
      return (tens + unit, index + 3)
    }
    guard let digits = token(index)?.digits, digits.places == 0, let number = Int(exactly: digits.digits),
      let next = token(index + 1), !next.followsSpace, next.text == ordinalEnding(number)
    else { return nil }
    return (number, index + 2)
  }

  private func ordinalEnding(_ number: Int) -> String {
    if (11...13).contains(number % 100) { return "th" }
    switch number % 10 {
    case 1: return "st"
    case 2: return "nd"
    case 3: return "rd"
    default: return "th"
    }
  }
}

private let superlatives: [String: Rank.Extreme] = [
  "highest": .high, "largest": .high, "biggest": .high, "greatest": .high, "most": .high, "lowest": .low,
  "smallest": .low, "fewest": .low, "least": .low,
]

private let nounsBehindRecord: Set<String> = [
  "book", "books", "straight", "keeping", "keeper", "keepers", "label", "check", "checks", "company",
]
