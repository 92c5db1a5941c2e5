import StetColumns

/// Rows of a column as `writtenText` gives them; none for a missing value.
func writtenTexts(_ column: Column, _ rows: Range<Int>) -> TextRun {
  switch column {
  case .period, .duration:
    let present = column.presence
    var writer = TextWriter(texts: rows.count)
    for row in rows {
      writer.text { writer in
        guard present?[row] ?? true else { return false }
        writer.append(writtenText(column[row]))
        return true
      }
    }
    return writer.finish()
  case .bool, .int, .narrowInt, .decimal, .longDecimal, .float, .text, .date, .datetime: return TextRun(column, rows)
  }
}

/// As elsewhere, but in a form that reads back: a year has four digits, and a duration every microsecond.
func writtenText(_ value: Value) -> String {
  switch value {
  case .period(let year, .year) where (0...999).contains(year):
    return String(repeating: "0", count: 4 - String(year).count) + String(year)
  case .duration(let microseconds) where microseconds % 86_400_000_000 != 0:
    return Decimal(digits: Int128(microseconds), scale: 6).normalized.description + " seconds"
  default: return plainText(value)
  }
}
