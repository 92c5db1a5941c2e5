import StetColumns

/// A key of groups whose values are few: each row has the place of its value.
struct GroupKey {
  /// Whole numbers from 0 up, below the number of values.
  let places: Register
  /// Those that rows may have, missing included.
  let values: Column
  /// Where each place is in the order of the values, missing last.
  let ranks: [Int32]
}

extension ExpressionCompiler {
  /// Nil if there may be more than `most` different values, or if they cannot be counted beforehand.
  mutating func groupKey(_ expression: TypedExpression, most: Int) throws(NotCompiled) -> GroupKey? {
    if let table = valueTable(of: expression) {
      let grouped = grouped(by: [table.results], rowCount: table.results.count)
      let groups = grouped.grouping.groupOfRow
      // Groups that no combination has do not become keys.
      var numbers = [Int32](repeating: 0, count: grouped.grouping.count)
      for (place, group) in (grouped.occupied ?? (0..<Int32(grouped.grouping.count)).map { $0 }).enumerated() {
        numbers[Int(group)] = Int32(truncatingIfNeeded: place)
      }
      guard grouped.keys[0].count <= most else { return nil }
      let (places, first) = places(of: table)
      let register = builder.lookedUp(places, from: first, .narrowInt(Vector(groups.map { numbers[Int($0)] })))
      return GroupKey(
        places: register, values: grouped.keys[0], ranks: (0..<Int32(grouped.keys[0].count)).map { $0 })
    }
    let register = try compile(expression)
    guard let range = valueRange(of: expression, register), range.count <= most else { return nil }
    let (places, first) = builder.places(register, from: range.least, times: 1, isAlone: false)
    precondition(first == 0, "places are from 0 up unless codes are")
    return GroupKey(places: places, values: range.values, ranks: ranks(of: range.values))
  }

  private func valueRange(of expression: TypedExpression, _ register: Register) -> ValueRange? {
    if let pool = register.pool, !pool.isDistinct { return nil }
    if register.constant != nil { return nil }
    if case .column(let index) = expression.kind { return ValueRange(input(index)) }
    return ValueRange(.register(register))
  }

  /// Values from the smallest up are in order already, apart from the first, which is missing; texts need not be.
  private func ranks(of values: Column) -> [Int32] {
    let last = Int32(values.count - 1)
    guard case .text(let texts) = values, !texts.pool.isSorted else {
      return [last] + (0..<last).map { $0 }
    }
    return [last] + texts.pool.ranks()
  }
}
