import StetColumns

extension Function {
  static let mod = Function(
    "mod", "what is left after division, with the sign of the divisor; missing for a divisor of zero",
    example: "mod(-7, 3)", [Parameter("number", .common), Parameter("divisor", .common)], isPartial: true,
    result: { $0[0] }
  ) { arguments throws(ValueFailure) in
    try arguments.map(arguments.columns[0].type) { values throws(ValueFailure) in
      switch (values[0], values[1]) {
      case (.int(let a), .int(let b)):
        guard b != 0 else { return .missing }
        let rest = a.remainderReportingOverflow(dividingBy: b).partialValue
        return .int(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
      case (.decimal(let a), .decimal(let b)):
        guard b.digits != 0 else { return .missing }
        let scale = Swift.max(a.scale, b.scale)
        guard let x = a.rescaled(to: scale), let y = b.rescaled(to: scale) else { throw .overflow(.decimal) }
        let rest = x.remainderReportingOverflow(dividingBy: y).partialValue
        return .decimal(Decimal(digits: rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest, scale: scale))
      case (.float(let a), .float(let b)):
        let rest = a.truncatingRemainder(dividingBy: b)
        guard rest.isFinite else { return .missing }
        return .float(rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest)
      default: preconditionFailure("the binder guarantees two numbers of one type")
      }
    }
  }
}
