import StetColumns

/// For each row of a window, the rows that an aggregate is calculated over: those of its partition from one place in the order up to
/// another.
///
/// Places count the rows partition after partition, each in its order; neither end of a frame ever moves back within a partition. What
/// is said of rows, and each result, is in the order of the table.
struct Frames: Sendable {
  /// All rows, each partition in its order.
  let partitions: GroupRows
  /// The frame at each place; nil where it is all rows of the partition up to and including its own.
  private let bounds: [Frame]?
  /// The rows that count; nil for all.
  private(set) var kept: Bitmap?

  var count: Int { partitions.rows.count }

  init(runningIn partitions: GroupRows) { (self.partitions, bounds) = (partitions, nil) }

  init(_ partitions: GroupRows, _ bounds: [Frame]) { (self.partitions, self.bounds) = (partitions, bounds) }

  /// The same without some rows.
  func keeping(_ isKept: @Sendable (Int) -> Bool) -> Frames {
    var frames = self
    let before = kept
    frames.kept = Bitmap(parallel: count) { (before?[$0] ?? true) && isKept($0) }
    return frames
  }

  /// The rows that have a value and count; nil for all.
  func counted(_ presence: Bitmap?) -> Bitmap? { bothPresent(presence, kept) }

  /// The places of a frame of a partition.
  @inline(__always)
  func places(_ place: Int, in partition: ArraySlice<Int32>) -> Range<Int> {
    guard let bounds else { return partition.startIndex..<place &+ 1 }
    return Int(bounds[place].first)..<Int(bounds[place].end)
  }

  /// How many rows with a value each frame has.
  func sizes(_ presence: Bitmap? = nil) -> [Int64] {
    slid(Int64(0), over: presence, add: { size, _ in size += 1 }, remove: { size, _ in size -= 1 }, result: { $0 })
  }

  /// Which frames have a value at all; nil if all do.
  func filled(_ presence: Bitmap?) -> Bitmap? {
    // A frame has its own row at least.
    guard counted(presence) != nil else { return nil }
    let sizes = sizes(presence)
    return Bitmap(parallel: count) { sizes[$0] > 0 }
  }

  /// A result for each row from a state that takes in the rows that enter a frame and gives up those that leave it.
  ///
  /// Partitions in parallel. Only what counts enters. Inlined, so that the loops are specialized for what is done with a row.
  @inline(__always)
  func slid<State: Sendable, Result: BitwiseCopyable & Sendable>(
    _ zero: State, over presence: Bitmap?, add: @Sendable (inout State, Int) -> Void,
    remove: @Sendable (inout State, Int) -> Void, result: @Sendable (State) -> Result
  ) -> [Result] {
    let counted = counted(presence)
    return unsafe partitions.perRow { _, rows, target in
      var state = zero
      var (low, high) = (rows.startIndex, rows.startIndex)
      for place in rows.indices {
        let frame = places(place, in: rows)
        while high < frame.upperBound {
          let row = Int(rows[high])
          if counted?[row] ?? true { add(&state, row) }
          high &+= 1
        }
        while low < frame.lowerBound {
          let row = Int(rows[low])
          if counted?[row] ?? true { remove(&state, row) }
          low &+= 1
        }
        unsafe target[Int(rows[place])] = result(state)
      }
    }
  }

  /// The same for frames from which nothing leaves; nil for others.
  @inline(__always)
  func grown<State: Sendable, Result: BitwiseCopyable & Sendable>(
    _ zero: State, over presence: Bitmap?, add: @Sendable (inout State, Int) -> Void,
    result: @Sendable (State) -> Result
  ) -> [Result]? {
    bounds == nil ? slid(zero, over: presence, add: add, remove: { _, _ in }, result: result) : nil
  }
}

extension Frames {
  /// Frames as groups of rows, in the order of the places: so many that they have few rows altogether, then the next.
  func eachPart(_ body: (_ groups: Grouping, _ rows: [Int32]) throws -> Void) rethrows {
    var (starts, rows): ([Int32], [Int32]) = ([0], [])
    for partition in partitions {
      for place in partition.indices {
        rows += partitions.rows[places(place, in: partition)]
        starts.append(Int32(truncatingIfNeeded: rows.count))
        guard rows.count > 1 << 21 || place + 1 == count else { continue }
        var groups = Grouping(runs: starts, rowCount: rows.count)
        if let kept { groups = groups.keeping { [rows] in kept[Int(rows[$0])] } }
        try body(groups, rows)
        (starts, rows) = ([0], [])
      }
    }
  }
}

/// The first place of a frame, the place after its last, and which of its periods or days have no row.
struct Frame: BitwiseCopyable, Sendable {
  let first: Int32
  let end: Int32
  /// Whether it lies within its partition: those of the first rows begin before it.
  let isWithin: Bool
  /// Whether it has a row for all its periods or days.
  let isWhole: Bool
  /// Whether the row before shows that it lies within its partition, since its own first period or day has no row.
  let followsRow: Bool

  init(_ places: Range<Int>, isWithin: Bool, isWhole: Bool = true, followsRow: Bool = false) {
    first = Int32(truncatingIfNeeded: places.lowerBound)
    end = Int32(truncatingIfNeeded: places.upperBound)
    (self.isWithin, self.isWhole, self.followsRow) = (isWithin, isWhole, followsRow)
  }
}

/// Where both of two columns have a value; nil for everywhere.
func bothPresent(_ a: Bitmap?, _ b: Bitmap?) -> Bitmap? {
  guard let a else { return b }
  guard let b else { return a }
  return a & b
}
