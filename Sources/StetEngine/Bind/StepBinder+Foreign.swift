import StetDiagnostics
import StetSyntax

/// SQL's operators on texts and what others call them, with the function here.
private let textOperators = [
  "like": "contains", "ilike": "contains", "contains": "contains", "has": "contains", "startswith": "starts_with",
  "starts_with": "starts_with", "endswith": "ends_with", "ends_with": "ends_with", "matches": "matches",
]

extension Diagnostic {
  /// What stands behind a verb in the manner of another language; nil where it is something else.
  static func foreignArguments(_ step: Step, _ verb: Verb) -> Diagnostic? {
    switch verb.name {
    case "filter", "exclude", "expect": textOperator(step) ?? conditions(step)
    case "top": topBy(step)
    case "select", "rename": renamedByWord(step)
    default: nil
    }
  }

  /// `state like "T%"`
  private static func textOperator(_ step: Step) -> Diagnostic? {
    guard step.arguments.count == 3, case .name(let column) = step.arguments[0].value,
      case .name(let word) = step.arguments[1].value, case .literal(.text(let text), let end) = step.arguments[2].value,
      var function = textOperators[word.text.lowercased()]
    else { return nil }
    var pattern = text
    if word.text.lowercased().hasSuffix("like") {
      let (open, closed) = (text.hasPrefix("%"), text.count > 1 && text.hasSuffix("%"))
      function = open && closed ? "contains" : open ? "ends_with" : closed ? "starts_with" : "=="
      pattern = String(text.dropFirst(open ? 1 : 0).dropLast(closed ? 1 : 0))
    }
    guard !pattern.contains(where: { "%\"\\{}".contains($0) }) else { return nil }
    let name = writtenName(column.text)
    let here = function == "==" ? "\(name) == \"\(pattern)\"" : "\(function)(\(name), \"\(pattern)\")"
    return Diagnostic(
      .foreignOperator, "`\(word.text)` is \(function == "==" ? "`==`" : "the function `\(function)`") here",
      at: word.range,
      fixIts: [FixIt("`\(here)`", range: column.range.union(end), replacement: here)])
  }

  /// `filter a > 1, b > 2`
  private static func conditions(_ step: Step) -> Diagnostic? {
    guard step.arguments.count == 2 else { return nil }
    let gap = SourceRange(step.arguments[0].range.upper, step.arguments[1].range.lower)
    // A wider gap holds parentheses, which stay.
    guard (1...2).contains(gap.upper - gap.lower), case .binary = step.arguments[0].value else { return nil }
    return Diagnostic(
      .missingAnd, "two conditions are joined by `and` or `or`", at: gap,
      fixIts: [FixIt("`and`", range: gap, replacement: " and ")])
  }

  /// `top 5 by persons`
  private static func topBy(_ step: Step) -> Diagnostic? {
    guard step.arguments.count == 1, let by = step.clause("by"), let first = by.arguments.first else { return nil }
    return Diagnostic(
      .arguments, "`top` names what is largest behind the number; `by` makes groups", at: by.word.range,
      fixIts: [FixIt("without `by`", range: SourceRange(by.word.range.lower, first.range.lower), replacement: "")])
  }

  /// `rename persons as people`, `rename persons to people`
  static func renamedByWord(_ step: Step) -> Diagnostic? {
    guard ["select", "rename"].contains(step.verb.text) else { return nil }
    var names = step.arguments.map(\.value)
    if let clause = step.clause("as"), clause.arguments.count == 1 {
      names += [.name(clause.word), clause.arguments[0].value]
    }
    guard names.count >= 3, case .name(let old) = names[names.count - 3], case .name(let word) = names[names.count - 2],
      ["as", "to", "AS", "TO"].contains(word.text), case .name(let new) = names[names.count - 1]
    else { return nil }
    let here = "\(writtenName(new.text)) = \(writtenName(old.text))"
    return Diagnostic(
      .foreignOperator, "the new name stands in front, behind it `=` and the old one", at: word.range,
      fixIts: [FixIt("`\(here)`", range: old.range.union(new.range), replacement: here)])
  }
}
