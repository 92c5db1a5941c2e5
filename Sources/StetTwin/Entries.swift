import StetColumns
import StetSyntax

/// A function of one row's values, calculated a second time. The static ones of the folder `Functions` are found by the
/// name of the engine's function.
struct FunctionTwin: Sendable {
  let name: String
  /// The result for present and missing arguments of one row, and its type.
  let apply: @Sendable ([Value], ValueType) throws -> Calculated
  /// Whether the last digits may differ from the engine's.
  let isSeries: Bool

  /// Where an argument is missing, so is the result, unless the function says itself what missing does.
  init(_ name: String, seesMissing: Bool = false, _ apply: @escaping @Sendable ([Value]) throws -> Value) {
    self.name = name
    isSeries = false
    self.apply = { values, _ in
      Calculated(!seesMissing && values.contains(where: \.isMissing) ? .missing : try apply(values))
    }
  }

  /// Whose result depends on its type.
  init(_ name: String, _ apply: @escaping @Sendable ([Value], ValueType) throws -> Value) {
    self.name = name
    isSeries = false
    self.apply = { values, type in
      Calculated(values.contains(where: \.isMissing) ? .missing : try apply(values, type))
    }
  }

  /// A series of a number in place of the system's function, which rounds the last digits in another way.
  static func series(_ name: String, _ sum: @escaping @Sendable (Double) -> Double?) -> FunctionTwin {
    FunctionTwin(seriesOf: name) { values in
      guard let number = values[0].asFloat, let result = sum(number), result.isFinite else {
        return Calculated(.missing)
      }
      return Calculated(.float(result), slack: result.magnitude * 1e-13)
    }
  }

  private init(seriesOf name: String, apply: @escaping @Sendable ([Value]) -> Calculated) {
    self.name = name
    self.apply = { values, _ in apply(values) }
    isSeries = true
  }
}

/// An aggregate, calculated a second time from the arguments of each row of a group and their types.
struct AggregateTwin: Sendable {
  let name: String
  let apply: @Sendable ([[Value]], [ValueType]) throws -> Calculated

  init(_ name: String, _ apply: @escaping @Sendable ([[Value]], [ValueType]) throws -> Calculated) {
    self.name = name
    self.apply = apply
  }

  /// Of the values that are present in the only argument; missing where there is none.
  static func ofPresent(
    _ name: String, _ apply: @escaping @Sendable ([Value], ValueType) throws -> Calculated
  ) -> AggregateTwin {
    AggregateTwin(name) { rows, types in
      let present = rows.map { $0[0] }.filter { !$0.isMissing }
      return present.isEmpty ? Calculated(.missing) : try apply(present, types[0])
    }
  }
}

/// A window function, calculated a second time for all rows of one partition.
struct WindowTwin: Sendable {
  struct Partition {
    /// The arguments of each row, in the order of `sort`.
    let rows: [[Value]]
    /// The keys of `sort` of each row.
    let orders: [[Value]]
    /// The type of the only key of `sort`; nil where there are none or several.
    let orderType: ValueType?
    let isDescending: Bool
    /// What steps count, if the script says it.
    let unit: DurationUnit?
    /// Whether the only key has years as whole numbers.
    var areYears = false
  }

  let name: String
  let apply: @Sendable (Partition) throws -> [Calculated]

  init(_ name: String, _ apply: @escaping @Sendable (Partition) throws -> [Calculated]) {
    self.name = name
    self.apply = apply
  }
}

/// A value, and how far the engine's may be from it.
struct Calculated {
  var value: Value
  var slack: Double

  init(_ value: Value, slack: Double = 0) {
    self.value = value
    self.slack = slack
  }
}

/// An entry of the catalogs or an operation that has no second calculation was met, so the step has none.
package struct NoSecondCalculation: Error, Sendable {
  package let name: String
  /// Why there is none, where the entry says so.
  package let reason: String?
}
