import StetColumns

/// One double from the present values of a group.
protocol GroupCalculation: Sendable {
  /// Of at least one value × 10^−scale.
  func result(_ values: UnsafeBufferPointer<some GroupedNumber>, scale: Int) -> Double?
}

/// One double from the present values of each group; a result that is not finite is an error. Decimals are given by their digits.
func perGroup(
  _ column: Column, _ grouping: Grouping, _ calculation: some GroupCalculation
) throws(ValueFailure) -> Column {
  switch column {
  case .float(let vector): try perGroup(vector, scale: 0, grouping, calculation)
  case .narrowInt(let vector): try perGroup(vector, scale: 0, grouping, calculation)
  case .int(let vector): try perGroup(vector, scale: 0, grouping, calculation)
  case .decimal(let vector, let scale): try perGroup(vector, scale: scale, grouping, calculation)
  case .longDecimal(let vector, let scale): try perGroup(vector, scale: scale, grouping, calculation)
  case .period(_, .year): try perGroup(widened(column, to: .int), grouping, calculation)
  case .bool, .text, .date, .datetime, .period, .duration: preconditionFailure("the binder guarantees a number here")
  }
}

private func perGroup<Number: GroupedNumber>(
  _ vector: Vector<Number>, scale: Int, _ grouping: Grouping, _ calculation: some GroupCalculation
) throws(ValueFailure) -> Column {
  let (values, starts) = grouping.values(vector)
  let results = unsafe values.withUnsafeBufferPointer { all in
    nonisolated(unsafe) let all = unsafe all
    return unsafe GroupRows(rows: [], starts: starts).parallel(places: all.count) { range in
      range.isEmpty ? nil : unsafe calculation.result(UnsafeBufferPointer(rebasing: all[range]), scale: scale)
    }
  }
  return try finite(results)
}

/// Results, nil where there is none; one that is not a finite number is an error.
func finite(_ results: [Double?]) throws(ValueFailure) -> Column {
  guard results.allSatisfy({ $0?.isFinite ?? true }) else { throw .overflow(.float) }
  return .float(Vector(optionals: results, zero: 0))
}
