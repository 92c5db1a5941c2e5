import StetColumns

extension Window {
  static let rowNumber = Window(
    "row_number", "the row number, counted from 1 in `sort` order",
    example: "derive place = row_number() within state sort year", [], result: .type(.int), unit: .none,
    reach: .upToHere, foreign: [:]
  ) { _, rows in
    .narrowInt(
      Vector(
        unsafe rows.partitions.perRow { _, partition, numbers in
          for place in partition.indices {
            unsafe numbers[Int(partition[place])] = Int32(truncatingIfNeeded: place &- partition.startIndex &+ 1)
          }
        }))
  }

  static let rank = Window(
    "rank", "the rank of the value, 1 for the smallest; equal values share the better rank",
    example: "derive place = rank(-persons) within year", [Parameter("value", .ordered)], result: .type(.int),
    unit: .none,
    reach: .partition, needsOrder: false,
    foreign: [
      "min_rank": .same,
      "dense_rank": .different("`dense_rank` leaves no gap after equal values; `rank` leaves one: 1, 1, 3"),
    ]
  ) { arguments, rows in
    let column = arguments.columns[0]
    let count = rows.count
    // Each value of each partition is one number, and equal numbers share a rank.
    let groups = grouped(by: [.narrowInt(Vector(rows.partitions.groupOfRow)), column], rowCount: count)
    let numbers = groups.grouping.groupOfRow
    let sizes = groups.grouping.sizes()
    guard case .narrowInt(let partitions) = groups.keys[0] else { preconditionFailure("partitions are numbered") }
    var ranks = [Int64](repeating: 0, count: groups.grouping.count)
    var (last, rank) = (Int32(-1), Int64(1))
    for (place, group) in (groups.occupied ?? (0..<Int32(groups.grouping.count)).map { $0 }).enumerated() {
      if partitions.values[place] != last { (last, rank) = (partitions.values[place], 1) }
      ranks[Int(group)] = rank
      rank += sizes[Int(group)]
    }
    let values: [Int64] = parallelFill(count) { [ranks] range, target in
      for row in range { target[row &- range.lowerBound] = ranks[Int(numbers[row])] }
    }
    return .int(Vector(values, validity: column.presence).cleared(zero: 0))
  }
}
