import StetColumns

/// The rows of each group, group after group in one array.
struct GroupRows: RandomAccessCollection, Sendable {
  let rows: [Int32]
  let starts: [Int32]

  init(rows: [Int32], starts: [Int32]) {
    (self.rows, self.starts) = (rows, starts)
  }

  /// Groups of rows that follow each other.
  init(inOrder starts: [Int32]) {
    rows = rowsInOrder(Int(starts[starts.count - 1]))
    self.starts = starts
  }

  var startIndex: Int { 0 }
  var endIndex: Int { starts.count - 1 }
  subscript(group: Int) -> ArraySlice<Int32> { rows[Int(starts[group])..<Int(starts[group + 1])] }

  /// `body` for the range of each group in `rows`, groups in parallel; the results in the order of the groups.
  func parallel<Result: Sendable>(_ body: @Sendable (Range<Int>) -> Result) -> [Result] {
    parallel(places: rows.count, body)
  }

  /// The same for an array that is divided as `rows` would be.
  func parallel<Result: Sendable>(places: Int, _ body: @Sendable (Range<Int>) -> Result) -> [Result] {
    // Several threads would write to the storage that all empty arrays share.
    guard count > 0 else { return [] }
    return unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
      // The parts have no group in common.
      nonisolated(unsafe) let buffer = unsafe buffer
      eachPart(places: places) { groups in
        for group in groups {
          unsafe buffer.initializeElement(at: group, to: body(Int(starts[group])..<Int(starts[group + 1])))
        }
      }
      initialized = count
    }
  }

  /// The group of each row, if each row is in one.
  var groupOfRow: [Int32] {
    unsafe perRow { group, rows, target in
      for row in rows { unsafe target[Int(row)] = Int32(truncatingIfNeeded: group) }
    }
  }

  /// The place of each row among the rows, if each row is in one group.
  var placeOfRow: [Int32] {
    unsafe perRow { _, rows, target in
      for place in rows.indices { unsafe target[Int(rows[place])] = Int32(truncatingIfNeeded: place) }
    }
  }

  /// A value for each row, if each row is in one group: `body` writes those of a group's rows, groups in parallel.
  func perRow<Value: BitwiseCopyable & Sendable>(
    _ body: @Sendable (_ group: Int, _ rows: ArraySlice<Int32>, UnsafeMutableBufferPointer<Value>) -> Void
  ) -> [Value] {
    var values: [Value] = untouched(rows.count)
    unsafe values.withUnsafeMutableBufferPointer { target in
      // No row is in two groups.
      nonisolated(unsafe) let target = unsafe target
      eachPart(places: rows.count) { groups in for group in groups { unsafe body(group, self[group], target) } }
    }
    return values
  }

  /// Neighboring groups in parts of about the same number of rows, in parallel.
  func eachPart(places: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let parts = Swift.max(1, Swift.min(count, places / 16_384))
    let bounds = (0...parts).map { part in part == parts ? count : firstGroup(from: places * part / parts) }
    _ = parallelMap(parts) { part in body(bounds[part]..<Swift.max(bounds[part], bounds[part + 1])) }
  }

  /// The group that a place among the rows is in.
  func group(of place: Int) -> Int { firstGroup(from: place + 1) - 1 }

  /// The first group that begins at an index or after it.
  private func firstGroup(from place: Int) -> Int {
    firstPlace(in: count) { Int(starts[$0]) >= place }
  }
}
