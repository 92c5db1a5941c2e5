import StetColumns

/// The frame of each row: the last rows, periods or days up to and including it, and which frames have gaps.
struct RollingFrames {
  let frames: Frames
  /// Whether each frame lies within its partition: those of the first rows begin before it.
  private let isWithin: [Bool]
  /// Whether each frame has a row for all its periods or days.
  private let isWhole: [Bool]
  /// Whether a period without a row leaves the result open; days without one are common.
  private let needsAll: Bool
  let goesByTime: Bool
  /// Where the row before a frame shows that the frame lies within its partition, since its own first period or day has no row.
  private let followsRow: [Bool]
  /// The first periods or days that lie between two rows and have none.
  private let lacking: [Value]
  /// Rows that have the period or date of the row before.
  private let doubles: WindowCounts.Count

  /// The last so many rows.
  init(_ rows: WindowRows, rowCount length: Int) {
    let partitions = rows.partitions.starts
    let groups = GroupRows(inOrder: partitions)
    let starts: [Int32] = unsafe groups.perRow { _, places, starts in
      for place in places {
        unsafe starts[Int(place)] = max(places[places.startIndex], place - Int32(truncatingIfNeeded: length - 1))
      }
    }
    isWithin = unsafe groups.perRow { _, places, isWithin in
      for place in places {
        unsafe isWithin[Int(place)] = place - places[places.startIndex] >= length - 1
      }
    }
    frames = Frames(partitions, starts: starts, ends: starts.indices.map { Int32(truncatingIfNeeded: $0 + 1) })
    isWhole = [Bool](repeating: true, count: starts.count)
    (needsAll, goesByTime) = (true, false)
    (lacking, doubles) = ([], WindowCounts.Count())
    followsRow = [Bool](repeating: false, count: starts.count)
  }

  /// So far along a key in the order of the rows; rows with the same key are in the same frames.
  init(_ rows: WindowRows, along key: Column, descending: Bool, by step: WindowSteps) {
    let ordered = key.gather(rows.partitions.rows)
    let places = ordered.places
    let partitions = rows.partitions.starts
    let sign: Int64 = descending ? -1 : 1
    let hasUnits = key.type != .datetime
    var starts = [Int32](repeating: 0, count: places.count)
    var ends = starts
    var isWithin = [Bool](repeating: false, count: places.count)
    var isWhole = [Bool](repeating: true, count: places.count)
    var followsRow = isWithin
    var (lacking, doubled): ([Value], (Int, [Value])) = ([], (0, []))
    for partition in GroupRows(inOrder: partitions) {
      guard let first = partition.first, let last = partition.last else { continue }
      let (begin, end) = (Int(first), Int(last) + 1)
      var (low, high) = (begin, begin)
      // Periods or days with a row up to each place.
      var different = [0]
      for place in begin..<end {
        let isNew = place == begin || places[place] != places[place - 1]
        different.append(different[place - begin] + (isNew ? 1 : 0))
        if !isNew {
          doubled.0 += 1
          Self.note(ordered[place], in: &doubled.1)
        } else if place > begin, hasUnits, sign * (places[place] - places[place - 1]) > 1 {
          Self.note(ordered[place].with(ordinal: places[place - 1] + sign), in: &lacking)
        }
      }
      for place in begin..<end {
        // The frame begins after this; outside of the calendar, before all rows.
        let bound =
          step.targets(from: places[place], isBefore: !descending, isDateTime: !hasUnits).last
          ?? (descending ? .max / 2 : .min / 2)
        while high < end, sign * (places[high] - places[place]) <= 0 { high += 1 }
        while sign * (places[low] - bound) <= 0 { low += 1 }
        (starts[place], ends[place]) = (Int32(truncatingIfNeeded: low), Int32(truncatingIfNeeded: high))
        isWithin[place] = sign * (places[begin] - bound) <= 1
        followsRow[place] = low > begin && sign * (places[low] - bound) > 1
        isWhole[place] =
          !hasUnits || Int64(different[high - begin] - different[low - begin]) >= sign * (places[place] - bound)
      }
    }
    (self.isWithin, self.isWhole, self.followsRow, self.lacking) = (isWithin, isWhole, followsRow, lacking)
    doubles = WindowCounts.Count(doubled.0, doubled.1)
    frames = Frames(partitions, starts: starts, ends: ends)
    goesByTime = true
    if case .period = key.type { needsAll = true } else { needsAll = false }
  }

  private static func note(_ value: Value, in examples: inout [Value]) {
    if examples.count < 3, !examples.contains(value) { examples.append(value) }
  }

  /// The places that a result depends on.
  func reach(of place: Int) -> Range<Int> {
    Int(frames.starts[place]) - (followsRow[place] ? 1 : 0)..<Int(frames.ends[place])
  }

  /// The frames with a result, which are those of which nothing is missing or that have so many values, and what the others lack, or these
  /// nevertheless.
  func filled(missing: [Bool], isKept: Bitmap?, atLeast: Int?) -> (has: Bitmap, counts: WindowCounts) {
    let lacks = frames.sizes { missing[$0] }
    let sizes = frames.sizes { !missing[$0] && isKept?[$0] ?? true }
    var (gaps, lackingValues) = (0, 0)
    var has = Bitmap(repeating: false, count: missing.count)
    for place in missing.indices {
      if isWithin[place] {
        gaps += isWhole[place] ? 0 : 1
        lackingValues += lacks[place] == 0 ? 0 : 1
      }
      has[place] =
        atLeast.map { sizes[place] >= $0 } ?? (isWithin[place] && (isWhole[place] || !needsAll) && lacks[place] == 0)
    }
    var counts = WindowCounts()
    counts.gaps = WindowCounts.Count(gaps, gaps > 0 ? lacking : [])
    counts.missing = WindowCounts.Count(lackingValues)
    counts.doubles = doubles
    return (has, counts)
  }
}
