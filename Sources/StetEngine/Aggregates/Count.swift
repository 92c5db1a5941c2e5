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
    let count = columns[0].count
    let counts: [Int32] =
      packed.bits <= 32
      ? distinctCounts(columns[0], packed.numbers(of: count) as [UInt32], packed.bits, grouping)
      : distinctCounts(columns[0], packed.numbers(of: count) as [UInt64], packed.bits, grouping)
    return .narrowInt(Vector(counts))
  }.accumulated { builder, arguments, kept, _ in DistinctAccumulator(&builder, arguments[0], kept) }
}

private func distinctCounts<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
  _ column: Column, _ numbers: [Number], _ bits: Int, _ grouping: Grouping
) -> [Int32] {
  if let starts = grouping.runStarts, column.presence == nil {
    return GroupRows(rows: [], starts: starts).parallel(places: numbers.count) { range in
      distinctCount(range.count, bits) { numbers[range.lowerBound &+ $0] }
    }
  }
  let rows = grouping.rows(presentIn: column)
  return rows.parallel { range in distinctCount(range.count, bits) { numbers[Int(rows.rows[range.lowerBound &+ $0])] } }
}

/// How many of some numbers differ. Most groups have few rows, for which a table would take longest.
@inline(__always)
private func distinctCount<Number: UnsignedInteger>(_ count: Int, _ bits: Int, _ number: (Int) -> Number) -> Int32 {
  guard count > 12 else {
    var different: Int32 = 0
    for place in 0..<count {
      let own = number(place)
      var isNew = true
      for earlier in 0..<place where number(earlier) == own { isNew = false }
      different &+= isNew ? 1 : 0
    }
    return different
  }
  let own = (0..<count).map { UInt64(number($0)) }
  let sorted = count < 4096 ? own.sorted() : radixSorted(own, bits: bits).keys
  return Int32(1 + sorted.indices.dropFirst().count { sorted[$0] != sorted[$0 - 1] })
}
