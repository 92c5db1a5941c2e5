import StetColumns

extension AggregateTwin {
  static let sum = AggregateTwin.ofPresent("sum") { values, type in try total(values, type) }

  /// Of exact numbers, the exact sum divided by their number is rounded once; of floats, the sum is, and so is the quotient.
  static let mean = AggregateTwin.ofPresent("mean") { values, type in
    guard type == .float else {
      let sum = try exactTotal(values)
      guard let mean = ratio(sum, Decimal(digits: Int128(values.count), scale: 0)) else {
        preconditionFailure("there is at least one value")
      }
      return Calculated(.float(mean))
    }
    let sum = try total(values, type)
    guard let number = sum.value.asFloat else { preconditionFailure("a sum of numbers is a number") }
    return Calculated(try finite(number / Double(values.count)), slack: sum.slack)
  }
}
