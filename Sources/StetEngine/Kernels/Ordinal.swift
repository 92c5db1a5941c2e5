import StetColumns

extension Value {
  /// Its place among whole numbers, days, periods or microseconds; nil for a value that has no next one.
  var ordinal: Int64? {
    switch self {
    case .int(let value), .datetime(let value): value
    case .date(let value), .period(let value, _): Int64(value)
    case .missing, .bool, .decimal, .float, .text, .duration: nil
    }
  }

  /// The value of the same kind at a place.
  func with(ordinal: Int64) -> Value {
    switch self {
    case .int: .int(ordinal)
    case .datetime: .datetime(ordinal)
    case .date: .date(Int32(truncatingIfNeeded: ordinal))
    case .period(_, let kind): .period(Int32(truncatingIfNeeded: ordinal), kind)
    case .missing, .bool, .decimal, .float, .text, .duration: preconditionFailure("it has no places")
    }
  }
}
