import StetColumns

extension Function {
  static let perCapita = Function(
    "per_capita", "the rate per 100,000 people, or per the number given by `per:`",
    example: "per_capita(250, 1_000_000, per: 100_000)",
    [
      Parameter("number", .type(.float)), Parameter("population", .type(.float)),
      Parameter("per", .type(.float), default: .float(100_000)),
    ], result: .type(.float), unit: .none, isPartial: true, foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.float) { values in
      guard let number = values[0].asFloat, let population = values[1].asFloat, let per = values[2].asFloat else {
        preconditionFailure("the binder guarantees floats here")
      }
      let rate = number / population * per
      return rate.isFinite ? .float(rate) : .missing
    }
  }.compiled { builder, arguments, _ in
    guard !arguments.contains(where: \.isMissing) else { return nil }
    let registers = arguments.map { builder.cells($0) }
    let mask = builder.mask()
    let (ratio, out) = (builder.register(.float, .float), builder.register(.float, .float))
    builder.emit { batch in
      batch.map(.cells(registers[0]), .cells(registers[1]), ratio) { (a: Double, b: Double) in a / b }
      batch.map(.cells(ratio), .cells(registers[2]), out) { (a: Double, b: Double) in a * b }
      batch.requireFinite(out, within: mask)
    }
    return out
  }

  static let near = Function(
    "near", "whether the first number differs from the second by no more than a share of the second",
    example: "near(104, 100, within: 5%)",
    [Parameter("number", .type(.float)), Parameter("other", .type(.float)), Parameter("within", .type(.float))],
    result: .type(.bool), unit: .none, foreign: [:]
  ) { arguments throws(ValueFailure) in
    try arguments.map(.bool) { values in
      guard let a = values[0].asFloat, let b = values[1].asFloat, let share = values[2].asFloat else {
        preconditionFailure("the binder guarantees floats here")
      }
      return .bool((a - b).magnitude <= share * b.magnitude)
    }
  }.compiled { builder, arguments, _ in
    guard !arguments.contains(where: \.isMissing) else { return nil }
    let registers = arguments.map { builder.cells($0) }
    let (room, out) = (builder.register(.float, .float), builder.register(.bool, .bool))
    let distance = builder.register(.float, .float)
    builder.emit { batch in
      batch.map(.cells(registers[0]), .cells(registers[1]), distance) { (a: Double, b: Double) in (a - b).magnitude }
      batch.map(.cells(registers[2]), .cells(registers[1]), room) { (a: Double, b: Double) in a * b.magnitude }
      batch.map(.cells(distance), .cells(room), out) { (a: Double, b: Double) -> UInt8 in a <= b ? 1 : 0 }
      batch.clearMissing(out)
    }
    return out
  }
}
