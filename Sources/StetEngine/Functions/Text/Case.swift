import StetColumns

extension Function {
  static let lower = Function(
    "lower", "the text in small letters", example: #"lower("TEXAS")"#, [.text()], .text
  ) { arguments throws(ValueFailure) in try arguments.mapTexts(.text) { text, _ in .text(text.lowercased()) } }

  static let upper = Function(
    "upper", "the text in capital letters", example: #"upper("tx")"#, [.text()], .text
  ) { arguments throws(ValueFailure) in try arguments.mapTexts(.text) { text, _ in .text(text.uppercased()) } }
}
