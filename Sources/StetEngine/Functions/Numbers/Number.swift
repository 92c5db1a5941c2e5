import StetColumns
import StetDiagnostics

extension Function {
  static let number = Function(
    "number", "the exact number written in text: `$1,234`, `(5)` for −5, `12%` for 0.12",
    example: #"number("$1,234")"#,
    [
      .text(), Parameter("decimal", .type(.text), default: .text("."), isConstant: true),
      // A bool cannot be passed here: it represents an error.
      Parameter("otherwise", .number, default: .bool(false), isConstant: true),
    ], result: .type(.decimal), unit: .none,
    foreign: [
      "to_number": .reordered([0]), "value": .reordered([0]),
      "parse_number": .different(
        "`parse_number` drops everything but digits, so 12% becomes 12; `number` reads the whole text, so 12% becomes 0.12"
      ),
    ]
  ) { arguments throws(ValueFailure) in
    var misfits: [String] = []
    let otherwise = arguments.constant(2)
    let texts = Arguments(
      columns: Array(arguments.columns.prefix(2)), isConstant: Array(arguments.isConstant.prefix(2)),
      count: arguments.count)
    let column = try texts.mapTexts(.decimal) { text, rest throws(ValueFailure) in
      guard let point = rest[0].asText, point == "." || point == "," else {
        throw ValueFailure(.argument, "`decimal:` must be `\".\"` or `\",\"`")
      }
      if let number = shownNumber(text, point: point == "." ? "." : ",") { return .decimal(number) }
      if let other = otherwise.asDecimal { return .decimal(other) }
      if !otherwise.isMissing { misfits.append(text) }
      return .missing
    }
    guard misfits.isEmpty else {
      let shown = misfits.prefix(3).map { quoted($0) }.joined(separator: ", ")
      throw ValueFailure(
        .notANumber,
        "`number` cannot read \(misfits.count == 1 ? "a value as a number" : "\(misfits.count) different values as numbers")",
        notes: [shown, "`otherwise: missing` makes such values missing"])
    }
    return column
  }
}

/// A number as print shows it: signs `-` and `−`, brackets for negative, a currency sign, thousands in threes, a
/// percent sign. Nil for anything else.
private func shownNumber(_ text: String, point: Character) -> Decimal? {
  var rest = text.filter { $0 != " " && $0 != "\u{A0}" && $0 != "\u{202F}" }[...]
  var isNegative = false
  if rest.first == "(", rest.last == ")" {
    isNegative = true
    rest = rest.dropFirst().dropLast()
  } else if let sign = rest.first, "-−+".contains(sign) {
    isNegative = sign != "+"
    rest = rest.dropFirst()
  }
  if let sign = rest.first, "$€£".contains(sign) { rest = rest.dropFirst() }
  var shift = 0
  if rest.last == "%" {
    shift = 2
    rest = rest.dropLast()
  }
  let parts = rest.split(separator: point, omittingEmptySubsequences: false)
  guard let whole = parts.first, parts.count <= 2 else { return nil }
  let groups = whole.split(separator: point == "." ? "," : ".", omittingEmptySubsequences: false)
  guard groups.count == 1 || groups.dropFirst().allSatisfy({ $0.count == 3 }) && (1...3).contains(groups[0].count)
  else {
    return nil
  }
  let fraction = parts.count == 2 ? parts[1] : ""
  let digits = groups.joined() + fraction
  guard !groups.joined().isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }),
    parts.count == 1 || !fraction.isEmpty,
    let value = Int128(digits), fraction.count + shift < powersOfTen.count
  else { return nil }
  return Decimal(digits: isNegative ? -value : value, scale: fraction.count + shift)
}
