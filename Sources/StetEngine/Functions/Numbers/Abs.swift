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
