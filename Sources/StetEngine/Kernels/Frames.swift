import StetColumns

/// For each row of a window, the rows that an aggregate is calculated over: those from one place in the order up to another.
///
/// Places count the rows partition after partition, each in its order; neither end of a frame ever moves back within a partition.
struct Frames: Sendable {
  /// Where each partition begins, and the end.
  let partitions: [Int32]
  /// The first place of each frame, and the one after its last.
  let starts: [Int32]
  let ends: [Int32]
  /// Whether each frame begins with its partition.
  let isRunning: Bool
  /// The places that count; nil for all.
  private(set) var kept: Bitmap?

  var count: Int { starts.count }

  /// All rows up to and including each.
  init(runningIn partitions: [Int32]) {
    self.partitions = partitions
    let groups = GroupRows(inOrder: partitions)
    starts = unsafe groups.perRow { _, places, starts in
      for place in places { unsafe starts[Int(place)] = places[places.startIndex] }
    }
    ends = parallelFill(starts.count) { places, ends in
      for place in places { ends[place &- places.lowerBound] = Int32(truncatingIfNeeded: place &+ 1) }
    }
    isRunning = true
  }

  init(_ partitions: [Int32], starts: [Int32], ends: [Int32]) {
    (self.partitions, self.starts, self.ends) = (partitions, starts, ends)
    isRunning = false
  }

  /// The same without some places.
  func keeping(_ isKept: @Sendable (Int) -> Bool) -> Frames {
    var frames = self
    let before = kept
    frames.kept = Bitmap(parallel: count) { (before?[$0] ?? true) && isKept($0) }
    return frames
  }

  /// The places that have a value and count; nil for all.
  func counted(_ presence: Bitmap?) -> Bitmap? {
    guard let kept else { return presence }
    return presence.map { $0 & kept } ?? kept
  }

  /// How many places with a value each frame has.
  func sizes(_ presence: Bitmap? = nil) -> [Int64] {
    guard let counted = counted(presence) else { return sizes { _ in true } }
    return sizes { counted[$0] }
  }

  /// How many places each frame has for which something is true.
  func sizes(where isCounted: (Int) -> Bool) -> [Int64] {
    var before: [Int32] = [0]
    before.reserveCapacity(count + 1)
    for place in 0..<count { before.append(before[place] + (isCounted(place) ? 1 : 0)) }
    return parallelFill(count) { [before] places, target in
      for place in places {
        target[place &- places.lowerBound] = Int64(before[Int(ends[place])] - before[Int(starts[place])])
      }
    }
  }

  /// A result for each frame from a state that takes in the places that enter a frame and gives up those that leave it.
  ///
  /// Partitions in parallel. Only what counts enters.
  func slid<State: Sendable, Result: BitwiseCopyable & Sendable>(
    _ zero: State, over presence: Bitmap?, add: @Sendable (inout State, Int) -> Void,
    remove: @Sendable (inout State, Int) -> Void, result: @Sendable (State) -> Result
  ) -> [Result] {
    let counted = counted(presence)
    return unsafe GroupRows(inOrder: partitions).perRow { _, places, target in
      guard let first = places.first else { return }
      var state = zero
      var (low, high) = (Int(first), Int(first))
      for place in places {
        let (start, end) = (Int(starts[Int(place)]), Int(ends[Int(place)]))
        while high < end {
          if counted?[high] ?? true { add(&state, high) }
          high += 1
        }
        while low < start {
          if counted?[low] ?? true { remove(&state, low) }
          low += 1
        }
        unsafe target[Int(place)] = result(state)
      }
    }
  }

  /// The same for running frames, from which nothing leaves; nil for others.
  func grown<State: Sendable, Result: BitwiseCopyable & Sendable>(
    _ zero: State, over presence: Bitmap?, add: @Sendable (inout State, Int) -> Void,
    result: @Sendable (State) -> Result
  ) -> [Result]? {
    isRunning ? slid(zero, over: presence, add: add, remove: { _, _ in }, result: result) : nil
  }
}

extension Frames {
  /// Places in parts whose frames have few rows altogether.
  var parts: [Range<Int>] {
    var (parts, start, size): ([Range<Int>], Int, Int) = ([], 0, 0)
    for place in 0..<count {
      size += Int(ends[place] - starts[place])
      guard size > 1 << 21 || place + 1 == count else { continue }
      parts.append(start..<place + 1)
      (start, size) = (place + 1, 0)
    }
    return parts
  }
}
