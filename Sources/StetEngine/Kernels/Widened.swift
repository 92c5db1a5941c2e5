package import StetColumns

/// A column in a wider type: int to decimal or float, decimal to float, a calendar year to the int that names it.
package func widened(_ column: Column, to type: ValueType) -> Column {
  switch (column, type) {
  case (.narrowInt, _): widened(column.wide, to: type)
  case (.period(let vector, .year), .int), (.period(let vector, .year), .decimal), (.period(let vector, .year), .float):
    widened(.int(Vector(vector.values.map { Int64($0) }, validity: vector.validity)), to: type)
  case (.int(let vector), .float): .float(vector.mapped { Double($0) })
  case (.int(let vector), .decimal):
    .decimal(vector, scale: 0)
  case (.decimal(let vector, let scale), .float):
    .float(vector.mapped { Decimal(digits: Int128($0), scale: scale).double })
  case (.longDecimal(let vector, let scale), .float):
    .float(vector.mapped { Decimal(digits: $0, scale: scale).double })
  default: column
  }
}

extension Vector {
  /// The values changed, by all threads.
  fileprivate func mapped(_ change: @Sendable (Element) -> Double) -> Vector<Double> {
    let values: [Double] = parallelFill(count) { rows, target in
      for row in rows { target[row &- rows.lowerBound] = change(self.values[row]) }
    }
    return Vector<Double>(values, validity: validity)
  }
}
