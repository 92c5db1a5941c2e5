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
  }
}
