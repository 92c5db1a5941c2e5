import StetColumns

extension Aggregate {
  static let weightedMean = Aggregate(
    "weighted_mean", "the mean of the first number, weighted by the second; rows with either one missing are skipped",
    example: "group: average = weighted_mean(persons, persons)",
    [Parameter("number", .number), Parameter("weight", .number)], result: .type(.float), unit: .keeps(argument: 0),
    role: .weighed, foreign: [:]
  ) { columns, grouping throws(ValueFailure) in
    unsafe try perPair(columns, grouping) { values, weights in
      let total = unsafe ExactSum(weights) { $0 }.value
      let sum = unsafe ExactSum(values, weights) { $0 * $1 }.value
      return total == 0 ? nil : sum / total
    }
  }.accumulated { builder, arguments, kept, _ in WeightedMeanAccumulator(&builder, arguments, kept) }
    .overFrames { columns, frames throws(ValueFailure) in
      let (values, weights, present) = pairs(columns)
      let means = frames.grown(WeightedSums(), over: present) { sums, row in
        sums.total.add(weights[row])
        sums.sum.add(values[row] * weights[row])
      } result: { sums in
        sums.total.value == 0 ? nil : sums.sum.value / sums.total.value
      }
      return try means.map { means throws(ValueFailure) in try finite(means) }
    }

  static let correlation = Aggregate(
    "correlation", "the Pearson correlation of two sets of numbers, from −1 to 1; missing if one set never varies",
    example: "group: r = correlation(persons, persons)", [Parameter("x", .number), Parameter("y", .number)],
    result: .type(.float), unit: .none, role: .weighed, foreign: ["cor": .same, "corr": .same, "correl": .same]
  ) { columns, grouping throws(ValueFailure) in
    unsafe try perPair(columns.map(\.digits), grouping) { xs, ys in
      var sums = PairSums()
      for place in xs.indices { sums.add(unsafe xs[place], unsafe ys[place]) }
      return Moments(sums).spreads.correlation
    }
  }.accumulated { builder, arguments, kept, _ in MomentAccumulator(&builder, arguments, kept, .correlation) }
    .overFrames { columns, frames throws(ValueFailure) in
      let (xs, ys, present) = pairs(columns.map(\.digits))
      let correlations = frames.grown(PairSums(), over: present) { sums, row in
        sums.add(xs[row], ys[row])
      } result: { sums in
        Moments(sums).spreads.correlation
      }
      return try correlations.map { correlations throws(ValueFailure) in try finite(correlations) }
    }
}

private struct WeightedSums {
  var total = ExactSum()
  var sum = ExactSum()
}

/// Two columns of numbers as floats, and where both are present.
private func pairs(_ columns: [Column]) -> ([Double], [Double], Bitmap?) {
  guard case .float(let a) = widened(columns[0], to: .float), case .float(let b) = widened(columns[1], to: .float)
  else { preconditionFailure("the binder guarantees numbers here") }
  return (a.values, b.values, bothPresent(a.validity, b.validity))
}

extension ExactSum {
  /// Of a term for each value.
  @inline(__always)
  fileprivate init(_ values: UnsafeBufferPointer<Double>, _ term: (SIMD4<Double>) -> SIMD4<Double>) {
    let bytes = UnsafeRawBufferPointer(values)
    self.init(count: values.count) { place in
      term(unsafe bytes.loadUnaligned(fromByteOffset: place &* 8, as: SIMD4<Double>.self))
    } one: { place in
      unsafe term(SIMD4(repeating: values[place]))[0]
    }
  }

  /// Of a term for each pair.
  @inline(__always)
  fileprivate init(
    _ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>,
    _ term: (SIMD4<Double>, SIMD4<Double>) -> SIMD4<Double>
  ) {
    let (first, second) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
    self.init(count: a.count) { place in
      unsafe term(
        first.loadUnaligned(fromByteOffset: place &* 8, as: SIMD4<Double>.self),
        second.loadUnaligned(fromByteOffset: place &* 8, as: SIMD4<Double>.self))
    } one: { place in
      unsafe term(SIMD4(repeating: a[place]), SIMD4(repeating: b[place]))[0]
    }
  }
}

/// One double from the pairs of each group of which both are present.
private func perPair(
  _ columns: [Column], _ grouping: Grouping,
  _ compute: @Sendable (UnsafeBufferPointer<Double>, UnsafeBufferPointer<Double>) -> Double?
) throws(ValueFailure) -> Column {
  guard case .float(let a) = widened(columns[0], to: .float), case .float(let b) = widened(columns[1], to: .float)
  else {
    preconditionFailure("the binder guarantees numbers here")
  }
  let ordered = grouping.rows(where: bothPresent(a.validity, b.validity))
  let (xs, ys) = (a.gather(ordered.rows).values, b.gather(ordered.rows).values)
  let results = unsafe xs.withUnsafeBufferPointer { xs in
    unsafe ys.withUnsafeBufferPointer { ys in
      nonisolated(unsafe) let (xs, ys) = unsafe (xs, ys)
      return ordered.parallel { range in
        unsafe compute(UnsafeBufferPointer(rebasing: xs[range]), UnsafeBufferPointer(rebasing: ys[range]))
      }
    }
  }
  return try finite(results)
}
