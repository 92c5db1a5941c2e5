// For whoever changes this file:
// - The invariant: each part of the table is filled by one thread, and a place holds one row, whichever thread came last;
//   that is right only because a table with several rows of one key counts them anew and goes by `groups`.
// - The hash has no seed on purpose: nothing may change from run to run.
// - Run `swift test --filter ManyRowsTests` and `Scripts/bench --quick --only join`.

import StetColumns
import StetSystem
import Synchronization

/// The rows of the right table by their key.
struct KeyTable: Sendable {
  /// Where numbers are looked up; nil if a number is the index itself.
  private let slots: NumberTable?
  /// By slot, one row of its key.
  private let rows: RowOfPlace
  /// If some key has several rows: those of each slot, in input order.
  let groups: GroupRows?

  /// `places` is how many numbers there are, if they are few enough for an array.
  init(_ keys: PackedKeys, _ count: Int, places: Int?) {
    let slots = places == nil ? NumberTable(keys, count) : nil
    let width = slots?.count ?? places ?? 0
    let rows = RowOfPlace(width)
    (self.slots, self.rows) = (slots, rows)
    @Sendable func eachPlace(_ rows: Range<Int>, _ body: (_ row: Int, _ place: Int) -> Void) {
      unsafe keys.eachBlock(rows) { rows, numbers in
        for index in 0..<rows.count {
          let place = unsafe Self.place(numbers[index], slots, width)
          if place >= 0 { body(rows.lowerBound &+ index, place) }
        }
      }
    }
    // Several rows of one key take one slot, whichever of them has it in the end.
    let keyed = parallelStretches(count) { stretch in
      var keyed = 0
      eachPlace(stretch) { row, place in
        rows.set(place, row)
        keyed &+= 1
      }
      return keyed
    }.reduce(0, +)
    if rows.taken == keyed {
      groups = nil
      return
    }
    var starts = [Int32](repeating: 0, count: width + 1)
    eachPlace(0..<count) { _, place in starts[place &+ 1] &+= 1 }
    for place in 0..<width { starts[place + 1] += starts[place] }
    var next = starts
    var grouped = [Int32](repeating: 0, count: keyed)
    eachPlace(0..<count) { row, place in
      grouped[Int(next[place])] = Int32(truncatingIfNeeded: row)
      next[place] &+= 1
    }
    groups = GroupRows(rows: grouped, starts: starts)
  }

  /// The slot of a number; −1 if no row has it.
  @inline(__always)
  func place(_ number: UInt64) -> Int { Self.place(number, slots, rows.count) }

  @inline(__always)
  private static func place(_ number: UInt64, _ slots: NumberTable?, _ width: Int) -> Int {
    if let slots { return slots.place(number) }
    return number < UInt64(truncatingIfNeeded: width) ? Int(truncatingIfNeeded: number) : -1
  }

  /// The row of a number that no two rows have; −1 if none has it.
  @inline(__always)
  func row(_ number: UInt64) -> Int32 {
    let place = place(number)
    return place < 0 ? -1 : rows[place]
  }
}

/// A row for each slot, which several threads may set at once; −1 if none was set.
@safe private final class RowOfPlace: Sendable {
  let count: Int
  private nonisolated(unsafe) let cells: UnsafeMutablePointer<Atomic<Int32>>

  init(_ count: Int) {
    self.count = count
    let cells = UnsafeMutablePointer<Atomic<Int32>>.allocate(capacity: count)
    unsafe preferLargePages(
      UnsafeMutableRawBufferPointer(start: cells, count: count * MemoryLayout<Atomic<Int32>>.stride))
    nonisolated(unsafe) let start = unsafe cells
    _ = parallelStretches(count) { places in
      for place in places { unsafe (start + place).initialize(to: Atomic(-1)) }
    }
    unsafe self.cells = unsafe cells
  }

  deinit {
    unsafe cells.deinitialize(count: count)
    unsafe cells.deallocate()
  }

  @inline(__always)
  subscript(place: Int) -> Int32 { unsafe cells[place].load(ordering: .relaxed) }

  @inline(__always)
  func set(_ place: Int, _ row: Int) { unsafe cells[place].store(Int32(truncatingIfNeeded: row), ordering: .relaxed) }

  /// How many slots have a row.
  var taken: Int { parallelStretches(count) { places in places.count { self[$0] >= 0 } }.reduce(0, +) }
}

/// A slot for each different number: open addressing in several parts, each filled by one thread.
private struct NumberTable: Sendable {
  /// `noKey` in an empty slot.
  private let numbers: [UInt64]
  /// Where each part begins, and its number of slots minus one.
  private let parts: [(start: Int, mask: Int)]
  /// The part of a number is in the highest bits of its hash.
  private let shift: UInt64

  var count: Int { numbers.count }

  init(_ keys: PackedKeys, _ count: Int) {
    let given: [UInt64] = parallelFill(count) { range, target in
      unsafe keys.eachBlock(range) { rows, numbers in
        for index in 0..<rows.count { target[rows.lowerBound &- range.lowerBound &+ index] = unsafe numbers[index] }
      }
    }
    let bits = count < Parallelism.fewRows ? 0 : 6
    let shift = UInt64(64 - bits)
    let partOfRow: [UInt32] = parallelFill(count) { range, target in
      for row in range { target[row &- range.lowerBound] = UInt32(truncatingIfNeeded: Self.hash(given[row]) >> shift) }
    }
    let sorted = radixSorted(partOfRow, bits: bits)
    var ranges: [Range<Int>] = []
    for part in 0..<(1 << bits) {
      let start = ranges.last?.upperBound ?? 0
      let end = sorted.keys[start...].firstIndex { $0 > UInt32(part) } ?? count
      ranges.append(start..<end)
    }
    var parts: [(start: Int, mask: Int)] = []
    var total = 0
    for range in ranges {
      var size = 16
      while size < range.count * 2 { size *= 2 }
      parts.append((total, size - 1))
      total += size
    }
    var numbers: [UInt64] = untouched(total)
    unsafe numbers.withUnsafeMutableBufferPointer { slots in
      // The parts have no slot in common.
      nonisolated(unsafe) let slots = unsafe slots
      let (parts, ranges) = (parts, ranges)
      _ = parallelMap(parts.count) { part in
        let (start, mask) = parts[part]
        for slot in 0...mask { unsafe slots[start + slot] = noKey }
        for row in sorted.rows[ranges[part]] {
          let number = given[Int(row)]
          guard number != noKey else { continue }
          var slot = Int(truncatingIfNeeded: Self.hash(number)) & mask
          while unsafe slots[start &+ slot] != noKey && slots[start &+ slot] != number { slot = (slot &+ 1) & mask }
          unsafe slots[start &+ slot] = number
        }
      }
    }
    (self.numbers, self.parts, self.shift) = (numbers, parts, shift)
  }

  /// −1 if the number has none.
  @inline(__always)
  func place(_ number: UInt64) -> Int {
    guard number != noKey else { return -1 }
    let hash = Self.hash(number)
    let (start, mask) = parts[Int(truncatingIfNeeded: hash >> shift)]
    var slot = Int(truncatingIfNeeded: hash) & mask
    while numbers[start &+ slot] != number {
      if numbers[start &+ slot] == noKey { return -1 }
      slot = (slot &+ 1) & mask
    }
    return start &+ slot
  }

  /// Multiply–fold; deliberately without a seed, because nothing may change from run to run.
  @inline(__always)
  private static func hash(_ number: UInt64) -> UInt64 {
    let product = number.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
    return product.high ^ product.low
  }
}
