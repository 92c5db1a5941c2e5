import CKernels
import StetColumns
import Synchronization

/// Rows in groups, the groups in the order of their keys and missing last.
struct GroupedRows: Sendable {
  let grouping: Grouping
  /// The keys of the groups that have rows.
  let keys: [Column]
  /// Which groups have rows, if not all do: a group is then the number of its keys.
  let occupied: [Int32]?

  /// How many rows the groups have that have some.
  var occupiedSizes: [Int64] {
    let sizes = grouping.sizes()
    return occupied.map { $0.map { sizes[Int($0)] } } ?? sizes
  }

  /// A column of all groups, for those that have rows.
  func occupied(_ column: Column) -> Column { occupied.map { column.gather($0, areRows: true) } ?? column }
}

func grouped(by keys: [Column], rowCount: Int) -> GroupedRows {
  guard !keys.isEmpty else { return GroupedRows(grouping: Grouping(whole: rowCount), keys: [], occupied: nil) }
  let ranked = keys.map { RankedKey($0) }
  if let packed = PackedKeys(ranked), packed.isAscending(rowCount) { return groupedInOrder(packed, rowCount) }
  if let (packed, width) = PackedKeys.dense(ranked, most: UInt64(max(65_536, rowCount))) {
    return directlyGrouped(packed, width, rowCount)
  }
  guard let packed = PackedKeys(ranked) else { return groupedByIdentity(keys, rowCount) }
  if packed.bits <= 32 {
    return grouped(radixSorted(packed.numbers(of: rowCount) as [UInt32], bits: packed.bits), packed)
  }
  return grouped(radixSorted(packed.numbers(of: rowCount) as [UInt64], bits: packed.bits), packed)
}

/// Rows that are in the order of their keys: equal keys are adjacent.
private func groupedInOrder(_ packed: PackedKeys, _ rowCount: Int) -> GroupedRows {
  packed.bits <= 32
    ? runs(packed.numbers(of: rowCount) as [UInt32], packed) : runs(packed.numbers(of: rowCount) as [UInt64], packed)
}

private func runs<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
  _ numbers: [Number], _ packed: PackedKeys
) -> GroupedRows {
  let (begins, different) = changes(of: numbers)
  return GroupedRows(
    grouping: Grouping(runs: begins + [Int32(truncatingIfNeeded: numbers.count)], rowCount: numbers.count),
    keys: packed.values(of: different), occupied: nil)
}

/// Where each run of equal numbers begins, and its number.
private func changes<Number: FixedWidthInteger & BitwiseCopyable & Sendable>(of numbers: [Number]) -> (
  [Int32], [Number]
) {
  let begins = rows(below: numbers.count) { beginnings(of: numbers, in: $0) }
  if begins.count == numbers.count { return (begins, numbers) }
  return (
    begins,
    parallelFill(begins.count) { range, target in
      for group in range { target[group &- range.lowerBound] = numbers[Int(begins[group])] }
    }
  )
}

/// The rows of a stretch whose number is another than that of the row before, in an array with room for more.
private func beginnings<Number: FixedWidthInteger & BitwiseCopyable>(
  of numbers: [Number], in stretch: Range<Int>
) -> (rows: [Int32], count: Int) {
  var found: [Int32] = untouched(stretch.count + 16)
  var count = 0
  unsafe numbers.withUnsafeBytes { numbers in
    unsafe found.withUnsafeMutableBufferPointer { found in
      unsafe withScratch(of: UInt8.self, capacity: Batch.capacity) { flags in
        for start in stride(from: stretch.lowerBound, to: stretch.upperBound, by: Batch.capacity) {
          let rows = start..<min(start + Batch.capacity, stretch.upperBound)
          // Nothing is before the first row.
          let skipped = start == 0 ? 1 : 0
          unsafe flags[0] = 1
          if Number.bitWidth == 32 {
            let numbers = unsafe numbers.bindMemory(to: Int32.self).baseAddress! + start
            unsafe stet_differ32(
              Batch.kernels, STET_BOTH_VARY, numbers + skipped, numbers + skipped - 1, rows.count - skipped,
              flags + skipped)
          } else {
            let numbers = unsafe numbers.bindMemory(to: Int64.self).baseAddress! + start
            unsafe stet_differ64(
              Batch.kernels, STET_BOTH_VARY, numbers + skipped, numbers + skipped - 1, rows.count - skipped,
              flags + skipped)
          }
          let places = unsafe found.baseAddress! + count
          let more = unsafe stet_places(Batch.kernels, flags, rows.count, 0, places)
          let first = Int32(truncatingIfNeeded: start)
          for place in 0..<more { unsafe places[place] &+= first }
          count += more
        }
      }
    }
  }
  return (found, count)
}

/// Numbers that are few enough for an array with an element for each: an array shows which of them occur.
private func directlyGrouped(_ packed: PackedKeys, _ width: Int, _ rowCount: Int) -> GroupedRows {
  let (numbers, base, occurring) = directNumbers(packed, width, rowCount)
  let occupied = rows(below: occurring.count) { occurring[$0] != 0 }
  let columns = packed.values(of: occupied.map { UInt32(bitPattern: $0 - base) })
  guard let last = occupied.last, last + 1 > occupied.count else {
    // Without gaps, the numbers are the groups.
    return GroupedRows(
      grouping: Grouping(groupOfRow: numbers, count: occupied.count, leavesRowsOut: false, mayBeEmpty: false),
      keys: columns,
      occupied: nil)
  }
  let count = Int(last) + 1
  if count <= max(4096, rowCount / 64) {
    return GroupedRows(
      grouping: Grouping(groupOfRow: numbers, count: count, leavesRowsOut: false, mayBeEmpty: true), keys: columns,
      occupied: occupied)
  }
  var groups = [Int32](repeating: -1, count: count)
  for (group, number) in occupied.enumerated() { groups[Int(number)] = Int32(truncatingIfNeeded: group) }
  let groupOfRow: [Int32] = parallelFill(rowCount) { [groups] rows, target in
    for row in rows { target[row &- rows.lowerBound] = groups[Int(numbers[row])] }
  }
  return GroupedRows(
    grouping: Grouping(groupOfRow: groupOfRow, count: occupied.count, leavesRowsOut: false, mayBeEmpty: false),
    keys: columns,
    occupied: nil)
}

/// A number for each row, the offset of these numbers from those of the keys, and which of them occur.
private func directNumbers(_ packed: PackedKeys, _ width: Int, _ rowCount: Int) -> (
  [Int32], base: Int32, occurring: [UInt8]
) {
  // One key may already have its numbers: codes of texts if none is missing, small ints as they are.
  if packed.keys.count == 1 {
    if let codes = packed.keys[0].codes, let found = occurring(codes, width) { return (codes, 0, found) }
    if let (values, base) = packed.keys[0].ownNumbers(below: max(4096, rowCount / 64)),
      let found = occurring(values, width + Int(base))
    {
      return (values, base, found)
    }
  }
  let numbers: [UInt32] = packed.numbers(of: rowCount)
  let places = unsafe unsafeBitCast(numbers, to: [Int32].self)
  guard let found = occurring(places, width) else { preconditionFailure("packed numbers are not negative") }
  return (places, 0, found)
}

/// A 1 for each number that occurs; nil if one is negative.
private func occurring(_ numbers: [Int32], _ width: Int) -> [UInt8]? {
  let parts = parallelStretches(numbers.count) { rows in
    var occurs = [UInt8](repeating: 0, count: width)
    var signs: Int32 = 0
    unsafe numbers.withUnsafeBufferPointer { numbers in
      unsafe occurs.withUnsafeMutableBufferPointer { occurs in
        for row in rows {
          let number = unsafe numbers[row]
          signs |= number
          unsafe occurs[Int(max(number, 0))] = 1
        }
      }
    }
    return signs < 0 ? nil : occurs
  }
  guard var all = parts[0] else { return nil }
  for part in parts.dropFirst() {
    guard let part else { return nil }
    for number in 0..<width { all[number] |= part[number] }
  }
  return all
}

/// Many different keys: once the rows are sorted, equal keys are adjacent.
private func grouped<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
  _ sorted: (keys: [Number], rows: [Int32]), _ packed: PackedKeys
) -> GroupedRows {
  let (numbers, order) = sorted
  let (begins, different) = changes(of: numbers)
  let grouping = Grouping(GroupRows(rows: order, starts: begins + [Int32(truncatingIfNeeded: numbers.count)]))
  return GroupedRows(grouping: grouping, keys: packed.values(of: different), occupied: nil)
}

private func groupedByIdentity(_ keys: [Column], _ rowCount: Int) -> GroupedRows {
  let groups = identities(of: keys, rowCount: rowCount)
  let first = firstRows(groups)
  let columns = keys.map { $0.gather(first) }
  let order = sortedRows(columns.map { (column: $0, descending: false) }, rowCount: groups.count)
  var place = [Int32](repeating: 0, count: groups.count)
  for (new, old) in order.enumerated() { place[Int(old)] = Int32(truncatingIfNeeded: new) }
  let groupOfRow = groups.groupOfRow.map { place[Int($0)] }
  return GroupedRows(
    grouping: Grouping(groupOfRow: groupOfRow, count: groups.count, leavesRowsOut: false, mayBeEmpty: false),
    keys: columns.map { $0.gather(order) }, occupied: nil)
}
