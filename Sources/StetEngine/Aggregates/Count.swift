import StetColumns

extension Aggregate {
  static let count = Aggregate(
    "count", "the number of rows", example: "group by state: n = count()", [], result: .type(.int), unit: .none,
    role: .counted,
    foreign: [
      "n": .same, "countif": .different("`count(where: persons > 5)` counts the rows for which a condition is true"),
      "count_if": .different("`count(where: persons > 5)` counts the rows for which a condition is true"),
    ]
  ) { _, grouping in
    .int(Vector(grouping.sizes()))
  }.accumulated { _, _, kept, _ in CountAccumulator(argument: nil, kept: kept) }

  static let countDistinct = Aggregate(
    "count_distinct", "the number of different values, not counting missing ones",
    example: "group: states = count_distinct(state)", [Parameter("value", .any)], result: .type(.int), unit: .none,
    role: .compared,
    foreign: [
      "nunique": .same,
      "n_distinct": .different(
        "`n_distinct` counts missing values as one more value; `count_distinct` leaves them out"),
    ]
  ) { columns, grouping in
    let packed = PackedKeys.longestPrefix(of: [RankedKey(columns[0])])
    let numbers: [UInt64] = packed.numbers(of: columns[0].count)
    let rows = grouping.rows(presentIn: columns[0])
    return .narrowInt(Vector(rows.parallel { range in distinctCount(rows.rows[range], numbers, packed.bits) }))
  }.accumulated { builder, arguments, kept, _ in DistinctAccumulator(&builder, arguments[0], kept) }
}

/// How many different numbers some rows have. Most groups have few rows, for which a table would take longest.
private func distinctCount(_ rows: ArraySlice<Int32>, _ numbers: [UInt64], _ bits: Int) -> Int32 {
  guard rows.count > 12 else {
    var count: Int32 = 0
    for place in rows.indices {
      let number = numbers[Int(rows[place])]
      var isNew = true
      for earlier in rows.startIndex..<place where numbers[Int(rows[earlier])] == number { isNew = false }
      count &+= isNew ? 1 : 0
    }
    return count
  }
  let own = rows.map { numbers[Int($0)] }
  let sorted = own.count < 4096 ? own.sorted() : radixSorted(own, bits: bits).keys
  return Int32(1 + sorted.indices.dropFirst().count { sorted[$0] != sorted[$0 - 1] })
}
