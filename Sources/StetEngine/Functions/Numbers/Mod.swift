import StetColumns

extension Function {
  static let mod = Function(
    "mod", "the remainder of a division, with the sign of the divisor; missing for a divisor of zero",
    example: "mod(-7, 3)", [Parameter("number", .common), Parameter("divisor", .common)], result: .argument(0),
    unit: .keeps(argument: 0), isPartial: true, foreign: [:]
  ) { arguments throws(ValueFailure) in
    let column = try arguments.map(arguments.columns[0].type) { values throws(ValueFailure) in
      switch (values[0], values[1]) {
      case (.int(let a), .int(let b)):
        return b == 0 ? .missing : .int(remainder(a, b))
      case (.decimal(let a), .decimal(let b)):
        guard b.digits != 0 else { return .missing }
        let scale = Swift.max(a.scale, b.scale)
        guard let x = a.rescaled(to: scale), let y = b.rescaled(to: scale) else { throw .overflow(.decimal) }
        return .decimal(Decimal(digits: remainder(x, y), scale: scale))
      case (.float(let a), .float(let b)):
        let rest = remainder(a, b)
        return rest.isFinite ? .float(rest) : .missing
      default: preconditionFailure("the binder guarantees two numbers of one type")
      }
    }
    return try column.withPlaces(arguments.columns.map(\.scale).max() ?? 0)
  }.compiled { builder, arguments, range in
    builder.arithmetic(.modulo, arguments[0], arguments[1], arguments[0].type, at: range)
  }
}
