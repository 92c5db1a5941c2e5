import StetColumns
import StetDiagnostics

extension Function {
  static let round = Function(
    "round",
    "the value rounded to the given number of decimal places; an exact half rounds to the nearest even digit, as in displayed figures",
    example: "round(2.675, 2)",
    [Parameter("number", .number), Parameter("places", .type(.int), default: .int(0))], result: .argument(0),
    unit: .keeps(argument: 0), foreign: [:]
  ) { arguments throws(ValueFailure) in
    let number = arguments.columns[0]
    let column = try arguments.map(number.type) { values throws(ValueFailure) in
      guard case .int(let places) = values[1], (-30...30).contains(places) else {
        throw ValueFailure(.argument, "the number of decimal places in `round` must be between −30 and 30")
      }
      return try rounded(values[0], places: Int(places))
    }
    guard arguments.isConstant[1], let places = arguments.constant(1).asInt else {
      return try column.withPlaces(number.scale)
    }
    return try column.withPlaces(Swift.min(number.scale, Int(Swift.max(0, places))))
  }.compiled { builder, arguments, _ in
    guard case .int(let places)? = arguments[1].constant, 0...15 ~= places else { return nil }
    if arguments[0].type == .decimal {
      let number = builder.cells(arguments[0])
      return places < number.scale ? builder.droppingPlaces(number, keeping: Int(places), .nearest) : number
    }
    guard arguments[0].constant == nil else { return nil }
    switch arguments[0].layout {
    case .narrow, .wide: return arguments[0]
    case .float:
      let unit = exactPowers[Int(places)]
      return builder.floats(arguments[0]) { x, out, _ in
        { $0.map(x, out) { (value: Double) in roundedFloat(value, places: Int(places), unit: unit) } }
      }
    case .huge, .bool, .text: return nil
    }
  }

  static let floor = Function(
    "floor", "the number rounded down to a whole number", example: "floor(-2.5)", [Parameter("number", .number)],
    result: .argument(0), unit: .keeps(argument: 0), foreign: [:]
  ) { arguments throws(ValueFailure) in
    try whole(arguments, .down)
  }.compiled { builder, arguments, _ in
    if arguments[0].type == .decimal {
      let number = builder.cells(arguments[0])
      return number.scale > 0 ? builder.droppingPlaces(number, keeping: 0, .down) : number
    }
    switch arguments[0].layout {
    case .narrow, .wide: return arguments[0]
    case .float:
      return builder.floats(arguments[0]) { x, out, _ in { $0.map(x, out) { (value: Double) in value.rounded(.down) } }
      }
    case .huge, .bool, .text: return nil
    }
  }

  static let ceil = Function(
    "ceil", "the number rounded up to a whole number", example: "ceil(2.1)", [Parameter("number", .number)],
    result: .argument(0), unit: .keeps(argument: 0), foreign: ["ceiling": .same]
  ) { arguments throws(ValueFailure) in
    try whole(arguments, .up)
  }.compiled { builder, arguments, _ in
    if arguments[0].type == .decimal {
      let number = builder.cells(arguments[0])
      return number.scale > 0 ? builder.droppingPlaces(number, keeping: 0, .up) : number
    }
    switch arguments[0].layout {
    case .narrow, .wide: return arguments[0]
    case .float:
      return builder.floats(arguments[0]) { x, out, _ in { $0.map(x, out) { (value: Double) in value.rounded(.up) } } }
    case .huge, .bool, .text: return nil
    }
  }
}

private func rounded(_ value: Value, places: Int) throws(ValueFailure) -> Value {
  switch value {
  case .int(let number):
    guard places < 0 else { return value }
    guard -places < powersOfTen.count,
      let result = Int64(exactly: halfEven(Int128(number), dropping: -places) * powersOfTen[-places])
    else { throw .overflow(.int) }
    return .int(result)
  case .decimal(let decimal):
    guard places < decimal.scale else { return value }
    let digits = halfEven(decimal.digits, dropping: decimal.scale - places)
    guard places < 0 else { return .decimal(Decimal(digits: digits, scale: places)) }
    // A carry may need more digits than the number had.
    let (whole, overflow) = digits.multipliedReportingOverflow(by: powersOfTen[-places])
    guard !overflow else { throw .overflow(.decimal) }
    return .decimal(Decimal(digits: whole, scale: 0))
  case .float(let number):
    guard places < 0 else {
      return .float(
        places > 15 ? roundedByText(number, places) : roundedFloat(number, places: places, unit: exactPowers[places]))
    }
    let unit = Double(powersOfTen[-places])
    return .float((number / unit).rounded(.toNearestOrEven) * unit)
  case .missing, .bool, .text, .date, .datetime, .period, .duration:
    preconditionFailure("the binder guarantees a number here")
  }
}

/// As it is printed: from the digits of the shortest text that reads back as the same double.
///
/// Far from a half, the nearest whole number of units is the one that these digits are rounded to, too, and to divide it gives the
/// nearest double to it.
@inline(__always)
private func roundedFloat(_ number: Double, places: Int, unit: Double) -> Double {
  let units = number * unit
  let whole = units.rounded(.toNearestOrEven)
  let isClear = units.magnitude < 0x1p40 && (units - whole).magnitude < 0.499
  // Zero is added because no figure is −0.
  return isClear ? whole / unit + 0 : roundedByText(number, places)
}

private func roundedByText(_ number: Double, _ places: Int) -> Double {
  guard let text = formatted(.float(number), ".\(Swift.max(0, places))f") else { return number }
  return Double(text.replacing("−", with: "-")) ?? number
}

private let exactPowers: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]

/// The digits without the last ones, rounded half to even.
private func halfEven(_ digits: Int128, dropping count: Int) -> Int128 {
  count < powersOfTen.count ? halfEven(digits, powersOfTen[count]) : 0
}

/// How often a power of ten is in some digits, rounded half to even.
@inline(__always)
private func halfEven<Digits: FixedWidthInteger & SignedInteger>(_ digits: Digits, _ unit: Digits) -> Digits {
  let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: unit)
  let (rest, half) = (remainder.magnitude, unit.magnitude / 2)
  let isUp = rest > half || rest == half && quotient & 1 != 0
  return quotient + (isUp ? (digits < 0 ? -1 : 1) : 0)
}

@inline(__always)
private func floored<Digits: FixedWidthInteger & SignedInteger>(_ digits: Digits, _ unit: Digits) -> Digits {
  let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: unit)
  return remainder < 0 ? quotient - 1 : quotient
}

@inline(__always)
private func ceiled<Digits: FixedWidthInteger & SignedInteger>(_ digits: Digits, _ unit: Digits) -> Digits {
  let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: unit)
  return remainder > 0 ? quotient + 1 : quotient
}

/// How decimals lose places.
private enum Dropping: Sendable {
  case down, up, nearest

  func callAsFunction<Digits: FixedWidthInteger & SignedInteger>(_ digits: Digits, _ unit: Digits) -> Digits {
    switch self {
    case .down: floored(digits, unit)
    case .up: ceiled(digits, unit)
    case .nearest: halfEven(digits, unit)
    }
  }
}

/// Division by a power of ten of digits that are not far apart, by multiplication (Granlund and Montgomery 1994).
private struct StepDivision: Sendable {
  private let low: Int64
  private let lowQuotient: Int64
  private let unit: UInt64
  private let multiplier: UInt64
  private let shift: UInt64

  /// Nil if the digits, among which zero is for missing ones, are so far apart that a product would not fit.
  init?(_ reach: ClosedRange<Int64>, by unit: Int64) {
    let bounds = min(reach.lowerBound, 0)...max(reach.upperBound, 0)
    guard unit > 1, unit <= 1 << 30, bounds.lowerBound > -(1 << 60), bounds.upperBound < 1 << 60 else { return nil }
    lowQuotient = floored(bounds.lowerBound, unit)
    low = lowQuotient * unit
    // What is added before the division is less than a unit.
    guard bounds.upperBound - low + unit <= Int64(Int32.max) else { return nil }
    self.unit = UInt64(unit)
    let bits = UInt64(64 - (unit - 1).leadingZeroBitCount)
    shift = 31 + bits
    multiplier = ((1 << shift) + UInt64(unit) - 1) / UInt64(unit)
  }

  @inline(__always)
  private func steps(_ digits: Int64, adding more: UInt64) -> (distance: UInt64, steps: UInt64) {
    let distance = UInt64(bitPattern: digits &- low) &+ more
    return (distance, (distance &* multiplier) &>> shift)
  }

  @inline(__always)
  func down(_ digits: Int64) -> Int64 { Int64(bitPattern: steps(digits, adding: 0).steps) &+ lowQuotient }

  @inline(__always)
  func up(_ digits: Int64) -> Int64 { Int64(bitPattern: steps(digits, adding: unit &- 1).steps) &+ lowQuotient }

  @inline(__always)
  func halfEven(_ digits: Int64) -> Int64 {
    let (distance, steps) = steps(digits, adding: unit &>> 1)
    let quotient = Int64(bitPattern: steps) &+ lowQuotient
    // An exact half was rounded up.
    let isHalf: Int64 = steps &* unit == distance ? 1 : 0
    return quotient &- (isHalf & quotient & 1)
  }
}

extension ProgramBuilder {
  /// Decimals with fewer places.
  fileprivate mutating func droppingPlaces(_ number: Register, keeping scale: Int, _ rule: Dropping) -> Register {
    let power = powersOfTen[number.scale - scale]
    if number.layout == .wide, let unit = Int64(exactly: power) {
      let reach = reach(number)
      let bounds = rule(reach.lowerBound, unit)...rule(reach.upperBound, unit)
      let out = register(.wide, .decimal, bounds: bounds, scale: scale)
      // Each rule is a loop of its own, which is specialized for it.
      switch (rule, StepDivision(reach, by: unit)) {
      case (.down, let division?): emit { $0.map(number, out) { (digits: Int64) in division.down(digits) } }
      case (.up, let division?): emit { $0.map(number, out) { (digits: Int64) in division.up(digits) } }
      case (.nearest, let division?): emit { $0.map(number, out) { (digits: Int64) in division.halfEven(digits) } }
      case (.down, nil): emit { $0.map(number, out) { (digits: Int64) in floored(digits, unit) } }
      case (.up, nil): emit { $0.map(number, out) { (digits: Int64) in ceiled(digits, unit) } }
      case (.nearest, nil): emit { $0.map(number, out) { (digits: Int64) in halfEven(digits, unit) } }
      }
      return out
    }
    let digits = long(number)
    let out = register(.huge, .decimal, scale: scale)
    emit { $0.map(digits, out) { (digits: Int128) in rule(digits, power) } }
    return out
  }
}

private func whole(_ arguments: Arguments, _ rule: FloatingPointRoundingRule) throws(ValueFailure) -> Column {
  switch arguments.columns[0].wide {
  case .int: return arguments.columns[0]
  case .float: return arguments.mapFloats { $0.rounded(rule) }
  case .longDecimal(let vector, let scale):
    let unit = powersOfTen[scale]
    let digits = vector.values.map { rule == .down ? floored($0, unit) : ceiled($0, unit) }
    return Column.longDecimal(Vector(digits, validity: vector.validity), scale: 0).narrowed
  case .narrowInt, .decimal, .bool, .text, .date, .datetime, .period, .duration:
    preconditionFailure("the binder guarantees a number here")
  }
}
