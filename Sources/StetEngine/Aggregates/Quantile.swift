import StetColumns
import StetDiagnostics

extension Aggregate {
  static let median = Aggregate(
    "median", "the middle value, or the mean of the two middle values if the number of values is even",
    example: "group by state: middle = median(persons)", [Parameter("number", .number)], result: .type(.float),
    unit: .keeps(argument: 0), role: .compared, foreign: ["mdn": .same]
  ) { columns, grouping throws(ValueFailure) in
    try perGroup(columns[0], grouping, ValueBelow(share: .half))
  }.overFrames { columns, frames throws(ValueFailure) in try quantiles(columns[0], frames, .half) }

  static let quantile = Aggregate(
    "quantile",
    "the value below which the given share of values falls, interpolated between two values (Hyndman-Fan type 7)",
    example: "group by state: high = quantile(persons, 0.9)",
    [Parameter("number", .number), Parameter("share", .number, isConstant: true)], result: .type(.float),
    unit: .keeps(argument: 0), role: .compared, foreign: ["percentile_inc": .same, "quantile_cont": .same]
  ) { columns, grouping throws(ValueFailure) in
    guard columns[1].count > 0 else { return Column([Value](repeating: .missing, count: grouping.count), type: .float) }
    return try perGroup(columns[0], grouping, ValueBelow(share: try quantileShare(columns[1])))
  }.overFrames { columns, frames throws(ValueFailure) in
    try quantiles(columns[0], frames, try quantileShare(columns[1]))
  }
}

private func quantileShare(_ column: Column) throws(ValueFailure) -> QuantileShare {
  guard let share = QuantileShare(column[0]) else {
    throw ValueFailure(
      .argument, "the share for `quantile` must be between 0 and 1", notes: ["`quantile(persons, 90%)`"])
  }
  return share
}

// MARK: - Of overlapping frames

private func quantiles(_ column: Column, _ frames: Frames, _ share: QuantileShare) throws(ValueFailure) -> Column {
  switch column {
  case .float(let vector): try quantiles(vector, scale: 0, of: column, frames, share)
  case .narrowInt(let vector): try quantiles(vector, scale: 0, of: column, frames, share)
  case .int(let vector): try quantiles(vector, scale: 0, of: column, frames, share)
  case .decimal(let vector, let scale): try quantiles(vector, scale: scale, of: column, frames, share)
  case .longDecimal(let vector, let scale): try quantiles(vector, scale: scale, of: column, frames, share)
  case .period(_, .year): try quantiles(widened(column, to: .int), frames, share)
  case .bool, .text, .date, .datetime, .period, .duration: preconditionFailure("the binder guarantees a number here")
  }
}

private func quantiles<Number: GroupedNumber>(
  _ vector: Vector<Number>, scale: Int, of column: Column, _ frames: Frames, _ share: QuantileShare
) throws(ValueFailure) -> Column {
  // Groups are numbered in the order of their values.
  let ranks = grouped(by: [column], rowCount: frames.count).grouping.groupOfRow
  var rows = [Int32](repeating: 0, count: Int((ranks.max() ?? -1) + 1))
  for (row, rank) in ranks.enumerated() { rows[Int(rank)] = Int32(truncatingIfNeeded: row) }
  let values = rows.map { vector.values[Int($0)] }
  let results: [Double?] = frames.slid(SortedRanks(), over: vector.validity) { sorted, row in
    sorted.add(ranks[row])
  } remove: { sorted, row in
    sorted.remove(ranks[row])
  } result: { sorted in
    guard sorted.count > 0 else { return nil }
    let (below, part) = share.place(among: sorted.count)
    let (low, high) = sorted.neighbors(below)
    return Number.between(values[Int(low)], values[Int(high)], part, scale: scale)
  }
  return try finite(results)
}

/// Numbers in order that come and go, in runs of few.
private struct SortedRanks {
  private var runs: [[Int32]] = []
  private(set) var count = 0
  private static let most = 1024

  mutating func add(_ rank: Int32) {
    count += 1
    guard !runs.isEmpty else {
      runs = [[rank]]
      return
    }
    let run = min(self.run(of: rank), runs.count - 1)
    runs[run].insert(rank, at: Self.place(of: rank, in: runs[run]))
    guard runs[run].count > Self.most else { return }
    let upper = Array(runs[run][(Self.most / 2)...])
    runs[run].removeLast(upper.count)
    runs.insert(upper, at: run + 1)
  }

  mutating func remove(_ rank: Int32) {
    count -= 1
    let run = self.run(of: rank)
    runs[run].remove(at: Self.place(of: rank, in: runs[run]))
    if runs[run].isEmpty { runs.remove(at: run) }
  }

  /// The number of a place in the order and the next one, or itself at the end.
  func neighbors(_ place: Int) -> (Int32, Int32) {
    var (run, rest) = (0, place)
    while rest >= runs[run].count {
      rest -= runs[run].count
      run += 1
    }
    let low = runs[run][rest]
    if rest + 1 < runs[run].count { return (low, runs[run][rest + 1]) }
    return (low, run + 1 < runs.count ? runs[run + 1][0] : low)
  }

  /// The first run that ends with no less; one past the last if there is none.
  private func run(of rank: Int32) -> Int { firstPlace(in: runs.count) { (runs[$0].last ?? 0) >= rank } }

  private static func place(of rank: Int32, in run: [Int32]) -> Int { firstPlace(in: run.count) { run[$0] >= rank } }
}

/// Hyndman and Fan (1996), type 7: the default of R, NumPy and DuckDB's `quantile_cont`.
private struct ValueBelow: GroupCalculation {
  let share: QuantileShare

  func result<Number: GroupedNumber>(_ values: UnsafeBufferPointer<Number>, scale: Int) -> Double? {
    let (below, part) = share.place(among: values.count)
    let (low, high) = unsafe neighbors(below, of: values)
    return Number.between(low, high, part, scale: scale)
  }
}

/// The value of a rank and the next one, or itself at the end.
///
/// Of many values, only those between two bounds are looked at further, if a sample has placed the bounds well (Floyd and Rivest 1975).
/// Values are partitioned by one of them, and the part with the rank is partitioned further (Hoare 1961). They are copied to either
/// end of a buffer, without a branch that would be mispredicted every other time.
private func neighbors<Number: GroupedNumber>(
  _ rank: Int, of values: UnsafeBufferPointer<Number>
) -> (Number, Number) {
  let count = values.count
  return unsafe withScratch(of: Number.self, capacity: 2 * count + 2) { memory in
    guard var source = values.baseAddress else { preconditionFailure("a group without values has no ranks") }
    var (count, rank) = (count, rank)
    var (target, other) = unsafe (memory, memory + count + 1)
    // The smallest of those that were left out above.
    var above: Number?
    if count >= many {
      let bounds = unsafe bounds(source, count, rank)
      let (below, within) = unsafe collect(source, count, bounds, into: target)
      let isLast = rank + 1 == below + within
      let areEqual = bounds.lowerBound == bounds.upperBound
      if rank >= below, rank < below + within, areEqual || within <= count / 2 {
        if isLast, rank + 1 < count { unsafe above = smallest(source, count, above: bounds.upperBound) }
        if areEqual { return (bounds.lowerBound, isLast ? above ?? bounds.lowerBound : bounds.lowerBound) }
        (count, rank) = (within, rank - below)
        unsafe source = UnsafePointer(target)
        unsafe swap(&target, &other)
      }
    }
    var rounds = 0
    while count > handful, rounds < 64 {
      rounds += 1
      let pivot = unsafe pivot(source, count, rank)
      var (left, right) = (0, count)
      var equal = 0
      for index in 0..<count {
        let value = unsafe source[index]
        unsafe target[left] = value
        unsafe target[right] = value
        left &+= value < pivot ? 1 : 0
        right &-= value > pivot ? 1 : 0
        equal &+= value == pivot ? 1 : 0
      }
      if rank < left {
        above = pivot
        count = left
        unsafe source = UnsafePointer(target)
      } else if rank < left + equal {
        if rank + 1 < left + equal { return (pivot, pivot) }
        guard right < count else { return (pivot, above ?? pivot) }
        var next = unsafe target[right + 1]
        for index in right + 1..<count + 1 { next = unsafe Swift.min(next, target[index]) }
        return (pivot, next)
      } else {
        rank -= left + equal
        count -= left + equal
        unsafe source = UnsafePointer(target + right + 1)
      }
      unsafe swap(&target, &other)
    }
    var rest = unsafe UnsafeMutableBufferPointer(start: target, count: count)
    unsafe target.update(from: source, count: count)
    unsafe rest.sort()
    let value = unsafe rest[rank]
    return (value, rank + 1 < count ? unsafe rest[rank + 1] : above ?? value)
  }
}

private let handful = 16
/// From here on a sample pays.
private let many = 1 << 16

/// Two values of a sample that are likely to have the rank between them: four standard deviations on either side at least.
private func bounds<Number: GroupedNumber>(
  _ values: UnsafePointer<Number>, _ count: Int, _ rank: Int
) -> ClosedRange<Number> {
  let sample = (0..<1024).map { unsafe values[count * $0 / 1024] }.sorted()
  let middle = rank * 1024 / count
  return sample[max(0, middle - 64)]...sample[min(1023, middle + 64)]
}

/// Copies the values within bounds; how many they are, and how many are below.
private func collect<Number: GroupedNumber>(
  _ values: UnsafePointer<Number>, _ count: Int, _ bounds: ClosedRange<Number>,
  into target: UnsafeMutablePointer<Number>
) -> (below: Int, within: Int) {
  let (low, high) = (bounds.lowerBound, bounds.upperBound)
  var (below, within) = (0, 0)
  for index in 0..<count {
    let value = unsafe values[index]
    let (isBelow, isAbove) = (one(value < low), one(value > high))
    unsafe target[within] = value
    below &+= isBelow
    within &+= 1 &- (isBelow | isAbove)
  }
  return (below, within)
}

/// 1 if something is true, without a branch, which the compiler makes of `? 1 : 0` where that seems cheaper to it.
@inline(__always)
private func one(_ isTrue: Bool) -> Int { Int(unsafe unsafeBitCast(isTrue, to: UInt8.self) & 1) }

private func smallest<Number: GroupedNumber>(
  _ values: UnsafePointer<Number>, _ count: Int, above bound: Number
) -> Number? {
  var smallest: Number?
  for index in 0..<count {
    let value = unsafe values[index]
    if value > bound, smallest.map({ value < $0 }) ?? true { smallest = value }
  }
  return smallest
}

/// A value that is likely to be near the rank, from a sample of fifteen at fixed positions.
private func pivot<Number: GroupedNumber>(_ values: UnsafePointer<Number>, _ count: Int, _ rank: Int) -> Number {
  unsafe withScratch(of: Number.self, capacity: 15) { sample in
    for place in 0..<15 {
      let value = unsafe values[count * place / 15]
      var index = place
      while unsafe index > 0 && sample[index - 1] > value {
        unsafe sample[index] = sample[index - 1]
        index -= 1
      }
      unsafe sample[index] = value
    }
    return unsafe sample[rank * 15 / count]
  }
}
