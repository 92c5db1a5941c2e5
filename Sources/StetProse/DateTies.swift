internal import StetColumns

/// Which value the words tie a date to.
///
/// Rules for a movement: `from`, `since`, `than`, `than in`, `as in` and `compared with` point to the value before; `to`, `by`,
/// `until` and `through` point to the one after; `between X and Y` and `X to Y` name one of each. `in X` belongs to the value whose
/// figure it follows; after the change, or at the very beginning if no other date belongs to the value after, it belongs to the value after.
/// Rule for figures side by side: a date goes with a figure if no other date or figure of the clause comes between them.
enum DateTie: Sendable {
  case before, after
  /// `In fiscal 2013`, with no figure before it.
  case leading
  case open
}

extension Claim {
  /// For each date its index in `[before, after]`; nil if the words leave it open.
  var valuesOfDates: [Range<Int>?] {
    var ties = statements.indices.filter { statements[$0].date != nil }.map(tie)
    let leading = ties.indices.filter { ties[$0] == .leading }
    if leading.count == 1, !ties.contains(.after) { ties[leading[0]] = .after }
    return ties.map { tie in
      switch tie {
      case .before: 0..<1
      case .after: 1..<2
      case .leading, .open: nil
      }
    }
  }

  private func tie(of index: Int) -> DateTie {
    if let joint = joint(after: index) { return joint == .span ? .before : .open }
    if let joint = joint(after: index - 1) { return joint == .span ? .after : .open }
    let lead = lead(of: index)
    let word = reader.word(lead)
    switch word {
    case "from", "since", "than", "against", "versus": return .before
    case "by", "until", "till", "through": return .after
    case "to":
      if isCompared(lead) { return .before }
      return reader.word(lead - 1).map(wordsBeforeTo.contains) == true ? .open : .after
    case "with": return isCompared(lead) ? .before : .open
    case "as": return isComparison(lead) ? .before : .open
    case "over": return reader.word(lead - 1).map(nounsOfChange.contains) == true ? .before : .open
    // `up 3% on fiscal 2012`, but `up 3% on May 4`
    case "on": return isDay(index) ? tie(of: index, within: lead) : .before
    case "in", "during", "for": return tie(of: index, within: lead)
    case "of": return tieToFigure(endingAt: lead)
    case nil where reader.sign(lead) == "(": return tieToFigure(endingAt: lead)
    default: return .open
    }
  }

  /// `in fiscal 2012`, which names a time; the words around it decide which value it belongs to.
  private func tie(of index: Int, within lead: Int) -> DateTie {
    var front = lead - 1
    while let word = reader.word(front), standIns.contains(word) { front -= 1 }
    switch reader.word(front) {
    case "than", "from", "since", "against", "versus": return .before
    case "as" where isComparison(front): return .before
    case "to" where isCompared(front), "with" where isCompared(front): return .before
    default: break
    }
    guard let figure = statements[..<index].lastIndex(where: { $0.date == nil }) else {
      return ["in", "during"].contains(reader.word(lead)) && isLeading(index) ? .leading : .open
    }
    let gap = reader.tokens[statements[figure].tokens.upperBound..<lead].map(\.text)
    guard gap.count < 6, !gap.contains(where: breaks.contains) else { return .open }
    // `fell 10% with those announced in fiscal 2012`
    let isNear = gap.count < 4 && !gap.contains { $0.hasSuffix("ed") }
    switch statements[figure].statement {
    case .amount:
      switch role(of: figure) {
      // `up from 396,906 a year earlier, in fiscal 2012`
      case .before: return gap.contains(where: earlier.contains) ? .open : .before
      case .after: return .after
      case .change: return isNear && !isTimesNoun(figure) ? .after : .open
      }
    case .direction, .unchanged: return isNear ? .after : .open
    case .date, .ordinal, .rank, .firstTime: return .open
    }
  }

  /// Nothing between the date and the first figure is about something else.
  private func isLeading(_ index: Int) -> Bool {
    guard let next = statements[index...].first(where: { $0.date == nil }) else { return false }
    return !(statements[index].tokens.upperBound..<next.tokens.lowerBound)
      .contains { breaks.contains(reader.tokens[$0].text) }
  }

  private func isDay(_ index: Int) -> Bool {
    switch statements[index].date?.0 {
    case .value(.date), .dayOfAnyYear: true
    case .value, .monthOfAnyYear, nil: false
    }
  }

  /// `the 61% of fiscal 2000`, `61% (fiscal 2000)`, `twice the number of fiscal 2000`
  private func tieToFigure(endingAt end: Int) -> DateTie {
    guard let figure = statements.firstIndex(where: { $0.tokens.upperBound == end }), statements[figure].isAmount else {
      return .open
    }
    switch role(of: figure) {
    case .before: return .before
    case .after: return .after
    case .change: return isTimesNoun(figure) && reader.word(end) == "of" ? .before : .open
    }
  }

  private func role(of figure: Int) -> FigureRole { amounts[statements[..<figure].count(where: \.isAmount)].role }

  /// `twice the number`, after which `in 2000` can be either time.
  private func isTimesNoun(_ figure: Int) -> Bool { reader.word(statements[figure].tokens.upperBound - 2) == "the" }

  private func isCompared(_ place: Int) -> Bool { ["compared", "relative"].contains(reader.word(place - 1)) }

  /// The `as` of `twice as many people as in 2000` and of `the same as in 2000`.
  private func isComparison(_ place: Int) -> Bool {
    guard let statement = statements.last(where: { $0.tokens.lowerBound < place && $0.date == nil }) else {
      return false
    }
    let gap = min(statement.tokens.upperBound, place)..<place
    guard gap.count < 4, gap.allSatisfy({ reader.word($0) != nil }) else { return false }
    switch statement.statement {
    case .amount(let amount):
      if case .multiple(let multiple) = amount.measure { return multiple.direction == nil }
      return false
    case .unchanged: return reader.word(place - 1) == "same"
    case .date, .ordinal, .direction, .rank, .firstTime: return false
    }
  }
}

// MARK: - Figures side by side

extension Claim {
  /// A date or a figure, with its index among the dates or among the values.
  private enum Mention {
    case date(Int, isTied: Bool)
    case figure(Range<Int>)
  }

  /// For each date, the indices of the values of the figure that it belongs to; `places` has the indices for each figure.
  func valuesOfDates(beside figures: [ReadStatement], at places: [Range<Int>]) -> [Range<Int>?] {
    let isFromTo = amounts.count == 2 && figures.count == 2 && amounts[0].role == .before && amounts[1].role == .after
    if isFromTo {
      let leads = statements.indices.filter { statements[$0].date != nil }.map { tie(of: $0) == .leading }
      return zip(valuesOfDates, leads).map { $1 ? nil : $0 }
    }
    let clauses = clauses(figures, places)
    var values = [Range<Int>?](repeating: nil, count: dates.count)
    // `In fiscal 2009, 391,597, and in fiscal 2010, 382,265`: a comma after the date does not separate it from its figure.
    let whole = Array(clauses.joined())
    let isInTurns = whole.first.map { if case .date = $0 { true } else { false } } == true && pairs(whole) != nil
    for (date, place) in isInTurns ? pairs(whole) ?? [] : clauses.flatMap({ pairs($0) ?? [] }) { values[date] = place }
    return values
  }

  /// Dates and figures that alternate, each date with its figure; nil if they do not alternate.
  private func pairs(_ marks: [Mention]) -> [(date: Int, values: Range<Int>)]? {
    guard marks.count.isMultiple(of: 2), let first = marks.first else { return nil }
    var pairs: [(Int, Range<Int>)] = []
    for index in stride(from: 0, to: marks.count, by: 2) {
      switch (first, marks[index], marks[index + 1]) {
      case (.date, .date(let date, let isTied), .figure(let values)),
        (.figure, .figure(let values), .date(let date, let isTied)):
        if isTied { pairs.append((date, values)) }
      case (.date, _, _), (.figure, _, _): return nil
      }
    }
    return pairs
  }

  private func clauses(_ figures: [ReadStatement], _ places: [Range<Int>]) -> [[Mention]] {
    var clauses: [[Mention]] = [[]]
    var date = 0
    var figure = 0
    var end = 0
    for (index, statement) in statements.enumerated() {
      let gap = end..<max(end, statement.tokens.lowerBound)
      end = statement.tokens.upperBound
      // `between 2005 and 2010` stays together.
      if joint(after: index - 1) == nil, gap.contains(where: { parts($0, before: statement) }) { clauses.append([]) }
      if statement.date != nil {
        let lead = lead(of: index)
        let isTied = ["in", "during", "on", "for", "by", "of"].contains(reader.word(lead)) || reader.sign(lead) == "("
        clauses[clauses.count - 1].append(.date(date, isTied: isTied))
        date += 1
      } else if figure < places.count {
        clauses[clauses.count - 1].append(.figure(places[figure]))
        figure += 1
      }
    }
    return clauses
  }

  /// Whether a word or sign separates what comes before it from the statement after it.
  private func parts(_ place: Int, before statement: ReadStatement) -> Bool {
    let text = reader.tokens[place].text
    // `382,265 of fiscal 2010`, but `29,296 of the 101,741 in fiscal 2010`
    if text == "of" { return statement.date == nil }
    return breaks.contains(text) || [",", "or", "to", ")"].contains(text)
  }
}

// MARK: - Words before dates

extension Claim {
  private enum Joint { case span, list }

  /// What joins a date with the next one; nil if there is anything else between them.
  private func joint(after index: Int) -> Joint? {
    guard statements.indices.contains(index), statements.indices.contains(index + 1), statements[index].date != nil,
      statements[index + 1].date != nil
    else { return nil }
    let gap = (statements[index].tokens.upperBound..<statements[index + 1].tokens.lowerBound)
      .map { reader.tokens[$0].text }.filter { !["in", "the", ","].contains($0) }
    guard let joint = gap.first else { return .list }
    guard gap.count == 1 else { return nil }
    switch joint {
    case "to", "through", "until", "till", "–", "-", "—": return .span
    case "and": return reader.word(lead(of: index)) == "between" ? .span : .list
    case "or", "&": return .list
    default: return nil
    }
  }

  /// The index of the word that ties a date to something, before articles and `the end of`.
  private func lead(of index: Int) -> Int {
    var place = statements[index].tokens.lowerBound - 1
    if reader.word(place) == "of", let edge = reader.word(place - 1), ["end", "start", "beginning"].contains(edge) {
      place -= 2
    }
    while let word = reader.word(place), ["the", "a", "all", "just", "only"].contains(word) { place -= 1 }
    return place
  }
}

/// Words that refer to the figure of another time: `than it was in`, `from the level in`.
private let standIns: Set<String> = [
  "the", "a", "its", "their", "that", "those", "it", "they", "there", "he", "she", "was", "were", "is", "are", "had",
  "has", "have", "been", "did", "number", "level", "total", "rate", "share", "high", "low", "count", "of", "all",
]

/// After these words, the sentence is about something else.
private let breaks: Set<String> = [
  "after", "before", "when", "where", "while", "since", "because", "following", "from", "against", "than", "with",
  "which", "who", "that", "whereas", "versus", "compared", "under", "despite", "given", "thanks", "due", "amid", "as",
  "and", "but", "unlike", ";", ":", "—", "–", "(", ".",
]

/// Between the figure before and a date, they leave open whether the date belongs to that figure.
private let earlier: Set<String> = [",", "earlier", "previously", "ago", "prior"]

private let wordsBeforeTo: Set<String> = ["prior", "due", "thanks", "close", "owing", "according", "similar", "equal"]

/// `an increase over 2011`, but not `rose over 2011`.
private let nounsOfChange: Set<String> = [
  "increase", "decrease", "gain", "rise", "drop", "decline", "reduction", "jump", "growth",
]
