import StetColumns
import StetSystem

struct Tick: Sendable {
  var value: Double
  var label: String
}

enum Ticks {
  /// Round values that enclose the data: the first is at most `low`, the last at least `high`.
  static func enclosing(
    _ low: Double, _ high: Double, about count: Int, least: Double = 0, _ label: (Double) -> String?
  ) -> [Tick] {
    var high = high
    // Numbers that differ in their last digits only have no round numbers between them.
    let isFlat = high - low <= max(low.magnitude, high.magnitude) * 1e-12
    if isFlat { high = low + (low == 0 ? 1 : low.magnitude * 0.5) }
    for count in stride(from: max(count, 2), through: 1, by: -1) {
      let step = max(niceStep((high - low) / Double(count)), least)
      let first = (low / step + 1e-9).rounded(.down)
      let last = (high / step - 1e-9).rounded(.up)
      let values = (0...max(1, Int(last - first))).map { exact((first + Double($0)) * step, step: step) }
      let top = values.reduce(0) { max($0, $1.magnitude) }
      let labels = values.map { label($0) ?? plain($0, step: step, top: top) }
      if areDistinct(labels), areEven(labels) { return zip(values, labels).map { Tick(value: $0, label: $1) } }
      if count == 1 || count == 2 { return values.map { Tick(value: $0, label: plain($0, step: step, top: top)) } }
    }
    return []
  }

  /// As `enclosing`, on a curve: powers of ten, and where there are few of them also twice and five times those.
  static func enclosing(
    _ low: Double, _ high: Double, about count: Int, on curve: Curve, least: Double = 0, _ label: (Double) -> String?
  ) -> [Tick] {
    let values: [Double]
    switch curve {
    case .linear: return enclosing(low, high, about: count, least: least, label)
    case .log: values = powers(max(low, 1e-300), max(high, 1e-300), about: count)
    case .symlog(let constant):
      let above =
        high > 0 ? powers(constant, max(high, constant), about: low < 0 ? max(count / 2, 1) : count, single: true) : []
      let below =
        low < 0 ? powers(constant, max(-low, constant), about: high > 0 ? max(count / 2, 1) : count, single: true) : []
      // The innermost powers may be so near zero that their labels would touch it.
      let whole = curve(above.last ?? 0) + curve(below.last ?? 0)
      let isFar = { (value: Double) in curve(value) >= whole * 0.09 }
      values = below.filter(isFar).reversed().map { -$0 } + [0] + above.filter(isFar)
    }
    // On one axis all numbers are written in full, or none.
    func full(_ value: Double) -> String { formatted(.float(value), ",") ?? shortest(value) }
    let labels = values.map { label($0) ?? full($0) }
    return zip(values, areDistinct(labels) ? labels : values.map(full)).map {
      Tick(value: $0, label: $1)
    }
  }

  /// Powers of ten, or round multiples of them, the first at most `low` and the last at least `high`.
  private static func powers(_ low: Double, _ high: Double, about count: Int, single: Bool = false) -> [Double] {
    let first = Int((Double.log10(low) + 1e-9).rounded(.down))
    let last = max(first, Int((Double.log10(high) - 1e-9).rounded(.up)))
    if last - first >= 3 || single {
      let stride = max(1, Int((Double(last - first) / Double(max(count, 1))).rounded(.up)))
      // From the top down, so that the topmost one is at or above the data.
      var exponents = Array(Swift.stride(from: last, through: first, by: -stride))
      if let lowest = exponents.last, lowest > first, !single { exponents.append(first) }
      return exponents.reversed().map { power(of: $0) }
    }
    let steps = (first - 1...last).flatMap { exponent in
      [1.0, 2, 5].map { exact($0 * power(of: exponent), step: power(of: exponent)) }
    }
    let start = steps.lastIndex { $0 <= low * (1 + 1e-9) } ?? 0
    let end = steps.firstIndex { $0 >= high * (1 - 1e-9) } ?? steps.count - 1
    return Array(steps[start...max(end, start + 1)])
  }

  private static func power(of exponent: Int) -> Double {
    // Exact for as long as a power of ten is.
    exponent >= 0 && exponent <= 22
      ? Double.pow(10, Double(exponent)) : Double("1e\(exponent)") ?? Double.pow(10, Double(exponent))
  }

  /// 1, 2, 2.5 or 5 times a power of ten, at least `rough`.
  static func niceStep(_ rough: Double) -> Double {
    guard rough > 0, rough.isFinite else { return 1 }
    let power = Double.pow(10, Double.log10(rough).rounded(.down))
    for factor in [1, 2, 2.5, 5] where rough <= factor * power * (1 + 1e-9) { return factor * power }
    return 10 * power
  }

  /// Without the noise of binary multiplication: 3 × 0.1 is 0.3.
  static func exact(_ value: Double, step: Double) -> Double {
    let places = max(0, 2 - Int(Double.log10(step).rounded(.down)))
    guard places < 15 else { return value }
    let power = Double.pow(10, Double(places))
    return (value * power).magnitude < 9e15 ? (value * power).rounded() / power : value
  }

  /// In full up to a million, in millions, billions or trillions beyond it; with as many decimals as the step has.
  private static func plain(_ value: Double, step: Double, top: Double) -> String {
    if value == 0 { return "0" }
    let size = max(top, step)
    let (unit, letters) = size >= 1e12 && step >= 1e11 ? (1e12, "tn") : step >= 1e8 ? (1e9, "bn") : (1e6, "m")
    guard step >= 1e5, top >= 1e6 else {
      let places =
        step < 1
        ? (0...12).first { (step * Double.pow(10, Double($0))).rounded() / Double.pow(10, Double($0)) == step } ?? 0 : 0
      return formatted(.float(value), places == 0 ? "," : ",.\(places)f") ?? shortest(value)
    }
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
    // Every third year is for a few years; over decades one looks for round ones.
    let years = high - low <= 15 * perYear ? [1, 2, 3, 5] : [1, 2, 5]
    let steps = within + (years + [10, 20, 25, 50, 100, 200, 500, 1000, 5000]).map { $0 * perYear }
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
