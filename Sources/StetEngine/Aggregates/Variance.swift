import StetColumns

extension Aggregate {
  static let variance = Aggregate(
    "variance", "the sample variance (divided by n − 1); missing for fewer than two values",
    example: "group by state: spread = variance(persons)", [Parameter("number", .number)], result: .type(.float),
    unit: .none, role: .weighed, foreign: ["var": .same, "var_samp": .same]
  ) { columns, grouping throws(ValueFailure) in unsafe try perGroup(columns[0], grouping) { unsafe sampleVariance($0) }
  }.accumulated { builder, arguments, kept, _ in MomentAccumulator(&builder, arguments, kept, .variance) }

  static let sd = Aggregate(
    "sd", "the sample standard deviation (divided by n − 1); missing for fewer than two values",
    example: "group by state: spread = sd(persons)", [Parameter("number", .number)], result: .type(.float),
    unit: .keeps(argument: 0), role: .weighed,
    foreign: [
      "std": .same, "stdev": .same, "stddev_samp": .same,
      "stddev": .different("`sd` divides by n − 1; `stddev` divides by n in MySQL"),
      "stddev_pop": .different("`sd` divides by n − 1, `stddev_pop` by n"),
    ]
  ) { columns, grouping throws(ValueFailure) in
    unsafe try perGroup(columns[0], grouping) { unsafe sampleVariance($0).map { $0.squareRoot() } }
  }.accumulated { builder, arguments, kept, _ in MomentAccumulator(&builder, arguments, kept, .deviation) }
}

/// Two passes: the mean first, then the squares of the distances, both in 106 bits. Values are relative to the first
/// one, so that values that never change have no variance at all.
private func sampleVariance(_ values: UnsafeBufferPointer<Double>) -> Double? {
  guard values.count > 1 else { return nil }
  let first = unsafe values[0]
  func four(_ place: Int) -> SIMD4<Double> {
    unsafe UnsafeRawBufferPointer(values).loadUnaligned(fromByteOffset: place &* 8, as: SIMD4<Double>.self) - first
  }
  func one(_ place: Int) -> Double { unsafe values[place] - first }
  let mean = ExactSum(count: values.count, four: four, one: one).value / Double(values.count)
  let squares = ExactSum(count: values.count) { place in
    let distance = four(place) - mean
    return distance * distance
  } one: { place in
    let distance = one(place) - mean
    return distance * distance
  }
  return squares.value / Double(values.count - 1)
}
