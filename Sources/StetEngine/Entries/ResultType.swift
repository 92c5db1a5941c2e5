package import StetColumns

/// The type of what an entry gives.
package enum ResultType: Sendable {
  /// This one, whatever the arguments.
  case type(ValueType)
  /// That of one argument, after widening.
  case argument(Int)

  package func type(of arguments: [ValueType]) -> ValueType {
    switch self {
    case .type(let type): type
    case .argument(let index): arguments[index]
    }
  }
}

/// The unit of what an entry gives; axes and claims show it.
package enum UnitRule: Sendable {
  /// That of one argument: the sum of dollars is dollars.
  case keeps(argument: Int)
  /// None: a count, a ratio, a text.
  case none

  package func unit(of arguments: [String?]) -> String? {
    switch self {
    case .keeps(let index): arguments[index]
    case .none: nil
    }
  }
}
