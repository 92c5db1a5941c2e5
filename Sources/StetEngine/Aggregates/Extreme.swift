import StetColumns

extension Aggregate {
  static let min = Aggregate(
    "min", "the smallest value", example: "group by state: least = min(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in extreme(columns[0], grouping, isLargest: false) }

  static let max = Aggregate(
    "max", "the largest value", example: "group by state: most = max(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in extreme(columns[0], grouping, isLargest: true) }

  static let first = Aggregate(
    "first", "the first value that is present, in the order of the rows",
    example: "group by state: earliest = first(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in
    columns[0].gather(grouping.rows(presentIn: columns[0]).map { $0.first ?? -1 })
  }

  static let last = Aggregate(
    "last", "the last value that is present, in the order of the rows",
    example: "group by state: latest = last(persons)", arity: 1...1, result: { $0[0] }
  ) { columns, grouping in
    columns[0].gather(grouping.rows(presentIn: columns[0]).map { $0.last ?? -1 })
  }
}

/// The smallest or largest value of each group; the first of equal ones.
private func extreme(_ column: Column, _ grouping: Grouping, isLargest: Bool) -> Column {
  switch column {
  case .narrowInt(let vector): .narrowInt(extreme(vector, grouping, isLargest, zero: 0))
  case .int(let vector): .int(extreme(vector, grouping, isLargest, zero: 0))
  case .datetime(let vector): .datetime(extreme(vector, grouping, isLargest, zero: 0))
  case .duration(let vector): .duration(extreme(vector, grouping, isLargest, zero: 0))
  case .date(let vector): .date(extreme(vector, grouping, isLargest, zero: 0))
  case .period(let vector, let kind): .period(extreme(vector, grouping, isLargest, zero: 0), kind)
  case .float(let vector): .float(extreme(vector, grouping, isLargest, zero: 0))
  case .decimal(let vector, let scale): .decimal(extreme(vector, grouping, isLargest, zero: 0), scale: scale)
  case .bool(let vector):
    .bool(
      Vector(
        optionals: extremeRows(vector.values.map { $0 ? 1 : 0 }, vector.validity, grouping, isLargest).map { $0 < 0 ? nil : vector[Int($0)] },
        zero: false))
  case .text(let vector):
    .text(vector.gather(extremeRows(ranked(vector), column.presence, grouping, isLargest)))
  }
}

private func ranked(_ vector: TextVector) -> [Int32] {
  if vector.pool.isSorted { return vector.codes }
  let ranks = vector.pool.ranks()
  return vector.codes.map { $0 < 0 ? -1 : ranks[Int($0)] }
}

private func extreme<Element: Comparable & BitwiseCopyable>(
  _ vector: Vector<Element>, _ grouping: Grouping, _ isLargest: Bool, zero: Element
) -> Vector<Element> {
  vector.gather(extremeRows(vector.values, vector.validity, grouping, isLargest), zero: zero)
}

private struct Best<Element: BitwiseCopyable & Sendable>: BitwiseCopyable, Sendable {
  var value: Element
  var row: Int32
}

/// The row of each group's smallest or largest value; −1 where no value is present.
private func extremeRows<Element: Comparable & BitwiseCopyable & Sendable>(
  _ values: [Element], _ validity: Bitmap?, _ grouping: Grouping, _ isLargest: Bool
) -> [Int32] {
  guard let placeholder = values.first else { return [Int32](repeating: -1, count: grouping.count) }
  let groups = grouping.groupOfRow
  // The first of equal values counts, and the stretches are put together in order.
  return unsafe grouping.accumulated(zero: Best(value: placeholder, row: -1), isExact: true) { rows, best in
    for row in rows {
      let group = Int(groups[row])
      guard group >= 0, validity?[row] ?? true else { continue }
      let value = values[row]
      let known = unsafe best[group]
      if known.row < 0 || (isLargest ? value > known.value : value < known.value) {
        unsafe best[group] = Best(value: value, row: Int32(truncatingIfNeeded: row))
      }
    }
  } merge: { best, other in
    if other.row >= 0, best.row < 0 || (isLargest ? other.value > best.value : other.value < best.value) { best = other }
  }.map(\.row)
}
