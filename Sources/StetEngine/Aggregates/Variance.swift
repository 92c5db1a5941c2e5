import StetColumns

extension Aggregate {
  static let variance = Aggregate(
    "variance", "the sample variance (divided by n − 1); missing for fewer than two values",
    example: "group by state: spread = variance(persons)", [Parameter("number", .number)], result: .type(.float),
    unit: .none, role: .weighed, foreign: ["var": .same, "var_samp": .same]
  ) { columns, grouping throws(ValueFailure) in
    try perGroup(columns[0], grouping, Spread(isRoot: false))
  }.accumulated { builder, arguments, kept, _ in MomentAccumulator(&builder, arguments, kept, .variance) }
    .overFrames { columns, frames throws(ValueFailure) in try spreads(columns[0], frames, isRoot: false) }

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
    try perGroup(columns[0], grouping, Spread(isRoot: true))
  }.accumulated { builder, arguments, kept, _ in MomentAccumulator(&builder, arguments, kept, .deviation) }
    .overFrames { columns, frames throws(ValueFailure) in try spreads(columns[0], frames, isRoot: true) }
}

private func spreads(_ column: Column, _ frames: Frames, isRoot: Bool) throws(ValueFailure) -> Column? {
  guard case .float(let digits) = widened(column.digits, to: .float) else {
    preconditionFailure("the binder guarantees a number here")
  }
  let scale = column.scale
  let spreads = frames.grown(PairSums(), over: digits.validity) { sums, row in
    sums.add(digits.values[row])
  } result: { sums in
    let variance = Moments(sums).spreads.variance(scale: scale)
    return isRoot ? variance?.squareRoot() : variance
  }
  return try spreads.map { spreads throws(ValueFailure) in try finite(spreads) }
}

private struct Spread: GroupCalculation {
  let isRoot: Bool

  /// From the digits of decimals, which are exact as doubles where those of the decimals are not.
  func result<Number: GroupedNumber>(_ values: UnsafeBufferPointer<Number>, scale: Int) -> Double? {
    let variance = unsafe Number.withDoubles(values) { unsafe Moments(PairSums($0)).spreads.variance(scale: scale) }
    return isRoot ? variance?.squareRoot() : variance
  }
}

extension Column {
  /// The digits of decimals as whole numbers, which are exact as doubles where those of the decimals are not.
  var digits: Column {
    switch self {
    case .decimal(let vector, _): .int(vector)
    case .longDecimal(let vector, _): .longDecimal(vector, scale: 0)
    case .int, .narrowInt, .float, .bool, .text, .date, .datetime, .period, .duration: self
    }
  }
}
