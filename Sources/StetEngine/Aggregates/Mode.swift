import StetColumns

extension Aggregate {
  static let mode = Aggregate(
    "mode", "the most frequent value; the smallest one if several are equally frequent",
    example: "group by state: usual = mode(persons)", [Parameter("value", .any)], result: .argument(0),
    unit: .keeps(argument: 0), role: .compared, foreign: [:]
  ) { columns, grouping in
    // Each value of each group is one number, in the order of the groups and then of the values.
    let column = columns[0]
    let own = grouping.groupOfRow
    let isCounted = Bitmap(parallel: own.count) { own[$0] >= 0 }
    let values = grouped(
      by: [.narrowInt(Vector(own, validity: isCounted).cleared(zero: 0)), column], rowCount: own.count)
    let sizes = values.occupied(.int(Vector(values.grouping.sizes())))
    let (groups, keys) = (values.keys[0], values.keys[1])
    var best = [(place: Int32, size: Int64)](repeating: (-1, 0), count: grouping.count)
    for place in 0..<keys.count where keys.isPresent(place) {
      guard let group = groups[place].asInt, let size = sizes[place].asInt, size > best[Int(group)].size else {
        continue
      }
      best[Int(group)] = (Int32(place), size)
    }
    return keys.gather(best.map(\.place))
  }
}
