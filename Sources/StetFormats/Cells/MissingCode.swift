import StetColumns

/// Texts that stand for a value that is not there: `D`, `–`, `N/A`, `(S)`, `not reported`.
///
/// What holds a digit, a fraction or a numeral is never one, nor is a word for a number or for yes and no: offered as a code for missing
/// values, it would make a figure vanish.
enum MissingCode {
  /// Whether a text may be offered as a code in a column that is to have a type.
  static func isOne(_ text: String, in type: ValueType? = nil) -> Bool {
    let scalars = text.unicodeScalars
    guard scalars.count <= 40, scalars.allSatisfy({ $0.properties.numericType == nil }) else { return false }
    let trimmed = text.split(separator: " ").joined(separator: " ")
    if trimmed.isEmpty || trimmed == "None" || words.contains(trimmed.lowercased()) { return true }
    let core = trimmed.filter { !brackets.contains($0) }
    if words.contains(core.lowercased()) { return true }
    if scalars.allSatisfy(signs.contains) { return scalars.count <= 6 }
    // A letter or two that are neither a numeral nor a yes or no.
    guard (1...2).contains(core.utf8.count), core.utf8.allSatisfy({ $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }),
      type != .bool
    else { return false }
    return !answers.contains(core.lowercased())
      && !core.allSatisfy { "IVXivx".contains($0) && core != "X" && core != "x" }
  }

  private static let brackets = Set("()[]{}*. ")
  private static let signs = Set("-–—−‒―.…·*†‡§#/\\:?_~=^()[]!| \u{A0}".unicodeScalars)
  private static let answers: Set<String> = ["y", "n", "t", "f", "no", "ok", "ja", "si", "oui", "on"]

  private static let words: Set<String> = [
    "na", "n/a", "n.a", "n.a.", "n. a.", "#n/a", "#na", "n/d", "n.d.", "n/r", "nan", "null", "<na>", "\\n", "missing",
    "unknown",
    "unk", "not available", "not applicable", "not reported", "not recorded", "not stated", "not provided", "not known",
    "not disclosed", "not given", "not collected", "not published", "no data", "no response", "no answer",
    "no information",
    "data not available", "unavailable", "suppressed", "data suppressed", "withheld", "redacted", "confidential",
    "masked",
    "censored", "tbd", "tba", "tbc", "pending", "blank", "empty", "insufficient data", "too few to report",
    "undisclosed",
    "#value!", "#ref!", "#div/0!", "#name?", "#num!", "#null!", "k.a.", "k. a.", "n.v.", "s.d.", "s/d", "n.s.", "n.c.",
    "nc",
    "dk", "refused", "<null>", "(null)", "x", "xx", "xxx", "***", "inconnu", "unbekannt", "keine angabe", "sin datos",
    "ohne angabe",
  ]
}
