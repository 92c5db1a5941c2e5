import StetColumns

/// An aggregate of groups that grows as batches come, so that its arguments are never whole columns.
///
/// Whatever the threads do, the result is the same: what does not depend on the order of rows is added up as it comes, anything else for
/// each unit of rows, and units in their order.
protocol Accumulator: Sendable {
  /// Whether so many groups fit in what it may take.
  func hasRoom(groups: Int) -> Bool
  /// Whether it reads no register.
  var onlyCountsRows: Bool { get }
  /// For one thread.
  func makeLane(groups: Int) -> any AccumulatorLane
  /// One value for each group, of which `sizes` has the rows.
  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) throws(ValueFailure) -> Column
}

/// What an accumulator holds for one thread.
protocol AccumulatorLane: AnyObject {
  func add(_ batch: Batch, _ groups: BatchGroups)
  func unitEnds(_ unit: Int)
}

extension Accumulator {
  func hasRoom(groups: Int) -> Bool { true }
  var onlyCountsRows: Bool { false }
}

extension AccumulatorLane {
  func unitEnds(_ unit: Int) {}
}

/// The groups of a batch's rows.
struct BatchGroups {
  /// One number for each row; nil if all rows are of one group.
  let numbers: Cells<Int32>?
  let only: Int
}

/// A value for each group, up to a few groups in several copies that take turns: an addition would wait for the one before it.
@safe final class GroupCells<Value: BitwiseCopyable> {
  let groups: Int
  private let shift: Int
  private let memory: UnsafeMutablePointer<Value>

  /// Copies of a group are next to each other.
  var copies: Int { 1 << shift }

  init(groups: Int, _ value: Value) {
    self.groups = groups
    shift = groups <= 1024 ? 2 : 0
    unsafe memory = .allocate(capacity: groups << shift)
    unsafe memory.initialize(repeating: value, count: groups << shift)
  }

  deinit { unsafe memory.deallocate() }

  subscript(group: Int, copy: Int) -> Value {
    get { unsafe memory[group << shift + copy] }
    set { unsafe memory[group << shift + copy] = newValue }
  }

  /// Changes the value of each row's group. Inlined, so that each loop is specialized for its body.
  @inline(__always)
  func each(_ groups: Cells<Int32>, _ count: Int, _ body: (inout Value, _ row: Int) -> Void) {
    let (memory, shift) = unsafe (self.memory, self.shift)
    let mask = 1 << shift - 1
    for row in 0..<count {
      let place = Int(groups[row]) &<< shift &+ (row & mask)
      assert(place >= 0 && place < self.groups << shift, "a group is below the number of groups")
      unsafe body(&memory[place], row)
    }
  }
}

/// How many rows of each group have no value, or are left out by `where:`.
final class AbsentCounts {
  private let groups: Int
  private var counts: GroupCells<Int64>?

  init(groups: Int) { self.groups = groups }

  func add(_ batch: Batch, _ groups: BatchGroups, _ included: Flags?) {
    guard let included else { return }
    let counts = self.counts ?? GroupCells(groups: self.groups, 0)
    self.counts = counts
    if let numbers = groups.numbers {
      counts.each(numbers, batch.count) { $0 &+= Int64(1 ^ included[$1]) }
    } else {
      counts[groups.only, 0] += Int64(batch.count - included.ones(batch.count))
    }
  }

  /// How many rows of each group are counted.
  static func present(_ lanes: [AbsentCounts], sizes: [Int64]) -> [Int64] {
    var present = sizes
    for lane in lanes {
      guard let counts = lane.counts else { continue }
      for group in present.indices {
        for copy in 0..<counts.copies { present[group] -= counts[group, copy] }
      }
    }
    return present
  }
}

extension Batch {
  /// Which rows have a value and are kept by `where:`; nil if all are. Good until it is asked again.
  func included(_ argument: Register?, _ kept: Register?) -> Flags? {
    var present = argument.flatMap { presence($0) }
    if let argument, argument.layout == .text {
      let codes: Cells<Int32> = values(argument)
      var signs: Int32 = 0
      for row in 0..<count { signs |= codes[row] }
      if signs < 0 {
        for row in 0..<count { scratchFlags[row] = codes[row] < 0 ? 0 : 1 }
        present = scratchFlags
      }
    }
    guard let kept else { return present }
    let flags: Flags = values(kept)
    guard let present else { return flags }
    for row in 0..<count { scratchFlags[row] = present[row] & flags[row] }
    return scratchFlags
  }
}

/// Which groups have a value at all; nil if all do.
func filled(_ present: [Int64]) -> Bitmap? {
  present.allSatisfy { $0 > 0 } ? nil : Bitmap(count: present.count) { present[$0] > 0 }
}
