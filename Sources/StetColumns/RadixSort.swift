// For whoever changes this file:
// - The invariant: the sort is stable, whatever the number of threads, and `keys` are the keys in the order of `rows`; sorting by
//   several keys and grouping rely on both.
// - What breaks first: 0 bits (one key), all 64 bits, and parts that are empty or hold nearly all rows.
// - Once `isCancelled` says so, the order is good for nothing and the caller must not use it.
// - Run `swift test --filter ManyRowsTests` ("Sorting by digits is a stable sort, whatever the keys") and
//   `Scripts/bench --quick --only sort`.

/// Row numbers in the order of their keys, rows with the same key in input order, and the keys in that order. Every key is
/// below 2 to the power of `bits`.
///
/// The rows are first divided by their highest bits, by all threads at once. Each part is then small enough for a cache, and
/// one thread divides it further until only a few rows are left, which are sorted by insertion.
package func radixSorted(
  _ keys: [UInt32], bits: Int, isCancelled: () -> Bool = { false }
) -> (keys: [UInt32], rows: [Int32]) {
  // Not generic on the outside, so that other modules call specialized code.
  sorted(keys, bits, isCancelled)
}

package func radixSorted(
  _ keys: [UInt64], bits: Int, isCancelled: () -> Bool = { false }
) -> (keys: [UInt64], rows: [Int32]) {
  sorted(keys, bits, isCancelled)
}

/// Values group after group, those of one group in input order, and where each group begins, and the end.
///
/// As many ranges of rows as threads, each with its own positions in each group: the values go straight to where they
/// belong.
package func partitioned(_ values: [Double], by groups: [Int32], count: Int) -> (values: [Double], starts: [Int32]) {
  divided(values, groups, count)
}

package func partitioned(_ values: [Int32], by groups: [Int32], count: Int) -> (values: [Int32], starts: [Int32]) {
  divided(values, groups, count)
}

package func partitioned(_ values: [Int64], by groups: [Int32], count: Int) -> (values: [Int64], starts: [Int32]) {
  divided(values, groups, count)
}

package func partitioned(_ values: [Int128], by groups: [Int32], count: Int) -> (values: [Int128], starts: [Int32]) {
  divided(values, groups, count)
}

private func divided<Value: BitwiseCopyable & Sendable>(
  _ values: [Value], _ groups: [Int32], _ count: Int
) -> (values: [Value], starts: [Int32]) {
  var sorted: [Value] = untouched(values.count)
  let starts = unsafe sorted.withUnsafeMutableBufferPointer { target in
    unsafe values.withUnsafeBufferPointer { values in
      unsafe groups.withUnsafeBufferPointer { groups in
        // The ranges of rows have no position in common.
        nonisolated(unsafe) let (target, values, groups) = unsafe (target, values, groups)
        return unsafe divided(values.count, width: count) {
          unsafe Int(groups[$0])
        } move: { row, place in
          unsafe target[place] = values[row]
        }
      }
    }
  }
  return (sorted, starts.map { Int32(truncatingIfNeeded: $0) })
}

private typealias RadixKey = FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable

private func sorted<Key: RadixKey>(_ keys: [Key], _ bits: Int, _ isCancelled: () -> Bool) -> (
  keys: [Key], rows: [Int32]
) {
  let count = keys.count
  guard bits > 0, count > 1 else { return (keys, rowsInOrder(count)) }
  var items: (keys: [Key], rows: [Int32])
  var (digit, starts) = (0, [0, count])
  if count < Parallelism.fewRows {
    // Few rows are one bucket.
    items = (keys, rowsInOrder(count))
  } else {
    items = (untouched(count), untouched(count))
    digit = min(bits, 11)
    starts = divide(keys, shift: bits - digit, width: 1 << digit, &items.keys, &items.rows)
  }
  let shift = bits - digit
  guard shift > 0, !isCancelled() else { return items }
  let largest = zip(starts, starts.dropFirst()).reduce(0) { max($0, $1.1 - $1.0) }
  unsafe items.keys.withUnsafeMutableBufferPointer { keys in
    unsafe items.rows.withUnsafeMutableBufferPointer { rows in
      nonisolated(unsafe) let (keys, rows) = unsafe (keys, rows)
      // Several buckets at a time, so that threads rarely wait for each other; the last ones may be much larger than the first.
      let (digit, starts) = (digit, starts)
      let parts = min(64, 1 << digit)
      _ = parallelMap(parts) { part in
        var (spareKeys, spareRows): ([Key], [Int32]) = (untouched(largest), untouched(largest))
        unsafe spareKeys.withUnsafeMutableBufferPointer { spareKeys in
          unsafe spareRows.withUnsafeMutableBufferPointer { spareRows in
            for bucket in ((part << digit) / parts)..<((part + 1) << digit) / parts {
              let range = starts[bucket]..<starts[bucket + 1]
              unsafe sort(
                Items(keys.baseAddress! + range.lowerBound, rows.baseAddress! + range.lowerBound), range.count, shift,
                spare: Items(spareKeys.baseAddress!, spareRows.baseAddress!))
            }
          }
        }
      }
    }
  }
  return items
}

/// Keys and row numbers in memory of the same shape.
@unsafe private struct Items<Key: RadixKey> {
  let keys: UnsafeMutablePointer<Key>
  let rows: UnsafeMutablePointer<Int32>

  init(_ keys: UnsafeMutablePointer<Key>, _ rows: UnsafeMutablePointer<Int32>) {
    unsafe (self.keys, self.rows) = unsafe (keys, rows)
  }

  func advanced(by count: Int) -> Items { unsafe Items(keys + count, rows + count) }

  func update(from other: Items, count: Int) {
    unsafe keys.update(from: other.keys, count: count)
    unsafe rows.update(from: other.rows, count: count)
  }
}

/// At most this many items are sorted by insertion.
private let handful = 24

/// Sorts items that differ in their lowest `bits` only, stably.
private func sort<Key: RadixKey>(_ items: Items<Key>, _ count: Int, _ bits: Int, spare: Items<Key>) {
  guard count > 1 else { return }
  if count <= handful { return unsafe insert(items, count, into: items) }
  // Bits that are the same in all keys do not matter.
  var difference: Key = 0
  let first = unsafe items.keys[0]
  for index in 1..<count { difference |= unsafe items.keys[index] ^ first }
  let bits = min(bits, Key.bitWidth - difference.leadingZeroBitCount)
  guard bits > 0 else { return }
  // About four items per bucket; no more buckets than the innermost cache has room for.
  let digit = min(bits, max(6, min(12, Int.bitWidth - count.leadingZeroBitCount - 2)))
  let shift = Key(truncatingIfNeeded: bits - digit)
  let mask = Key(truncatingIfNeeded: (1 << digit) - 1)
  unsafe withScratch(of: Int32.self, capacity: 1 << digit) { ends in
    unsafe ends.initialize(repeating: 0, count: 1 << digit)
    for index in 0..<count { unsafe ends[Int(truncatingIfNeeded: items.keys[index] &>> shift & mask)] &+= 1 }
    var total: Int32 = 0
    for value in 0..<(1 << digit) {
      let size = unsafe ends[value]
      unsafe ends[value] = total
      total &+= size
    }
    for index in 0..<count {
      let key = unsafe items.keys[index]
      let value = Int(truncatingIfNeeded: key &>> shift & mask)
      let place = unsafe Int(ends[value])
      unsafe spare.keys[place] = key
      unsafe spare.rows[place] = items.rows[index]
      unsafe ends[value] = Int32(truncatingIfNeeded: place &+ 1)
    }
    if shift == 0 { return unsafe items.update(from: spare, count: count) }
    var start = 0
    for value in 0..<(1 << digit) {
      let end = unsafe Int(ends[value])
      let size = end &- start
      if size == 0 { continue }
      let (part, source) = unsafe (items.advanced(by: start), spare.advanced(by: start))
      if size <= handful {
        unsafe insert(source, size, into: part)
      } else {
        unsafe part.update(from: source, count: size)
        unsafe sort(part, size, Int(shift), spare: source)
      }
      start = end
    }
  }
}

/// Sorts a few items while moving them; source and target may be the same.
@inline(__always)
private func insert<Key: RadixKey>(_ source: Items<Key>, _ count: Int, into target: Items<Key>) {
  for index in 0..<count {
    let (key, row) = unsafe (source.keys[index], source.rows[index])
    var place = index
    while unsafe place > 0 && target.keys[place &- 1] > key {
      unsafe target.keys[place] = target.keys[place &- 1]
      unsafe target.rows[place] = target.rows[place &- 1]
      place &-= 1
    }
    unsafe target.keys[place] = key
    unsafe target.rows[place] = row
  }
}

/// Puts keys and row numbers into buckets by the digit above `shift`; where each bucket begins, and the end.
private func divide<Key: RadixKey>(
  _ keys: [Key], shift: Int, width: Int, _ sortedKeys: inout [Key], _ sortedRows: inout [Int32]
) -> [Int] {
  let shift = Key(truncatingIfNeeded: shift)
  return unsafe sortedKeys.withUnsafeMutableBufferPointer { targetKeys in
    unsafe sortedRows.withUnsafeMutableBufferPointer { targetRows in
      unsafe keys.withUnsafeBufferPointer { keys in
        // The ranges of rows have no position in common.
        nonisolated(unsafe) let (targetKeys, targetRows, keys) = unsafe (targetKeys, targetRows, keys)
        return unsafe divided(keys.count, width: width) {
          unsafe Int(truncatingIfNeeded: keys[$0] &>> shift)
        } move: { row, place in
          unsafe targetKeys[place] = keys[row]
          unsafe targetRows[place] = Int32(truncatingIfNeeded: row)
        }
      }
    }
  }
}
