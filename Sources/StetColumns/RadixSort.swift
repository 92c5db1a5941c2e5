/// Row numbers in the order of their keys, rows with the same key in input order, and the keys in that order. Only the
/// lowest `bits` of a key count.
///
/// The rows are divided by their highest eleven bits first, by all threads at once; what falls together is small enough
/// for a cache then, and each such bucket is sorted by one thread from its lowest bits up.
package func radixSorted(
  _ keys: [UInt32], bits: Int, isCancelled: () -> Bool = { false }
) -> (keys: [UInt32], rows: [Int32]) {
  // Not generic in front, so that other modules call code made for the very type.
  sorted(keys, bits, isCancelled)
}

package func radixSorted(
  _ keys: [UInt64], bits: Int, isCancelled: () -> Bool = { false }
) -> (keys: [UInt64], rows: [Int32]) {
  sorted(keys, bits, isCancelled)
}

private func sorted<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
  _ keys: [Key], _ bits: Int, _ isCancelled: () -> Bool
) -> (keys: [Key], rows: [Int32]) {
  let count = keys.count
  guard bits > 0, count > 1 else { return (keys, (0..<Int32(count)).map { $0 }) }
  let shift = max(0, bits - digitBits)
  let width = 1 << min(bits, digitBits)
  var (sortedKeys, sortedRows): ([Key], [Int32]) = (untouched(count), untouched(count))
  let starts = divide(keys, shift: shift, width: width, &sortedKeys, &sortedRows)
  guard shift > 0, !isCancelled() else { return (sortedKeys, sortedRows) }
  unsafe sortedKeys.withUnsafeMutableBufferPointer { keys in
    unsafe sortedRows.withUnsafeMutableBufferPointer { rows in
      nonisolated(unsafe) let (keys, rows) = unsafe (keys, rows)
      // Several buckets at a time, so that threads meet seldom; the last ones may be much larger than the first.
      let parts = count > Parallelism.fewRows ? 64 : 1
      _ = parallelMap(parts) { part in
        var scratch = RadixScratch<Key>()
        for bucket in (width * part / parts)..<(width * (part + 1) / parts) {
          let range = starts[bucket]..<starts[bucket + 1]
          if range.count > 1 {
            unsafe sortBucket(
              UnsafeMutableBufferPointer(rebasing: keys[range]), UnsafeMutableBufferPointer(rebasing: rows[range]), shift,
              &scratch)
          }
        }
      }
    }
  }
  return (sortedKeys, sortedRows)
}

private let digitBits = 11

private struct RadixScratch<Key> {
  var keys: [Key] = []
  var rows: [Int32] = []
}

/// Puts keys and row numbers into buckets by the digit above `shift`; where each bucket begins, and the end.
private func divide<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
  _ keys: [Key], shift: Int, width: Int, _ sortedKeys: inout [Key], _ sortedRows: inout [Int32]
) -> [Int] {
  let mask = Key(truncatingIfNeeded: width - 1)
  let stretches = parallelStretches(keys.count) { rows in
    var counts = [Int](repeating: 0, count: width)
    for row in rows { counts[Int(truncatingIfNeeded: keys[row] &>> Key(truncatingIfNeeded: shift) & mask)] += 1 }
    return (rows: rows, counts: counts)
  }
  var starts = [Int](repeating: 0, count: width + 1)
  var next = stretches.map(\.counts)
  var total = 0
  for digit in 0..<width {
    starts[digit] = total
    for stretch in next.indices {
      let count = next[stretch][digit]
      next[stretch][digit] = total
      total += count
    }
  }
  starts[width] = total
  unsafe sortedKeys.withUnsafeMutableBufferPointer { outKeys in
    unsafe sortedRows.withUnsafeMutableBufferPointer { outRows in
      nonisolated(unsafe) let (outKeys, outRows) = unsafe (outKeys, outRows)
      let begins = next
      _ = parallelMap(stretches.count) { stretch in
        var next = begins[stretch]
        unsafe keys.withUnsafeBufferPointer { keys in
          unsafe next.withUnsafeMutableBufferPointer { next in
            for row in stretches[stretch].rows {
              let key = unsafe keys[row]
              let digit = Int(truncatingIfNeeded: key &>> Key(truncatingIfNeeded: shift) & mask)
              let place = unsafe next[digit]
              unsafe outKeys[place] = key
              unsafe outRows[place] = Int32(truncatingIfNeeded: row)
              unsafe next[digit] = place &+ 1
            }
          }
        }
      }
    }
  }
  return starts
}

/// Sorts by the lowest `bits`, stably.
private func sortBucket<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
  _ keys: UnsafeMutableBufferPointer<Key>, _ rows: UnsafeMutableBufferPointer<Int32>, _ bits: Int,
  _ scratch: inout RadixScratch<Key>
) {
  if keys.count <= 48 { return unsafe insertionSort(keys, rows, bits) }
  if scratch.keys.count < keys.count {
    scratch.keys = untouched(keys.count)
    scratch.rows = untouched(keys.count)
  }
  unsafe scratch.keys.withUnsafeMutableBufferPointer { otherKeys in
    unsafe scratch.rows.withUnsafeMutableBufferPointer { otherRows in
      var (fromKeys, fromRows) = unsafe (keys, rows)
      var (toKeys, toRows) = unsafe (
        UnsafeMutableBufferPointer(rebasing: otherKeys[..<keys.count]),
        UnsafeMutableBufferPointer(rebasing: otherRows[..<keys.count])
      )
      var hasMoved = false
      // A small bucket is better off with smaller digits: counting costs as much as there are digits.
      let digit = keys.count < 2048 ? 8 : digitBits
      let width = 1 << digit
      for shift in stride(from: 0, to: bits, by: digit) {
        let mask = Key(truncatingIfNeeded: (1 << min(digit, bits - shift)) - 1)
        let isSorted = unsafe withUnsafeTemporaryAllocation(of: Int32.self, capacity: width) { next in
          unsafe next.initialize(repeating: 0)
          for index in fromKeys.indices {
            let key = unsafe fromKeys[index]
            unsafe next[Int(truncatingIfNeeded: key &>> Key(truncatingIfNeeded: shift) & mask)] &+= 1
          }
          var total: Int32 = 0
          for value in 0..<width {
            let count = unsafe next[value]
            // All keys have this digit.
            if Int(count) == keys.count { return true }
            unsafe next[value] = total
            total &+= count
          }
          for index in fromKeys.indices {
            let key = unsafe fromKeys[index]
            let value = Int(truncatingIfNeeded: key &>> Key(truncatingIfNeeded: shift) & mask)
            let place = unsafe Int(next[value])
            unsafe toKeys[place] = key
            unsafe toRows[place] = fromRows[index]
            unsafe next[value] &+= 1
          }
          return false
        }
        if isSorted { continue }
        unsafe swap(&fromKeys, &toKeys)
        unsafe swap(&fromRows, &toRows)
        hasMoved.toggle()
      }
      if hasMoved {
        _ = unsafe keys.update(from: fromKeys)
        _ = unsafe rows.update(from: fromRows)
      }
    }
  }
}

private func insertionSort<Key: FixedWidthInteger & UnsignedInteger>(
  _ keys: UnsafeMutableBufferPointer<Key>, _ rows: UnsafeMutableBufferPointer<Int32>, _ bits: Int
) {
  let mask = bits >= Key.bitWidth ? Key.max : (1 << Key(bits)) - 1
  for index in 1..<keys.count {
    let (key, row) = unsafe (keys[index], rows[index])
    var place = index
    while unsafe place > 0 && keys[place - 1] & mask > key & mask {
      unsafe keys[place] = keys[place - 1]
      unsafe rows[place] = rows[place - 1]
      place -= 1
    }
    unsafe keys[place] = key
    unsafe rows[place] = row
  }
}
