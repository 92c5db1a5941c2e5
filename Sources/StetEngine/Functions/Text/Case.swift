import StetColumns

extension Function {
  static let lower = Function(
    "lower", "the text in lowercase letters", example: #"lower("TEXAS")"#, [.text()], result: .type(.text), unit: .none,
    foreign: ["tolower": .same, "lcase": .same, "to_lower": .same, "str_to_lower": .same]
  ) { arguments throws(ValueFailure) in try arguments.mapTexts(.text) { text, _ in .text(text.lowercased()) } }

  static let upper = Function(
    "upper", "the text in capital letters", example: #"upper("tx")"#, [.text()], result: .type(.text), unit: .none,
    foreign: ["toupper": .same, "ucase": .same, "to_upper": .same, "str_to_upper": .same]
  ) { arguments throws(ValueFailure) in try arguments.mapTexts(.text) { text, _ in .text(text.uppercased()) } }
}
