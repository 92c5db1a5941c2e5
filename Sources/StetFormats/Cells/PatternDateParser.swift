import StetColumns

/// The days of a pattern without a time.
struct PatternDateParser: CellParser {
  let pattern: DatePattern

  var zero: Int32 { 0 }

  func parse(_ cell: Span<UInt8>) -> Int32? { pattern.parse(cell)?.day }
}

/// Dates with a time of day, in microseconds.
struct PatternDateTimeParser: CellParser {
  let pattern: DatePattern

  var zero: Int64 { 0 }

  func parse(_ cell: Span<UInt8>) -> Int64? {
    pattern.parse(cell).map { Int64($0.day) * 86_400_000_000 + $0.time }
  }
}
