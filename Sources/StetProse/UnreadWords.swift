/// What keeps words from being judged: parts that no rule understands and that could change what a figure means.
///
/// Rules: a number that is not part of a statement, two figures side by side, a number that touches letters or signs (`Covid-19`,
/// `24/7`, `5,000+`), a negation before a figure, a word of comparison that compares nothing, an unknown word right
/// before a figure, an unknown word of scale after one (`5 grand`), letters that are not Latin and small words of
/// other languages. Other words are ignored.
extension ProseReader {
  /// Why the words cannot be judged; nil if they can.
  func obstacle(_ statements: [ReadStatement], _ harmless: [Range<Int>]) -> String? {
    var owner = [Int?](repeating: nil, count: tokens.count)
    for (number, statement) in statements.enumerated() {
      for index in statement.tokens { owner[index] = number }
    }
    for range in harmless {
      for index in range { owner[index] = -1 }
    }
    for index in tokens.indices {
      if let reason = unread(index, owner, statements) { return reason }
      if tokens[index].isNumber, let reason = touching(index, owner) { return reason }
    }
    for (number, statement) in statements.enumerated() where !statement.isDirection && statement.date == nil {
      if let reason = unknownWord(before: statement, owner) { return reason }
      let start = statement.tokens.lowerBound
      if number > 0, statement.isAmount, statements[number - 1].isAmount, owner[start - 1] == number - 1 {
        return sideBySide(tokens[start - 1].text, tokens[start].text)
      }
    }
    return nil
  }

  private func unread(_ index: Int, _ owner: [Int?], _ statements: [ReadStatement]) -> String? {
    let token = tokens[index]
    guard owner[index] == nil else { return nil }
    switch token.kind {
    case .number, .unreadableNumber: return notUnderstood(token.text)
    case .sign:
      // A dash before a number, apart from words, could be meant as a minus sign.
      let isLoose = token.followsSpace && self.token(index + 1)?.isNumber == true
      let couldBeMinus = token.text == "-" || (token.text == "–" && self.token(index + 1)?.followsSpace == false)
      return harmlessSigns.contains(token.text) && !(isLoose && couldBeMinus) ? nil : notUnderstood(token.text)
    case .word: break
    }
    if token.text.unicodeScalars.contains(where: { $0.value > 0x24F && !(0x300...0x36F).contains($0.value) }) {
      return otherLanguage(token.text)
    }
    // `Los Angeles` is capitalized, but so is the first word.
    if let reason = otherSpan(index, statements) { return reason }
    if foreignWords.contains(token.text), index == 0 || !token.isCapitalized { return otherLanguage(token.text) }
    // `as much as`, `as many as`
    if token.text == "as", let next = word(index + 1), ["much", "many", "little", "few"].contains(next) {
      return notUnderstood("as " + next)
    }
    let isOrSo = token.text == "so" && word(index - 1) == "or"
    if isUnknownScale(index, owner, statements) { return notUnderstood(token.text) }
    if turningWords.contains(token.text) || isNumberWord(index) || isOrSo { return notUnderstood(token.text) }
    if isNegation(token.text) {
      let isDescription = statements.allSatisfy { $0.date != nil || $0.tokens.upperBound <= index }
      return isDescription && describes(index) ? nil : negated(token.text)
    }
    return nil
  }

  /// After a rank: `in Texas` and `of all states` compare areas, not periods; `since` is read if its date is known.
  private func otherSpan(_ index: Int, _ statements: [ReadStatement]) -> String? {
    guard let rank = statements.last(where: { $0.tokens.upperBound <= index && $0.isRank }) else { return nil }
    let text = tokens[index].text
    if text == "since" { return notUnderstood(text) }
    guard ["in", "among", "across", "anywhere", "nationwide", "of"].contains(text),
      (rank.tokens.upperBound..<index).allSatisfy({ tokens[$0].isWord }),
      !statements.contains(where: { $0.tokens.upperBound <= index && $0.tokens.lowerBound > rank.tokens.lowerBound })
    else { return nil }
    if text == "of" {
      return ["all", "any", "the", "these", "those"].contains(word(index + 1)) ? notUnderstood(text) : nil
    }
    return statements.contains { $0.date != nil && $0.tokens.lowerBound == index + 1 } ? nil : notUnderstood(text)
  }

  private func isNegation(_ word: String) -> Bool { negations.contains(word) || word.hasSuffix("n't") }

  /// `had no conviction`, `without papers`, `never convicted` after the figure describe what is counted.
  private func describes(_ index: Int) -> Bool {
    guard let next = word(index + 1) else { return false }
    let before = word(index - 1) ?? ""
    let isNoun = !harmlessWords.contains(next) && CountedUnit(word: next) == nil
    switch tokens[index].text {
    case "no": return isNoun && ["had", "have", "has", "having", "with"].contains(before)
    case "without": return isNoun
    // `those not convicted`, but not `was not reached`
    case "not", "never": return next.hasSuffix("ed") && next.count > 4 && !auxiliaries.contains(before)
    default: return false
    }
  }

  /// `quadrillion` anywhere; `grand` only right after a figure, because it means something else in `a grand jury`.
  private func isUnknownScale(_ index: Int, _ owner: [Int?], _ statements: [ReadStatement]) -> Bool {
    let text = tokens[index].text
    if ["illion", "illions", "illionth", "illionths"].contains(where: text.hasSuffix) || scales.contains(text) {
      return Magnitude(word: text) == nil
    }
    guard scalesBehindFigures.contains(text) else { return false }
    let front = sign(index - 1) == "-" ? index - 2 : index - 1
    guard owner.indices.contains(front), let number = owner[front], statements.indices.contains(number) else {
      return false
    }
    return statements[number].isAmount
  }

  private func isNumberWord(_ index: Int) -> Bool {
    let text = tokens[index].text
    if text == "one" { return false }
    return smallNumbers[text] != nil || (text.count > 2 && Magnitude(word: text) != nil)
  }

  /// Letters or signs right before or after a number that are not part of what was read.
  private func touching(_ index: Int, _ owner: [Int?]) -> String? {
    if index > 0, !tokens[index].followsSpace, owner[index - 1] != owner[index] || owner[index] == nil {
      let before = tokens[index - 1]
      let isJoined = index > 1 && !before.followsSpace && tokens[index - 2].range.upperBound == before.range.lowerBound
      if !before.isSign { return notUnderstood(before.text + tokens[index].text) }
      // A hyphen belongs to a word; a dash may come between a word and a number.
      if isJoined, before.text == "-" || (before.text == "–" && tokens[index - 2].isNumber && !isYear(index)) {
        return notUnderstood(tokens[index - 2].text + before.text + tokens[index].text)
      }
      if !signsBeforeNumbers.contains(before.text) { return notUnderstood(before.text + tokens[index].text) }
    }
    if let following = token(index + 1), !following.followsSpace, owner[index + 1] != owner[index] {
      let isPunctuation = following.isSign && harmlessSigns.contains(following.text)
      if !isPunctuation || following.text == "*" && token(index + 2)?.isNumber == true {
        return notUnderstood(tokens[index].text + following.text)
      }
    }
    return nil
  }

  private func isYear(_ index: Int) -> Bool {
    guard let digits = tokens[index].digits, digits.places == 0, !digits.isGrouped else { return false }
    return (1500...2199).contains(digits.digits)
  }

  private func unknownWord(before statement: ReadStatement, _ owner: [Int?]) -> String? {
    let start = statement.tokens.lowerBound
    if statement.isRank { return unknownWord(beforeRank: start, owner) }
    guard statement.isAmount, start > 0, owner[start - 1] == nil, let word = word(start - 1) else { return nil }
    // `part of 82%`, `some of the 409,849`
    let front = word == "the" ? start - 2 : start - 1
    if self.word(front) == "of", let part = self.word(front - 1), parts.contains(part) {
      return unknown(part, before: tokens[start].text)
    }
    // What doubled is a noun, but `virtually doubled` and `all but doubled` did not.
    if case .amount(let amount) = statement.statement, case .multiple(let multiple) = amount.measure,
      multiple.direction != nil, !word.hasSuffix("ly"), !["but", "quite", "well", "far", "yet"].contains(word)
    {
      return nil
    }
    return isHarmless(beforeFigure: word) ? nil : unknown(word, before: tokens[start].text)
  }

  /// `virtually a record` and `fell from a record` are not records.
  private func unknownWord(beforeRank start: Int, _ owner: [Int?]) -> String? {
    var index = start - 1
    while let article = word(index), ["a", "an", "the", "its", "their", "new"].contains(article) { index -= 1 }
    guard index >= 0, owner[index] == nil, let word = word(index), !wordsBeforeRanks.contains(word),
      !isVerb(word)
    else { return nil }
    return unknown(word, before: tokens[start].text)
  }

  func isHarmless(beforeFigure word: String) -> Bool {
    if harmlessWords.contains(word) || wordsBeforeFigures.contains(word) { return true }
    return isVerb(word)
  }

  /// `removed`, `totaling`
  private func isVerb(_ word: String) -> Bool { word.count > 5 && (word.hasSuffix("ed") || word.hasSuffix("ing")) }

  /// The end of a phrase whose words compare nothing: `over the past decade`, `under the program`.
  func harmlessPhrase(at start: Int) -> Int? {
    for phrase in harmlessPhrases {
      if let end = match(phrase, at: start) { return end }
    }
    // `an increase over 2011`
    if word(start) == "over", isDirection(at: start - 1), let (quantity, _) = quantity(at: start + 1),
      quantity.looksLikeYear, quantity.noun == nil
    {
      return start + 1
    }
    for preposition in ["over", "under", "above", "around", "about"] {
      guard var index = match(preposition, at: start) else { continue }
      if preposition == "under", start > 0, let next = token(index), next.isWord, next.isCapitalized { return index }
      guard let article = word(index), ["the", "a", "an", "that", "this", "these", "those", "its"].contains(article)
      else { return nil }
      index += 1
      while let next = word(index),
        ["past", "last", "same", "next", "whole", "entire", "following", "course"].contains(next)
      {
        index += 1
      }
      guard let noun = word(index), nounsOfPrepositions.contains(noun) else { return nil }
      return index + 1
    }
    return nil
  }
}

private func notUnderstood(_ text: String) -> String { "`\(text)` is not understood" }
private func negated(_ word: String) -> String { "it is unclear what `\(word)` negates" }
private func otherLanguage(_ word: String) -> String { "`\(word)` is not English" }
private func unknown(_ word: String, before figure: String) -> String {
  "it is unclear what `\(word)` means for `\(figure)`"
}
private func sideBySide(_ first: String, _ second: String) -> String {
  "`\(first)` and `\(second)` are two figures with nothing between them"
}

private let harmlessSigns: Set<String> = [
  ",", ".", ";", ":", "!", "?", "\"", "'", "(", ")", "[", "]", "-", "–", "—", "…", "*", "_", "&",
]

private let signsBeforeNumbers: Set<String> = ["(", "[", "\"", "'", "–", "—", "…", "*", "_"]

/// Words that say nothing about the number after them.
let harmlessWords: Set<String> = [
  "a", "an", "the", "of", "in", "by", "to", "from", "with", "for", "at", "on", "and", "or", "was", "were", "is", "are",
  "be", "been", "being", "had", "has", "have", "having", "its", "their", "his", "her", "our", "this", "that", "these",
  "those", "all", "total", "into", "among", "across", "during", "since", "between", "per", "only", "just", "exactly",
  "fully", "still", "now", "then", "when", "where", "while", "so", "which", "who", "against", "through", "until",
  "also", "it", "they", "he", "she", "we", "another", "additional", "further", "number", "rate", "share", "sum",
  "average", "median", "mean", "versus", "after", "before", "there", "each", "every",
]

private let wordsBeforeFigures: Set<String> = [
  "made", "saw", "took", "sent", "paid", "spent", "cost", "costs", "won", "lost", "held", "hit", "got", "drew",
  "brought",
  "left", "kept", "found", "gave", "ran", "set", "built", "sold", "bought", "lent", "shot", "up", "make", "makes",
  "went",
  "reaches", "reach", "totals", "equals", "came", "stood", "stands", "became", "met", "put", "told", "used", "added",
  "new",
]

private let wordsBeforeRanks: Set<String> = [
  "was", "were", "is", "are", "be", "been", "being", "to", "at", "of", "with", "and", "it", "this", "that", "which",
  "reached", "reaching", "hit", "hitting", "set", "setting", "marked", "marking", "became", "still", "also", "in",
  "for",
  "by", "saw", "had", "has", "removed",
]

/// Before `of`, a part of the figure after it, or a side of it.
private let parts: Set<String> = [
  "part", "parts", "portion", "fraction", "some", "any", "many", "multiple", "much", "little", "none", "north", "south",
]

/// Words that multiply or divide a number, or leave its last digit open, and that no rule reads.
private let scales: Set<String> = [
  "bln", "mln", "trln", "milliard", "milliards", "crore", "crores", "lakh", "lakhs", "lac", "lacs", "hundredth",
  "hundredths", "thousandth", "thousandths", "something", "somethings",
]

/// The same, if they come right after a figure.
private let scalesBehindFigures: Set<String> = [
  "grand", "gross", "score", "scores", "some", "k", "b", "bil", "mil", "mill", "mio", "mrd", "thou", "bp", "bps",
]

private let negations: Set<String> = [
  "not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot",
]

private let auxiliaries: Set<String> = [
  "was", "were", "is", "are", "be", "been", "being", "has", "have", "had", "do", "does", "did", "can", "may", "will",
]

/// Words that change what a figure says wherever they stand.
private let turningWords: Set<String> = [
  "hardly", "barely", "scarcely", "rarely", "less", "fewer", "more", "most", "least", "over", "under", "above", "below",
  "beyond", "nearly", "almost", "roughly", "approximately", "estimated", "exceeding", "exceeded", "exceeds", "topped",
  "surpassed", "approached", "approaching", "neared", "nearing", "than", "higher", "lower", "larger", "smaller",
  "greater", "bigger", "double", "twice", "thrice", "triple", "half", "halves", "times", "fold", "factor", "plus",
  "minus", "negative", "odd", "ish", "upward", "upwards", "excess", "maximum", "minimum", "max", "min", "short", "shy",
  "off", "away", "far", "near", "close", "thereabouts", "dozen", "dozens", "tens", "hundreds", "thousands", "millions",
  "billions",
  "trillions", "couple", "few", "several", "handful", "points", "percent", "percentage", "basis", "cents", "pence",
  "percentile", "quartile", "decile", "mille", "odds", "digit", "digits", "figure", "figures", "squared", "failed",
  "fails", "fail",
  "missed", "anything", "instead", "except", "aside", "apart", "unlike", "false", "wrong", "untrue", "incorrect",
  "myth",
  "if", "unless", "whether", "would", "could", "might", "opposite", "inverse", "cut", "slashed", "changed", "peak",
  "peaked", "bottomed", "majority", "minority", "record-breaking", "best", "worst", "earliest", "latest", "thirds",
  "quarters", "fourths", "fifths", "sixths", "sevenths", "eighths", "ninths", "tenths", "highest", "lowest", "largest",
  "smallest", "biggest", "greatest", "fewest", "excluding", "excluded", "too", "counting", "give", "tops", "again",
  "outside", "late", "early", "mid", "percentiles",
  "seldom", "nowhere", "missing", "lacking", "trailing",
  "lagging", "failing", "avoiding", "needing", "capped", "limited", "tied", "ties", "tying", "matched", "matching",
  "equaled", "equalled", "former", "previous", "record", "records",
  "ended",
]

/// Small words of French, Spanish, German, Italian, Portuguese and Dutch.
private let foreignWords: Set<String> = [
  "um", "von", "auf", "rund", "etwa", "weniger", "mehr", "als", "nicht", "kein", "keine", "der", "das", "und", "knapp",
  "prozent", "moins", "environ", "près", "presque", "les", "des", "une", "pas", "sont", "cent", "pour", "menos", "más",
  "casi", "cerca", "los", "las", "unos", "el", "por", "ciento", "alrededor", "não", "quase", "meno", "più", "quasi",
  "bijna", "meer", "dan", "ongeveer", "niet", "millones", "millionen", "milliarden", "milliards", "mil",
  "del", "della", "baisse", "hausse", "subió", "cayó", "bajó", "stieg", "fiel",
]

private let harmlessPhrases = [
  "at first", "first of all", "one another", "as well as", "above all", "over time", "each other", "so far",
  "at the same time", "the united states", "not only",
]

private let nounsOfPrepositions: Set<String> = [
  "year", "years", "decade", "decades", "month", "months", "quarter", "quarters", "week", "weeks", "day", "days",
  "period", "time", "term", "century", "summer", "country", "world", "nation", "state", "program", "law", "policy",
  "administration", "agreement", "of", "border", "president",
]
