import StetColumns

/// One double from the present values of each group; a result that is not finite is an error.
func perGroup(
  _ column: Column, _ grouping: Grouping, _ compute: @Sendable (UnsafeBufferPointer<Double>) -> Double?
) throws(ValueFailure) -> Column {
  guard case .float(let vector) = widened(column, to: .float) else {
    preconditionFailure("the binder guarantees a number here")
  }
  let (values, starts) = grouping.values(vector)
  let results = unsafe values.withUnsafeBufferPointer { all in
    nonisolated(unsafe) let all = unsafe all
    return unsafe GroupRows(rows: [], starts: starts).parallel(places: all.count) { range in
      range.isEmpty ? nil : unsafe compute(UnsafeBufferPointer(rebasing: all[range]))
    }
  }
  guard results.allSatisfy({ $0?.isFinite ?? true }) else { throw .overflow(.float) }
  return .float(Vector(optionals: results, zero: 0))
}
