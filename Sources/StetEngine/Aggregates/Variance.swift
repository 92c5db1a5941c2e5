import StetColumns

extension Aggregate {
  static let variance = Aggregate(
    "variance", "the sample variance (divided by n − 1); missing for fewer than two values",
    example: "group by state: spread = variance(persons)", arity: 1...1, result: { $0[0].isNumeric ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in try perGroup(columns[0], grouping, sampleVariance) }

  static let sd = Aggregate(
    "sd", "the sample standard deviation (divided by n − 1); missing for fewer than two values",
    example: "group by state: spread = sd(persons)", arity: 1...1, result: { $0[0].isNumeric ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in
    try perGroup(columns[0], grouping) { sampleVariance($0).map { $0.squareRoot() } }
  }
}

/// Two passes: the mean first, then the squares of the distances, both in 106 bits. Values are taken from the first
/// one on, so that values which never change have no variance at all.
private func sampleVariance(_ values: [Double]) -> Double? {
  guard values.count > 1 else { return nil }
  let values = values.map { $0 - values[0] }
  var sum = ExactSum()
  for value in values { sum.add(value) }
  let mean = sum.value / Double(values.count)
  var squares = ExactSum()
  for value in values { squares.add((value - mean) * (value - mean)) }
  return squares.value / Double(values.count - 1)
}

/// One double of the present values of each group; a result that is not finite is an error.
func perGroup(
  _ column: Column, _ grouping: Grouping, _ compute: @Sendable ([Double]) -> Double?
) throws(ValueFailure) -> Column {
  guard case .float(let vector) = widened(column, to: .float) else {
    preconditionFailure("the binder guarantees a number here")
  }
  let results = grouping.rows(presentIn: column).parallel { rows in
    rows.isEmpty ? nil : compute(rows.map { vector.values[Int($0)] })
  }
  guard results.allSatisfy({ $0?.isFinite ?? true }) else { throw .overflow(.float) }
  return .float(Vector(optionals: results, zero: 0))
}
