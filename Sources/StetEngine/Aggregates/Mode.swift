import StetColumns

extension Aggregate {
  static let mode = Aggregate(
    "mode", "the most frequent value; the smallest one if several are equally frequent",
    example: "group by state: usual = mode(persons)", [Parameter("value", .any)], result: .argument(0),
    unit: .keeps(argument: 0), role: .compared, foreign: [:]
  ) { columns, grouping in
    let keys = orderKeys(of: columns[0])
    return columns[0].gather(
      grouping.rows(presentIn: columns[0]).map { rows in
        let sorted = rows.sorted { (keys[Int($0)], $0) < (keys[Int($1)], $1) }
        var best: (row: Int32, count: Int) = (-1, 0)
        var start = 0
        for end in sorted.indices where end + 1 == sorted.count || keys[Int(sorted[end + 1])] != keys[Int(sorted[end])]
        {
          if end + 1 - start > best.count { best = (sorted[start], end + 1 - start) }
          start = end + 1
        }
        return best.row
      })
  }
}
