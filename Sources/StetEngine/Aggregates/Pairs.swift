import StetColumns

extension Aggregate {
  static let weightedMean = Aggregate(
    "weighted_mean", "the mean of a number, each weighing as much as the second; rows that lack one are skipped",
    example: "group: average = weighted_mean(persons, persons)", arity: 2...2,
    result: { $0.allSatisfy(\.isNumeric) ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in
    try perPair(columns, grouping) { pairs in
      var sum = ExactSum()
      var weights = ExactSum()
      for (value, weight) in pairs {
        sum.add(value * weight)
        weights.add(weight)
      }
      return weights.value == 0 ? nil : sum.value / weights.value
    }
  }

  static let correlation = Aggregate(
    "correlation", "Pearson's correlation of two numbers, from −1 to 1; missing where one of them never changes",
    example: "group: r = correlation(persons, persons)", arity: 2...2,
    result: { $0.allSatisfy(\.isNumeric) ? .float : nil }
  ) { columns, grouping throws(ValueFailure) in
    try perPair(columns, grouping) { pairs in
      guard pairs.count > 1 else { return nil }
      // From the first pair on, so that a number which never changes is one.
      let pairs = pairs.map { ($0.0 - pairs[0].0, $0.1 - pairs[0].1) }
      func mean(_ values: [Double]) -> Double {
        var sum = ExactSum()
        for value in values { sum.add(value) }
        return sum.value / Double(values.count)
      }
      let (x, y) = (mean(pairs.map(\.0)), mean(pairs.map(\.1)))
      var (xy, xx, yy) = (ExactSum(), ExactSum(), ExactSum())
      for (a, b) in pairs {
        xy.add((a - x) * (b - y))
        xx.add((a - x) * (a - x))
        yy.add((b - y) * (b - y))
      }
      let product = xx.value * yy.value
      let scale = product.isNormal ? product.squareRoot() : xx.value.squareRoot() * yy.value.squareRoot()
      // Rounding may carry a perfect correlation a hair past 1.
      return scale == 0 ? nil : Swift.max(-1, Swift.min(1, xy.value / scale))
    }
  }
}

private func perPair(
  _ columns: [Column], _ grouping: Grouping, _ compute: @Sendable ([(Double, Double)]) -> Double?
) throws(ValueFailure) -> Column {
  guard case .float(let a) = widened(columns[0], to: .float), case .float(let b) = widened(columns[1], to: .float) else {
    preconditionFailure("the binder guarantees numbers here")
  }
  let results = grouping.rows(presentIn: columns[0]).parallel { rows in
    compute(rows.compactMap { row in b[Int(row)].map { (a.values[Int(row)], $0) } })
  }
  guard results.allSatisfy({ $0?.isFinite ?? true }) else { throw .overflow(.float) }
  return .float(Vector(optionals: results, zero: 0))
}
