import StetColumns

/// How many different values each group has: a bit for each group and each value that there may be.
struct DistinctAccumulator: Accumulator {
  private let argument: Register
  private let kept: Register?
  /// The place of each row's value, 0 for missing.
  private let places: Register
  private let count: Int
  /// Bits that all groups may take together.
  private static let most = 1 << 26

  /// Nil for values that cannot be counted beforehand.
  init?(_ builder: inout ProgramBuilder, _ argument: Register, _ kept: Register?) {
    let argument = builder.cells(argument)
    let least: Int64
    if let pool = argument.pool {
      guard pool.isDistinct, pool.count < Self.most else { return nil }
      (least, count) = (0, pool.count + 1)
    } else if argument.layout == .bool {
      (least, count) = (0, 3)
    } else if let bounds = argument.bounds, argument.layout == .narrow || argument.layout == .wide {
      let (span, overflow) = bounds.upperBound.subtractingReportingOverflow(bounds.lowerBound)
      guard !overflow, span < Self.most else { return nil }
      (least, count) = (bounds.lowerBound, Int(span) + 2)
    } else {
      return nil
    }
    self.argument = argument
    self.kept = kept
    places = builder.places(argument, from: least, times: 1, isAlone: false).register
  }

  func hasRoom(groups: Int) -> Bool { groups * (count + 63) <= Self.most }

  private final class DistinctLane: AccumulatorLane {
    private let distinct: DistinctAccumulator
    /// Words of a group.
    private let width: Int
    private(set) var bits: [UInt64]

    init(_ distinct: DistinctAccumulator, _ groups: Int) {
      self.distinct = distinct
      width = (distinct.count + 63) / 64
      bits = [UInt64](repeating: 0, count: groups * width)
    }

    func add(_ batch: Batch, _ groups: BatchGroups) {
      let places: Cells<Int32> = batch.values(distinct.places)
      let (count, bitsOfGroup) = (batch.count, width * 64)
      let kept: Flags? = distinct.kept.map { batch.values($0) }
      unsafe bits.withUnsafeMutableBufferPointer { bits in
        guard let words = bits.baseAddress else { return }
        /// The bit of a missing value is set for rows that are left out, too.
        @inline(__always)
        func add(_ group: Int, _ row: Int) {
          let place = group &* bitsOfGroup &+ Int(places[row]) &* Int(kept?[row] ?? 1)
          unsafe words[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place & 63)
        }
        if let numbers = groups.numbers {
          for row in 0..<count { add(Int(numbers[row]), row) }
        } else {
          for row in 0..<count { add(groups.only, row) }
        }
      }
    }
  }

  func makeLane(groups: Int) -> any AccumulatorLane { DistinctLane(self, groups) }

  func column(_ lanes: [any AccumulatorLane], sizes: [Int64]) -> Column {
    let all = lanes.compactMap { ($0 as? DistinctLane)?.bits }
    let width = (count + 63) / 64
    return .int(
      Vector(
        sizes.indices.map { group in
          var found = 0
          for place in group * width..<(group + 1) * width {
            var word = all.reduce(0) { $0 | $1[place] }
            if place == group * width { word &= ~1 }
            found += word.nonzeroBitCount
          }
          return Int64(found)
        }))
  }
}
