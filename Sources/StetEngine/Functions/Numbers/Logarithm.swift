import StetColumns
import StetSystem

extension Function {
  static let sqrt = Function(
    "sqrt", "the square root; missing for numbers below zero", example: "sqrt(16)",
    [Parameter("number", .type(.float))],
    result: .type(.float), unit: .none, isPartial: true,
    foreign: [
      "sqr": .different("`sqrt(x)` is the square root, `x * x` the square; in other languages, `sqr` can mean either")
    ]
  ) { arguments in
    arguments.mapFloats { $0.squareRoot() }
  }.compiled { builder, arguments, _ in
    builder.floats(arguments[0]) { x, out, mask in
      { batch in
        batch.writeSquareRoots(x, out)
        batch.requireFinite(out, within: mask)
      }
    }
  }

  static let log = Function(
    "log", "the natural logarithm; missing for zero and below", example: "log(1)", [Parameter("number", .type(.float))],
    result: .type(.float), unit: .none, isPartial: true, foreign: ["ln": .same]
  ) { arguments in
    arguments.mapFloats { Double.log($0) }
  }.compiled { builder, arguments, _ in builder.finiteFloats(arguments[0]) { Double.log($0) } }

  static let exp = Function(
    "exp", "e to the power of the number", example: "exp(0)", [Parameter("number", .type(.float))],
    result: .type(.float), unit: .none, isPartial: true, foreign: [:]
  ) { arguments in
    arguments.mapFloats { Double.exp($0) }
  }.compiled { builder, arguments, _ in builder.finiteFloats(arguments[0]) { Double.exp($0) } }
}

extension ProgramBuilder {
  /// For a function that takes longer than to call it for each row.
  fileprivate mutating func finiteFloats(
    _ argument: Register, _ function: @escaping @Sendable (Double) -> Double
  ) -> Register {
    floats(argument) { x, out, mask in
      { batch in
        batch.map(x, out) { (value: Double) in function(value) }
        batch.requireFinite(out, within: mask)
      }
    }
  }
}
