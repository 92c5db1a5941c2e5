import StetColumns
import StetDiagnostics

extension Function {
  static let format = Function(
    "format", "the value as text, in the given format", example: #"format(10_300_000, "ap")"#,
    [Parameter("value", .any), .text("pattern")], result: .type(.text), unit: .none,
    foreign: ["to_char": .different("the pattern must be one of Stet's own formats: `format(persons, \",.1f\")`")],
    second: .none("the format language is implemented only once")
  ) { arguments throws(ValueFailure) in
    if arguments.isConstant[1], !arguments.isConstant[0],
      let format = arguments.constant(1).asText.flatMap({ Format($0) }),
      let column = try formattedNumbers(arguments, format)
    {
      return column
    }
    return try arguments.map(.text) { values throws(ValueFailure) in
      guard let pattern = values[1].asText, let text = formatted(values[0], pattern) else {
        throw ValueFailure(
          .badFormat, "`\(values[1].asText ?? "")` is not a valid format",
          notes: ["formats include `,` `.1f` `.1%` `+.1pp` `$,.1m` `ap` `ordinal` `words`"])
      }
      return .text(text)
    }
  }
}

/// Numbers in a pattern; nil for other values.
private func formattedNumbers(_ arguments: Arguments, _ format: Format) throws(ValueFailure) -> Column? {
  let column = arguments.columns[0]
  let present = column.presence
  func each(
    _ append: @escaping @Sendable (_ row: Int, inout TextWriter) -> Bool
  ) throws(ValueFailure) -> Column {
    try arguments.makeTexts { rows throws(ValueFailure) in
      var writer = TextWriter(texts: rows.count)
      for row in rows {
        writer.text { writer in
          guard present?[row] ?? true else { return false }
          if !append(row, &writer) { writer.append(format.text(of: column[row])) }
          return true
        }
      }
      return writer.finish()
    }
  }
  func wholeNumbers<Number: FixedWidthInteger & Sendable>(
    _ vector: Vector<Number>, scale: Int = 0
  ) throws(ValueFailure) -> Column {
    try each { row, writer in
      let number = vector.values[row]
      return format.append(negative: number < 0, UInt64(number.magnitude), scale: scale, to: &writer)
    }
  }
  switch column {
  case .int(let vector): return try wholeNumbers(vector)
  case .narrowInt(let vector): return try wholeNumbers(vector)
  case .decimal(let vector, let scale): return try wholeNumbers(vector, scale: scale)
  case .float(let vector):
    return try each { row, writer in
      // Whole numbers have their digits; the shortest text of others is a matter of its own.
      let number = vector.values[row]
      guard number.magnitude < 1e15, number == number.rounded(.towardZero) else { return false }
      return format.append(negative: number < 0, UInt64(number.magnitude), scale: 0, to: &writer)
    }
  case .longDecimal: return try each { _, _ in false }
  case .bool, .text, .date, .datetime, .period, .duration: return nil
  }
}
