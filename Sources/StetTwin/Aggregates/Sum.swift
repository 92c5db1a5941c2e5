import StetColumns

extension AggregateTwin {
  static let sum = AggregateTwin.ofPresent("sum") { values, type in try total(values, type) }

  /// The sum is rounded to a double once, and so is its quotient.
  static let mean = AggregateTwin.ofPresent("mean") { values, type in
    let sum = type == .float ? try total(values, type) : Calculated(.decimal(try exactTotal(values)))
    guard let number = sum.value.asFloat else { preconditionFailure("a sum of numbers is a number") }
    return Calculated(try finite(number / Double(values.count)), slack: sum.slack)
  }
}
