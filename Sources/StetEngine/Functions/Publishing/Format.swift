import StetColumns
import StetDiagnostics

extension Function {
  static let format = Function(
    "format", "the value as text, in the given format", example: #"format(10_300_000, "ap")"#,
    [Parameter("value", .any), .text("pattern")], result: .type(.text), unit: .none,
    foreign: ["to_char": .different("the pattern must be one of Stet's own formats: `format(persons, \",.1f\")`")],
    second: .none("the format language is implemented only once")
  ) { arguments throws(ValueFailure) in
    try arguments.map(.text) { values throws(ValueFailure) in
      guard let pattern = values[1].asText, let text = formatted(values[0], pattern) else {
        throw ValueFailure(
          .badFormat, "`\(values[1].asText ?? "")` is not a valid format",
          notes: ["formats include `,` `.1f` `.1%` `+.1pp` `$,.1m` `ap` `ordinal` `words`"])
      }
      return .text(text)
    }
  }
}
