import StetColumns

extension Function {
  static let lower = Function(
    "lower", "the text in lowercase letters", example: #"lower("TEXAS")"#, [.text()], result: .type(.text), unit: .none,
    foreign: ["tolower": .same, "lcase": .same, "to_lower": .same, "str_to_lower": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { _ in
      { text, result in
        guard isPlain(text) else {
          result.append(String(copying: text).lowercased())
          return true
        }
        result.append(text) { $0 &+ (65...90 ~= $0 ? 32 : 0) }
        return true
      }
    }
  }

  static let upper = Function(
    "upper", "the text in capital letters", example: #"upper("tx")"#, [.text()], result: .type(.text), unit: .none,
    foreign: ["toupper": .same, "ucase": .same, "to_upper": .same, "str_to_upper": .same]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { _ in
      { text, result in
        guard isPlain(text) else {
          result.append(String(copying: text).uppercased())
          return true
        }
        result.append(text) { $0 &- (97...122 ~= $0 ? 32 : 0) }
        return true
      }
    }
  }
}
