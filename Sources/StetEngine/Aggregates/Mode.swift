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
  }.overFrames { columns, frames in
    let groups = grouped(by: [columns[0]], rowCount: frames.count).grouping.groupOfRow
    let best = frames.grown(MostFrequent(), over: columns[0].presence) { most, row in
      most.add(groups[row], row)
    } result: { most in
      most.row
    }
    return best.map { columns[0].gather($0) }
  }
}

/// The most frequent of values that come one after the other, which are numbered in their order.
private struct MostFrequent {
  private var counts: [Int32: Int] = [:]
  private var value: Int32 = -1
  /// A row that has it; −1 where there is none.
  private(set) var row: Int32 = -1

  mutating func add(_ own: Int32, _ row: Int) {
    counts[own, default: 0] += 1
    let (count, most) = (counts[own, default: 0], counts[value, default: 0])
    guard count > most || count == most && own < value else { return }
    (value, self.row) = (own, Int32(truncatingIfNeeded: row))
  }
}
