import StetColumns
import StetDiagnostics
import StetSyntax

/// Operators on texts in other languages whose function here has the same values.
private let textOperators = [
  "contains": "contains", "startswith": "starts_with", "starts_with": "starts_with", "endswith": "ends_with",
  "ends_with": "ends_with", "matches": "matches",
]

extension Diagnostic {
  /// What follows a verb in the style of another language; nil if it is something else.
  static func foreignArguments(_ step: Step, _ verb: Verb, _ schema: Schema) -> Diagnostic? {
    switch verb.name {
    case "filter", "exclude", "expect": textOperator(step) ?? conditions(step)
    case "top": topBy(step) ?? countedUnit(step, schema)
    case "select", "rename": renamedByWord(step)
    default: nil
    }
  }

  /// `state like "T%"`
  private static func textOperator(_ step: Step) -> Diagnostic? {
    guard step.arguments.count == 3, case .name(let column) = step.arguments[0].value,
      case .name(let operation) = step.arguments[1].value,
      case .literal(.text(let text), let end) = step.arguments[2].value
    else { return nil }
    let name = writtenName(column.text)
    let here: String
    switch operation.text.lowercased() {
    case "like": here = like(text, name, ignoresCase: false)
    case "ilike": here = like(text, name, ignoresCase: true)
    case let word:
      guard let function = textOperators[word] else { return nil }
      here = "\(function)(\(name), \(writtenText(text)))"
    }
    return Diagnostic(
      .foreignOperator, "`\(operation.text)` is written `\(here)` here", at: operation.range,
      fixIts: [FixIt("`\(here)`", range: column.range.union(end), replacement: here)])
  }

  /// A pattern of `like`, in which `%` is any text and `_` any one character, as a condition.
  private static func like(_ pattern: String, _ name: String, ignoresCase: Bool) -> String {
    let starts = pattern.hasPrefix("%")
    let ends = pattern.count > 1 && pattern.hasSuffix("%")
    let inner = String(pattern.dropFirst(starts ? 1 : 0).dropLast(ends ? 1 : 0))
    if inner.contains(where: { "%_\\".contains($0) }) {
      var parts = ""
      var isEscaped = false
      for character in pattern {
        switch character {
        case "\\" where !isEscaped:
          isEscaped = true
          continue
        case "%" where !isEscaped: parts += ".*"
        case "_" where !isEscaped: parts += "."
        case let letter: parts += special.contains(letter) ? "\\\(letter)" : String(letter)
        }
        isEscaped = false
      }
      return "matches(\(name), \(writtenText("\(ignoresCase ? "(?i)" : "")^\(parts)$")))"
    }
    let (side, text) = ignoresCase ? ("lower(\(name))", writtenText(inner.lowercased())) : (name, writtenText(inner))
    switch (starts, ends) {
    case (true, true): return "contains(\(side), \(text))"
    case (true, false): return "ends_with(\(side), \(text))"
    case (false, true): return "starts_with(\(side), \(text))"
    case (false, false): return "\(side) == \(text)"
    }
  }

  /// `top 3 days`, where `3 days` is a duration, and `top 3 million`, where it is one number.
  private static func countedUnit(_ step: Step, _ schema: Schema) -> Diagnostic? {
    guard step.arguments.count == 1, case .literal(let literal, let range) = step.arguments[0].value else { return nil }
    let found: (count: Int64, column: String)?
    switch literal {
    case .duration(let count, let unit):
      found = [unit.rawValue + "s", unit.rawValue].first { schema.index(of: $0) != nil }.map { (count, $0) }
    case .int(let number):
      let words: [(String, Int64)] = [
        ("trillion", 1_000_000_000_000), ("billion", 1_000_000_000), ("million", 1_000_000), ("thousand", 1_000),
      ]
      found = words.first { schema.index(of: $0.0) != nil && number.isMultiple(of: $0.1) }.map { (number / $0.1, $0.0) }
    case .decimal, .text, .bool, .missing, .date, .period: found = nil
    }
    guard let found else { return nil }
    let here = "\(found.count) `\(found.column)`"
    return Diagnostic(
      .arguments,
      "a number followed by `\(found.column)` is read as one value; the column must be written in backticks",
      at: range,
      fixIts: [FixIt("put the column in backticks", range: range, replacement: here)])
  }

  /// `on a == b and c == d`
  static func keysByAnd(_ on: Clause) -> Diagnostic? {
    guard let key = on.arguments.first(where: { if case .binary(.and, _, _, _) = $0.value { true } else { false } }),
      case .binary(_, let left, let right, _) = key.value
    else { return nil }
    let gap = SourceRange(left.range.upper, right.range.lower)
    return Diagnostic(
      .foreignOperator, "the keys of a join must be separated by commas", at: gap,
      notes: ["`join budgets on state, year == fiscal_year`"],
      // A wider gap contains parentheses, which would stay.
      fixIts: gap.upper - gap.lower == " and ".utf8.count ? [FixIt("`,`", range: gap, replacement: ", ")] : [])
  }

  /// `filter a > 1, b > 2`
  private static func conditions(_ step: Step) -> Diagnostic? {
    guard step.arguments.count == 2 else { return nil }
    let gap = SourceRange(step.arguments[0].range.upper, step.arguments[1].range.lower)
    // A wider gap contains parentheses, which stay.
    guard (1...2).contains(gap.upper - gap.lower), case .binary = step.arguments[0].value else { return nil }
    return Diagnostic(
      .missingAnd, "two conditions must be joined with `and` or `or`", at: gap,
      fixIts: [FixIt("`and`", range: gap, replacement: " and ")])
  }

  /// `top 5 by persons`
  private static func topBy(_ step: Step) -> Diagnostic? {
    guard step.arguments.count == 1, let by = step.clause("by"), let first = by.arguments.first else { return nil }
    return Diagnostic(
      .arguments, "the column of `top` comes right after the number, as in `top 5 persons`; `by` makes groups",
      at: by.word.range,
      fixIts: [FixIt("remove `by`", range: SourceRange(by.word.range.lower, first.range.lower), replacement: "")])
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
      .foreignOperator, "the new name comes first, then `=` and the old one", at: word.range,
      fixIts: [FixIt("`\(here)`", range: old.range.union(new.range), replacement: here)])
  }
}
