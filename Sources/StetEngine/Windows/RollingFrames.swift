import StetColumns

/// The frame of each row: the last rows, periods or days up to and including it, and which frames have gaps.
struct RollingFrames {
  let frames: Frames
  let goesByTime: Bool
  private let partitions: GroupRows
  /// The frame at each place.
  private let bounds: [Frame]
  /// Whether a period without a row leaves the result open; days without one are common.
  private let needsAll: Bool
  /// The first periods or days that lie between two rows and have none.
  private let lacking: [Value]
  /// Rows that have the period or date of the row before.
  private let doubles: WindowCounts.Count

  /// The last so many rows.
  init(_ rows: WindowRows, rowCount length: Int) {
    partitions = rows.partitions
    bounds = unsafe partitions.perRow { _, rows, bounds in
      for place in rows.indices {
        let first = place - length + 1
        unsafe bounds[place] = Frame(max(rows.startIndex, first)..<place + 1, isWithin: first >= rows.startIndex)
      }
    }
    frames = Frames(partitions, bounds)
    (needsAll, goesByTime) = (true, false)
    (lacking, doubles) = ([], WindowCounts.Count())
  }

  /// So far along a key in the order of the rows; rows with the same key are in the same frames.
  init(_ rows: WindowRows, along key: Column, descending: Bool, by step: WindowSteps) {
    partitions = rows.partitions
    // Ascending in the order of the rows.
    let sign: Int64 = descending ? -1 : 1
    let ordered = key.gather(partitions.rows)
    let ordinals = parallelMapped(ordered.ordinals) { sign * $0 }
    let isDateTime = key.type == .datetime
    bounds = unsafe partitions.perRow { _, rows, bounds in
      var (low, high) = (rows.startIndex, rows.startIndex)
      // Periods or days that have a row from the one place to before the other.
      var different: Int64 = 0
      for place in rows.indices {
        let own = ordinals[place]
        while high < rows.endIndex, ordinals[high] <= own {
          different += high == rows.startIndex || ordinals[high] != ordinals[high - 1] ? 1 : 0
          high += 1
        }
        // The frame begins after this; outside of the calendar, before all rows.
        let target = step.target(from: sign * own, isBefore: !descending, isDateTime: isDateTime)
        let bound = target.map { sign * ($0.endOfMonth ?? $0.likeliest) } ?? .min / 2
        while ordinals[low] <= bound {
          different -= ordinals[low] != ordinals[low + 1] ? 1 : 0
          low += 1
        }
        unsafe bounds[place] = Frame(
          low..<high, isWithin: ordinals[rows.startIndex] - bound <= 1,
          isWhole: isDateTime || different >= own - bound,
          followsRow: low > rows.startIndex && ordinals[low] - bound > 1)
      }
    }
    frames = Frames(partitions, bounds)
    goesByTime = true
    if case .period = key.type { needsAll = true } else { needsAll = false }

    // What is said of the whole, a few at a time.
    let found = partitions.parallel { places in
      var (doubles, lacking) = (Examples(), Examples())
      for place in places.dropFirst() {
        let step = ordinals[place] - ordinals[place - 1]
        if step == 0 { doubles.add(ordinals[place]) }
        if step > 1, !isDateTime { lacking.add(ordinals[place - 1] + 1) }
      }
      return (doubles: doubles, lacking: lacking)
    }
    func values(_ examples: Examples) -> [Value] { examples.first.map { ordered[0].with(ordinal: sign * $0) } }
    let (doubles, lacking) = found.reduce(into: (Examples(), Examples())) { all, own in
      all.0.add(own.doubles)
      all.1.add(own.lacking)
    }
    self.doubles = WindowCounts.Count(doubles.count, values(doubles))
    self.lacking = values(lacking)
  }

  /// The places that the result at a place of a partition depends on.
  func reach(of place: Int) -> Range<Int> {
    Int(bounds[place].first) - (bounds[place].followsRow ? 1 : 0)..<Int(bounds[place].end)
  }

  /// The rows with a result, which are those in whose frames nothing is missing or that have so many values, and what the others lack, or
  /// these nevertheless. `present`: the rows that lack no value, nil for all.
  func filled(present: Bitmap?, isKept: Bitmap?, atLeast: Int?) -> (has: Bitmap, counts: WindowCounts) {
    let lacks = present.map { present in
      frames.slid(Int32(0), over: nil) { count, row in
        count += present[row] ? 0 : 1
      } remove: { count, row in
        count -= present[row] ? 0 : 1
      } result: { count in
        count
      }
    }
    let sizes = atLeast.map { _ in frames.sizes(bothPresent(present, isKept)) }
    var (gaps, lackingValues) = (0, 0)
    var has = Bitmap(repeating: false, count: partitions.rows.count)
    for (place, row) in partitions.rows.enumerated() {
      let (frame, row) = (bounds[place], Int(row))
      let isComplete = lacks?[row] ?? 0 == 0
      if frame.isWithin {
        gaps += frame.isWhole ? 0 : 1
        lackingValues += isComplete ? 0 : 1
      }
      has[row] =
        if let atLeast, let sizes { sizes[row] >= atLeast } else {
          frame.isWithin && (frame.isWhole || !needsAll) && isComplete
        }
    }
    var counts = WindowCounts()
    counts.gaps = WindowCounts.Count(gaps, gaps > 0 ? lacking : [])
    counts.missing = WindowCounts.Count(lackingValues)
    counts.doubles = doubles
    return (has, counts)
  }
}

/// A number of places in time, and the first three different ones.
struct Examples: Sendable {
  private(set) var count = 0
  private(set) var first: [Int64] = []

  mutating func add(_ ordinal: Int64) {
    count += 1
    note(ordinal)
  }

  mutating func add(_ other: Examples) {
    count += other.count
    for ordinal in other.first { note(ordinal) }
  }

  private mutating func note(_ ordinal: Int64) {
    if first.count < 3, !first.contains(ordinal) { first.append(ordinal) }
  }
}
