import Glibc
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

  /// The position of a value; nil where the value is missing or belongs to another axis.
  func position(of value: Value) -> Double? {
    switch self {
    case .number:
      // Durations count in days.
      if case .duration(let microseconds) = value { return Double(microseconds) / 86_400_000_000 }
      return value.asFloat.flatMap { $0.magnitude < Self.limit ? $0 : nil }
    case .category(let names):
      return value.isMissing ? nil : names.firstIndex(of: plainText(value)).map(Double.init)
    case .period(let kind):
      if case .int(let year) = value, kind == .year || kind == .fiscalYear { return Double(year) }
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
}

struct Tick: Sendable {
  var value: Double
  var label: String
}

/// A linear map from positions to pixels.
struct Scale: Sendable {
  var lower: Double
  var upper: Double
  var start: Double
  var end: Double

  func callAsFunction(_ value: Double) -> Double {
    let span = upper - lower
    return span > 0 ? start + (value - lower) / span * (end - start) : (start + end) / 2
  }

  /// Pixels for one unit.
  var unit: Double { upper > lower ? (end - start).magnitude / (upper - lower) : (end - start).magnitude }
}

enum Ticks {
  /// Round values that enclose the data: the first is at most `low`, the last at least `high`.
  static func enclosing(_ low: Double, _ high: Double, about count: Int, _ label: (Double) -> String?) -> [Tick] {
    var high = high
    if !(high > low) { high = low + (low == 0 ? 1 : low.magnitude * 0.5) }
    for count in stride(from: max(count, 2), through: 1, by: -1) {
      let step = niceStep((high - low) / Double(count))
      let first = (low / step + 1e-9).rounded(.down)
      let last = (high / step - 1e-9).rounded(.up)
      let values = (0...max(1, Int(last - first))).map { exact((first + Double($0)) * step, step: step) }
      let labels = values.map { label($0) ?? plain($0, step: step) }
      if areDistinct(labels), areEven(labels) { return zip(values, labels).map { Tick(value: $0, label: $1) } }
      if count == 1 || count == 2 { return values.map { Tick(value: $0, label: plain($0, step: step)) } }
    }
    return []
  }

  /// 1, 2, 2.5 or 5 times a power of ten, at least `rough`.
  static func niceStep(_ rough: Double) -> Double {
    guard rough > 0, rough.isFinite else { return 1 }
    let power = pow(10, log10(rough).rounded(.down))
    for factor in [1, 2, 2.5, 5] where rough <= factor * power * (1 + 1e-9) { return factor * power }
    return 10 * power
  }

  /// Without the noise of binary multiplication: 3 × 0.1 is 0.3.
  static func exact(_ value: Double, step: Double) -> Double {
    let places = max(0, 2 - Int(log10(step).rounded(.down)))
    guard places < 15 else { return value }
    let power = pow(10, Double(places))
    return (value * power).magnitude < 9e15 ? (value * power).rounded() / power : value
  }

  private static func plain(_ value: Double, step: Double) -> String {
    if value == 0 { return "0" }
    let size = max(value.magnitude, step)
    let (unit, letters) = size >= 1e12 && step >= 1e11 ? (1e12, "tn") : step >= 1e8 ? (1e9, "bn") : (1e6, "m")
    guard step >= 1e5 else { return formatted(.float(value), ",") ?? shortest(value) }
    // A quarter of a million is not 0.2 million.
    let tenths = step / unit * 10
    let pattern = (tenths - tenths.rounded()).magnitude < 1e-6 ? "," + letters : ",.2" + letters
    return formatted(.float(value), pattern) ?? shortest(value)
  }

  /// Years, or the periods that begin a round number of years or months, with room for their labels.
  static func periods(_ low: Int, _ high: Int, _ kind: PeriodKind, span: Double) -> [Tick] {
    let perYear =
      switch kind {
      case .year, .fiscalYear, .week: 1
      case .quarter, .fiscalQuarter: 4
      case .month: 12
      }
    let within = perYear == 12 ? [1, 2, 3, 6] : perYear == 4 ? [1, 2] : []
    let steps = within + [1, 2, 3, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 5000].map { $0 * perYear }
    var step = steps.first { Double((high - low) / $0) * ($0 >= perYear ? 40 : 74) <= span } ?? (high - low + 1)
    var anchor = floorDivide(low + step - 1, step).quotient * step
    // Few years are counted from the first one, and in steps that reach the last one, so that both have labels.
    if perYear == 1, (2...3).contains(step) || high - low <= 12, step > 1 {
      step = (step...max(4, step)).first { (high - low) % $0 == 0 } ?? step
      if (high - low) % step == 0 || step < 5 { anchor = low }
    }
    var ticks = stride(from: anchor, through: high, by: step).map { ordinal in
      Tick(value: Double(ordinal), label: periodLabel(ordinal, kind, yearly: step >= perYear))
    }
    if ticks.isEmpty { ticks = [Tick(value: Double(low), label: periodLabel(low, kind, yearly: false))] }
    return ticks
  }

  static func periodLabel(_ ordinal: Int, _ kind: PeriodKind, yearly: Bool) -> String {
    switch kind {
    case .year, .fiscalYear: return String(ordinal)
    case .quarter, .fiscalQuarter:
      let year = floorDivide(ordinal, 4).quotient
      return yearly ? String(year) : "Q\(floorDivide(ordinal, 4).remainder + 1) \(year)"
    case .month:
      let year = floorDivide(ordinal, 12).quotient
      return yearly ? String(year) : "\(months[floorDivide(ordinal, 12).remainder].prefix(3)) \(year)"
    case .week: return dayLabel(Double(ordinal) * 7 - 3)
    }
  }

  static func days(_ low: Double, _ high: Double, span: Double) -> [Tick] {
    let room = max(1, Int(span / 92))
    if high - low < 3, high > low {
      for hours in [1, 2, 3, 6, 12, 24] {
        let step = Double(hours) / 24
        let first = (low / step).rounded(.up)
        let count = Int(((high / step).rounded(.down) - first)) + 1
        if count <= room, count > 0 {
          return (0..<count).map {
            let hour = Int((first + Double($0)) * Double(hours))
            let time = "\(floorDivide(hour, 24).remainder):00"
            return Tick(
              value: Double(hour) / 24,
              label: "\(dayLabel(Double(floorDivide(hour, 24).quotient), year: false)) \(time)")
          }
        }
      }
    }
    for step in [1.0, 2, 7, 14] where (high - low) / step < Double(room) {
      return stride(from: low.rounded(.up), through: high, by: step).map { Tick(value: $0, label: dayLabel($0)) }
    }
    let first = CivilDate(daysSinceEpoch: Int32(low.rounded(.down)))
    let last = CivilDate(daysSinceEpoch: Int32(high))
    let firstMonth = first.year * 12 + first.month - (first.day == 1 ? 1 : 0)
    let ticks = periods(firstMonth, last.year * 12 + last.month - 1, .month, span: span).compactMap { tick -> Tick? in
      let month = Int(tick.value)
      guard
        let date = CivilDate(year: floorDivide(month, 12).quotient, month: floorDivide(month, 12).remainder + 1, day: 1)
      else {
        return nil
      }
      return Tick(value: Double(date.daysSinceEpoch), label: tick.label)
    }.filter { $0.value >= low && $0.value <= high }
    return ticks.isEmpty ? [Tick(value: low.rounded(.down), label: dayLabel(low))] : ticks
  }

  static func dayLabel(_ day: Double, year: Bool = true) -> String {
    let date = CivilDate(daysSinceEpoch: Int32(day.rounded(.down)))
    return "\(months[date.month - 1].prefix(3)) \(date.day)" + (year ? ", \(date.year)" : "")
  }

  /// Whether the numbers that labels show are as evenly spaced as their gridlines: 0.2, 0.5, 0.8 are rounded too far.
  static func areEven(_ labels: [String]) -> Bool {
    let numbers = labels.map(number)
    let known = numbers.compactMap { $0 }
    guard known.count == labels.count, known.count > 2 else { return true }
    let step = (known[known.count - 1] - known[0]) / Double(known.count - 1)
    return zip(known.dropFirst(), known).allSatisfy { ($0 - $1 - step).magnitude < step.magnitude * 0.01 }
  }

  /// The number a label shows, its unit aside.
  static func number(in label: String) -> Double? {
    Double(label.filter { $0.isASCII && ($0.isNumber || $0 == ".") })
      .map { label.contains("−") || label.contains("-") ? -$0 : $0 }
  }

  static func areDistinct(_ labels: [String]) -> Bool { Set(labels).count == labels.count }
}
