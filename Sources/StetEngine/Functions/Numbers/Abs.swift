import CKernels
import StetColumns
import StetDiagnostics

extension Function {
  static let abs = Function(
    "abs", "the number without its sign", example: "abs(-3)", [Parameter("number", .number)], result: .argument(0),
    unit: .keeps(argument: 0), foreign: [:]
  ) { arguments throws(ValueFailure) in
    switch arguments.columns[0].wide {
    case .int(let vector):
      guard !vector.values.contains(.min) else { throw .overflow(.int) }
      return .int(Vector(vector.values.map { Swift.abs($0) }, validity: vector.validity))
    case .longDecimal(let vector, let scale):
      guard !vector.values.contains(.min) else { throw .overflow(.decimal) }
      let digits = Vector(vector.values.map { Swift.abs($0) }, validity: vector.validity)
      return Column.longDecimal(digits, scale: scale).narrowed
    case .float: return arguments.mapFloats { $0.magnitude }
    case .narrowInt, .decimal, .bool, .text, .date, .datetime, .period, .duration:
      preconditionFailure("the binder guarantees a number here")
    }
  }.compiled { builder, arguments, range in
    let number = builder.cells(arguments[0])
    switch number.layout {
    case .float:
      return builder.floats(number) { x, out, _ in { $0.map(x, out) { (value: Double) in value.magnitude } } }
    case .narrow, .wide:
      let reach = builder.reach(number)
      // The smallest number has no counterpart.
      guard reach.lowerBound > .min else { return number.type == .int ? nil : builder.longMagnitudes(number, range) }
      let wide = builder.wide(number)
      let most = Int64(max(reach.lowerBound.magnitude, reach.upperBound.magnitude))
      let out = builder.register(.wide, number.type, bounds: 0...most, scale: number.scale)
      builder.emit { $0.map(wide, out) { (value: Int64) in Int64(truncatingIfNeeded: value.magnitude) } }
      return out
    case .huge: return builder.longMagnitudes(number, range)
    case .bool, .text: return nil
    }
  }

  static let clamp = Function(
    "clamp", "the number, or the nearer limit if it is outside the limits", example: "clamp(120, 0, 100)",
    [Parameter("number", .common), Parameter("low", .common), Parameter("high", .common)], result: .argument(0),
    unit: .keeps(argument: 0), foreign: [:]
  ) { arguments throws(ValueFailure) in
    let column = try arguments.map(arguments.columns[0].type) { values throws(ValueFailure) in
      guard !isBelow(values[2], values[1]) else {
        throw ValueFailure(.argument, "the limits of `clamp` are in the wrong order")
      }
      return isBelow(values[0], values[1]) ? values[1] : isBelow(values[2], values[0]) ? values[2] : values[0]
    }
    return try column.withPlaces(arguments.columns.map(\.scale).max() ?? 0)
  }.compiled { builder, arguments, range in
    guard arguments[0].constant == nil, let low = arguments[1].constant, let high = arguments[2].constant,
      !low.isMissing, !high.isMissing, !isBelow(high, low)
    else { return nil }
    if arguments[0].type == .decimal { return builder.clampedDecimals(arguments) }
    switch arguments[0].layout {
    case .float:
      guard let least = low.asFloat, let most = high.asFloat else { return nil }
      return builder.floats(arguments[0]) { x, out, _ in
        { unsafe $0.loop(x, out) { unsafe stet_clamp_doubles($0, $1, least, most, $2, $3) } }
      }
    case .narrow, .wide:
      guard let least = low.asInt, let most = high.asInt else { return nil }
      let number = builder.wide(arguments[0])
      let out = builder.register(.wide, .int, bounds: least...most)
      builder.emit { unsafe $0.loop(number, out) { unsafe stet_clamp64($0, $1, least, most, $2, $3) } }
      return out
    case .huge, .bool, .text: return nil
    }
  }
}

extension ProgramBuilder {
  fileprivate mutating func longMagnitudes(_ number: Register, _ range: SourceRange) -> Register {
    let (digits, zero): (Side<Int128>, Side<Int128>) = (.cells(long(number)), .one(0))
    let mask = mask()
    let out = register(.huge, .decimal, scale: number.scale)
    let instruction = self.number(failing: RunFailure(ValueFailure.overflow(.decimal), at: range))
    emit {
      $0.map(digits, zero, out, failing: instruction, within: mask) { (value, _) in
        (Int128(truncatingIfNeeded: value.magnitude), value == .min)
      }
    }
    return out
  }

  /// With the places of the number and of both limits, which are constants.
  fileprivate mutating func clampedDecimals(_ arguments: [Register]) -> Register? {
    let scale = arguments.map(\.scale).max() ?? 0
    guard let low = arguments[1].constant?.asDecimal?.rescaled(to: scale),
      let high = arguments[2].constant?.asDecimal?.rescaled(to: scale)
    else { return nil }
    if let least = Int64(exactly: low), let most = Int64(exactly: high),
      let digits = rescaledWithin64Bits(arguments[0], to: scale)
    {
      let out = register(.wide, .decimal, bounds: least...most, scale: scale)
      emit { unsafe $0.loop(digits, out) { unsafe stet_clamp64($0, $1, least, most, $2, $3) } }
      return out
    }
    // A number that has no room with more places may still be beyond a limit.
    guard arguments[0].scale == scale else { return nil }
    let digits = long(cells(arguments[0]))
    let out = register(.huge, .decimal, scale: scale)
    emit { $0.map(digits, out) { (value: Int128) in value < low ? low : high < value ? high : value } }
    return out
  }
}

private func isBelow(_ a: Value, _ b: Value) -> Bool {
  switch (a, b) {
  case (.int(let a), .int(let b)): a < b
  case (.decimal(let a), .decimal(let b)): a < b
  case (.float(let a), .float(let b)): a < b
  default: preconditionFailure("the binder guarantees numbers of one type here")
  }
}
