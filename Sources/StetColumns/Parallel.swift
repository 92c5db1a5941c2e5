import Dispatch
import StetSystem
import Synchronization

/// How many threads may work at once. Results never depend on it: the data alone decides how work is divided, and results
/// are combined in the order of the data.
@usableFromInline package enum Parallelism {
  private static let limit = Atomic<Int>(0)

  /// The number that was set, or the number of processors.
  @usableFromInline package static var threads: Int {
    let set = limit.load(ordering: .relaxed)
    return set > 0 ? set : processorCount
  }

  package static func limit(to threads: Int) { limit.store(threads, ordering: .relaxed) }

  /// Below this number of rows, a second thread takes longer to start than it saves.
  @usableFromInline package static let fewRows = 1 << 16
}

/// `body` for each of the numbers below `count`, on several threads; the results in the order of the numbers.
@usableFromInline package func parallelMap<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result)
  -> [Result]
{
  let threads = min(count, Parallelism.threads)
  guard threads > 1 else { return (0..<count).map(body) }
  let next = Atomic<Int>(0)
  let results = Mutex([Result?](repeating: nil, count: count))
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    while true {
      let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard item < count else { return }
      let result = body(item)
      results.withLock { $0[item] = result }
    }
  }
  return results.withLock { $0 }.map { result in
    guard let result else { preconditionFailure("every item must have a result") }
    return result
  }
}

/// How many rows are a unit of work, of partial results and of what may be skipped: a number of the data alone.
package let chunkRows = 1 << 16

/// `body` for each chunk of the rows, on several threads that each have a state of their own; what is left of the states at the end,
/// in no order.
package func parallelChunks<State, Result: Sendable>(
  _ rowCount: Int, of size: Int = chunkRows, state: @Sendable () -> State,
  _ body: @Sendable (State, _ chunk: Int, Range<Int>) -> Void, result: @Sendable (State) -> Result
) -> [Result] {
  let count = (rowCount + size - 1) / size
  let next = Atomic<Int>(0)
  @Sendable func work() -> Result? {
    var own: State?
    while true {
      let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard chunk < count else { return own.map(result) }
      let current = own ?? state()
      own = current
      body(current, chunk, chunk * size..<min(rowCount, (chunk + 1) * size))
    }
  }
  let threads = min(count, Parallelism.threads)
  guard threads > 1 else { return [work()].compactMap { $0 } }
  let results = Mutex<[Result]>([])
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    guard let result = work() else { return }
    results.withLock { $0.append(result) }
  }
  return results.withLock { $0 }
}

/// `body` for ranges of the rows, each on a thread of its own: as many as there are threads, or one if there are few
/// rows. For work whose result does not depend on how the rows are divided.
@inlinable package func parallelStretches<Result: Sendable>(_ rows: Int, _ body: @Sendable (Range<Int>) -> Result)
  -> [Result]
{
  let parts = max(1, min(Parallelism.threads, rows / Parallelism.fewRows))
  // A word of a bitmap belongs to one range.
  @Sendable func bound(_ part: Int) -> Int { part == parts ? rows : rows * part / parts & ~63 }
  return parallelMap(parts) { part in body(bound(part)..<bound(part + 1)) }
}

/// An array whose ranges are filled by several threads: `body` writes every element of its rows, the first of them at 0.
@inlinable package func parallelFill<Element: BitwiseCopyable & Sendable>(
  _ count: Int, _ body: @Sendable (_ rows: Range<Int>, _ target: inout MutableSpan<Element>) -> Void
) -> [Element] {
  var values: [Element] = untouched(count)
  unsafe values.withUnsafeMutableBufferPointer { buffer in
    // The ranges have no element in common.
    nonisolated(unsafe) let buffer = unsafe buffer
    _ = parallelStretches(count) { rows in
      var span = unsafe UnsafeMutableBufferPointer(rebasing: buffer[rows]).mutableSpan
      body(rows, &span)
    }
  }
  return values
}

/// A result for each value, by several threads.
@inlinable @inline(__always)
package func parallelMapped<Value: Sendable, Result: BitwiseCopyable & Sendable>(
  _ values: [Value], _ change: @Sendable (Value) -> Result
) -> [Result] {
  parallelFill(values.count) { places, target in
    for place in places { target[place &- places.lowerBound] = change(values[place]) }
  }
}

/// An array that several threads write at places of their own: `body` writes every place once.
func scatterFill<Element: BitwiseCopyable>(_ count: Int, _ body: (ScatterTarget<Element>) -> Void) -> [Element] {
  var values: [Element] = untouched(count)
  unsafe values.withUnsafeMutableBufferPointer { buffer in
    if let base = buffer.baseAddress { unsafe body(ScatterTarget(base: base)) }
  }
  return values
}

/// The memory of such an array, good until it is full.
@safe struct ScatterTarget<Element: BitwiseCopyable>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>

  @inline(__always)
  subscript(place: Int) -> Element {
    get { unsafe base[place] }
    nonmutating set { unsafe base[place] = newValue }
  }
}

/// The rows that meet a condition, in order.
@inlinable package func rows(below count: Int, where condition: @Sendable (Int) -> Bool) -> [Int32] {
  rows(below: count) { stretch in
    var rows: [Int32] = untouched(stretch.count)
    var kept = 0
    unsafe rows.withUnsafeMutableBufferPointer { rows in
      // Written whether or not it is kept: a branch would be mispredicted too often.
      for row in stretch {
        unsafe rows[kept] = Int32(truncatingIfNeeded: row)
        kept &+= condition(row) ? 1 : 0
      }
    }
    return (rows: rows, count: kept)
  }
}

/// Rows that each thread finds in its stretch, the first `count` of an array, put together in order.
@inlinable package func rows(
  below count: Int, inStretch find: @Sendable (Range<Int>) -> (rows: [Int32], count: Int)
) -> [Int32] {
  let found = parallelStretches(count, find)
  if found.count == 1 {
    var rows = found[0].rows
    rows.removeLast(rows.count - found[0].count)
    return rows
  }
  return joined(found.map { $0.rows[..<$0.count] })
}

/// Lists one after another.
@usableFromInline package func joined(_ lists: [ArraySlice<Int32>]) -> [Int32] {
  var starts = [0]
  for list in lists { starts.append(starts[starts.count - 1] + list.count) }
  let ends = starts
  return scatterFill(ends[lists.count]) { target in
    _ = parallelMap(lists.count) { list in
      unsafe lists[list].withUnsafeBufferPointer { source in
        if let source = source.baseAddress {
          unsafe (target.base + ends[list]).update(from: source, count: lists[list].count)
        }
      }
    }
  }
}

/// Each row's own number, −1 for those that are not present.
package func rowsInOrder(_ count: Int, where present: Bitmap) -> [Int32] {
  parallelFill(count) { rows, target in
    for row in rows { target[row &- rows.lowerBound] = present[row] ? Int32(truncatingIfNeeded: row) : -1 }
  }
}

/// 0, 1, 2 and so on: every row, in order.
package func rowsInOrder(_ count: Int) -> [Int32] {
  parallelFill(count) { rows, target in
    for row in rows { target[row &- rows.lowerBound] = Int32(truncatingIfNeeded: row) }
  }
}
