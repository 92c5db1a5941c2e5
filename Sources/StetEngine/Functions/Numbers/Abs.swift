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
    case .decimal(let vector, let scale):
      guard !vector.values.contains(.min) else { throw .overflow(.decimal) }
      return .decimal(Vector(vector.values.map { Swift.abs($0) }, validity: vector.validity), scale: scale)
    case .float: return arguments.mapFloats { $0.magnitude }
    case .narrowInt, .bool, .text, .date, .datetime, .period, .duration:
      preconditionFailure("the binder guarantees a number here")
    }
  }.compiled { builder, arguments, _ in
    let number = arguments[0]
    guard number.constant == nil else { return nil }
    switch number.layout {
    case .float:
      return builder.floats(number) { x, out, _ in { $0.map(x, out) { (value: Double) in value.magnitude } } }
    case .narrow, .wide:
      // The smallest number has no counterpart.
      guard number.reach.lowerBound > .min else { return nil }
      let wide = builder.wide(number)
      let most = max(number.reach.lowerBound.magnitude, number.reach.upperBound.magnitude)
      let out = builder.register(.wide, .int, bounds: 0...Int64(most))
      builder.emit { $0.map(wide, out) { (value: Int64) in Int64(truncatingIfNeeded: value.magnitude) } }
      return out
    case .huge, .bool, .text: return nil
    }
  }

  static let clamp = Function(
    "clamp", "the number, or the nearer limit if it is outside the limits", example: "clamp(120, 0, 100)",
    [Parameter("number", .common), Parameter("low", .common), Parameter("high", .common)], result: .argument(0),
    unit: .keeps(argument: 0), foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.map(arguments.columns[0].type) { values throws(ValueFailure) in
      guard !isBelow(values[2], values[1]) else {
        throw ValueFailure(.argument, "the limits of `clamp` are in the wrong order")
      }
      return isBelow(values[0], values[1]) ? values[1] : isBelow(values[2], values[0]) ? values[2] : values[0]
    }
  }.compiled { builder, arguments, _ in
    guard arguments[0].constant == nil, let low = arguments[1].constant, let high = arguments[2].constant,
      !low.isMissing, !high.isMissing, !isBelow(high, low)
    else { return nil }
    switch arguments[0].layout {
    case .float:
      guard let least = low.asFloat, let most = high.asFloat else { return nil }
      return builder.floats(arguments[0]) { x, out, _ in
        { $0.map(x, out) { (value: Double) in value < least ? least : most < value ? most : value } }
      }
    case .narrow, .wide:
      guard let least = low.asInt, let most = high.asInt else { return nil }
      let number = builder.wide(arguments[0])
      let out = builder.register(.wide, .int, bounds: least...most)
      builder.emit { $0.map(number, out) { (value: Int64) in value < least ? least : most < value ? most : value } }
      return out
    case .huge, .bool, .text: return nil
    }
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
