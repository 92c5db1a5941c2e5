internal import StetColumns

/// Reading of dates. A bare number from 1500 to 2199 is a year unless something around it makes it a count.
extension ProseReader {
  /// `previous` is the date right before, so that `2012` in `fiscal 2010–2012` is a fiscal year too.
  func date(at start: Int, after previous: (DateMention, end: Int)?) -> (DateMention, end: Int)? {
    fiscal(at: start) ?? quarter(at: start) ?? monthAndDay(at: start) ?? dayAndMonth(at: start)
      ?? bareYear(at: start, after: previous)
  }

  private func fiscal(at start: Int) -> (DateMention, end: Int)? {
    if let (year, end) = year(at: start), let following = match("fiscal year", at: end) {
      return (.value(.period(year, .fiscalYear)), following)
    }
    let starts = ["fiscal years", "fiscal year", "fiscal", "fy"]
    guard let index = starts.lazy.compactMap({ match($0, at: start) }).first else { return nil }
    guard let (year, end) = year(at: index) else { return nil }
    return (.value(.period(year, .fiscalYear)), end)
  }

  private func quarter(at start: Int) -> (DateMention, end: Int)? {
    var quarter: Int
    var index: Int
    if let name = word(start), let ordinal = ordinalWords[name], ordinal <= 4, let end = match("quarter", at: start + 1)
    {
      quarter = ordinal
      index = end
    } else if word(start) == "q", let digits = token(start + 1)?.digits, (1...4).contains(digits.digits),
      digits.places == 0, !tokens[start + 1].followsSpace
    {
      quarter = Int(digits.digits)
      index = start + 2
    } else {
      return nil
    }
    index = match("of", at: index) ?? index
    if let (mention, end) = fiscal(at: index), case .value(.period(let year, .fiscalYear)) = mention {
      return (.value(.period(year * 4 + Int32(quarter - 1), .fiscalQuarter)), end)
    }
    guard let (year, end) = year(at: index) else { return nil }
    return (.value(.period(year * 4 + Int32(quarter - 1), .quarter)), end)
  }

  /// `May 4, 2011`, `Sept. 5, 2024`, `March 2011`, `March of 2011`, `May 4`, and `March` after a preposition
  private func monthAndDay(at start: Int) -> (DateMention, end: Int)? {
    guard let (month, end) = month(at: start) else { return nil }
    if let (day, behindDay) = day(at: end) {
      let comma = sign(behindDay) == "," ? behindDay + 1 : behindDay
      if let (year, following) = year(at: comma) {
        guard let date = CivilDate(year: Int(year), month: month, day: day) else { return nil }
        return (.value(.date(date.daysSinceEpoch)), following)
      }
      return (.dayOfAnyYear(month: month, day: day), behindDay)
    }
    let index = match("of", at: end) ?? (sign(end) == "," ? end + 1 : end)
    if let (year, following) = year(at: index) {
      return (.value(.period(year * 12 + Int32(month - 1), .month)), following)
    }
    guard tokens[start].isCapitalized, let before = word(start - 1), datePrepositions.contains(before) else {
      return nil
    }
    return (.monthOfAnyYear(month), end)
  }

  /// `4 May 2011`
  private func dayAndMonth(at start: Int) -> (DateMention, end: Int)? {
    guard let (day, behindDay) = day(at: start), let (month, end) = month(at: match("of", at: behindDay) ?? behindDay)
    else { return nil }
    guard let (year, following) = year(at: sign(end) == "," ? end + 1 : end) else {
      return (.dayOfAnyYear(month: month, day: day), end)
    }
    guard let date = CivilDate(year: Int(year), month: month, day: day) else { return nil }
    return (.value(.date(date.daysSinceEpoch)), following)
  }

  private func bareYear(at start: Int, after previous: (DateMention, end: Int)?) -> (DateMention, end: Int)? {
    let isNamed = match("calendar year", at: start) ?? match("the year", at: start)
    guard let (year, end) = year(at: isNamed ?? start) else { return nil }
    if let previous, case .value(.period(_, .fiscalYear)) = previous.0, isNamed == nil,
      start == previous.end + 1 || (start == previous.end + 2 && sign(previous.end) == ","),
      let joint = token(start - 1), ["and", "to", "through", "–", "-", ","].contains(joint.text)
    {
      return (.value(.period(year, .fiscalYear)), end)
    }
    if isNamed == nil {
      guard let (quantity, following) = quantity(at: start), following == end, quantity.looksLikeYear,
        quantity.noun == nil
      else { return nil }
      if start > 0, tokens[start - 1].isSign, !tokens[start].followsSpace,
        !["(", "[", "\"", "'", "–", "-", "*", "_", "—"].contains(tokens[start - 1].text)
      {
        return nil
      }
    }
    return (.value(.period(year, .year)), end)
  }

  /// Four digits that do not touch a word: `2010s` is not a year.
  private func year(at index: Int) -> (Int32, end: Int)? {
    guard let digits = token(index)?.digits, digits.places == 0, !digits.isGrouped,
      (1000...2999).contains(digits.digits)
    else { return nil }
    if let next = token(index + 1), !next.followsSpace, next.isWord || next.text == "%" || next.text == "+" {
      return nil
    }
    return (Int32(digits.digits), index + 1)
  }

  private func day(at index: Int) -> (Int, end: Int)? {
    guard let digits = token(index)?.digits, digits.places == 0, (1...31).contains(digits.digits) else { return nil }
    if let next = token(index + 1), !next.followsSpace, ["st", "nd", "rd", "th"].contains(next.text) {
      return (Int(digits.digits), index + 2)
    }
    return (Int(digits.digits), index + 1)
  }

  private func month(at index: Int) -> (Int, end: Int)? {
    guard let name = word(index), let month = monthNames[name] else { return nil }
    // `may` and `march` are verbs, too, but not before digits.
    let next = sign(index + 1) == "." ? index + 2 : index + 1
    guard tokens[index].isCapitalized || token(next)?.digits != nil else { return nil }
    return (month, sign(index + 1) == "." && name.count < 5 ? index + 2 : index + 1)
  }
}

/// Words before a month on its own.
private let datePrepositions: Set<String> = [
  "in", "since", "from", "until", "till", "through", "by", "of", "after", "before", "between", "during", "last",
]

private let monthNames: [String: Int] = [
  "january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
  "october": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8,
  "sept": 9, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
]

let ordinalWords: [String: Int] = [
  "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
  "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
  "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
]
