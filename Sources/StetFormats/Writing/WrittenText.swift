import StetColumns

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
