import CKernels
import StetColumns

extension Aggregate {
  static let count = Aggregate(
    "count", "the number of rows", example: "group by state: n = count()", [], result: .type(.int), unit: .none,
    role: .counted,
    foreign: [
      "n": .same, "countif": .different("`count(where: persons > 5)` counts the rows for which a condition is true"),
      "count_if": .different("`count(where: persons > 5)` counts the rows for which a condition is true"),
    ]
  ) { _, grouping in
    .int(Vector(grouping.sizes()))
  }.accumulated { _, _, kept, _ in CountAccumulator(argument: nil, kept: kept) }
    .overFrames { _, frames in .int(Vector(frames.sizes())) }

  static let countDistinct = Aggregate(
    "count_distinct", "the number of different values, not counting missing ones",
    example: "group: states = count_distinct(state)", [Parameter("value", .any)], result: .type(.int), unit: .none,
    role: .compared,
    foreign: [
      "nunique": .same,
      "n_distinct": .different(
        "`n_distinct` counts missing values as one more value; `count_distinct` leaves them out"),
    ]
  ) { columns, grouping in
    .narrowInt(Vector(distinctCounts(columns[0], grouping)))
  }.accumulated { builder, arguments, kept, _ in DistinctAccumulator(&builder, arguments[0], kept) }
    .overFrames { columns, frames in
      let groups = grouped(by: [columns[0]], rowCount: frames.count).grouping.groupOfRow
      let counts: [Int32] = frames.slid(Occurrences(), over: columns[0].presence) { seen, row in
        seen.counts[groups[row], default: 0] += 1
      } remove: { seen, row in
        seen.remove(groups[row])
      } result: { seen in
        Int32(truncatingIfNeeded: seen.counts.count)
      }
      return .narrowInt(Vector(counts))
    }
}

/// How often each of some values is in a frame that moves on.
private struct Occurrences {
  var counts: [Int32: Int] = [:]

  mutating func remove(_ value: Int32) {
    counts[value, default: 0] -= 1
    if counts[value] == 0 { counts[value] = nil }
  }
}

private func distinctCounts(_ column: Column, _ grouping: Grouping) -> [Int32] {
  let starts = column.presence == nil ? grouping.runStarts : nil
  // Equal values only need equal numbers here, as values in 32 bits are themselves.
  if let starts, let values = bits32(column) { return distinctCounts(values, 32, inRuns: starts) }
  let packed = PackedKeys.longestPrefix(of: [RankedKey(column)])
  let (count, bits) = (column.count, packed.bits)
  guard bits > 32 else {
    let numbers: [UInt32] = packed.numbers(of: count)
    return starts.map { distinctCounts(numbers, bits, inRuns: $0) }
      ?? distinctCounts(numbers, bits, grouping.rows(presentIn: column))
  }
  let numbers: [UInt64] = packed.numbers(of: count)
  guard let starts else { return distinctCounts(numbers, bits, grouping.rows(presentIn: column)) }
  return GroupRows(rows: [], starts: starts).parallel(places: count) { range in
    distinctCount(range.count, bits) { numbers[range.lowerBound &+ $0] }
  }
}

/// The values of a column whose layout has 32 bits.
private func bits32(_ column: Column) -> [UInt32]? {
  switch column {
  case .narrowInt(let vector), .date(let vector), .period(let vector, _):
    unsafe unsafeBitCast(vector.values, to: [UInt32].self)
  case .text, .bool, .int, .decimal, .longDecimal, .float, .datetime, .duration: nil
  }
}

private func distinctCounts<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
  _ numbers: [Number], _ bits: Int, _ rows: GroupRows
) -> [Int32] {
  rows.parallel { range in distinctCount(range.count, bits) { numbers[Int(rows.rows[range.lowerBound &+ $0])] } }
}

private func distinctCounts(_ numbers: [UInt32], _ bits: Int, inRuns starts: [Int32]) -> [Int32] {
  var counts: [Int32] = untouched(starts.count - 1)
  unsafe counts.withUnsafeMutableBufferPointer { counts in
    // No run is in two parts.
    nonisolated(unsafe) let counts = unsafe counts
    GroupRows(rows: [], starts: starts).eachPart(places: numbers.count) { runs in
      unsafe numbers.withUnsafeBufferPointer { numbers in
        unsafe starts.withUnsafeBufferPointer { starts in
          guard let first = numbers.baseAddress, let start = starts.baseAddress,
            let count = unsafe counts.baseAddress
          else {
            return
          }
          unsafe stet_distinct_in_runs(
            Batch.kernels, first, numbers.count, start + runs.lowerBound, runs.count, count + runs.lowerBound)
          for run in runs where unsafe counts[run] == 0 {
            let own = unsafe Int(starts[run])
            unsafe counts[run] = distinctCount(Int(starts[run + 1]) - own, bits) { unsafe numbers[own &+ $0] }
          }
        }
      }
    }
  }
  return counts
}

/// How many of some numbers differ. Most groups have few rows, for which a table would take longest.
@inline(__always)
private func distinctCount<Number: UnsignedInteger>(_ count: Int, _ bits: Int, _ number: (Int) -> Number) -> Int32 {
  guard count > 12 else {
    var different: Int32 = 0
    for place in 0..<count {
      let own = number(place)
      var isNew = true
      for earlier in 0..<place where number(earlier) == own { isNew = false }
      different &+= isNew ? 1 : 0
    }
    return different
  }
  let own = (0..<count).map { UInt64(number($0)) }
  let sorted = count < 4096 ? own.sorted() : radixSorted(own, bits: bits).keys
  return Int32(1 + sorted.indices.dropFirst().count { sorted[$0] != sorted[$0 - 1] })
}
