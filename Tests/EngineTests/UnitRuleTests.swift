import StetColumns
import StetEngine
import Testing

/// What a number gives that is a thousand times as large tells whether an entry keeps the unit: thousands of dollars are
/// dollars a thousand times over.
private func isProportional(_ parameters: [Parameter], _ result: ResultType, _ apply: ([Column]) throws -> Column)
  -> Bool
{
  func columns(_ factor: Int64) -> [Column]? {
    var columns: [Column] = []
    for (place, parameter) in parameters.enumerated() {
      if let standard = parameter.standard, let type = standard.type {
        columns.append(Column([standard, standard, standard, standard], type: type))
        continue
      }
      let scaled = [7, 3, 5, 3].map { Int64($0) * 1_000 * Int64(place + 1) * factor }
      switch parameter.accepts {
      case .number where parameter.isConstant:
        columns.append(Column([.float(0.5), .float(0.5), .float(0.5), .float(0.5)], type: .float))
      // The first position of the order.
      case .any where parameter.isConstant:
        columns.append(Column([.int(1), .int(1), .int(1), .int(1)], type: .int))
      case .number, .common, .any, .ordered: columns.append(Column(scaled.map(Value.int), type: .int))
      case .type(.float): columns.append(Column(scaled.map { Value.float(Double($0)) }, type: .float))
      case .type, .calendar, .datedWithin, .period: return nil
      }
    }
    return columns
  }
  guard result.type(of: parameters.map { _ in .int }).isNumeric, !parameters.isEmpty,
    let plain = columns(1).flatMap({ try? apply($0) }), let large = columns(1_000).flatMap({ try? apply($0) })
  else { return false }
  var found = false
  for row in 0..<plain.count {
    guard let a = plain[row].asFloat, let b = large[row].asFloat else { continue }
    guard a != 0, (b / a - 1_000).magnitude < 1e-6 else { return false }
    found = true
  }
  return found
}

private func keeps(_ unit: UnitRule) -> Bool { if case .keeps = unit { true } else { false } }

@Test(
  "A function keeps the unit of its argument if and only if it is proportional to it",
  arguments: functionCatalog.indices)
func functionUnits(_ index: Int) {
  let function = functionCatalog[index]
  let isProportional = isProportional(function.parameters, function.result) { columns in
    try function.apply(Arguments(columns: columns, isConstant: columns.map { _ in false }, count: 4))
  }
  #expect(isProportional == keeps(function.unit), "\(function.name)")
}

@Test("So does an aggregate", arguments: aggregateCatalog.indices)
func aggregateUnits(_ index: Int) {
  let aggregate = aggregateCatalog[index]
  let isProportional = isProportional(aggregate.parameters, aggregate.result) { columns in
    try aggregate.apply(columns, Grouping(groupOfRow: [0, 0, 0, 0], count: 1))
  }
  #expect(isProportional == keeps(aggregate.unit), "\(aggregate.name)")
}

@Test("So does a window function", arguments: windowCatalog.indices)
func windowUnits(_ index: Int) {
  let window = windowCatalog[index]
  let order = Column([.int(1), .int(2), .int(3), .int(4)], type: .int)
  let isProportional = isProportional(window.parameters, window.result) { columns in
    try window.apply(
      Arguments(columns: columns, isConstant: columns.map { _ in false }, count: 4),
      WindowRows(rows: [0, 1, 2, 3], starts: [0, 4], order: order))
  }
  #expect(isProportional == keeps(window.unit), "\(window.name)")
}
