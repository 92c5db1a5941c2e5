import StetColumns
import StetDiagnostics
import StetSyntax

/// Words of other languages for values that have another name here.
private let literals: [String: String] = [
  "null": "missing", "NULL": "missing", "Null": "missing", "None": "missing", "nil": "missing", "NA": "missing",
  "NaN": "missing", "nan": "missing", "TRUE": "true", "True": "true", "FALSE": "false", "False": "false",
]

/// The meaning of a word that is not a name: another language's `null`, or a fiscal year in two digits or lowercase.
func foreignLiteral(_ word: String) -> String? {
  if let literal = literals[word] { return literal }
  guard word.uppercased().hasPrefix("FY"), word.utf8.allSatisfy({ $0 < 0x80 }), let year = Int(word.dropFirst(2)) else {
    return nil
  }
  switch word.utf8.count {
  case 4: return "FY\(year < 50 ? 2000 + year : 1900 + year)"
  case 6 where year > 0: return "FY\(word.dropFirst(2))"
  default: return nil
  }
}

extension ExpressionBinder {
  /// The left side of a comparison. A word that names nothing is a text without its quotes if the other side is a text.
  mutating func bind(_ tree: Expression, beside other: Expression) -> TypedExpression? {
    guard case .name(let word) = tree, !knows(word) else { return bind(tree) }
    // The other side is bound for its type alone; what is wrong in it is reported in its own turn.
    var trial = self
    guard let other = trial.bind(other) else { return bind(tree) }
    return bind(tree, beside: other)
  }

  /// The other side of one that is bound.
  mutating func bind(_ tree: Expression, beside other: TypedExpression) -> TypedExpression? {
    guard case .name(let word) = tree, !knows(word), other.type == .text, !other.isConstant,
      foreignLiteral(word.text) != "missing"
    else { return bind(tree) }
    return report(.bareText(word, nearest(to: word.text, among: schema.names)))
  }
}

// MARK: - Two sides of different types

/// One side as it would be written to fit the other; nil if there is no simple way.
private func remedy(_ side: TypedExpression, beside other: TypedExpression, _ what: String, _ schema: Schema) -> String?
{
  let isEquality = what == "`==`" || what == "`!=`"
  switch (side.kind, other.type) {
  case (.constant(.period(let ordinal, let kind)), .text): return "\"\(plainText(.period(ordinal, kind)))\""
  case (.constant(.int(let number)), .text): return isEquality ? "\"\(number)\"" : nil
  case (.constant(.int(let number)), .period(.fiscalYear)) where (1...9999).contains(number):
    return "FY" + String(repeating: "0", count: 4 - String(number).count) + "\(number)"
  case (.constant(.int(let number)), .bool): return number == 1 ? "true" : number == 0 ? "false" : nil
  case (.constant(.text(let text)), .int), (.constant(.text(let text)), .decimal), (.constant(.text(let text)), .float),
    (.constant(.text(let text)), .period(.year)):
    return Int64(text).map { "\($0)" }
  case (.constant(.text(let text)), .period(.fiscalYear)):
    let digits = text.uppercased().hasPrefix("FY") ? String(text.dropFirst(2)) : text
    return digits.utf8.count == 4 ? foreignLiteral("FY" + digits) : nil
  case (.constant(.text(let text)), .date): return isDay(text) ? "@\(text)" : nil
  case (.constant(.text(let text)), .bool):
    return ["true", "false"].contains(text.lowercased()) ? text.lowercased() : nil
  case (.column(let index), _):
    guard let function = converter(from: side.type, to: other.type) else { return nil }
    return "\(function)(\(writtenName(schema.fields[index].name)))"
  default: return nil
  }
}

private func converter(from type: ValueType, to other: ValueType) -> String? {
  switch (type, other) {
  case (.date, .int), (.datetime, .int): "year"
  case (.date, .period(.fiscalYear)), (.int, .period(.fiscalYear)), (.period(.year), .period(.fiscalYear)):
    "fiscal_year"
  default: nil
  }
}

private func isDay(_ text: String) -> Bool {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false)
  guard parts.map(\.utf8.count) == [4, 2, 2] else { return false }
  let numbers = parts.compactMap { Int($0) }
  return numbers.count == 3 && CivilDate(year: numbers[0], month: numbers[1], day: numbers[2]) != nil
}

/// The two results of a condition, as a message about their types names them.
let thenAndElse = "`then` and `else`"

extension Diagnostic {
  static func foreignWord(_ name: Name, _ literal: String) -> Diagnostic {
    Diagnostic(
      .foreignWord, "`\(name.text)` is `\(literal)` here", at: name.range,
      fixIts: [FixIt("`\(literal)`", range: name.range, replacement: literal)])
  }

  fileprivate static func bareText(_ word: Name, _ near: String?) -> Diagnostic {
    let text = "\"\(word.text)\""
    var fixIts = [FixIt("`\(text)`", range: word.range, replacement: text)]
    if let near {
      fixIts.insert(FixIt("`\(writtenName(near))`", range: word.range, replacement: writtenName(near)), at: 0)
    }
    return Diagnostic(
      .unknownColumn, "there is no column `\(word.text)`; text is written in quotes", at: word.range, fixIts: fixIts)
  }

  static func typesDiffer(_ what: String, _ a: TypedExpression, _ b: TypedExpression, _ schema: Schema) -> Diagnostic {
    // The fix rewrites a value rather than converting a column.
    let isColumn = if case .column = b.kind { true } else { false }
    let sides = isColumn ? [(a, b), (b, a)] : [(b, a), (a, b)]
    let fix = sides.lazy.compactMap { side, other in
      remedy(side, beside: other, what, schema).map { FixIt("`\($0)`", range: side.range, replacement: $0) }
    }.first
    var notes: [String] = []
    // Only the cells tell whether a text is a number: a note, not a fix.
    if fix == nil, [a.type, b.type].contains(.text), let number = [a, b].first(where: \.type.isNumeric) {
      let text = number.range == a.range ? b : a
      let column = if case .column(let index) = text.kind { writtenName(schema.fields[index].name) } else { "…" }
      notes = ["`number(\(column))` reads a number from text"]
    }
    if fix == nil, a.type == .date || b.type == .date {
      notes = ["dates are written `@2011-05-04`; `date(…, order: \"mdy\")` reads a date from text"]
    }
    if fix == nil, a.type == .period(.fiscalYear) || b.type == .period(.fiscalYear) {
      notes = ["fiscal years are written `FY2011`"]
    }
    let range = a.range.union(b.range)
    let fixIts = fix.map { [$0] } ?? []
    guard what != thenAndElse else {
      return Diagnostic(
        .typesDiffer, "`then` gives `\(a.type.name)`, but `else` gives `\(b.type.name)`", at: range, notes: notes,
        fixIts: fixIts)
    }
    return Diagnostic(
      .typesDiffer, "\(what) has `\(a.type.name)` on one side and `\(b.type.name)` on the other", at: range,
      notes: notes, fixIts: fixIts)
  }
}
