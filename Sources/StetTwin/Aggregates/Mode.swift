import StetColumns

extension AggregateTwin {
  static let mode = AggregateTwin.ofPresent("mode") { present, _ in
    let values = partitions(present.map { [$0] }).map { (value: present[$0[0]], count: $0.count) }
    let most = values.map(\.count).max() ?? 0
    let winners = values.filter { $0.count == most }.map(\.value)
    return Calculated(winners.reduce(winners[0]) { order($1, $0) < 0 ? $1 : $0 })
  }
}
