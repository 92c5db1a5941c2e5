import StetColumns

/// What the positions of an axis mean.
enum Domain: Sendable, Equatable {
  case number
  case category([String])
  case period(PeriodKind)
  /// Days since 1970-01-01, with fractions.
  case day

  /// Differences, stacks and steps of numbers below it are finite.
  static let limit = 1e300

  /// The position of a value; nil if the value is missing or belongs to another axis.
  func position(of value: Value) -> Double? {
    switch self {
    case .number:
      // Durations count in days.
      if case .duration(let microseconds) = value { return Double(microseconds) / 86_400_000_000 }
      // What is smaller than any axis can show is nothing.
      return value.asFloat.flatMap { $0.magnitude < Self.limit ? ($0.magnitude < 1e-290 ? 0 : $0) : nil }
    case .category(let names):
      return value.isMissing ? nil : names.firstIndex(of: plainText(value)).map(Double.init)
    case .period(let kind):
      if kind == .year || kind == .fiscalYear, let year = value.asFloat, year.magnitude < 100_000 { return year }
      guard case .period(let ordinal, kind) = value else { return nil }
      return Double(ordinal)
    case .day:
      switch value {
      case .date(let days): return Double(days)
      case .datetime(let microseconds): return Double(microseconds) / 86_400_000_000
      case .period(let ordinal, .week): return ordinal.magnitude < 100_000_000 ? Double(ordinal) * 7 - 3 : nil
      case .missing, .bool, .int, .decimal, .float, .text, .period, .duration: return nil
      }
    }
  }

  /// A position in words.
  func label(_ position: Double) -> String {
    switch self {
    case .number: formatted(.float(position), ",") ?? shortest(position)
    case .category(let names): names.isEmpty ? "" : names[min(max(Int(position.rounded()), 0), names.count - 1)]
    case .period(let kind): Ticks.periodLabel(Int(position.rounded()), kind, yearly: false)
    case .day: Ticks.dayLabel(position)
    }
  }

  var isCategory: Bool { if case .category = self { true } else { false } }
  var isPeriodic: Bool { if case .period = self { true } else { false } }
}
