import StetColumns

/// A column in a wider type: int to decimal or float, decimal to float, a calendar year to the int that names it.
func widened(_ column: Column, to type: ValueType) -> Column {
  switch (column.wide, type) {
  case (.period(let vector, .year), .int), (.period(let vector, .year), .decimal), (.period(let vector, .year), .float):
    widened(.int(Vector(vector.values.map { Int64($0) }, validity: vector.validity)), to: type)
  case (.int(let vector), .float): .float(Vector(vector.values.map(Double.init), validity: vector.validity))
  case (.int(let vector), .decimal):
    .decimal(Vector(vector.values.map { Int128($0) }, validity: vector.validity), scale: 0)
  case (.decimal(let vector, let scale), .float):
    .float(Vector(vector.values.map { Decimal(digits: $0, scale: scale).double }, validity: vector.validity))
  default: column
  }
}
