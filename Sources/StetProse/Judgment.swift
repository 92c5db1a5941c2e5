package import StetColumns

/// What the expression of a claim gave, and what kind of calculation it is.
package struct Evidence: Sendable {
  package enum Content: Sendable {
    /// One value, or those of a list, `[before, after]`, in order.
    case values([Value])
    /// Values of periods in their order; `partial` says why the last period is incomplete in the data.
    case series([(period: Value, value: Value)], partial: String?)
    /// Anything else, in words: `a table of 3 rows`.
    case other(String)
  }

  /// The outermost calculation of the expression.
  package enum Form: Sendable {
    case plain
    /// a / b
    case ratio
    /// (a - b) / b, a / b - 1, percent_change(…)
    case change
    /// a - b
    case difference
  }

  package var content: Content
  package var form: Form
  /// `persons`, `million usd`, `percent`, `percentage points`.
  package var unit: String?
  /// Years, periods and dates that are literals in the expression.
  package var mentioned: [Value]
  /// The same for each part of it: for every value of a list, or for the two sides of a division or a difference, the one before
  /// first. Empty if the expression has no parts.
  package var mentionedIn: [[Value]]

  package init(
    _ content: Content, form: Form = .plain, unit: String? = nil, mentioned: [Value] = [], mentionedIn: [[Value]] = []
  ) {
    self.content = content
    self.form = form
    self.unit = unit
    self.mentioned = mentioned
    self.mentionedIn = mentionedIn
  }
}

/// The verdict on a claim.
package enum Verdict: Sendable {
  case stands, falls
  /// The words or the values leave open whether they agree; never a pass.
  case byHand
}

/// A verdict with everything an editor needs to see why.
package struct Judgment: Sendable {
  package var verdict: Verdict
  /// How the words were understood: `a fall of 82%, 81.5% to 82.5%`.
  package var reading: String
  /// The value in words.
  package var found: String
  /// Why the words fall or cannot be judged; nil if they stand.
  package var reason: String?
  /// Words that would stand: `about 410,000`, `more than doubled`, `5 percentage points`.
  package var advice: String?
}

/// Decides whether the words of a claim agree with what its expression gave.
package func judge(_ words: String, against evidence: Evidence) -> Judgment {
  let reader = ProseReader(words)
  let (statements, harmless) = reader.read()
  let claim = Claim(statements, reader)
  let outcome: StatementVerdict
  if let decided = decidedWithoutFigures(words, reader, claim, evidence) {
    outcome = decided
  } else if let reason = reader.obstacle(statements, harmless) ?? claim.conflict {
    outcome = .byHand(reason)
  } else {
    do {
      outcome = try claim.check(evidence)
    } catch {
      outcome = .byHand(outOfRange)
    }
  }
  return Judgment(
    verdict: outcome.verdict, reading: claim.reading, found: evidence.found(for: claim), reason: outcome.reason,
    advice: outcome.advice)
}

/// True or false decides words without a number; a text decides words that are identical to it.
private func decidedWithoutFigures(
  _ words: String, _ reader: ProseReader, _ claim: Claim, _ evidence: Evidence
) -> StatementVerdict? {
  guard case .values(let values) = evidence.content, values.count == 1, let value = values.first else { return nil }
  switch value {
  case .bool(let isTrue):
    if claim.hasNumber || reader.tokens.contains(where: \.isNumber) { return .byHand(numberAgainstTruth) }
    guard reader.tokens.contains(where: \.isWord) else { return .byHand(nothingRead) }
    return isTrue ? .stands : .falls(isFalse)
  case .text(let text):
    let isSame = reader.tokens.map(\.text) == tokens(of: text).map(\.text) && !reader.tokens.isEmpty
    return isSame ? .stands : .byHand(wordsAgainstText)
  case .missing: return .byHand(isMissing)
  case .int, .decimal, .float, .date, .datetime, .period, .duration: return nil
  }
}

/// The verdict on one statement.
enum StatementVerdict: Sendable {
  case stands
  case falls(String, advice: String? = nil)
  case byHand(String)

  var verdict: Verdict {
    switch self {
    case .stands: .stands
    case .falls: .falls
    case .byHand: .byHand
    }
  }

  var reason: String? {
    switch self {
    case .stands: nil
    case .falls(let reason, _), .byHand(let reason): reason
    }
  }

  var advice: String? { if case .falls(_, let advice) = self { advice } else { nil } }

  /// If one statement falls, the claim falls; if one is left to a person, the claim is.
  func and(_ other: StatementVerdict) -> StatementVerdict {
    switch (self, other) {
    case (.falls, _): self
    case (_, .falls): other
    case (.byHand, _): self
    case (.stands, _): other
    }
  }
}

private let outOfRange = "a number is too large or too small to be compared exactly"
private let numberAgainstTruth =
  "the expression gives true or false, but the words give a number; the expression can give the number itself"
private let isFalse = "the expression gives false"
private let isMissing = "the value is missing"
private let wordsAgainstText = "the expression gives text that differs from the words"
let nothingRead = "no figure was found in the words"
