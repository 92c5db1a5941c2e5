import StetColumns

extension Window {
  static let rowNumber = Window(
    "row_number", "the row number, counted from 1 in `sort` order",
    example: "derive place = row_number() within state sort year", [], result: .type(.int), unit: .none,
    reach: .upToHere, foreign: [:]
  ) { _, rows in
    var numbers = [Int64](repeating: 0, count: rows.rows.count)
    for partition in rows.partitions {
      for (place, row) in partition.enumerated() { numbers[Int(row)] = Int64(place + 1) }
    }
    return .int(Vector(numbers))
  }

  static let rank = Window(
    "rank", "the rank of the value, 1 for the smallest; equal values share the better rank",
    example: "derive place = rank(-persons) within year", [Parameter("value", .any)], result: .type(.int), unit: .none,
    reach: .partition, needsOrder: false,
    foreign: [
      "min_rank": .same,
      "dense_rank": .different("`dense_rank` leaves no gap after equal values; `rank` leaves one: 1, 1, 3"),
    ]
  ) { arguments, rows in
    let column = arguments.columns[0]
    let keys = orderKeys(of: column)
    var ranks = [Int64?](repeating: nil, count: rows.rows.count)
    for partition in rows.partitions {
      let sorted = partition.filter { column.isPresent(Int($0)) }.sorted { keys[Int($0)] < keys[Int($1)] }
      for (place, row) in sorted.enumerated() {
        let isTie = place > 0 && keys[Int(sorted[place - 1])] == keys[Int(row)]
        ranks[Int(row)] = isTie ? ranks[Int(sorted[place - 1])] : Int64(place + 1)
      }
    }
    return .int(Vector(optionals: ranks, zero: 0))
  }
}
