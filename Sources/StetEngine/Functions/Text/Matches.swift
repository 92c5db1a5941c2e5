import StetColumns

extension Function {
  static let matches = Function(
    "matches", "whether a pattern is found in the text", example: #"matches("FY2011", "^FY[0-9]+$")"#,
    [.text(), Parameter("pattern", .type(.text), isConstant: true)], result: .type(.bool), unit: .none,
    foreign: [
      "str_detect": .same, "regexp_matches": .same, "regexp_like": .same, "regexp_contains": .same,
      "grepl": .reordered([1, 0]),
    ]
  ) { arguments throws(ValueFailure) in
    try arguments.testTexts { others throws(ValueFailure) in
      let pattern = try Pattern(others[0].asText ?? "")
      return TextTest(required: pattern.required) { text in pattern.matches(text) }
    }
  }

  static let extract = Function(
    "extract",
    "what a pattern finds in the text: its first group in parentheses, or the whole match if it has no group; missing if nothing matches",
    example: #"extract("Case 11-204", "([0-9]+)-")"#,
    [.text(), Parameter("pattern", .type(.text), isConstant: true)], result: .type(.text), unit: .none,
    foreign: [
      "str_extract": .different(
        "if a pattern has a group in parentheses, `extract` gives the first group, not the whole match"),
      "regexp_extract": .different(
        "`extract` gives a pattern's first group in parentheses, or else the whole match; the result is missing if nothing matches"
      ),
    ]
  ) { arguments throws(ValueFailure) in
    try arguments.changeTexts { others throws(ValueFailure) in
      let pattern = try Pattern(others[0].asText ?? "")
      return { text, result in
        guard let found = pattern.firstGroup(in: text) else { return false }
        result.append(text, found)
        return true
      }
    }
  }
}
