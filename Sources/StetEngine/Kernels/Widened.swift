import StetColumns

/// A column in a wider type: int to decimal or float, decimal to float, a calendar year to the int that names it.
func widened(_ column: Column, to type: ValueType) -> Column {
  switch (column, type) {
  case (.narrowInt, _): widened(column.wide, to: type)
  case (.period(let vector, .year), .int), (.period(let vector, .year), .decimal), (.period(let vector, .year), .float):
    widened(.int(Vector(vector.values.map { Int64($0) }, validity: vector.validity)), to: type)
  case (.int(let vector), .float): .float(Vector(vector.values.map(Double.init), validity: vector.validity))
  case (.int(let vector), .decimal):
    .decimal(vector, scale: 0)
  case (.decimal(let vector, let scale), .float):
    .float(
      Vector(vector.values.map { Decimal(digits: Int128($0), scale: scale).double }, validity: vector.validity))
  case (.longDecimal(let vector, let scale), .float):
    .float(Vector(vector.values.map { Decimal(digits: $0, scale: scale).double }, validity: vector.validity))
  default: column
  }
}
