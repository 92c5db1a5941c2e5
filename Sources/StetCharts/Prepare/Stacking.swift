import StetColumns

extension PreparedLayer {
  /// Stacks the points of bars and areas, or puts them side by side; returns warnings.
  mutating func stackSeries() -> [String] {
    let mark = layer.mark
    guard startsAtZero, mark.takes(.stack) else { return [] }
    let keys = points.filter { $0.value != nil }.map(\.key)
    let isShared = Set(keys).count < keys.count
    if series.count < 2 {
      guard isShared, mark.has(.hasWidth), !mark.has(.counts) else { return [] }
      let crowded = byKey.first { $0.points.count > 1 }?.points.count ?? 2
      return [
        "\(crowded) rows have the same position on the axis, and their `\(mark.name)` marks overlap; `group` combines such rows into one"
      ]
    }
    stack = layer.stack ?? (isShared ? .stack : .none)
    switch stack {
    case .group: return []
    case .none:
      return isShared && mark.has(.hasWidth)
        ? ["`\(mark.name)` draws series on top of each other; `stack: stack` or `stack: group` separates them"] : []
    case .stack, .share: return pile()
    }
  }

  private mutating func pile() -> [String] {
    var totals: [Double: Double] = [:]
    for point in points { totals[point.key, default: 0] += (point.value ?? 0).magnitude }
    var above: [Double: Double] = [:]
    var below: [Double: Double] = [:]
    var hasNegative = false
    for index in points.indices.sorted(by: { (points[$0].series, $0) < (points[$1].series, $1) }) {
      guard var amount = points[index].value else { continue }
      if amount < 0 { hasNegative = true }
      let key = points[index].key
      if stack == .share {
        let total = totals[key] ?? 0
        amount = total > 0 ? amount / total : 0
      }
      let base = (amount < 0 ? below[key] : above[key]) ?? 0
      points[index].base = base
      points[index].value = base + amount
      if amount < 0 { below[key] = base + amount } else { above[key] = base + amount }
    }
    return stack == .share && hasNegative
      ? ["some values are negative; shares are calculated without the minus signs"] : []
  }
}
